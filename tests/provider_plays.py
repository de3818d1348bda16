"""How a provider sends an answer: whole, by the byte, too late, cut off, or without an end."""

from collections.abc import Awaitable, Callable

from tests.provider_behaviours import Behaviour, Pace
from tests.provider_wire import Answer, Line

FLOOD = 100 * 1024 * 1024  # bytes
PIECE = b"A" * 65536
A_MOMENT = 0.02  # seconds; lets what was sent arrive before a reset overtakes it

Play = Callable[[Line, Answer, Pace], Awaitable[None]]


async def play(behaviour: Behaviour, line: Line, said: Answer, pace: Pace) -> None:
    """Sends the answer in the manner of the behaviour."""
    await PLAYS.get(behaviour, at_once)(line, said, pace)


async def at_once(line: Line, said: Answer, pace: Pace) -> None:
    await line.send(said.whole)


async def after_a_pause(line: Line, said: Answer, pace: Pace) -> None:
    if not await line.wait(pace.pause):
        await line.send(said.whole)


async def by_the_byte(line: Line, said: Answer, pace: Pace) -> None:
    for number in said.whole:
        await line.send(bytes([number]))
        if await line.wait(pace.tick):
            return


async def never(line: Line, said: Answer, pace: Pace) -> None:
    await line.wait(pace.patience)


async def to_nobody(line: Line, said: Answer, pace: Pace) -> None:
    if await line.wait(pace.patience):
        await line.send(said.whole)


async def not_at_all(line: Line, said: Answer, pace: Pace) -> None:
    """Hangs up."""


async def reset(line: Line, said: Answer, pace: Pace) -> None:
    line.reset()


async def head_alone(line: Line, said: Answer, pace: Pace) -> None:
    await line.send(said.head())


async def one_half(line: Line, said: Answer, pace: Pace) -> None:
    await line.send(said.head() + said.body[: len(said.body) // 2])


async def one_half_and_reset(line: Line, said: Answer, pace: Pace) -> None:
    await one_half(line, said, pace)
    await line.wait(A_MOMENT)
    line.reset()


async def in_broken_chunks(line: Line, said: Answer, pace: Pace) -> None:
    await line.send(said.head("Transfer-Encoding: chunked") + b"5\r\nshort\r\nzz\r\nnone\r\n")


async def without_end(line: Line, said: Answer, pace: Pace) -> None:
    """The beginning of the good answer, and then 100 MB."""
    await line.send(said.head(f"Content-Length: {FLOOD}") + said.body[: len(said.body) // 2])
    while line.sent < FLOOD and not await line.wait(0):
        await line.send(PIECE)


async def without_end_in_chunks(line: Line, said: Answer, pace: Pace) -> None:
    begun = said.body[: len(said.body) // 2] + PIECE
    await line.send(said.head("Transfer-Encoding: chunked"))
    while line.sent < FLOOD and not await line.wait(0):
        await line.send(f"{len(begun):x}\r\n".encode() + begun + b"\r\n")
        begun = PIECE
    await line.send(b"0\r\n\r\n")


PLAYS: dict[Behaviour, Play] = {
    Behaviour.SLOW: after_a_pause,
    Behaviour.TRICKLE: by_the_byte,
    Behaviour.SILENT: never,
    Behaviour.LATE: to_nobody,
    Behaviour.HANGS_UP: not_at_all,
    Behaviour.RESETS: reset,
    Behaviour.CUT_AFTER_HEAD: head_alone,
    Behaviour.CUT_OFF: one_half,
    Behaviour.RESET_WITHIN: one_half_and_reset,
    Behaviour.BROKEN_CHUNKS: in_broken_chunks,
    Behaviour.FLOOD: without_end,
    Behaviour.FLOOD_CHUNKED: without_end_in_chunks,
}
