"""The doctor and the audit on credits that were damaged: what can be told is mended."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

from audit import audited
from doctor import findings
from doctor.findings import Ailment, Report
from doctor.patients import Patient
from doctor.visits import examine
from documents.accounts import Account
from documents.base import change, new_id, now, remove
from documents.credits import charge_id, held
from documents.generations import Generation
from documents.purses import Hold, Purse
from documents.usage import UsageEntry
from resolvers.credits import credits_of
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, open_poor_house, perform_next
from tests.houses import shared_house
from tests.planted import tended
from tests.stories import create_viewer

LONG = timedelta(days=1)


studio = shared_house(open_poor_house)


async def lived(studio: Studio) -> tuple[Viewer, Generation]:
    """Somebody who has paid for two pictures."""
    viewer = await create_viewer()
    await ask_for_pictures(studio, viewer, 2)
    ended = await perform_next(studio)
    await tended(viewer)
    return viewer, ended


async def purse_lost(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    await change(Account, viewer.id, lambda it: it.but(purse=Purse(), money_due=None))


async def account_lost(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    """While something else waits to be drawn."""
    await ask_for_pictures(studio, viewer, 3)
    await remove(Account, viewer.id)


async def miscounted(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    await _put(viewer, used=1)


async def entry_lost(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    await remove(UsageEntry, charge_id(paid.id))
    await change(Generation, paid.id, lambda it: it.but(payer=""))


async def held_in_vain(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    await _put(viewer, holds={new_id("gen"): Hold(credits=3, at=now() - LONG, known=True)})


async def half_asked(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    def hold(account: Account) -> Account | None:
        return held(account, new_id("gen"), 3, now() - LONG)

    await change(Account, viewer.id, hold)


async def mispaid(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    await change(Generation, paid.id, lambda it: it.but(cost=5))


async def entry_broken(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    broken = {"$set": {"number": "two"}}
    await UsageEntry.get_pymongo_collection().update_one({"_id": charge_id(paid.id)}, broken)
    await change(Generation, paid.id, lambda it: it.but(payer=""))


async def account_broken(studio: Studio, viewer: Viewer, paid: Generation) -> None:
    broken = {"$set": {"purse": "empty"}}
    await Account.get_pymongo_collection().update_one({"_id": viewer.id}, broken)
    await change(Generation, paid.id, lambda it: it.but(payer=""))


async def _put(viewer: Viewer, **fields: object) -> None:
    await change(Account, viewer.id, lambda it: it.but(purse=it.purse.model_copy(update=fields)))


Damage = Callable[[Studio, Viewer, Generation], Awaitable[None]]
MENDED: dict[Damage, Ailment] = {
    purse_lost: findings.MISCOUNTED,
    account_lost: findings.OWNERLESS,
    miscounted: findings.MISCOUNTED,
    held_in_vain: findings.HELD,
    half_asked: findings.UNTENDED,
    mispaid: findings.MISPAID,
}
LEFT: dict[Damage, Ailment] = {
    entry_lost: findings.UNTOLD,
    entry_broken: findings.UNREADABLE,
    account_broken: findings.UNREADABLE,
}


async def looked(studio: Studio, apply: bool = False) -> Report:
    return await examine(Patient(studio.storage, now() + LONG), apply)


async def test_damage_to_credits_is_told_and_mended_where_that_is_safe(  # P8
    studio: Studio,
) -> None:
    assert (await looked(studio)).left == 0
    people = {}
    for damage in MENDED:
        people[damage] = await lived(studio)
    for damage, (viewer, paid) in people.items():
        await damage(studio, viewer, paid)
    told = (await audited()).differences
    for viewer, paid in people.values():
        assert any(line.startswith((viewer.id, paid.id)) for line in told)
    assert (await looked(studio)).found == Counter(MENDED.values())
    report = await looked(studio, apply=True)
    assert (report.left, report.found) == (0, Counter(MENDED.values()))
    assert (await audited()).differences == []
    assert (await looked(studio)).left == 0
    for damage, (viewer, _) in people.items():
        purse = (await credits_of(studio, viewer.id)).purse
        held = 3 if damage is account_lost else 0
        assert (purse.total, purse.used, purse.held) == (10, 2, held), damage
    await perform_next(studio)
    assert (await audited()).differences == []


async def test_what_nobody_can_know_is_told_and_left_alone(studio: Studio) -> None:  # P8
    for damage in LEFT:
        await damage(studio, *await lived(studio))
    told = (await audited()).differences
    for part in ("movement 2 has 0 entries", "cannot be read", "used is 2, its entries say 0"):
        assert any(part in line for line in told), told
    for apply in (True, False):
        report = await looked(studio, apply)

        assert (report.found, report.left) == (Counter(LEFT.values()), len(LEFT))
