"""A web process that serves pictures from words, and a painter who draws as tests let him."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.instant import COLOURS, Instant, picture
from chaos.forks import Forks
from documents.database import open_database
from documents.registry import DOCUMENTS
from engines.protocol import Drawn, Report, Wish
from errors import EngineError
from tests.callers import SECRET
from tests.forked import running
from tests.stories import working
from tests.studios import open_test_studio


@dataclass
class Painter(Instant):
    """Draws each picture when it may, none from the seed `last` on."""

    name: str = "builtin"
    may: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1000))
    last: int | None = None
    side: int = 256

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        for index in range(wish.count):
            await self.may.acquire()
            seed = wish.seed + index
            if self.last is not None and seed >= self.last:
                raise EngineError("It broke.", retry_after=0.0)
            yield Drawn(image=picture(side=self.side, colour=COLOURS[seed % len(COLOURS)]))


@dataclass
class House:
    """A web process, and in this one a worker with a painter."""

    url: str
    painter: Painter


@asynccontextmanager
async def open_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[House]:
    """One on a database of its own at `uri`, with its files in `folder`, until the block ends."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    place = {"MONGODB_URI": uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    painter = Painter()
    async with (
        running(forks, "web", **place, SECRET_KEY=SECRET) as web,
        open_database(uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, painter) as studio,
        working(studio),
    ):
        yield House(web.url, painter)
        await database.client.drop_database(name)
