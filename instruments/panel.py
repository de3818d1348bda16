"""The panel: all instruments of one process, passed to whoever has something to say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import (
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from instruments.commands import Commands
from instruments.house import House
from instruments.labour import Labour
from instruments.making import Maker
from instruments.money import Money
from instruments.traces import Traces
from instruments.traffic import Traffic
from instruments.versions import VERSION


class Panel:
    """What this process counts and times, each by its subject, in a registry of its own."""

    def __init__(self, traces: Traces | None = None) -> None:
        # A third of all lines, of which nobody makes anything.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        make = Maker(self._registry)
        self.traces = traces or Traces()
        self.traffic = Traffic(make)
        self.labour = Labour(make)
        self.money = Money(make)
        self.commands = Commands(make)
        self.house = House(self._registry)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        make.gauge("visage_build_info", "The Visage that runs.", "version").of(VERSION).set(1)

    @asynccontextmanager
    async def closing(self) -> AsyncIterator[None]:
        """Send what is left to be sent at the end of the block."""
        try:
            yield
        finally:
            await asyncio.to_thread(self.traces.close)

    def text(self) -> bytes:
        """All of it in Prometheus' text format. Reads a few files of /proc."""
        return generate_latest(self._registry)
