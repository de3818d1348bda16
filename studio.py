"""The studio: everything a process works with, opened once and passed to whoever needs it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from bus.hub import Hub, Read
from bus.protocol import Bus
from bus.registry import open_bus
from engines.registry import Engines
from sandbox import Sandbox
from settings import Settings
from storage.protocol import Storage
from storage.registry import open_storage
from tokens import Signer, load_key


@dataclass(frozen=True)
class Studio:
    """Settings, storage, engines and bus of this process."""

    settings: Settings
    storage: Storage
    engines: Engines
    bus: Bus
    hub: Hub
    signer: Signer
    sandbox: Sandbox


@asynccontextmanager
async def open_studio(
    settings: Settings, database: AsyncDatabase[dict[str, Any]], read: Read
) -> AsyncIterator[Studio]:
    """Open all parts, and close them in reverse order. `read` is how the hub reads generations."""
    async with AsyncExitStack() as stack:
        storage = open_storage(settings)
        stack.push_async_callback(storage.close)
        bus = open_bus(database)
        stack.push_async_callback(bus.close)
        engines = Engines(settings)
        stack.push_async_callback(engines.close)
        sandbox = await stack.enter_async_context(Sandbox(settings))
        yield Studio(
            settings=settings,
            storage=storage,
            engines=engines,
            bus=bus,
            hub=Hub(bus, read),
            signer=Signer(load_key(settings)),
            sandbox=sandbox,
        )
