"""The studio: everything a process works with, opened once and passed to whoever needs it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from secrets import token_hex
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import structlog
from beanie import Document
from beanie.odm.utils.dump import get_dict
from pymongo.asynchronous.database import AsyncDatabase

from bus.hub import Hub, Notice, Read
from bus.protocol import Bus, Event
from bus.registry import open_bus
from engines.registry import Engines
from events.loading import read_events
from events.sketches import Sketchbook
from events.templates import Template
from instruments.endings import Ended, note_ending
from instruments.panel import Panel
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

log = structlog.get_logger("studio")


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
    # What those who operate it are shown.
    panel: Panel = field(default_factory=Panel, compare=False)

    @property
    def allowances(self) -> Allowances:
        """What accounts are given to begin with."""
        return Allowances(self.settings.default_user_credits, self.settings.device_credits)

    @cached_property
    def sketchbook(self) -> Sketchbook:
        """What avatars will look like, of whoever asks; a few milliseconds the first time."""
        return Sketchbook.of(self.events)

    def noted(self, ended: Ended, steps: Mapping[str, float] = MappingProxyType({})) -> None:
        """Note that a generation has ended and all that follows has come about; `steps` are what
        its last attempt took, in seconds."""
        note_ending(self.panel, ended, steps)

    async def announce(self, document: Document) -> None:
        """Tell everybody of a stored change."""
        await self.bus.publish(Event(get_dict(document, to_db=True)))

    async def delete(self, key: str) -> None:
        """Remove a stored file, if it is there."""
        await self.storage.delete(key)

    def link(self, key: str, base_url: str | None = None) -> str:
        """A link to a file that works without headers and expires; CDN_URL and PUBLIC_URL come
        before `base_url`, the address at which the caller reached us."""
        address = self.address(f"uploads/{key}", base_url)
        return f"{address}?{self.signer.sign(key, datetime.now(UTC))}"

    def download_link(self, key: str, end: datetime, base_url: str | None = None) -> str:
        """A link to a file that is good until `end`, and that makes a browser keep the file."""
        address = self.address(f"uploads/{key}", base_url)
        return f"{address}?{self.signer.sign_until(key, end)}&download"

    def address(self, path: str, base_url: str | None) -> str:
        """Where something of ours is to be had; see `link`."""
        settings = self.settings
        near = settings.cdn_url if path.startswith("uploads/") else None
        here = f"http://{settings.host}:{settings.port}"
        base = near or settings.public_url or base_url or here
        return f"{base.rstrip('/')}/{path}"


@asynccontextmanager
async def open_studio(
    settings: Settings, database: AsyncDatabase[dict[str, Any]], panel: Panel | None = None
) -> AsyncIterator[Studio]:
    """Open all parts, and close them in reverse order; `panel` stays open."""
    panel = panel or Panel()
    async with AsyncExitStack() as stack:
        storage = open_storage(settings)
        stack.push_async_callback(storage.close)
        await storage.check()
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
            hub=Hub(bus, generation_reader(database), notice=_noticing(panel)),
            signer=Signer(key),
            sessions=Sessions(key, settings.session_days),
            sealer=CodeSealer(key),
            mailer=await asyncio.to_thread(open_mailer, settings),
            sandbox=sandbox,
            moderation=await asyncio.to_thread(Moderation.read, settings.moderation_rules),
            tariffs=await asyncio.to_thread(Tariffs.read, settings.tariffs),
            provider=provider,
            events=await asyncio.to_thread(read_events, settings.events_dir),
            panel=panel,
        )


def _noticing(panel: Panel) -> Notice:
    """What is noted of each event that a hub has heard."""

    def notice(event: Event, count: int) -> None:
        document = event.document
        if changed_at := document.get("changed_at"):  # somebody else's write may lack it
            panel.traffic.heard((datetime.now(UTC) - changed_at).total_seconds())
        if count:
            panel.traffic.delivered(count)
            log.debug(
                "event delivered",
                generation=event.id,
                request_id=document.get("request_id", ""),
                status=document.get("status"),
                revision=event.revision,
                receivers=count,
            )

    return notice


def generation_reader(database: AsyncDatabase[dict[str, Any]]) -> Read:
    """How the hub reads generations: as the database has them, like events."""

    async def read(ids: Collection[str]) -> list[Event]:
        found = database["generations"].find({"_id": {"$in": list(ids)}})
        return [Event(document) async for document in found]

    return read
