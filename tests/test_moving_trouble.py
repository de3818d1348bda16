"""Moving house through trouble: damaged exports, killed imports, and the real thing in between."""

import json
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chaos.forks import Forks
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS
from errors import VisageError
from kinds import CartoonStyle, GenerationStatus
from moving.importing import import_house
from moving.manifests import Manifest
from resolvers.cartoons import upload
from resolvers.faces import download
from resolvers.files import is_owned
from resolvers.images import faces
from resolvers.viewers import viewer_of
from settings import Settings
from storage.local import LocalStorage
from studio import Studio, open_studio
from tests.forked import run
from tests.moved_houses import House, bodies, create_house, empty_database, everything
from tests.portrait_photos import ASTRONAUT, photo_bytes
from tests.stories import another, cartoon_from, ending, face_from, working


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> House:
    return await create_house(database, tmp_path)


@pytest.fixture
async def target(server: EmbeddedServer) -> AsyncIterator[Database]:
    async with empty_database(server) as opened:
        yield opened


def flip(path: Path) -> None:
    """Change the last letter of a file."""
    body = path.read_bytes()
    replace(path, body[:-2] + bytes([body[-2] ^ 1]) + body[-1:])


def replace(path: Path, body: bytes) -> None:
    path.unlink()
    path.write_bytes(body)


def newer(folder: Path) -> None:
    """The manifest of an export that a Visage of tomorrow has made."""
    old = Manifest.model_validate_json((folder / "manifest.json").read_text())
    old.collections["faces"].schema_versions = {7: 1}
    replace(folder / "manifest.json", Manifest.listing(old.collections).model_dump_json().encode())


def rewrite(folder: Path, **fields: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    replace(folder / "manifest.json", json.dumps({**manifest, **fields}).encode())


def a_picture(folder: Path) -> Path:
    return min((folder / "files").rglob("*.jpg"))


def one_less(folder: Path) -> None:
    collections = json.loads((folder / "manifest.json").read_text())["collections"]
    collections["faces"]["documents"] -= 1
    rewrite(folder, collections=collections)


def cut_short(folder: Path) -> None:
    path = folder / "documents" / "generations.jsonl"
    replace(path, path.read_bytes()[:-20])


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a picture with another byte": (lambda folder: flip(a_picture(folder)), "is not what was"),
    "a picture that is gone": (lambda folder: a_picture(folder).unlink(), "is missing"),
    "a line with another byte": (
        lambda folder: flip(folder / "documents" / "faces.jsonl"),
        "is not what was",
    ),
    "lines that were cut short": (cut_short, "is not what was"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "no whole export"),
    "half a manifest": (lambda folder: replace(folder / "manifest.json", b'{"form'), "damaged"),
    "another count": (one_less, "damaged"),
    "another format": (lambda folder: rewrite(folder, format=2), "format 2"),
    "documents of a newer Visage": (newer, "newer Visage"),
    "no folder": (shutil.rmtree, "no folder"),
}


async def test_what_is_not_whole_is_refused_and_nothing_is_written(
    house: House, target: Database, tmp_path: Path
) -> None:
    for damage, (act, sentence) in DAMAGE.items():
        folder = tmp_path / damage
        shutil.copytree(house.export, folder)
        act(folder)
        with pytest.raises(VisageError, match=sentence):
            await import_house(target, LocalStorage(tmp_path / "new"), folder, DOCUMENTS)
    assert await target.list_collection_names() == []
    assert not await bodies(LocalStorage(tmp_path / "new"))


async def test_killed_anywhere_an_import_goes_on_to_the_end(
    forks: Forks, server: EmbeddedServer, house: House, target: Database, tmp_path: Path
) -> None:
    environment = {
        "MONGODB_URI": server.uri,
        "MONGODB_DATABASE": target.name,
        "DATA_DIR": str(tmp_path / "new"),
    }
    kills = [("import.begin:after", 1), ("import.file:after", 3)]
    for point, count in [*kills, ("import.documents:after", 6), ("import.finish:before", 1)]:
        arguments = ["tests.killed_import", point, str(count), str(house.export)]
        code, said = await run(forks, *arguments, **environment)
        assert code == -signal.SIGKILL, said
    code, said = await run(forks, "main", "import", str(house.export), **environment)
    assert code == 0, said
    assert await everything(target) == await everything(house.database)
    assert await bodies(LocalStorage(tmp_path / "new" / "files")) == await bodies(house.storage)


@asynccontextmanager
async def living_in(data_dir: Path) -> AsyncIterator[Studio]:
    """A Visage with its embedded server and all its real parts, in this process."""
    settings = Settings(_env_file=None, data_dir=data_dir)  # type: ignore[call-arg]
    async with (
        EmbeddedServer(data_dir) as server,
        open_database(server.uri, "visage", DOCUMENTS) as database,
        open_studio(settings, database) as studio,
        studio.hub.running(),
    ):
        yield studio


async def test_a_house_moves_and_its_story_goes_on(forks: Forks, tmp_path: Path) -> None:
    device, photo = str(uuid4()), photo_bytes(ASTRONAUT)
    async with living_in(tmp_path / "old") as studio:
        viewer = await viewer_of(device)
        async with working(studio):
            original, drawn = await upload(studio, viewer, photo, CartoonStyle.FLAT, None)
            chosen = await cartoon_from(studio, viewer, drawn.id)
            cut = await download(studio, viewer, chosen.id, None)
            face = await face_from(studio, viewer, cut.id)
            second = await cartoon_from(studio, viewer, await another(studio, viewer, original))
        waiting = await another(studio, viewer, original)
    environment = {"DATA_DIR": str(tmp_path / "old")}
    code, said = await run(forks, "main", "export", str(tmp_path / "dir"), **environment)
    assert code == 0, said
    assert "generations are open (1)" in said
    environment["DATA_DIR"] = str(tmp_path / "new")
    code, said = await run(forks, "main", "import", str(tmp_path / "dir"), **environment)
    assert code == 0, said
    shutil.rmtree(tmp_path / "old")

    async with living_in(tmp_path / "new") as studio, working(studio):
        viewer = await viewer_of(device)
        assert [each.id for each in (await faces(viewer, 9, None)).nodes] == [face.id]
        assert await is_owned(viewer, face.image.key)
        assert len(await studio.storage.read(face.image.key)) == face.image.file_size
        ended = await ending(studio, viewer, waiting)
        assert ended.status is GenerationStatus.SUCCEEDED
        cut = await download(studio, viewer, second.id, None)
        await face_from(studio, viewer, cut.id)
        assert len((await faces(viewer, 9, None)).nodes) == 2
