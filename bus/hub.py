"""One listener for each web process, which hands events to the sockets that asked for them."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import chain

import structlog

from bus.protocol import Bus, Event, Missed

log = structlog.get_logger("hub")

# A watched generation that was silent this long, in seconds, is read again: a bus may lose events.
SILENCE = 3.0
LOOK_EVERY = 1.0
# Who watches all generations of an owner is asked this often to look for himself, however
# much he hears: a bus that loses some of a busy owner's events is never silent.
OWNER_LOOKS_EVERY = 15.0
# Somebody who leaves events of so many generations unread is told to look for himself instead.
MOST_UNREAD = 256

Read = Callable[[Collection[str]], Awaitable[Sequence[Event]]]
# Is told of each event that was heard, and to how many it was handed.
Notice = Callable[[Event, int], None]


class Mailbox:
    """What one socket has not read yet: the newest event of each of a few generations."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        self._something = asyncio.Event()
        self._missed = False
        self.heard = self.looked = time.monotonic()

    def put(self, event: Event) -> None:
        """Take an event, unless a newer one of that generation waits already."""
        self.heard = time.monotonic()
        waiting = self._events.get(event.id)
        if waiting is None or waiting.revision < event.revision:
            self._events.pop(event.id, None)  # to the end: who resumes goes by the time of changes
            self._events[event.id] = event
        if len(self._events) > MOST_UNREAD:
            self._events.clear()
            self._missed = True
        self._something.set()

    def missed(self) -> None:
        """Tell the reader to look for himself."""
        self.looked = time.monotonic()
        self._missed = True
        self._something.set()

    async def next(self) -> Event | Missed:
        """The oldest waiting event, or `Missed` when some may have been lost."""
        while not self._missed and not self._events:
            self._something.clear()
            await self._something.wait()
        if self._missed:
            self._missed = False
            return Missed()
        return self._events.pop(next(iter(self._events)))


class Hub:
    """Feeds mailboxes from the bus. Register first, then read the state: nothing falls between."""

    def __init__(
        self,
        bus: Bus,
        read: Read,
        owner_looks_every: float = OWNER_LOOKS_EVERY,
        notice: Notice = lambda event, count: None,
    ) -> None:
        self._notice = notice
        self._bus = bus
        self._read = read
        self._owner_looks_every = owner_looks_every
        self._by_id: dict[str, set[Mailbox]] = defaultdict(set)
        self._by_owner: dict[str, set[Mailbox]] = defaultdict(set)

    @contextmanager
    def watch(self, id: str) -> Iterator[Mailbox]:
        """The events of one generation."""
        with _registered(self._by_id, id) as mailbox:
            yield mailbox

    @contextmanager
    def watch_owner(self, owner: str) -> Iterator[Mailbox]:
        """The events of all generations of one owner."""
        with _registered(self._by_owner, owner) as mailbox:
            yield mailbox

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen for as long as the context lasts; the bus is open when it is entered."""
        async with self._bus.listen() as events, asyncio.TaskGroup() as tasks:
            both = [tasks.create_task(self._listen(events)), tasks.create_task(self._repair())]
            try:
                yield
            finally:
                for task in both:
                    task.cancel()

    async def _listen(self, events: AsyncIterator[Event | Missed]) -> None:
        async for event in events:
            if isinstance(event, Missed):
                await self._reread(list(self._by_id))
                self._tell_owners(every=0.0)
            else:
                self._notice(event, self.deliver(event))

    def deliver(self, event: Event) -> int:
        """Hand an event to everybody who watches its generation or its owner; how many do."""
        boxes = (*self._by_id.get(event.id, ()), *self._by_owner.get(event.owner, ()))
        for mailbox in boxes:
            mailbox.put(event)
        return len(boxes)

    async def _repair(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._tell_owners(self._owner_looks_every)
            await self._reread(_silent(self._by_id, SILENCE))

    def _tell_owners(self, every: float) -> None:
        limit = time.monotonic() - every
        for mailbox in chain.from_iterable(self._by_owner.values()):
            if mailbox.looked <= limit:
                mailbox.missed()

    async def _reread(self, ids: Collection[str]) -> None:
        if not ids:
            return
        try:
            for event in await self._read(ids):
                self.deliver(event)
        except Exception as error:
            # The database may be away; the next look comes in a moment.
            log.warning("cannot look for missed events", error=type(error).__name__)


@contextmanager
def _registered(table: dict[str, set[Mailbox]], key: str) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    table[key].add(mailbox)
    try:
        yield mailbox
    finally:
        table[key].discard(mailbox)
        if not table[key]:
            del table[key]


def _silent(table: dict[str, set[Mailbox]], seconds: float) -> list[str]:
    limit = time.monotonic() - seconds
    return [key for key, boxes in table.items() if min(box.heard for box in boxes) <= limit]
