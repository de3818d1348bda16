"""Credits in an export of a house at work: purses that fit the entries and generations beside them.

Generations are read first, then entries, then accounts, those of people before those of devices,
and orders to grant last. So of an account all entries are there but the newest: those go into its
purse as movements whose entries are yet to be written, with what it passed on to be brought once
more, which counts once. A hold whose generation is not there, or is over, is left out.
"""

from collections import Counter
from collections.abc import Collection

from beanie.odm.utils.dump import get_dict

from documents.accounts import Account
from documents.base import Kept, read_or_skip
from documents.credits import SIGNED_IN, replaced
from documents.generations import Generation
from documents.migrations import Raw
from documents.purses import Movement
from documents.usage import UsageEntry


class Ledgers:
    """What was exported of all accounts so far."""

    def __init__(self) -> None:
        self._entries: Counter[str] = Counter()  # a bit for each number, by account
        self._owing: set[str] = set()

    def saw(self, document: Kept) -> None:
        """Note an entry, or a generation, that is in the export."""
        if isinstance(document, UsageEntry) and document.number:
            self._entries[document.account] |= 1 << document.number
        if isinstance(document, Generation) and document.payer and not _is_over(document):
            self._owing.add(document.id)

    async def whole(self, raw: Raw, account: Account) -> Raw:
        """An account as it is to be exported."""
        purse = account.purse
        told = self._entries[account.id] | sum(1 << each.number for each in purse.unposted)
        missing = [n for n in range(1, purse.movements + 1) if not told >> n & 1]
        holds = {id: hold for id, hold in purse.holds.items() if id in self._owing}
        if not missing and len(holds) == len(purse.holds):
            return raw
        written = await _movements(account, missing) if missing else []
        unposted = sorted([*written, *purse.unposted], key=lambda each: each.number)
        after = replaced(account, holds=holds, unposted=unposted)
        fields = get_dict(after, to_db=True)
        return {**raw, "purse": fields["purse"], "money_due": fields["money_due"]}


def _is_over(generation: Generation) -> bool:
    return generation.ended and generation.settle is None


async def _movements(account: Account, numbers: Collection[int]) -> list[Movement]:
    query = {"account": account.id, "number": {"$in": list(numbers)}}
    raws = await UsageEntry.get_pymongo_collection().find(query).to_list()
    entries = [read_or_skip(UsageEntry, raw) for raw in raws]
    return [_movement(account, entry) for entry in entries if entry is not None]


def _movement(account: Account, entry: UsageEntry) -> Movement:
    """The movement of which an entry tells."""
    passed_on = entry.bought and entry.credits < 0 and entry.metadata == SIGNED_IN
    return Movement(
        id=entry.id,
        number=entry.number,
        action=entry.action,
        credits=entry.credits,
        bought=entry.bought,
        generation_id=entry.generation_id,
        metadata=entry.metadata,
        at=entry.created_at,
        bought_at=account.purse.last_purchase_at if entry.bought else None,
        to=account.merged_into if passed_on else None,
    )
