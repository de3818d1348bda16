"""What must hold of credits once all has settled, as pure functions of what is stored and told.

They know nothing of how Visage reckons: all is added up anew from raw documents.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from chaos.books import Book, Order
from chaos.checks import Document, Documents, Snapshot
from chaos.ledgers import ENDINGS


def differences(stored: Snapshot, book: Book) -> list[str]:
    """Everything that does not add up."""
    return [
        *book.odd,
        *_of_generations(stored),
        *_of_charges(stored),
        *_of_pictures(stored, book),
        *of_accounts(stored),
        *_of_orders(stored, book),
        *_of_what_was_told(stored, book),
        *_of_the_whole(stored, book),
    ]


def held_still(stored: Snapshot) -> Iterator[str]:
    """What is under way yet."""
    for id, generation in stored.generations.items():
        if generation["state"] != "ended" or generation["settle"] is not None:
            yield f"{id} is {generation['state']} and has to {generation['settle']}"
    for id, account in stored.accounts.items():
        if account["purse"]["holds"] or account["purse"]["unposted"]:
            yield f"{id} holds {account['purse']['holds']} or has not posted all"


def _of_generations(stored: Snapshot) -> Iterator[str]:
    """Each costs its price for every picture that is delivered, and what brings none is free."""
    for id, generation in stored.generations.items():
        delivered = generation["drawn"] - generation["rejected"]
        if generation["status"] not in ENDINGS:
            yield f"{id} has not ended"
        elif generation["cost"] != generation["price"] * delivered:
            yield f"{id}: {delivered} for {generation['price']} each cost {generation['cost']}"
        if generation["status"] == "FAILED" and delivered:
            yield f"{id} failed with {delivered} pictures"


def _of_charges(stored: Snapshot) -> Iterator[str]:
    """One charge for each generation that cost something, and none for any other."""
    charges: defaultdict[str, list[int]] = defaultdict(list)
    for entry in stored.usage.values():
        if entry["action"] == "IMAGE_GENERATION":
            charges[entry["generation_id"]].append(entry["credits"])
    for id, generation in stored.generations.items():
        due = [-generation["cost"]] if generation["cost"] else []
        if charges[id] != due:
            yield f"{id} cost {generation['cost']} and was charged {charges[id]}"
    for id in charges.keys() - stored.generations.keys():
        yield f"{id} was charged and is nowhere"


def _of_pictures(stored: Snapshot, book: Book) -> Iterator[str]:
    """Every picture that is paid for is there, unless it was deleted."""
    drawn = Counter(each["generation_id"] for each in stored.pictures.values())
    forgotten = 0
    for id, generation in stored.generations.items():
        delivered = generation["drawn"] - generation["rejected"]
        gone = set(generation["result_ids"]) - stored.pictures.keys()
        if gone - book.deleted:
            yield f"{id}: the pictures {sorted(gone)} are gone"
        if not generation["cached"] and drawn[id] > delivered:
            yield f"{id} has {drawn[id]} pictures and delivered {delivered}"
        if not generation["cached"]:
            forgotten += delivered - len(generation["result_ids"])
    if forgotten > len(book.deleted):
        yield f"{forgotten} pictures were paid for and are gone, {len(book.deleted)} were deleted"


def of_accounts(stored: Snapshot) -> Iterator[str]:
    """total - used - held = remaining with nothing held; and all is in the entries."""
    entries: defaultdict[str, list[Document]] = defaultdict(list)
    for entry in stored.usage.values():
        if entry["number"]:
            entries[entry["account"]].append(entry)
    for id, account in stored.accounts.items():
        purse, told = account["purse"], entries[id]
        if purse["holds"] or purse["unposted"]:
            yield f"{id} has not settled"
        if sorted(each["number"] for each in told) != list(range(1, purse["movements"] + 1)):
            yield f"{id}: {len(told)} entries tell of {purse['movements']} movements"
        left = purse["total"] - purse["used"]
        if left != sum(each["credits"] for each in told):
            yield f"{id} has {left}, and its entries say otherwise"
        if min(left, purse["used"], purse["bought"]) < 0:
            yield f"{id} is below 0"
        if account["merged_into"] and min(left, purse["bought"]):
            yield f"{id} keeps {purse['bought']} bought credits that are a person's"


def _of_orders(stored: Snapshot, book: Book) -> Iterator[str]:
    """What was told to be done was, once; what was refused was not done by half."""
    found = _by_reference(stored.usage)
    for reference, order in book.orders.items():
        if found[reference] != [order.credits]:
            yield f"{reference}: {order.credits} were ordered, and {found[reference]} came"
    for reference, order in book.unsure.items():
        if found[reference] not in ([], [order.credits]):
            yield f"{reference}: {order.credits} were refused, and {found[reference]} came"
    for reference in found.keys() - book.orders.keys() - book.unsure.keys():
        yield f"nobody ordered {reference}"


def _by_reference(usage: Documents) -> defaultdict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for entry in usage.values():
        if "reference" in entry["metadata"]:
            found[entry["metadata"]["reference"]].append(entry["credits"])
    return found


def _of_what_was_told(stored: Snapshot, book: Book) -> Iterator[str]:
    """Every client's own account of what he was answered."""
    for key, ids in book.keys.items():
        if len(ids) > 1:
            yield f"one key, {key}, made {sorted(ids)}"
    for id, told in book.generations.items():
        generation = stored.generations.get(id)
        if generation is None:
            yield f"{id} was accepted and is gone"
            continue
        held = told.held, (generation["cached"], generation["price"] * told.wanted)
        if told.held is not None and held[0] != held[1] and told.held[0] == generation["cached"]:
            yield f"{id} may cost {told.held[1]} and was priced {generation['price']}"
        if told.ending not in (None, (generation["status"], generation["cost"])):
            yield f"{id} was told as {told.ending} and cost {generation['cost']}"
        if told.shown - book.deleted - set(generation["result_ids"]):
            yield f"{id} has lost pictures that were shown"
    for id in book.accounts - stored.accounts.keys():
        yield f"{id} was told its credits and is gone"


def _of_the_whole(stored: Snapshot, book: Book) -> Iterator[str]:
    """All that there is was given at a start or granted; all that is used was paid for pictures,
    and not refunded. The same for everybody with all devices on which he has signed in."""
    given: Counter[str] = Counter()
    used: Counter[str] = Counter()
    family = {id: each["merged_into"] or id for id, each in stored.accounts.items()}
    for entry in stored.usage.values():
        if entry["metadata"].get("reason") == "start":
            given[family[entry["account"]]] += entry["credits"]
    found = _by_reference(stored.usage)
    for reference, order in (book.orders | book.unsure).items():
        (used if order.refund_of else given)[family[order.account]] += _sign(order) * sum(
            found[reference]
        )
    for generation in stored.generations.values():
        if generation["payer"]:
            used[family[generation["payer"]]] += generation["cost"]
    has = {"total": given, "used": used}
    for name, expected in has.items():
        reckoned = _in_families(stored.accounts, family, name)
        for id in reckoned.keys() | expected.keys():
            if reckoned[id] != expected[id]:
                yield f"{id}: {name} is {reckoned[id]} and should be {expected[id]}"


def _sign(order: Order) -> int:
    return -1 if order.refund_of else 1


def _in_families(accounts: Documents, family: dict[str, str], name: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for id, account in accounts.items():
        purse: dict[str, Any] = account["purse"]
        sums[family[id]] += purse[name]
    return sums
