"""A worker whose engine draws in no time, and fails as its moods are: they come with the seeds."""

import asyncio
import random
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from benchmarks import instant_worker
from benchmarks.instant import COLOURS, picture
from chaos.houses import REMOTE, SLOTS
from chaos.workers import PRICE, RHYTHM
from engines.protocol import Drawn, Report, Service, Wish
from errors import EngineError, ImageRejected
from kinds import DigitalSource, GenerationKind
from settings import Settings

SIDE = 16  # px: what is drawn does not matter here
# Of so many seeds in a row, these: pictures have the seeds of their wish in turn, so that what is
# asked for again after a failure meets another mood.
MOODS = 24
FAILS, HOPELESS, SLOW, RUDE = {3, 11}, {7}, {13, 14, 15, 16}, {19, 20}
OFTEN = 0.7  # of the times it comes to such a seed

BROKEN = "The brush broke. Please try again."
ASHAMED = "This cannot be drawn. Please describe another picture."


@dataclass
class Moody:
    """Draws a picture for each seed; before some it mostly fails, before others for good, some
    take a while, and some may not be shown."""

    name: str = "builtin"
    kinds: frozenset[GenerationKind] = frozenset(GenerationKind)
    service: Service | None = None
    follows_links: bool = False
    source: DigitalSource = DigitalSource.ALGORITHM

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        for seed in range(wish.seed, wish.seed + wish.count):
            if self.service is not None:
                await report.calling(PRICE)
            mood = seed % MOODS
            if mood in FAILS and random.random() < OFTEN:
                raise EngineError(BROKEN, retry_after=0.05)
            if mood in HOPELESS:
                raise ImageRejected(ASHAMED)
            if mood in SLOW:
                await report(0.5, "thinking")
                await asyncio.sleep(0.25)
            if self.service is not None:
                report.answered(PRICE)
            colour = "black" if mood in RUDE else COLOURS[seed % len(COLOURS)]
            yield Drawn(image=picture(side=SIDE, colour=colour))

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        raise ImageRejected(ASHAMED)

    async def close(self) -> None:
        return None


class Decent:
    """Lets nothing pass that is black."""

    async def require_decent(self, image: bytes) -> None:
        if image == picture(side=SIDE, colour="black"):
            raise ImageRejected("This is rude.")


async def work(settings: Settings) -> None:
    """Be a worker until the process is ended."""
    far = Moody(name=REMOTE, service=Service(slots=2 * SLOTS, seconds=20.0, repeats=True))
    await instant_worker.work(settings, far, Moody(), rhythm=RHYTHM, check=Decent())
