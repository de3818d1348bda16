"""Making metrics in one registry, a line or two each."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

M = TypeVar("M", bound=MetricWrapperBase)


class Family(Generic[M]):
    """A metric with labels, which remembers its children: to look for one takes twice as long as to
    count. Labels are words of the house, so there are few."""

    def __init__(self, parent: M) -> None:
        self._parent = parent
        self._children: dict[tuple[str, ...], M] = {}

    def of(self, *labels: str) -> M:
        """The one with these labels."""
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._parent.labels(*labels)
        return child


class Maker:
    """Makes what is counted and timed; `labels` are names with spaces between."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def counter(self, name: str, what: str, labels: str) -> Family[Counter]:
        """Something that only grows; Prometheus adds `_total` to its name."""
        return Family(Counter(name, what, labels.split(), registry=self._registry))

    def gauge(self, name: str, what: str, labels: str) -> Family[Gauge]:
        """Something that comes and goes."""
        return Family(Gauge(name, what, labels.split(), registry=self._registry))

    def timer(
        self, name: str, what: str, buckets: Sequence[float], labels: str
    ) -> Family[Histogram]:
        """How many took how many seconds."""
        names = labels.split()
        return Family(Histogram(name, what, names, registry=self._registry, buckets=buckets))

    def plain_counter(self, name: str, what: str) -> Counter:
        """One without labels."""
        return Counter(name, what, registry=self._registry)

    def plain_gauge(self, name: str, what: str) -> Gauge:
        """One without labels."""
        return Gauge(name, what, registry=self._registry)

    def plain_timer(self, name: str, what: str, buckets: Sequence[float]) -> Histogram:
        """One without labels."""
        return Histogram(name, what, registry=self._registry, buckets=buckets)
