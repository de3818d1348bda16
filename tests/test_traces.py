"""Sending traces: what is told wrong, and collectors that do not answer."""

import time
from socket import create_server

import pytest

from errors import WrongSetup
from instruments.opening import open_panel
from instruments.traces import Traces
from tests.collectors import open_collector

pytest.importorskip(
    "opentelemetry.exporter.otlp.proto.http",
    reason="the packages of requirements-otel.lock are not installed",
)


def test_nothing_is_traced_unless_somebody_is_named_to_be_told() -> None:  # O3
    panel = open_panel("web")
    assert type(panel.traces) is Traces
    with panel.traces.span("work") as span:
        span.fail("INTERNAL")
        assert panel.traces.here() == ""


def test_a_collector_that_is_silent_does_not_hold_up_who_stops() -> None:  # O5
    with create_server(("127.0.0.1", 0)) as silent:
        panel = open_panel("web", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with panel.traces.span("work"):
            assert panel.traces.here().startswith("00-")
        began = time.monotonic()
        panel.traces.close()
        assert time.monotonic() - began < 3


async def test_headers_go_along_with_what_is_sent() -> None:  # O3
    async with open_collector() as collector:
        panel = open_panel("web", collector.url, "X-Key=one, other = two=2")
        async with panel.closing():
            with panel.traces.span("work") as span:
                span.note(number=1)
    (head,) = collector.heads
    assert {"x-key: one", "other: two=2"} <= {*head.lower().splitlines()}


def test_headers_that_cannot_be_read_are_not_quoted() -> None:  # S6
    with pytest.raises(WrongSetup) as refused:
        open_panel("web", "http://127.0.0.1:9", "Authorization Bearer hidden")
    assert "hidden" not in str(refused.value)
    assert "OTEL_EXPORTER_OTLP_HEADERS" in str(refused.value)
