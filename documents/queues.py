"""The order of work: fair queueing by virtual time, one small document an engine.

A generation's rank is max(its owner's virtual time, the rank claimed last) + 1 / weight, and
becomes the owner's virtual time (start-time fair queueing, Goyal, Vin, Cheng, SIGCOMM 1996, with
the self-clocked tags of Golestani, INFOCOM 1994). So the ranks of one owner lie 1 / weight apart,
and whoever comes at any later time is behind at most one of another owner of his weight, beside
those that are being drawn. Wall clocks play no part.

That holds only while no crowd of one owner shares a stretch of ranks. Therefore a retry takes a new
place instead of the one it had (`take_rank`), what is cancelled before a worker had it costs its
owner nothing (`give_back`), and a call that is repeated keeps the place it took.
"""

from typing import ClassVar

from documents.accounts import Account, Place
from documents.base import BY_REVISION, Kept, change, find, insert_once
from documents.generations import Generation, WorkState
from failpoints import failpoint

# Who cancels many at once may lose against himself; what is not given back now is so later.
MOST_GIVE_BACKS = 10


class Queue(Kept):
    """How far an engine's queue has come; its id is the engine's name."""

    rank_claimed: float = 0.0

    class Settings:
        name = "queues"
        indexes: ClassVar = [BY_REVISION]


def next_rank(virtual_time: float, rank_claimed: float, weight: float = 1.0) -> float:
    """The rank of an owner's next generation."""
    return max(virtual_time, rank_claimed) + 1.0 / weight


def placed(
    account: Account, engine: str, id: str, rank_claimed: float, weight: float = 1.0
) -> Account | None:
    """The account with generation `id` as its newest place in the engine's queue; None when it is
    that already."""
    last = account.last_place
    if last is not None and (last.engine, last.generation_id) == (engine, id):
        return None
    rank = next_rank(account.virtual_times.get(engine, 0.0), rank_claimed, weight)
    return account.but(
        virtual_times={**account.virtual_times, engine: rank},
        last_place=Place(engine=engine, generation_id=id, rank=rank),
    )


def fallen_back(account: Account, engine: str, highest: float | None) -> Account | None:
    """The account when the highest rank it still has in the engine's queue is `highest`, None for
    nothing; None when there is nothing to give back."""
    time = account.virtual_times.get(engine)
    if time is None or (highest is not None and time <= highest):
        return None
    times = {name: each for name, each in account.virtual_times.items() if name != engine}
    return account.but(virtual_times=times if highest is None else {**times, engine: highest})


def come_to(queue: Queue, rank: float) -> Queue | None:
    """The queue once `rank` has been claimed; it never goes back."""
    return queue.but(rank_claimed=rank) if rank > queue.rank_claimed else None


async def take_rank(generation: Generation) -> float:
    """A place in the queue of a generation's engine; moves its owner's virtual time up to it.

    The generation that took a place last, and asks again, is given the same one: of many parallel
    calls for one generation only the first moves anything.
    """
    engine, owner = generation.engine, generation.owner
    queue = await find(Queue, engine)
    claimed = queue.rank_claimed if queue else 0.0
    rank = next_rank(0.0, claimed)  # should the account be gone

    def step(account: Account) -> Account | None:
        nonlocal rank
        after = placed(account, engine, generation.id, claimed)
        place = (after or account).last_place
        assert place is not None
        rank = place.rank
        return after

    with failpoint("queue.rank"):
        await change(Account, owner, step)
    return rank


async def give_back(owner: str, engine: str) -> None:
    """Let an owner's virtual time fall back to what he still has in an engine's queue.

    A call that has taken a place and not yet stored its generation is not seen: the next one may
    then share its rank, which weakens the order by as many as are under way at that moment.
    """
    for _ in range(MOST_GIVE_BACKS):
        account = await find(Account, owner)
        if account is None:
            return
        query = {"owner": owner, "state": WorkState.READY, "engine": engine}
        left = await Generation.find(query).sort("-rank").limit(1).to_list()
        after = fallen_back(account, engine, left[0].rank if left else None)
        if after is None or await _stored(account, after):
            return


async def _stored(seen: Account, after: Account) -> bool:
    """Store what was decided on `seen`; False when the account has changed since."""

    def step(account: Account) -> Account | None:
        return after if account.revision == seen.revision else None

    with failpoint("queue.give-back"):
        return await change(Account, seen.id, step, known=seen) is not None


async def note_claimed(engine: str, rank: float) -> None:
    """Remember that the queue has come to `rank`."""
    if await change(Queue, engine, lambda queue: come_to(queue, rank)) is not None:
        return
    if await find(Queue, engine) is None:
        await insert_once(Queue(_id=engine, owner="", rank_claimed=rank))
