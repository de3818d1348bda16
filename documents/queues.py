"""The order of work: fair queueing by virtual time, one small document an engine.

A generation's rank is max(its owner's virtual time, the queue's) + 1 / weight. The rank becomes the
owner's virtual time, and the queue's once it is claimed (start-time fair queueing, Goyal, Vin,
Cheng, SIGCOMM 1996, with the self-clocked tags of Golestani, INFOCOM 1994). So the ranks of one
owner lie at least 1 / weight apart, and whoever comes at any later time is behind at most one of
another owner of his weight, beside those that are being drawn. Wall clocks play no part.

That holds only while no crowd of one owner shares a stretch of ranks. Therefore a retry takes a
new place instead of the one it had (`take_rank`), what is cancelled before a worker had it costs
its owner nothing (`give_back`), a call that is repeated keeps the place it took, and the virtual
time of a queue is never beyond those that still wait (`reached`). Only what a worker had and gave
up, at most as much as there are slots, comes `FIRST`.

Pictures count one by one: whoever asks for four comes as soon as for one, but what he asks for next
comes four turns later.
"""

from collections.abc import Callable
from typing import ClassVar

from documents.accounts import Account, Place
from documents.base import BY_REVISION, Kept, change, find, insert_once
from documents.generations import FIRST, Generation, WorkState
from failpoints import failpoint
from tariffs import Tariffs

# Who cancels many at once may lose against himself; what is not given back now is so later.
MOST_GIVE_BACKS = 10
# The heaviest owner's ranks lie this far apart.
FINEST = 0.25


class Queue(Kept):
    """How far an engine's queue has come; its id is the engine's name."""

    rank_claimed: float = 0.0

    class Settings:
        name = "queues"
        indexes: ClassVar = [BY_REVISION]


def reached(rank_claimed: float, left: float | None) -> float:
    """The virtual time of a queue: the rank claimed last, but no more than the lowest rank that is
    `left` waiting below it. Calls that are stored in another order than they took their places
    leave some there, and nobody who comes after them is to pay for it."""
    return rank_claimed if left is None else min(rank_claimed, left - FINEST)


def next_rank(virtual_time: float, reached: float, weight: float = 1.0) -> float:
    """The rank of an owner's next generation."""
    return max(virtual_time, reached) + 1.0 / weight


def placed(
    account: Account,
    engine: str,
    id: str,
    attempt: int,
    reached: float,
    weight: float = 1.0,
    pictures: int = 1,
) -> Account | None:
    """The account with a new place in the engine's queue, for generation `id` of so many pictures
    after so many attempts; None when its newest place is that already."""
    last, asked = account.last_place, (engine, id, attempt)
    if last is not None and (last.engine, last.generation_id, last.attempt) == asked:
        return None
    rank = next_rank(account.virtual_times.get(engine, 0.0), reached, weight)
    place = Place(engine=engine, generation_id=id, attempt=attempt, rank=rank)
    times = {**account.virtual_times, engine: rank + (pictures - 1) / weight}
    return account.but(virtual_times=times, last_place=place)


def fallen_back(account: Account, engine: str, highest: float | None) -> Account | None:
    """The account when what it still has in the engine's queue reaches to `highest`, None for
    nothing; None when there is nothing to give back."""
    time = account.virtual_times.get(engine)
    if time is None or (highest is not None and time <= highest):
        return None
    times = {name: each for name, each in account.virtual_times.items() if name != engine}
    return account.but(virtual_times=times if highest is None else {**times, engine: highest})


def come_to(queue: Queue, rank: float) -> Queue | None:
    """The queue once `rank` has been claimed; it never goes back."""
    return queue.but(rank_claimed=rank) if rank > queue.rank_claimed else None


async def take_rank(
    generation: Generation, tariffs: Tariffs, pay: Callable[[Account], Account] | None = None
) -> float:
    """A place in the queue of a generation's engine; moves its owner's virtual time up to it, the
    less the more his tier weighs. `pay`, which may raise, is done in the same change.

    Whoever took a place last for the same attempt, and asks again, is given the same one: of many
    parallel calls for one generation only the first moves anything.
    """
    engine, owner = generation.engine, generation.owner
    come_so_far = await _reached(engine)
    rank = next_rank(0.0, come_so_far)  # should the account be gone

    def step(account: Account) -> Account | None:
        nonlocal rank
        paid, weight = pay(account) if pay else account, tariffs.tiers[account.tier].weight
        after = placed(
            paid,
            engine,
            generation.id,
            generation.attempt,
            come_so_far,
            weight,
            pictures=_pictures(generation),
        )
        place = (after or paid).last_place
        assert place is not None
        rank = place.rank
        return after or (paid if paid is not account else None)

    with failpoint("queue.rank"):
        await change(Account, owner, step)
    return rank


def _pictures(generation: Generation) -> int:
    """How many are to be drawn yet."""
    return max(1, generation.wanted - generation.drawn)


async def _reached(engine: str) -> float:
    queue = await find(Queue, engine)
    if queue is None:
        return 0.0
    between = {"$gt": FIRST, "$lt": queue.rank_claimed}
    below = {"state": WorkState.READY, "engine": engine, "rank": between}
    # Raw: one that cannot be read must not keep everybody from coming after it.
    waiting = Generation.get_pymongo_collection().find(below, {"rank": 1})
    left = await waiting.sort("rank").limit(1).to_list()
    return reached(queue.rank_claimed, left[0]["rank"] if left else None)


async def give_back(owner: str, engine: str) -> None:
    """Let an owner's virtual time fall back to what he still has in an engine's queue.

    A call that has taken a place and not yet stored its generation is not seen: the next one may
    share its rank, which weakens the order by as many as are under way at that moment.
    """
    for _ in range(MOST_GIVE_BACKS):
        account = await find(Account, owner)
        if account is None:
            return
        query = {"owner": owner, "state": WorkState.READY, "engine": engine}
        left = await Generation.find(query).sort("-rank").limit(1).to_list()
        highest = left[0].rank + _pictures(left[0]) - 1 if left else None
        after = fallen_back(account, engine, highest)
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
