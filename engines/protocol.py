"""What an engine is given, what it gives back, and the protocol it fits."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

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
    photo: bytes | None = None  # encoded, upright, stripped
    photo_url: str | None = None  # short-lived signed link
    notes: bytes | None = None  # the engine's own analysis of this photo, if kept


@dataclass(frozen=True)
class Drawn:
    """One finished picture."""

    image: bytes | None  # encoded; None when only a link came back
    url: str | None = None
    notes: bytes | None = None  # to be kept beside this picture: landmarks, matte
    photo_notes: bytes | None = None  # to be kept beside the photo; None when the wish had them
    provider_cost: Decimal = Decimal(0)  # US dollars that its provider takes for it


class Report(Protocol):
    """Stores how far the work is; raises `Cancelled` when nobody wants it any more."""

    async def __call__(self, progress: float, stage: str) -> None: ...


class Cancelled(Exception):
    """The generation was cancelled, or another worker has it now."""


class Engine(Protocol):
    """Draws pictures; fails with `errors.EngineError`."""

    name: str
    kinds: frozenset[GenerationKind]
    billed: bool  # a repeated call costs again
    source: DigitalSource  # what its pictures say of how they came about

    def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """Yield each picture as it is finished."""
        ...

    async def cut_face(self, picture: bytes, notes: bytes | None, link: str) -> Drawn:
        """The face with hair on a transparent background, a PNG; `NoFaceFound` if there is none."""
        ...

    async def close(self) -> None: ...


class Check(Protocol):
    """Looks at what was drawn, whichever engine drew it."""

    async def require_decent(self, image: bytes) -> None:
        """`errors.ImageRejected` when it must not be shown."""
        ...
