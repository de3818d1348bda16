"""What an engine is given, what it gives back, and the protocol it fits."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, runtime_checkable

from events.templates import Costume
from kinds import DigitalSource, Gender, GenerationKind


@dataclass(frozen=True)
class Wish:
    """Everything an engine may need; no document, no storage."""

    kind: GenerationKind
    seed: int
    count: int  # pictures still missing
    size: tuple[int, int]  # pixels, width and height
    style: str  # member of the kind's style enum; of an avatar its look
    gender: Gender | None = None  # of an avatar
    costume: Costume | None = None  # what the builtin engine dresses an avatar's head in
    prompt: str | None = None  # composed of the style and the person's words
    words: str | None = None  # the person's own, of pictures from words
    photo: bytes | None = None  # encoded, upright, stripped; None for an engine that follows links
    photo_url: str | None = None  # short-lived signed link; of a headshot the one that was given
    notes: bytes | None = None  # the engine's own analysis of this photo, if kept


@dataclass(frozen=True)
class Drawn:
    """One finished picture."""

    image: bytes | None  # encoded; None when only a link came back
    url: str | None = None
    notes: bytes | None = None  # to be kept beside this picture: landmarks, matte
    photo_notes: bytes | None = None  # to be kept beside the photo; None when the wish had them


@dataclass(frozen=True)
class Service:
    """What is to be known of an engine that draws elsewhere."""

    slots: int  # how many generations it draws at a time, for all processes together
    seconds: float  # how long it may take for one picture
    # Whether it is asked again when a call went out that may have been billed and no answer came;
    # else it is given up for that generation.
    repeats: bool


class Report(Protocol):
    """Tells of the work; every method raises `Cancelled` when nobody wants it any more."""

    async def __call__(self, progress: float, stage: str) -> None:
        """Store how far the work is."""
        ...

    async def calling(self, cost: Decimal) -> None:
        """Store that a call goes out now which may be billed, for about `cost` US dollars."""
        ...

    def answered(self, cost: Decimal) -> None:
        """The answer to it came, and `cost` US dollars were taken for it."""
        ...


class Cancelled(Exception):
    """The generation was cancelled, or another worker has it now."""


class Engine(Protocol):
    """Draws pictures; fails with `errors.EngineError`."""

    name: str
    kinds: frozenset[GenerationKind]
    source: DigitalSource  # what its pictures say of how they came about
    service: Service | None  # None: it draws with this machine's processors
    follows_links: bool  # whether it takes the photo of a headshot by its link

    def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """Yield each picture as it is finished."""
        ...

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        """The face with hair on a transparent background, a PNG; `NoFaceFound` if there is none."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class Remote(Engine, Protocol):
    """An engine elsewhere, which can be asked how it is."""

    async def reach(self) -> list[str]:
        """What keeps it from being used, a sentence each: with every key, without drawing or paying
        anything. Empty when all is well."""
        ...


class Check(Protocol):
    """Looks at what was drawn, whichever engine drew it."""

    async def require_decent(self, image: bytes) -> None:
        """`errors.ImageRejected` when it must not be shown."""
        ...
