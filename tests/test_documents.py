"""Changing documents on a real database: atomic, repeatable, safe from many at once."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pymongo.errors import PyMongoError

from documents.accounts import Account, Device, account_of, device_key
from documents.base import change, find, in_turn, insert_once, made_at, new_id, now, prefix_of
from documents.database import Database, open_for_command
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.idempotency import IdempotencyKey, free, ids_for, key_id
from errors import Conflict, Unavailable
from kinds import GenerationKind

HOUR = timedelta(hours=1)


async def create_account() -> Account:
    id = new_id("acc")
    account = Account(_id=id, owner=id)
    assert await insert_once(account)
    return account


async def test_no_change_is_lost_when_many_change_at_once(database: Database) -> None:
    account = await create_account()

    def step(current: Account) -> Account:
        count = current.virtual_times.get("count", 0.0) + 1
        return current.but(virtual_times={"count": count})

    await asyncio.gather(*(change(Account, account.id, step) for _ in range(20)))
    after = await find(Account, account.id)
    assert after is not None
    assert after.virtual_times == {"count": 20.0}
    assert after.revision == 21  # G2


async def test_who_is_told_to_stop_while_standing_in_line_holds_up_nobody(
    database: Database,
) -> None:
    async def go_in(go: asyncio.Event) -> None:
        async with in_turn(Account, "acc_1"):
            await go.wait()

    for steps in range(8):  # from when the one in front leaves: his turn may just have come
        go = asyncio.Event()
        standing = [asyncio.create_task(go_in(go)) for _ in range(3)]
        await asyncio.sleep(0.01)
        go.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        standing[1].cancel()
        async with asyncio.timeout(10):
            await asyncio.wait(standing)
            await go_in(go)


async def test_a_step_that_declines_changes_nothing(database: Database) -> None:
    account = await create_account()
    assert await change(Account, account.id, lambda _: None) is None
    assert await find(Account, account.id) == account


async def test_a_first_contact_of_many_requests_makes_one_account(database: Database) -> None:  # C1
    device = uuid4()
    accounts = await asyncio.gather(*(account_of(device) for _ in range(10)))
    assert len({account.id for account in accounts}) == 1
    assert await Account.count() == 1
    assert await Device.count() == 1


async def test_a_first_contact_that_was_cut_off_is_completed(database: Database) -> None:
    device = uuid4()
    owner = new_id("acc")
    await insert_once(Device(_id=device_key(device), owner=owner))
    assert (await account_of(device)).id == owner


async def test_the_device_id_itself_is_not_stored(database: Database) -> None:  # S6
    device = UUID("12345678-1234-4234-8234-123456789abc")
    await account_of(device)
    stored = str(await database["devices"].find_one({}))
    assert str(device) not in stored
    assert device.hex not in stored


async def test_activity_is_written_once_a_minute(database: Database) -> None:  # C1
    device = uuid4()
    first = await account_of(device)
    again = await account_of(device)
    assert again.revision == first.revision
    earlier = now() - timedelta(minutes=2)
    await change(Account, first.id, lambda account: account.but(last_active_at=earlier))
    later = await account_of(device)
    assert later.last_active_at > earlier


def test_ids_tell_what_they_name_and_when_they_were_made() -> None:
    id = new_id("car")
    assert prefix_of(id) == "car"
    assert abs(made_at(id) - now()) < timedelta(seconds=5)
    for wrong in ("", "car", "car_", "car_1", f"xxx_{id[4:]}", id + "0", f"car_{'!' * 26}"):
        assert prefix_of(wrong) is None


async def test_a_key_gives_the_same_ids_to_everybody(database: Database) -> None:  # G5
    calls = [ids_for("acc", "key", "asked", [f"id{n}"], HOUR) for n in range(20)]
    assert len({tuple(ids) for ids in await asyncio.gather(*calls)}) == 1


async def test_a_key_with_other_input_is_a_conflict(database: Database) -> None:  # G5
    await ids_for("acc", "key", "asked", ["id"], HOUR)
    with pytest.raises(Conflict):
        await ids_for("acc", "key", "something else", ["id"], HOUR)
    assert await ids_for("another", "key", "something else", ["two"], HOUR) == ["two"]


async def test_a_key_is_free_after_a_refusal_and_after_its_time(database: Database) -> None:  # G5
    await ids_for("acc", "key", "asked", ["one"], HOUR)
    await free("acc", "key", ["one"])
    assert await ids_for("acc", "key", "other", ["two"], HOUR) == ["two"]
    collection = IdempotencyKey.get_pymongo_collection()
    old = {"$set": {"created_at": now() - 2 * HOUR}}
    await collection.update_one({"_id": key_id("acc", "key")}, old)
    assert await ids_for("acc", "key", "third", ["three"], HOUR) == ["three"]


async def test_a_refused_call_that_is_sent_again_makes_nothing_twice(
    database: Database,
) -> None:  # G5
    await ids_for("acc", "key", "asked", ["one"], HOUR)
    await free("acc", "key", ["one"])  # while the same call is still under way elsewhere
    assert await ids_for("acc", "key", "asked", ["two"], HOUR) == ["one"]
    await insert_once(
        Generation(
            _id="one", owner="acc", kind=GenerationKind.CARTOON, engine="x", original_id="ori"
        )
    )
    with pytest.raises(Conflict):
        await ids_for("acc", "key", "other", ["two"], HOUR)


async def test_a_command_is_told_when_the_database_breaks_off(
    server: EmbeddedServer, tmp_path: Path
) -> None:  # O2
    async def command() -> None:
        async with open_for_command(server.uri, "broken_off", [], tmp_path, None) as database:
            assert await database.list_collection_names() == []
            raise PyMongoError

    with pytest.raises(Unavailable, match=r"Run the same command again\.$"):
        await command()
