"""The studio: everything a process works with, opened once and passed to whoever needs it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from beanie import Document
from beanie.odm.utils.dump import get_dict
from pymongo.asynchronous.database import AsyncDatabase

from bus.hub import Hub, Read
from bus.protocol import Bus, Event
from bus.registry import open_bus
from engines.registry import Engines
from events.loading import read_events
from events.templates import Template
from mail import Mailer, open_mailer
from prompts.moderation import Moderation
from sandbox import Sandbox
from sessions import Sessions
from settings import Settings
from storage.protocol import Storage
from storage.registry import open_storage
from storage.room import Room
from tariffs import Allowances, Tariffs
from tokens import CodeSealer, Signer, load_key

if TYPE_CHECKING:
    from providers import Provider


@dataclass(frozen=True)
class Studio:
    """Settings, storage, engines and bus of this process."""

    settings: Settings
    storage: Storage
    room: Room
    engines: Engines
    bus: Bus
    hub: Hub
    signer: Signer
    sessions: Sessions
    sealer: CodeSealer
    mailer: Mailer
    sandbox: Sandbox
    moderation: Moderation
    tariffs: Tariffs
    provider: "Provider | None" = None
    # The event templates by slug.
    events: Mapping[str, Template] = field(default_factory=dict)
    # What this process counted a moment ago: a name → until when it holds, and the figure.
    figures: dict[str, tuple[float, int]] = field(default_factory=dict, compare=False)
    # By this other processes tell what is held here from what they hold themselves.
    mark: str = field(default_factory=partial(token_hex, 8), compare=False)
    # The analytics of days that are over: their beginning → what they were.
    days: dict[datetime, Any] = field(default_factory=dict, compare=False)

    @property
    def allowances(self) -> Allowances:
        """What accounts are given to begin with."""
        return Allowances(self.settings.default_user_credits, self.settings.device_credits)

    async def announce(self, document: Document) -> None:
        """Tell everybody of a stored change."""
        await self.bus.publish(Event(get_dict(document, to_db=True)))

    async def delete(self, key: str) -> None:
        """Remove a stored file, if it is there."""
        await self.storage.delete(key)

    def link(self, key: str, base_url: str | None = None) -> str:
        """A link to a file that works without headers and expires; PUBLIC_URL comes before
        `base_url`, the address at which the caller reached us."""
        return f"{self._address(key, base_url)}?{self.signer.sign(key, datetime.now(UTC))}"

    def download_link(self, key: str, end: datetime, base_url: str | None = None) -> str:
        """A link to a file that is good until `end`, and that makes a browser keep the file."""
        return f"{self._address(key, base_url)}?{self.signer.sign_until(key, end)}&download"

    def _address(self, key: str, base_url: str | None) -> str:
        settings = self.settings
        base = settings.public_url or base_url or f"http://{settings.host}:{settings.port}"
        return f"{base.rstrip('/')}/uploads/{key}"


@asynccontextmanager
async def open_studio(
    settings: Settings, database: AsyncDatabase[dict[str, Any]]
) -> AsyncIterator[Studio]:
    """Open all parts, and close them in reverse order."""
    async with AsyncExitStack() as stack:
        storage = open_storage(settings)
        stack.push_async_callback(storage.close)
        bus = open_bus(database, settings.bus_url.get_secret_value() if settings.bus_url else None)
        stack.push_async_callback(bus.close)
        engines = Engines(settings)
        stack.push_async_callback(engines.close)
        sandbox = await stack.enter_async_context(
            Sandbox(settings.decode_seconds, settings.decode_memory_bytes)
        )
        provider = None
        if settings.jwks_url is not None:
            from providers import open_provider  # brings httpx: a tenth of a second at each start

            provider = await stack.enter_async_context(open_provider(settings))
        key = await asyncio.to_thread(load_key, settings, settings.data_dir)
        yield Studio(
            settings=settings,
            storage=storage,
            room=Room(storage, settings.min_free_bytes),
            engines=engines,
            bus=bus,
            hub=Hub(bus, generation_reader(database)),
            signer=Signer(key),
            sessions=Sessions(key, settings.session_days),
            sealer=CodeSealer(key),
            mailer=await asyncio.to_thread(open_mailer, settings),
            sandbox=sandbox,
            moderation=await asyncio.to_thread(Moderation.read, settings.moderation_rules),
            tariffs=await asyncio.to_thread(Tariffs.read, settings.tariffs),
            provider=provider,
            events=await asyncio.to_thread(read_events, settings.events_dir),
        )


def generation_reader(database: AsyncDatabase[dict[str, Any]]) -> Read:
    """How the hub reads generations: as the database has them, like events."""

    async def read(ids: Collection[str]) -> list[Event]:
        found = database["generations"].find({"_id": {"$in": list(ids)}})
        return [Event(document) async for document in found]

    return read
