"""Credits when many ask at once, on real processes; and whether the reckoning of `make chaos-money`
sees what does not add up."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chaos.books import Book, Order, Told
from chaos.checks import Documents, Snapshot
from chaos.customers import ASK_AGAIN
from chaos.reckonings import differences
from chaos.runs import opened_bank
from chaos.spenders import CREDITS, PICTURES
from documents.embedded import EmbeddedServer
from tests.clients import GraphQLClient, Refused

MANY = 100
ENDED = "query($id: ID!) { generation(id: $id, wait: 20) { status cost images { id } } }"


async def outcome(client: GraphQLClient, number: int) -> str:
    """The id of the generation, or why there is none; asked again on a machine that is too busy."""
    said = {"prompt": f"Lighthouse {number}", "count": 1, "seed": 0, "fresh": True}
    said["idempotencyKey"] = f"lighthouse {number}"
    while True:
        try:
            made = await client.execute(PICTURES, input=said)
        except Refused as error:
            if error.code not in ASK_AGAIN:
                return str(error.code)
        else:
            return str(made["generatePictures"]["id"])


async def test_of_a_hundred_who_want_the_last_credit_one_gets_it(  # P8
    server: EmbeddedServer, tmp_path: Path
) -> None:
    chance, alone = random.Random(1), ((1, 1),)
    async with (
        opened_bank(server.uri, tmp_path, chance, starting=1, prices=alone) as (bank, _),
        GraphQLClient(bank.urls[0]) as here,
        GraphQLClient(bank.urls[1], here.device_id) as there,
    ):
        calls = [outcome((here, there)[number % 2], number) for number in range(MANY)]
        told = Counter(await asyncio.gather(*calls))
        assert told.pop("INSUFFICIENT_CREDITS") == MANY - 1
        (id,) = told
        seen = (await there.execute(ENDED, id=id))["generation"]
        assert (seen["status"], seen["cost"], len(seen["images"])) == ("SUCCEEDED", 1, 1)
        left = (await here.execute(CREDITS))["viewer"]["credits"]
        assert left == {"total": 1, "used": 1, "held": 0, "remaining": 0}


def stored() -> Snapshot:
    """Somebody who had 6, was granted 5, paid 2 for two pictures, of which he deleted one, and got
    back 1; and what he asked for in vain."""
    documents: dict[str, Documents] = {
        "accounts": {"acc_1": account(total=11, used=1, bought=5, movements=4)},
        "generations": {
            "gen_1": generation("SUCCEEDED", "pic_1", drawn=3, rejected=1, cost=2),
            "gen_2": generation("FAILED", drawn=0, rejected=0, cost=0),
        },
        "pictures": {"pic_1": {"generation_id": "gen_1"}},
        "usage": {
            "use_1": entry(1, 6, "CREDIT_GRANT", reason="start"),
            "use_2": entry(2, 5, "CREDIT_GRANT", reason="grant", reference="ref_1"),
            "use_3": entry(3, -2, "IMAGE_GENERATION"),
            "use_4": entry(4, 1, "CREDIT_REFUND", reason="refund", reference="ref_2"),
            "use_5": entry(0, 0, "IMAGE_DOWNLOAD"),
        },
    }
    return Snapshot(documents, set())


def told() -> Book:
    """What he was told of it."""
    book = Book(accounts={"acc_1"}, deleted={"pic_2"})
    book.generations["gen_1"] = Told(3, (False, 3), ("SUCCEEDED", 2), {"pic_1", "pic_2"})
    book.keys["key"] = {"gen_1"}
    book.orders = {"ref_1": Order("acc_1", 5), "ref_2": Order("acc_1", 1, "gen_1")}
    book.unsure = {"ref_3": Order("acc_1", 9, "gen_1")}
    return book


def account(**figures: int) -> dict[str, object]:
    return {"merged_into": None, "purse": {**figures, "holds": {}, "unposted": []}}


def generation(status: str, *pictures: str, **figures: int) -> dict[str, object]:
    known = {"price": 1, "payer": "acc_1", "state": "ended", "settle": None, "cached": False}
    return {**known, "status": status, "result_ids": [*pictures], **figures}


def entry(number: int, credits: int, action: str, **metadata: str) -> dict[str, object]:
    return {
        "account": "acc_1" if number else "",
        "number": number,
        "credits": credits,
        "action": action,
        "generation_id": "gen_1" if action == "IMAGE_GENERATION" else None,
        "metadata": metadata,
        "created_at": datetime.now(UTC),
    }


def test_what_adds_up_is_not_complained_about() -> None:
    assert differences(stored(), told()) == []


Damaging = Callable[[Snapshot, Book], object]


def purse(stored: Snapshot) -> dict[str, object]:
    found: dict[str, object] = stored.accounts["acc_1"]["purse"]
    return found


DAMAGED: dict[str, Damaging] = {
    "charged twice": lambda stored, told: stored.usage.update(
        use_6=entry(5, -2, "IMAGE_GENERATION")
    ),
    "not charged": lambda stored, told: stored.usage.pop("use_3"),
    "charged too much": lambda stored, told: stored.usage["use_3"].update(credits=-3),
    "charged for a failure": lambda stored, told: stored.generations["gen_2"].update(cost=1),
    "charged for nothing": lambda stored, told: stored.generations.pop("gen_1"),
    "cost too little": lambda stored, told: stored.generations["gen_1"].update(cost=1),
    "a picture too few": lambda stored, told: stored.pictures.clear(),
    "a picture forgotten": lambda stored, told: told.deleted.clear(),
    "granted twice": lambda stored, told: stored.usage.update(
        use_6=entry(5, 5, "CREDIT_GRANT", reference="ref_1")
    ),
    "not granted": lambda stored, told: stored.usage.pop("use_2"),
    "granted though refused": lambda stored, told: stored.usage.update(
        use_6=entry(5, 5, "CREDIT_GRANT", reference="ref_3")
    ),
    "nobody ordered it": lambda stored, told: told.orders.pop("ref_1"),
    "total from nowhere": lambda stored, told: purse(stored).update(total=12),
    "used for nothing": lambda stored, told: purse(stored).update(used=2),
    "held for ever": lambda stored, told: purse(stored).update(holds={"gen_2": {"credits": 1}}),
    "an entry too few": lambda stored, told: purse(stored).update(movements=5),
    "below 0": lambda stored, told: purse(stored).update(bought=-1),
    "bought ones stay": lambda stored, told: stored.accounts["acc_1"].update(merged_into="acc_2"),
    "one key, two wishes": lambda stored, told: told.keys["key"].add("gen_2"),
    "told another cost": lambda stored, told: told.told(state("gen_1", cost=3), 3),
    "told another price": lambda stored, told: stored.generations["gen_1"].update(price=2),
    "accepted and gone": lambda stored, told: told.generations.update(gen_3=Told(1)),
    "read below 0": lambda stored, told: told.read(
        "acc_1", {"total": 1, "used": 2, "held": 0, "remaining": -1}
    ),
    "read what does not add up": lambda stored, told: told.read(
        "acc_1", {"total": 3, "used": 1, "held": 0, "remaining": 3}
    ),
}


def state(id: str, cost: int) -> dict[str, object]:
    return {"id": id, "status": "SUCCEEDED", "cost": cost, "cached": False, "images": []}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_does_not_add_up_is_seen(damage: Damaging) -> None:
    snapshot, book = stored(), told()
    damage(snapshot, book)
    assert differences(snapshot, book) != []
