"""An engine that takes no time, to see what everything around drawing costs; tests use it too."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from engines.fetching import Fetcher, open_fetcher
from engines.finishing import Finisher
from engines.protocol import Check, Drawn, Engine, Report, Service, Wish
from kinds import DigitalSource, GenerationKind
from settings import Settings

FINISHED = 256  # px of an avatar: 4096 would take seconds


# Of pictures from words: neighbours differ.
COLOURS = ("teal", "tomato", "gold", "orchid", "navy")


@cache
def picture(
    format: str = "JPEG", mode: str = "RGB", side: int = 256, colour: str = COLOURS[0]
) -> bytes:
    """A small picture of one colour."""
    body = BytesIO()
    Image.new(mode, (side, side), colour).save(body, format)
    return body.getvalue()


def variant(seed: int) -> bytes:
    """A small picture that differs from those of the next seeds."""
    return picture(colour=COLOURS[seed % len(COLOURS)])


def bust(side: int = 256) -> bytes:
    """A small PNG of a person, a ball on a block, with nothing around it."""
    image = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(image)
    pen.ellipse((side * 0.34, side * 0.15, side * 0.66, side * 0.6), "tan")
    pen.rectangle((side * 0.2, side * 0.6, side * 0.8, side), "teal")
    body = BytesIO()
    image.save(body, "PNG")
    return body.getvalue()


class Unheard:
    """A report that nobody reads."""

    async def __call__(self, progress: float, stage: str) -> None: ...

    async def calling(self, cost: Decimal) -> None: ...

    def answered(self, cost: Decimal) -> None: ...


@dataclass
class Instant:
    """Answers with the same picture of a kind at once; can be told to fail, or to wait: for `gate`,
    or some `seconds`. Pictures from words differ by their seeds; each wish for them is answered
    with as many as `gives` says in turn, and otherwise with all. Headshots are where `links` say,
    if it says something."""

    name: str = "instant"
    kinds: frozenset[GenerationKind] = frozenset(GenerationKind)
    service: Service | None = None
    follows_links: bool = False
    source: DigitalSource = DigitalSource.ALGORITHM
    failures: list[Exception] = field(default_factory=list)
    gate: asyncio.Event | None = None
    seconds: float = 0.0
    wishes: list[Wish] = field(default_factory=list)
    gives: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    cost: Decimal = Decimal(0)  # US dollars, of each picture
    cartoon: bytes = field(default_factory=picture)
    face: bytes = field(default_factory=lambda: picture("PNG", "RGBA"))
    person: bytes = field(default_factory=bust)

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        self.wishes.append(wish)
        gate = self.gate  # as it is when the drawing begins
        await report(0.5, "drawing")
        await self._wait_or_fail(gate, report)
        if wish.kind is GenerationKind.AVATAR:
            yield Drawn(image=self.person)
            return
        if wish.kind is GenerationKind.PICTURES:
            for index in range(self.gives.pop(0) if self.gives else wish.count):
                if index:
                    report.answered(self.cost)
                yield Drawn(image=variant(wish.seed + index))
            return
        if wish.kind is GenerationKind.HEADSHOT:
            for url in self.links:
                yield Drawn(image=None, url=url)
            if not self.links:
                yield Drawn(image=variant(wish.seed), notes=b"landmarks")
            return
        new = None if wish.notes is not None else b"analysis"
        yield Drawn(image=self.cartoon, notes=b"landmarks", photo_notes=new)

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        await self._wait_or_fail(self.gate, report)
        return Drawn(image=self.face)

    async def _wait_or_fail(self, gate: asyncio.Event | None, report: Report) -> None:
        """As a service, it says so before it is called, and what the first picture cost after."""
        if self.service is not None:
            await report.calling(self.cost)
        if gate is not None:
            await gate.wait()
        await asyncio.sleep(self.seconds)
        report.answered(self.cost)
        if self.failures:
            raise self.failures.pop(0)

    async def close(self) -> None:
        return None


class Lineup:
    """A registry of these engines, each asked for what it makes when those before it could not.
    Links are followed as `settings` allow."""

    def __init__(
        self, *engines: Engine, check: Check | None = None, settings: Settings | None = None
    ) -> None:
        self._engines = {engine.name: engine for engine in engines}
        self.check = check
        self._settings = settings
        self._fetcher: Fetcher | None = None
        self.finisher = Finisher(FINISHED)

    @property
    def names(self) -> list[str]:
        return list(self._engines)

    def for_kind(self, kind: GenerationKind) -> list[str]:
        return [name for name, engine in self._engines.items() if kind in engine.kinds]

    def after(self, kind: GenerationKind, name: str) -> str | None:
        names = self.for_kind(kind)
        return next(iter(names[names.index(name) + 1 :] if name in names else names), None)

    def get(self, name: str) -> Engine:
        return self._engines[name]

    async def fetch(self, url: str) -> bytes:
        if self._fetcher is None:
            self._fetcher = open_fetcher(
                self._settings or Settings.model_validate({"_env_file": None})
            )
        return await self._fetcher.fetch(url)

    async def close(self) -> None:
        await self.finisher.close()
        if self._fetcher is not None:
            await self._fetcher.close()
