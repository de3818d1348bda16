"""Moving house: what is exported arrives as it was, and nothing is mixed up with anything."""

import json
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from documents.arrivals import Arrival
from documents.avatars import Avatar
from documents.base import change
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.flushing import flushed
from documents.images import NOBODY, Original
from documents.registry import DOCUMENTS
from errors import Conflict, Unavailable
from moving.exporting import export_house
from moving.importing import import_house
from storage.local import LocalStorage
from tests.moved_houses import House, bodies, create_house, empty_database, everything
from tests.postcards import Postcard, old_postcard


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> House:
    return await create_house(database, tmp_path)


@pytest.fixture
async def target(server: EmbeddedServer) -> AsyncIterator[Database]:
    async with empty_database(server) as opened:
        yield opened


async def test_all_that_is_exported_arrives_and_is_the_same(
    house: House, target: Database, tmp_path: Path
) -> None:
    storage = LocalStorage(tmp_path / "new")
    imported = await import_house(target, storage, house.export, DOCUMENTS)
    assert await everything(target) == await everything(house.database)
    assert await bodies(storage) == await bodies(house.storage)
    assert await target["codes"].count_documents({}) == 0
    counts = [await target[name].count_documents({}) for name in ("pictures", "usage")]
    assert counts == [2, 3]
    for folder in ("private/", "avatars/", "pictures/"):
        assert any(key.startswith(folder) for key in await bodies(storage))
    again = await export_house(target, storage, tmp_path / "again", DOCUMENTS)
    assert again.manifest.sha256 == imported.manifest.sha256
    assert again.open_generations == 2
    assert not again.missing
    names = {each["name"] async for each in await target["generations"].list_indexes()}
    assert "by_rank" in names


async def test_nobody_else_can_look_into_an_export(house: House) -> None:
    assert house.export.stat().st_mode & 0o777 == 0o700
    for path in house.export.rglob("*"):
        if path.is_file() and path.parent != house.export:
            assert path.stat().st_mode & 0o777 == 0o400


async def test_a_house_where_somebody_lives_is_refused(
    house: House, target: Database, tmp_path: Path
) -> None:
    storage = LocalStorage(tmp_path / "new")
    await storage.save("originals/1_other.jpg", b"of others")
    with pytest.raises(Conflict, match=r"files of others, such as originals/1_other\.jpg"):
        await import_house(target, storage, house.export, DOCUMENTS)
    await target["accounts"].insert_one({"_id": "acc"})
    with pytest.raises(Conflict, match="not empty"):
        await import_house(target, LocalStorage(tmp_path / "empty"), house.export, DOCUMENTS)
    assert await target["arrivals"].count_documents({}) == 0
    await target["accounts"].delete_one({"_id": "acc"})
    await import_house(target, house.storage, house.export, DOCUMENTS)  # the same files: fine


async def test_an_import_is_done_once_and_not_over_another(
    house: House, target: Database, tmp_path: Path
) -> None:
    storage = LocalStorage(tmp_path / "new")
    await import_house(target, storage, house.export, DOCUMENTS)
    await target["faces"].delete_many({})
    assert (await import_house(target, storage, house.export, DOCUMENTS)).before is not None
    assert await target["faces"].count_documents({}) == 0, "what was deleted since stays so"
    await export_house(target, storage, tmp_path / "other", DOCUMENTS)
    with pytest.raises(Conflict, match="Another export"):
        await import_house(target, storage, tmp_path / "other", DOCUMENTS)


async def test_an_export_that_was_cut_off_is_begun_anew(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    shutil.copytree(house.export, folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(Conflict, match="is not empty"):
        await export_house(house.database, house.storage, folder, DOCUMENTS)
    (folder / "unfinished.json").write_text("{}")
    (folder / "files" / "of-one-who-has-gone.jpg").write_bytes(b"photo")
    await export_house(house.database, house.storage, folder, DOCUMENTS)
    assert not (folder / "files" / "of-one-who-has-gone.jpg").exists()
    manifests = [
        json.loads((each / "manifest.json").read_text()) for each in (folder, house.export)
    ]
    assert manifests[0]["sha256"] == manifests[1]["sha256"]
    with pytest.raises(Conflict, match="a whole export already"):
        await export_house(house.database, house.storage, folder, DOCUMENTS)


class Leaving(LocalStorage):
    """A store in which a photo is deleted for good just before it is read."""

    async def stream(
        self, key: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        if key.startswith("originals/"):
            await self.delete(key)
            await Original.get_pymongo_collection().delete_many({"image.key": key})
        async for chunk in super().stream(key, start, stop):
            yield chunk


async def test_what_is_deleted_meanwhile_is_left_out_and_what_is_damaged_is_told(
    house: House, target: Database, tmp_path: Path
) -> None:
    gone = LocalStorage(tmp_path / "old" / "files")
    cartoon = await house.database["cartoons"].find_one({})
    face = await house.database["faces"].find_one({})
    assert cartoon is not None
    assert face is not None
    await gone.delete(cartoon["image"]["key"])
    await gone.delete(face["image"]["key"])  # it is about to be deleted: no damage
    await house.database["faces"].update_one({"_id": face["_id"]}, {"$set": {"owner": NOBODY}})
    (avatar,) = await Avatar.find({}).to_list()
    await change(Avatar, avatar.id, flushed)  # and was cut off
    leaving = Leaving(tmp_path / "old" / "files")
    exported = await export_house(house.database, leaving, tmp_path / "second", DOCUMENTS)
    assert exported.vanished == 2
    assert exported.missing == [cartoon["image"]["key"]]
    assert exported.manifest.collections["originals"].documents == 0
    assert exported.manifest.collections["avatars"].files == 0
    await import_house(target, LocalStorage(tmp_path / "new"), tmp_path / "second", DOCUMENTS)
    assert await target["cartoons"].count_documents({}) == 1


async def test_old_documents_are_brought_up_on_the_way(
    server: EmbeddedServer, target: Database, tmp_path: Path
) -> None:
    models = [Postcard, Arrival]
    storage = LocalStorage(tmp_path / "files")
    name = f"test_{uuid4().hex[:12]}"
    async with open_database(server.uri, name, models) as old:
        await old["postcards"].insert_one(old_postcard())
        exported = await export_house(old, storage, tmp_path / "export", models)
        assert exported.manifest.collections["postcards"].schema_versions == {1: 1}
        await old["postcards"].update_one({}, {"$set": {"schema_version": 4}})
        with pytest.raises(Unavailable, match="newer Visage"):
            await export_house(old, storage, tmp_path / "newer", models)
        await old.client.drop_database(name)
    await import_house(target, storage, tmp_path / "export", models)
    kept = await target["postcards"].find_one({})
    assert kept is not None
    assert (kept["lines"], kept["schema_version"]) == (["Dear", "all"], 3)
    assert "text" not in kept
