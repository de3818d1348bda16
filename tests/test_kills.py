"""Kill -9 at a durable step: what was accepted ends, once, and nothing is left lying about.

Five points of the many that `make chaos` goes through; and whether its checks see damage at all.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chaos.checks import COLLECTIONS, KEYS, PARTS, Documents, Snapshot, damages
from chaos.lanes import open_lanes, strike_all
from chaos.ledgers import Ledger
from chaos.rounds import Outcome
from chaos.stories import BEFOREHAND, STORIES
from documents.embedded import EmbeddedServer
from documents.images import NOBODY
from failpoints import POINTS, STEPS

# The answer lost, the lease lost, the consequences cut off, the choice half made, the files left.
FIVE = (
    "queue.insert:after",
    "claim.lease:after",
    "ending.store:after",
    "settle.epoch:after",
    "cartoon.files:before",
)


async def test_processes_killed_at_five_steps_lose_nothing(  # G3
    server: EmbeddedServer, tmp_path: Path
) -> None:
    wanted = [(point, random.Random(point)) for point in FIVE]
    outcomes: list[Outcome] = []
    async with open_lanes(server.uri, tmp_path, 2) as lanes:
        await strike_all(lanes, wanted, outcomes.append)
    assert len(outcomes) == len(FIVE)
    for outcome in outcomes:
        assert outcome == Outcome(outcome.point, killed=True, restarted=True, damages=[])


def test_every_step_has_a_story() -> None:
    assert set(STORIES) == set(STEPS)
    assert {point for points in BEFOREHAND.values() for point in points} <= set(POINTS)
    assert set(BEFOREHAND) <= set(STEPS)


def told() -> Ledger:
    """An upload, registrations of which the older was flushed, and pictures from words of which
    one was deleted: answered and followed."""
    ledger = Ledger(originals={"ori_1"}, avatars={"ava_1", "ava_2"}, flushed={"ava_1"})
    ledger.pictures, ledger.deleted = {"pic_3", "pic_4"}, {"pic_3"}
    ledger.wishes["key"] = {"gen_1"}
    for id in ("gen_1", "gen_2", "gen_3", "gen_4"):
        ledger.told(id, "SUCCEEDED")
    return ledger


def stored() -> Snapshot:
    """What they leave behind."""
    documents: dict[str, Documents] = {name: {} for name in (*COLLECTIONS, KEYS)}
    documents |= {
        "generations": {
            "gen_1": {
                "status": "SUCCEEDED",
                "state": "ended",
                "kind": "CARTOON",
                "original_id": "ori_1",
                "result_ids": ["car_1"],
                "epoch": 0,
            },
            "gen_2": of_an_avatar("ava_1", []),
            "gen_3": of_an_avatar("ava_2", ["pic_1", "pic_2"]),
            "gen_4": of_pictures("pic_4"),
        },
        "pictures": {"pic_4": painting("pic_4", 1)},
        "usage": {"use_1": {"owner": "acc_1", "metadata": {"pictureId": "pic_4"}}},
        "avatars": {
            "ava_1": avatar("gen_2", flushed_at=datetime.now(UTC)),
            "ava_2": avatar("gen_3", "pho_1", "pic_1", "pic_2"),
        },
        "originals": {"ori_1": {"owner": "acc_1", "image": image("ori_1"), "epoch": 0}},
        "cartoons": {"car_1": cartoon("car_1")},
        "accounts": {"acc_1": {}},
        "devices": {"dev_1": {"owner": "acc_1"}},
        KEYS: {"key": {"ids": ["ori_1", "gen_1"]}},
    }
    files = {"ori_1.jpg", "ori_1_thumb.webp", "car_1.jpg", "car_1_thumb.webp"}
    for id in ("pho_1", "pic_1", "pic_2", "pic_4"):
        files |= {f"{id}.jpg", f"{id}_thumb.webp"}
    return Snapshot(documents, files, {"gen_1": ["SUCCEEDED"]})


def of_pictures(id: str) -> dict[str, object]:
    """Two of three that were wanted, of which one was deleted."""
    return {
        "_id": "gen_4",
        "status": "SUCCEEDED",
        "state": "ended",
        "kind": "PICTURES",
        "result_ids": [id],
        "wanted": 3,
        "drawn": 2,
        "last_failure": {"code": "ENGINE_FAILED"},
    }


def of_an_avatar(id: str, results: list[str]) -> dict[str, object]:
    return {
        "status": "SUCCEEDED",
        "state": "ended",
        "kind": "AVATAR",
        "original_id": "",
        "avatar_id": id,
        "results": results,
        "result_ids": results,
    }


def avatar(generation: str, *pictures: str, **fields: object) -> dict[str, object]:
    parts = dict(zip(PARTS, [{"image": image(id)} for id in pictures], strict=False))
    return {
        **dict.fromkeys(PARTS),
        "_id": "of " + generation,
        "generation_id": generation,
        "picture_ids": [*pictures],
        "flushed_at": None,
        "going": [],
        **parts,
        **fields,
    }


def image(id: str) -> dict[str, str]:
    return {"key": f"{id}.jpg", "thumbnail_key": f"{id}_thumb.webp"}


def painting(id: str, seed: int) -> dict[str, object]:
    return {"owner": "acc_1", "image": image(id), "generation_id": "gen_4", "seed": seed}


def cartoon(id: str) -> dict[str, object]:
    return {
        "owner": "acc_1",
        "image": image(id),
        "original_id": "ori_1",
        "generation_id": "gen_1",
        "epoch": 0,
        "expires_at": datetime.now(UTC) + timedelta(days=1),
    }


def test_what_is_whole_is_not_complained_about() -> None:
    assert damages(stored(), told()) == []


Damaging = Callable[[Snapshot, Ledger], object]

DAMAGED: list[tuple[str, Damaging]] = [
    ("lost", lambda stored, told: stored.generations.clear()),
    ("lost", lambda stored, told: stored.generations["gen_1"].update(state="leased")),
    ("lost", lambda stored, told: stored.generations["gen_1"].update(settle="deliver")),
    ("lost", lambda stored, told: stored.cartoons.clear()),
    ("lost", lambda stored, told: stored.originals.clear()),
    ("lost", lambda stored, told: told.endings.clear()),
    ("lost", lambda stored, told: told.told("gen_1", "RUNNING")),
    ("lost", lambda stored, told: stored.documents[KEYS]["key"].update(ids=["ori_2", "gen_9"])),
    ("doubled", lambda stored, told: told.generations.clear()),
    ("doubled", lambda stored, told: told.originals.clear()),
    ("doubled", lambda stored, told: told.wishes["key"].add("gen_2")),
    ("doubled", lambda stored, told: told.told("gen_1", "CANCELLED")),
    ("doubled", lambda stored, told: stored.endings["gen_1"].append("FAILED")),
    ("doubled", lambda stored, told: stored.cartoons.update(car_2=cartoon("car_2"))),
    ("lost", lambda stored, told: stored.accounts["acc_1"].update(merged_into="acc_2")),
    ("doubled", lambda stored, told: stored.accounts.update(acc_2={})),
    ("doubled", lambda stored, told: stored.identities.update(idn_1={"owner": "acc_2"})),
    ("orphaned", lambda stored, told: stored.files.add("temp/car_2.jpg")),
    ("orphaned", lambda stored, told: stored.files.remove("car_1_thumb.webp")),
    ("orphaned", lambda stored, told: told.deleted.add("ori_1")),
    ("orphaned", lambda stored, told: stored.originals["ori_1"].update(owner=NOBODY)),
    ("orphaned", lambda stored, told: stored.originals["ori_1"].update(epoch=1)),
    ("lost", lambda stored, told: stored.avatars.clear()),
    ("lost", lambda stored, told: stored.generations.pop("gen_2")),
    ("lost", lambda stored, told: stored.avatars["ava_2"].update(photo=None)),
    ("lost", lambda stored, told: stored.avatars["ava_2"].update(picture_ids=["pho_1"])),
    ("doubled", lambda stored, told: told.avatars.clear()),
    ("orphaned", lambda stored, told: stored.files.remove("pic_1.jpg")),
    ("orphaned", lambda stored, told: stored.avatars["ava_1"].update(going=["pic_1.jpg"])),
    ("orphaned", lambda stored, told: told.flushed.add("ava_2")),
    ("orphaned", lambda stored, told: stored.generations["gen_2"].update(results=["pic_1"])),
    ("lost", lambda stored, told: stored.pictures.clear()),
    ("lost", lambda stored, told: told.deleted.clear()),
    ("lost", lambda stored, told: stored.generations["gen_4"].update(result_ids=["pic_5"])),
    ("lost", lambda stored, told: stored.generations["gen_4"].update(last_failure=None)),
    ("doubled", lambda stored, told: stored.pictures.update(pic_5=painting("pic_5", 1))),
    ("doubled", lambda stored, told: stored.generations["gen_4"].update(wanted=0)),
    ("doubled", lambda stored, told: stored.usage.update(use_2=stored.usage["use_1"])),
    ("orphaned", lambda stored, told: stored.files.remove("pic_4.jpg")),
    ("orphaned", lambda stored, told: told.deleted.add("pic_4")),
    ("orphaned", lambda stored, told: stored.pictures["pic_4"].update(owner=NOBODY)),
]


@pytest.mark.parametrize(("kind", "damage"), DAMAGED)
def test_damage_is_seen(kind: str, damage: Damaging) -> None:
    snapshot, ledger = stored(), told()
    damage(snapshot, ledger)
    assert kind in {each.kind for each in damages(snapshot, ledger)}
