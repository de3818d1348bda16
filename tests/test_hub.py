"""The hub: from the bus to those who watch, with gaps mended by looking."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from bus.hub import MOST_UNREAD, SILENCE, Hub, Mailbox
from bus.memory import MemoryBus
from bus.protocol import Event, Missed

PATIENCE = SILENCE + 5


class DeafBus:
    """Loses every event, but may say that it did."""

    def __init__(self) -> None:
        self.missed = asyncio.Event()
        self.well = True

    async def publish(self, event: Event) -> None:
        return None

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Event | Missed]]:
        yield self._events()

    async def _events(self) -> AsyncIterator[Event | Missed]:
        while True:
            await self.missed.wait()
            self.missed.clear()
            yield Missed()

    async def close(self) -> None:
        return None


def make_event(id: str = "gen", revision: int = 1, owner: str = "acc") -> Event:
    return Event({"_id": id, "owner": owner, "revision": revision, "state": "ready"})


async def nothing(ids: Collection[str]) -> list[Event]:
    return []


async def hear(mailbox: Mailbox) -> Event | Missed:
    async with asyncio.timeout(PATIENCE):
        return await mailbox.next()


async def test_each_hears_what_it_watches() -> None:
    bus = MemoryBus()
    hub = Hub(bus, nothing)
    async with hub.running():
        with hub.watch("one") as one, hub.watch("one") as again, hub.watch_owner("acc") as all_:
            await bus.publish(make_event("one"))
            await bus.publish(make_event("two"))
            await bus.publish(make_event("three", owner="another"))
            assert [await hear(one), await hear(again)] == [make_event("one")] * 2
            assert [await hear(all_), await hear(all_)] == [make_event("one"), make_event("two")]
            assert not one._events
            assert not all_._events


async def test_a_slow_reader_gets_the_newest_of_each() -> None:
    mailbox = Mailbox()
    for revision in (1, 3, 2):
        mailbox.put(make_event("one", revision))
    mailbox.put(make_event("two"))
    assert [await hear(mailbox), await hear(mailbox)] == [make_event("one", 3), make_event("two")]
    assert not mailbox._events


async def test_a_slow_reader_gets_what_changed_first_first() -> None:  # G2: cursors go by time
    mailbox = Mailbox()
    for event in (make_event("one"), make_event("two"), make_event("one", 2)):
        mailbox.put(event)
    assert [await hear(mailbox), await hear(mailbox)] == [make_event("two"), make_event("one", 2)]


async def test_silence_is_broken_by_looking() -> None:
    asked: list[Collection[str]] = []

    async def read(ids: Collection[str]) -> list[Event]:
        asked.append(list(ids))
        if len(asked) == 1:
            raise ConnectionError("the database is away")
        return [make_event(id, 7) for id in ids]

    hub = Hub(DeafBus(), read)
    async with hub.running():
        with hub.watch("one") as one, hub.watch("two") as two:
            assert await hear(one) == make_event("one", 7)
            assert await hear(two) == make_event("two", 7)
    assert sorted(asked[1]) == ["one", "two"]  # one query for all


async def test_after_a_gap_everybody_looks_at_once() -> None:
    async def read(ids: Collection[str]) -> list[Event]:
        return [make_event(id, 2) for id in ids]

    bus = DeafBus()
    hub = Hub(bus, read)
    async with hub.running():
        with hub.watch("one") as one, hub.watch_owner("acc") as owner:
            bus.missed.set()
            async with asyncio.timeout(SILENCE / 2):
                assert isinstance(await owner.next(), Missed)
                assert await one.next() == make_event("one", 2)


async def test_who_hears_a_lot_looks_too_now_and_then() -> None:  # O2
    bus = MemoryBus()
    hub = Hub(bus, nothing, owner_looks_every=0.5)
    async with hub.running(), asyncio.timeout(PATIENCE):
        with hub.watch_owner("acc") as owner:
            revision = 0
            while True:  # never silent
                await bus.publish(make_event(revision=(revision := revision + 1)))
                if isinstance(await owner.next(), Missed):
                    break
                await asyncio.sleep(0.05)


async def test_who_leaves_too_many_unread_is_told_to_look_for_himself() -> None:
    mailbox = Mailbox()
    for number in range(5 * MOST_UNREAD):
        mailbox.put(make_event(f"gen_{number}"))
        assert len(mailbox._events) <= MOST_UNREAD
    assert isinstance(await mailbox.next(), Missed)


async def test_who_has_gone_is_forgotten() -> None:
    hub = Hub(MemoryBus(), nothing)
    with hub.watch("one"), hub.watch_owner("acc"):
        assert hub._by_id
    assert not hub._by_id
    assert not hub._by_owner
