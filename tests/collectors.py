"""What listens for traces on this machine: OTLP over HTTP, as a collector takes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

trace_service = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2",
    reason="the packages of requirements-otel.lock are not installed",
)


@dataclass(frozen=True)
class Sent:
    """A span that arrived."""

    name: str
    role: str  # of the process it comes from
    trace: str
    id: str
    parent: str
    seconds: float
    attributes: dict[str, str]


@dataclass
class Collector:
    """Where it listens, and what it was sent: heads, bodies, and the spans in them."""

    url: str
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Sent]:
        return [span for body in self.bodies for span in _spans_in(body)]

    @property
    def text(self) -> str:
        """All that it was sent, in quotes: in a body a letter may follow a value at once."""
        return "\n".join(str(_request_in(body)) for body in self.bodies)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request after the other from a sender."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                length = next(
                    int(line.partition(":")[2])
                    for line in head.splitlines()
                    if line.lower().startswith("content-length:")
                )
                self.bodies.append(await reader.readexactly(length))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def open_collector() -> AsyncIterator[Collector]:
    """One that listens until the block ends."""
    collector = Collector("")
    server = await asyncio.start_server(collector.take, "127.0.0.1", 0)
    async with server:
        collector.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield collector


def _spans_in(body: bytes) -> list[Sent]:
    found = []
    for resource in _request_in(body).resource_spans:
        role = _read(resource.resource.attributes)["visage.role"]
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            seconds = (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9
            found.append(
                Sent(
                    name=span.name,
                    role=role,
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    seconds=seconds,
                    attributes=_read(span.attributes),
                )
            )
    return found


def _request_in(body: bytes) -> Any:
    return trace_service.ExportTraceServiceRequest.FromString(body)


def _read(attributes: object) -> dict[str, str]:
    values = {each.key: each.value for each in attributes}  # type: ignore[attr-defined]
    return {key: str(getattr(value, value.WhichOneof("value"))) for key, value in values.items()}
