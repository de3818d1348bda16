"""Traces sent by OpenTelemetry's protocol over HTTP, in the background and a bundle at a time.

Sampling follows OTEL_TRACES_SAMPLER, as OpenTelemetry's own packages read it. What they do by
themselves with exceptions is switched off: the words of an error may be somebody's.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from instruments.traces import Attribute, Span, Traces
from instruments.versions import VERSION

SEND_EVERY = 2000  # ms
SEND_SECONDS = 3.0
# A collector that is away must not hold up a process that is to stop.
CLOSE_SECONDS = 1.5

_PARENT = "traceparent"


class SentSpan(Span):
    """A piece of work that will be told of."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, **attributes: Attribute) -> None:
        self._span.set_attributes(_named(attributes))

    def fail(self, code: str) -> None:
        self._span.set_attribute("visage.code", code)
        self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        self._span.end()


class SentTraces(Traces):
    """Sends spans to what listens at `endpoint`, as http://127.0.0.1:4318."""

    def __init__(self, endpoint: str, headers: dict[str, str] | None, role: str) -> None:
        resource = Resource.create(
            {"service.name": "visage", "service.version": VERSION, "visage.role": role}
        )
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(
            f"{endpoint.rstrip('/')}/v1/traces", headers=headers, timeout=SEND_SECONDS
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, schedule_delay_millis=SEND_EVERY)
        )
        self._tracer = self._provider.get_tracer("visage", VERSION)
        self._words = TraceContextTextMapPropagator()

    @contextmanager
    def span(
        self, name: str, parent: str = "", serving: bool = False, **attributes: Attribute
    ) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name,
            context=self._within(parent),
            kind=SpanKind.SERVER if serving else SpanKind.INTERNAL,
            attributes=_named(attributes),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield SentSpan(span)

    def begin(self, name: str, **attributes: Attribute) -> Span:
        return SentSpan(
            self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=_named(attributes))
        )

    def past(
        self, name: str, parent: str, began: datetime, ended: datetime, **attributes: Attribute
    ) -> None:
        span = self._tracer.start_span(
            name,
            context=self._within(parent),
            attributes=_named(attributes),
            start_time=_nanoseconds(began),
        )
        span.end(max(_nanoseconds(began), _nanoseconds(ended)))

    def present(self) -> Span:
        return SentSpan(trace.get_current_span())

    def here(self) -> str:
        carrier: dict[str, str] = {}
        self._words.inject(carrier)
        return carrier.get(_PARENT, "")

    def close(self) -> None:
        # It sends what is left; the time limits that it takes are not kept.
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(CLOSE_SECONDS)

    def _within(self, parent: str) -> Context | None:
        """The context of a parent in another process; None for the present one."""
        return self._words.extract({_PARENT: parent}, Context()) if parent else None


def _named(attributes: dict[str, Attribute]) -> dict[str, Attribute]:
    return {f"visage.{name}": value for name, value in attributes.items()}


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
