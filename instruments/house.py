"""Figures of the whole house, which every web process reads from the same database."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

# Of a gauge, its values by those of its labels.
Figures = Mapping[str, Mapping[tuple[str, ...], float]]

# What each is, and by what it is told apart.
GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "visage_queue_depth": (
        "Generations that have not ended: ready, waiting for a retry, or leased by a worker.",
        ("kind", "engine", "state"),
    ),
    "visage_queue_oldest_seconds": (
        "Age of the oldest generation that is ready and that no worker has taken.",
        ("kind", "engine"),
    ),
    "visage_credits_held": ("Credits held for generations that have not ended.", ()),
    "visage_engine_slots": ("Generations an engine elsewhere draws at once, at most.", ("engine",)),
    "visage_engine_slots_used": ("Slots of an engine elsewhere that are taken.", ("engine",)),
    "visage_engine_broken": ("1 while the breaker of an engine elsewhere is open.", ("engine",)),
    "visage_engine_resting": (
        "1 while an engine elsewhere is left alone, by its wish or its breaker.",
        ("engine",),
    ),
    "visage_workers": ("Workers that were seen lately.", ()),
    "visage_workers_slots": ("Pictures that workers seen lately can draw at once.", ()),
    "visage_workers_attempts": ("Attempts that workers seen lately have under way.", ()),
    "visage_disk_free_bytes": ("Room left on the disk of DATA_DIR of this process.", ()),
    "visage_disk_used_bytes": ("Room used on the disk of DATA_DIR of this process.", ()),
    "visage_ready": (
        "1 while a part is as it should be: database, storage, bus, worker.",
        ("part",),
    ),
}


class House(Collector):
    """Shows the figures it was told last; those that could not be read are left out."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._figures: Figures = {}
        registry.register(self)

    def tell(self, figures: Figures) -> None:
        """Show these from now on."""
        self._figures = figures

    def collect(self) -> Iterable[GaugeMetricFamily]:
        figures = self._figures
        for name, (what, labels) in GAUGES.items():
            family = GaugeMetricFamily(name, what, labels=labels)
            for values, figure in figures.get(name, {}).items():
                family.add_metric(values, figure)
            yield family
