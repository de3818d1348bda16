"""What travels on a bus, and the protocol every transport fits."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Event:
    """A stored change of a generation: the whole document as it is now, in the database's own form.

    With the state inside, a lost event costs delay and never an ending.
    """

    document: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.document["_id"])

    @property
    def owner(self) -> str:
        return str(self.document["owner"])

    @property
    def revision(self) -> int:
        return int(self.document["revision"])

    @property
    def state(self) -> str:
        return str(self.document["state"])


@dataclass(frozen=True)
class Missed:
    """Events may have been lost: read again whatever you watch."""


Listening = AbstractAsyncContextManager[AsyncIterator[Event | Missed]]


class Bus(Protocol):
    """Carries events between processes: at most once, in no promised order."""

    @property
    def well(self) -> bool:
        """Whether changes are told and heard, as far as it knows by now."""
        ...

    async def publish(self, event: Event) -> None:
        """Tell everybody; nothing at all for a transport that hears of changes by itself."""
        ...

    def listen(self) -> Listening:
        """Hear every event from the moment the context is entered."""
        ...

    async def close(self) -> None: ...
