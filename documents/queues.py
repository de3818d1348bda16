"""The order of work: start-time fair queueing, one small document an engine.

A generation's rank is max(its owner's virtual time, the rank claimed last) + 1 / weight, and
becomes the owner's virtual time (Goyal, Vin, Cheng: Start-time Fair Queueing, SIGCOMM 1996). So
whoever has asked for little comes before whoever has asked for much, whenever they come. Wall
clocks play no part.
"""

from typing import ClassVar

from documents.accounts import Account
from documents.base import BY_REVISION, Kept, change, find, insert_once
from failpoints import failpoint


class Queue(Kept):
    """How far an engine's queue has come; its id is the engine's name."""

    rank_claimed: float = 0.0

    class Settings:
        name = "queues"
        indexes: ClassVar = [BY_REVISION]


def next_rank(virtual_time: float, rank_claimed: float, weight: float = 1.0) -> float:
    """The rank of an owner's next generation."""
    return max(virtual_time, rank_claimed) + 1.0 / weight


async def take_rank(owner: str, engine: str) -> float:
    """A place in the engine's queue for `owner`; moves the owner's virtual time up to it."""
    queue = await find(Queue, engine)
    claimed = queue.rank_claimed if queue else 0.0
    rank = 0.0

    def step(account: Account) -> Account:
        nonlocal rank
        rank = next_rank(account.virtual_times.get(engine, 0.0), claimed)
        times = {name: time for name, time in account.virtual_times.items() if time > claimed}
        return account.but(virtual_times={**times, engine: rank})

    with failpoint("queue.rank"):
        await change(Account, owner, step)
    return rank


async def note_claimed(engine: str, rank: float) -> None:
    """Remember that the queue has come to `rank`."""

    def step(queue: Queue) -> Queue | None:
        if queue.rank_claimed >= rank:
            return None
        return queue.but(rank_claimed=rank)

    if await change(Queue, engine, step) is None and await find(Queue, engine) is None:
        await insert_once(Queue(_id=engine, owner="", rank_claimed=rank))
