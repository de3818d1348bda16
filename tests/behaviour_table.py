"""What becomes of a call to each engine, whatever its provider does: the table for the documents.

`python -m tests.behaviour_table` writes docs/engine-behaviour.md anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.protocol import Drawn
from errors import EngineError
from kinds import GenerationKind
from tests.hosted import Told, opened, tried, wish_for
from tests.portrait_photos import HOPPER, photo_bytes
from tests.provider import Provider
from tests.provider_behaviours import ONCE, Behaviour, Pace

PAGE = Path(__file__).parent.parent / "docs" / "engine-behaviour.md"
NAMES = ("openai", "openrouter", "stability", "getimg", "aiserver")
KINDS = (GenerationKind.PICTURES, GenerationKind.HEADSHOT, GenerationKind.CARTOON)
SEVERAL = {Behaviour.FEWER, Behaviour.MORE, Behaviour.SAME_TWICE}  # two are asked for
WITHOUT_END = {Behaviour.TRICKLE, Behaviour.SILENT, Behaviour.LATE}
WITHOUT_ANSWER = {"lost", "timeout"}
SHORT, LONG = 0.6, 25.0  # seconds of a call, without end or not; nothing else takes that long
AT_A_TIME = 6  # behaviours

PACE = Pace(pause=0.1, tick=0.1, patience=60.0)
BEGINS, ENDS = "<!-- table -->", "<!-- end of table -->"


@dataclass(frozen=True)
class Cell:
    """How one call to an engine ended."""

    name: str
    behaviour: Behaviour
    drawn: list[Drawn]
    error: EngineError | None
    wanted: int
    told: Told
    calls: int  # that the provider took
    seconds: float
    repeats: bool  # the engine, when an answer was lost
    later: str = ""  # how the next call ends, where that is another story

    def __str__(self) -> str:
        """As in the table."""
        count = len(self.drawn)
        if self.error is None:
            return f"{count} of {self.wanted}"
        some = f"{count} of {self.wanted}, then " if count else ""
        follows = f"{what_follows(self.error, self.repeats)}{self.later}"
        return f"{some}{self.error.code} `{self.error.reason}`, {follows}"

    @property
    def unanswered(self) -> bool:
        return self.error is not None and self.error.reason in WITHOUT_ANSWER


@dataclass(frozen=True)
class Row:
    """One behaviour, and all engines."""

    behaviour: Behaviour
    cells: Sequence[Cell]
    complaints: Sequence[str]  # of the provider
    still_open: int  # sockets, afterwards
    most_open: int
    trapped: int  # connections to a private address

    def __str__(self) -> str:
        return f"| {self.behaviour.words} | {' | '.join(map(str, self.cells))} |"


def what_follows(error: EngineError, repeats: bool) -> str:
    """What is done next, by what the error says of itself, and by the engine's rule."""
    if error.retryable and (repeats or error.reason not in WITHOUT_ANSWER):
        pause = error.retry_after
        return (
            "again" if pause is None else f"again in {pause:.0f} s" if pause > 5 else "again soon"
        )
    return "next engine" if error.elsewhere else "end"


async def every_row() -> list[Row]:
    """All behaviours, some at a time."""
    gate = asyncio.Semaphore(AT_A_TIME)
    return await asyncio.gather(*(_row(behaviour, gate) for behaviour in Behaviour))


async def _row(behaviour: Behaviour, gate: asyncio.Semaphore) -> Row:
    async with gate, Provider(PACE) as server:
        cells = [await _cell(name, behaviour, server) for name in NAMES]
        return Row(
            behaviour,
            cells,
            server.complaints,
            await server.quiet(),
            server.most_open,
            server.trapped,
        )


async def _cell(name: str, behaviour: Behaviour, server: Provider) -> Cell:
    server.well()
    server.behave(behaviour)
    before, loop = len(server.calls), asyncio.get_running_loop()
    engine = opened(name, server, SHORT if behaviour in WITHOUT_END else LONG)
    kind = next(kind for kind in KINDS if kind in engine.kinds)
    wanted = 2 if behaviour in SEVERAL else 1
    told, started = Told(server), loop.time()
    drawn, error = await tried(engine, wish_for(kind, photo_bytes(HOPPER), wanted), told)
    took, calls = loop.time() - started, len(server.calls) - before
    repeats, later = engine.service is not None and engine.service.repeats, ""
    if behaviour in ONCE:
        found, _ = await tried(engine, wish_for(kind, photo_bytes(HOPPER)), Told(server))
        later = f": {len(found)} of {wanted}"
    await engine.close()
    return Cell(name, behaviour, drawn, error, wanted, told, calls, took, repeats, later)


def table(rows: Sequence[Row]) -> str:
    """In Markdown."""
    head = f"| the provider | {' | '.join(NAMES)} |"
    return "\n".join([head, "|---" * (len(NAMES) + 1) + "|", *map(str, rows)])


def written(page: str) -> str:
    """The table in the page."""
    return page.partition(BEGINS)[2].partition(ENDS)[0].strip()


def with_table(page: str, rows: Sequence[Row]) -> str:
    """The page with another table."""
    before, after = page.partition(BEGINS)[0], page.partition(ENDS)[2]
    return f"{before}{BEGINS}\n{table(rows)}\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), asyncio.run(every_row())), "utf-8")
