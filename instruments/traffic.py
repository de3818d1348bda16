"""What comes in and goes out: requests, operations, errors, events, sockets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from errors import ErrorCode
from instruments.making import Maker

# Seconds. Answers take milliseconds, and whoever waits for a generation up to a minute.
QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Traffic:
    """The traffic of one web process."""

    def __init__(self, make: Maker) -> None:
        self._requests = make.counter(
            "visage_http_requests", "HTTP requests, by class of status.", "route status"
        )
        self._request_seconds = make.timer(
            "visage_http_request_seconds", "From the head to the end of answers.", QUICK, "route"
        )
        self._operations = make.timer(
            "visage_graphql_operation_seconds",
            "Time of GraphQL operations, by root field; a subscription counts when it ends.",
            QUICK,
            "operation field",
        )
        self._errors = make.counter("visage_errors", "Errors that clients were told.", "code")
        for code in ErrorCode:  # Prometheus sees no growth where the first sight is of a one
            self._errors.of(code.value)
        self._limited = make.counter("visage_rate_limited", "Calls that were too many.", "limit")
        self._streams = make.gauge("visage_subscriptions", "Subscriptions that run.", "field")
        self._sockets = make.plain_gauge("visage_sockets_open", "GraphQL sockets that are open.")
        self._heard = make.plain_counter("visage_events_heard", "Changes heard on the bus.")
        self._delivered = make.plain_counter(
            "visage_events_delivered", "Changes handed to subscriptions and to whoever waits."
        )
        self._lag = make.plain_timer(
            "visage_event_lag_seconds", "From a change to hearing of it on the bus.", QUICK
        )

    def count_sockets(self, count: Callable[[], int]) -> None:
        """Ask `count` for the open sockets whenever somebody looks."""
        self._sockets.set_function(count)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.of(route, f"{status // 100}xx").inc()
        self._request_seconds.of(route).observe(seconds)

    def operated(self, operation: str, field: str, seconds: float) -> None:
        """An operation is over, well or not."""
        self._operations.of(operation, field).observe(seconds)

    def failed(self, code: str) -> None:
        """A client was told an error."""
        self._errors.of(code).inc()

    def limited(self, limit: str) -> None:
        """A call was one too many."""
        self._limited.of(limit).inc()

    @contextmanager
    def streaming(self, field: str) -> Iterator[None]:
        """A subscription runs as long as the block."""
        streams = self._streams.of(field)
        streams.inc()
        try:
            yield
        finally:
            streams.dec()

    def heard(self, lag: float) -> None:
        """A change came over the bus, `lag` seconds after it was made by another's clock."""
        self._heard.inc()
        self._lag.observe(max(0.0, lag))

    def delivered(self, count: int) -> None:
        """A change was handed to so many."""
        self._delivered.inc(count)
