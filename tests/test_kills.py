"""Kill -9 at a durable step: what was accepted ends, once, and nothing is left lying about.

Five points of the many that `make chaos` goes through; and whether its checks see damage at all.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chaos.checks import COLLECTIONS, KEYS, Documents, Snapshot, damages
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
    """One upload, answered and followed to its end."""
    ledger = Ledger(originals={"ori_1"}, wishes={"key": {"gen_1"}})
    ledger.told("gen_1", "SUCCEEDED")
    return ledger


def stored() -> Snapshot:
    """What that upload leaves behind."""
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
            }
        },
        "originals": {"ori_1": {"owner": "acc_1", "image": image("ori_1"), "epoch": 0}},
        "cartoons": {"car_1": cartoon("car_1")},
        "accounts": {"acc_1": {}},
        "devices": {"dev_1": {"owner": "acc_1"}},
        KEYS: {"key": {"ids": ["ori_1", "gen_1"]}},
    }
    files = {"ori_1.jpg", "ori_1_thumb.webp", "car_1.jpg", "car_1_thumb.webp"}
    return Snapshot(documents, files, {"gen_1": ["SUCCEEDED"]})


def image(id: str) -> dict[str, str]:
    return {"key": f"{id}.jpg", "thumbnail_key": f"{id}_thumb.webp"}


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
    ("lost", lambda stored, told: stored.documents[KEYS]["key"].update(ids=["ori_2", "gen_2"])),
    ("doubled", lambda stored, told: told.generations.clear()),
    ("doubled", lambda stored, told: told.originals.clear()),
    ("doubled", lambda stored, told: told.wishes["key"].add("gen_2")),
    ("doubled", lambda stored, told: told.told("gen_1", "CANCELLED")),
    ("doubled", lambda stored, told: stored.endings["gen_1"].append("FAILED")),
    ("doubled", lambda stored, told: stored.cartoons.update(car_2=cartoon("car_2"))),
    ("doubled", lambda stored, told: stored.accounts.update(acc_2={})),
    ("orphaned", lambda stored, told: stored.files.add("temp/car_2.jpg")),
    ("orphaned", lambda stored, told: stored.files.remove("car_1_thumb.webp")),
    ("orphaned", lambda stored, told: told.deleted.add("ori_1")),
    ("orphaned", lambda stored, told: stored.originals["ori_1"].update(owner=NOBODY)),
    ("orphaned", lambda stored, told: stored.originals["ori_1"].update(epoch=1)),
]


@pytest.mark.parametrize(("kind", "damage"), DAMAGED)
def test_damage_is_seen(kind: str, damage: Damaging) -> None:
    snapshot, ledger = stored(), told()
    damage(snapshot, ledger)
    assert kind in {each.kind for each in damages(snapshot, ledger)}
