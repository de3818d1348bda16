"""Several houses side by side, on one database server, that share the rounds among them."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from chaos.forks import open_forks
from chaos.houses import House, listeners
from chaos.rounds import Outcome, Rounds
from tests.mailboxes import mail_server

Wanted = tuple[str, random.Random]  # a point, and the chance that decides the rest


@asynccontextmanager
async def open_lanes(uri: str, folder: Path, count: int) -> AsyncIterator[list[Rounds]]:
    """`count` houses at work, on databases of the server at `uri` and in folders of their own."""
    sockets = listeners(count)
    async with AsyncExitStack() as stack:
        for listener in sockets:
            stack.enter_context(closing(listener))
        zygote = await stack.enter_async_context(open_forks(sockets))
        mails = await stack.enter_async_context(mail_server())
        yield list(
            await asyncio.gather(
                *(
                    stack.enter_async_context(
                        _lane(House(zygote, uri, f"chaos_{n}", folder / f"{n}", listener, mails))
                    )
                    for n, listener in enumerate(sockets)
                )
            )
        )


@asynccontextmanager
async def _lane(house: House) -> AsyncIterator[Rounds]:
    async with house.living() as database:
        rounds = Rounds(house, database)
        async with rounds.watching():
            yield rounds


async def strike_all(
    lanes: list[Rounds], wanted: Iterable[Wanted], add: Callable[[Outcome], None]
) -> None:
    """Play a round for each of `wanted`, in whichever house is free."""
    waiting = iter(wanted)

    async def work(rounds: Rounds) -> None:
        for point, chance in waiting:
            add(await rounds.play(point, chance))

    await asyncio.gather(*(work(rounds) for rounds in lanes))
