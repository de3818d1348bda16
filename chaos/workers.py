"""A worker whose engine does what the seed of a generation tells it, and no drawing."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from benchmarks import instant_worker
from benchmarks.instant import bust, picture, variant
from chaos.houses import REMOTE, SLOTS
from engines.protocol import Drawn, Report, Service, Wish
from errors import EngineError, ImageRejected
from kinds import AvatarLook, DigitalSource, GenerationKind
from settings import Settings
from worker.loop import Rhythm

# Often, so that what a kill left behind is found before the next one.
RHYTHM = Rhythm(look=0.5, heal=0.7, pass_on=0.7, cut_off=1.0, sweep=1.0, sweep_files=1.0)


class Manner(IntEnum):
    """Seeds by which a client tells the engine how to draw; any other draws at once. An avatar has
    a seed that no client chooses: one whose look is `HANGS` hangs."""

    SLOW = 2_000_000_001  # reporting often enough that progress is stored
    FAILING = 2_000_000_002  # each time, in a way that repeating could help
    HANGING = 2_000_000_003  # until it is stopped


class Pace(IntEnum):
    """The same for pictures from words. Each picture of a wish has its own seed, so each pace has
    ten of them."""

    SLOW = 2_000_000_010  # one after the other
    TIRING = 2_000_000_020  # fails after each one
    HANGING = 2_000_000_030  # after the second one, until it is stopped
    RUDE = 2_000_000_040  # the first one fails the check


PRICE = Decimal("0.01")  # US dollars for a picture of the engine elsewhere
HANGS = AvatarLook.WARRIOR
RUDE = picture(colour="black")


@dataclass
class Obedient:
    """An engine that draws as `Manner` says; the picture is always the same."""

    name: str = "builtin"
    kinds: frozenset[GenerationKind] = frozenset(GenerationKind)
    service: Service | None = None
    follows_links: bool = False
    source: DigitalSource = DigitalSource.ALGORITHM
    cartoon: bytes = field(default_factory=picture)
    face: bytes = field(default_factory=lambda: picture("PNG", "RGBA"))
    person: bytes = field(default_factory=bust)

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        if wish.kind is GenerationKind.PICTURES:
            async for painted in _paint(wish, report, self.service is not None):
                yield painted
            return
        avatar = wish.kind is GenerationKind.AVATAR
        if wish.seed == Manner.FAILING:
            raise EngineError("The pencil broke. Please try again.", retry_after=0.1)
        while wish.seed == Manner.HANGING or (avatar and wish.style == HANGS):
            await report(0.5, "thinking")
            await asyncio.sleep(0.2)
        if wish.seed == Manner.SLOW:
            for part in range(7):
                await report(part / 7, "drawing")
                await asyncio.sleep(0.2)
        if avatar:
            yield Drawn(image=self.person)
            return
        analysis = None if wish.notes is not None else b"analysis"
        yield Drawn(image=self.cartoon, notes=b"landmarks", photo_notes=analysis)

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        return Drawn(image=self.face)

    async def close(self) -> None:
        return None


async def _paint(wish: Wish, report: Report, billed: bool) -> AsyncGenerator[Drawn, None]:
    pace = wish.seed // 10 * 10
    for number in range(wish.count):
        seed = wish.seed + number
        if billed:
            await report.calling(PRICE)
        while pace == Pace.HANGING and seed >= pace + 2:
            await report(0.5, "thinking")
            await asyncio.sleep(0.2)
        if pace == Pace.SLOW:
            await asyncio.sleep(0.3)
        report.answered(PRICE if billed else Decimal(0))
        yield Drawn(image=RUDE if seed == Pace.RUDE else variant(seed))
        if pace == Pace.TIRING:
            raise EngineError("The brush broke. Please try again.", retry_after=0.1)


class Strict:
    """Lets nothing pass that is `RUDE`."""

    async def require_decent(self, image: bytes) -> None:
        if image == RUDE:
            raise ImageRejected("This is rude.")


async def work(settings: Settings) -> None:
    """Be a worker until the process is ended."""
    far = Obedient(name=REMOTE, service=Service(slots=SLOTS, seconds=20.0, repeats=False))
    await instant_worker.work(settings, far, Obedient(), rhythm=RHYTHM, check=Strict())
