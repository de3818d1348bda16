"""The embedded database: durable, alone on its data, back after a death, plain about what fails."""

import asyncio
import gc
import os
import signal
import warnings
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pymongo
import pytest
from pymongo.errors import PyMongoError
from structlog.testing import capture_logs

from benchmarks.servers import alive
from documents.database import connect, open_database
from documents.embedded import EmbeddedServer, find_binary
from errors import Unavailable


def inside(folder: Path, pattern: str = "*", forbidden: int = 0) -> list[str]:
    """The names in `folder` of what has none of the `forbidden` permissions."""
    return sorted(path.name for path in folder.glob(pattern) if not path.stat().st_mode & forbidden)


async def kill(pid: int) -> None:
    """End a process at once; when it has, so that it answers nothing more."""
    os.kill(pid, signal.SIGKILL)
    while alive(pid):  # noqa: ASYNC110  # it tells nobody
        await asyncio.sleep(0.001)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path) as server:
        watching = asyncio.create_task(server.watch())
        yield server
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def test_what_was_acknowledged_outlives_a_kill_and_clients_go_on(
    watched: EmbeddedServer,
) -> None:
    client = connect(watched.uri)
    marks = client["visage"]["marks"]
    for number in range(40):
        if number in (10, 30):
            await kill(watched.pid)
        await marks.insert_one({"_id": number})
    assert [mark["_id"] async for mark in marks.find().sort("_id")] == list(range(40))
    await client.close()


async def test_data_is_there_at_the_next_start_and_the_lock_is_gone(tmp_path: Path) -> None:
    for expected in (0, 1):
        async with EmbeddedServer(tmp_path) as server:
            client = connect(server.uri)
            assert await client["visage"]["marks"].count_documents({}) == expected
            await client["visage"]["marks"].insert_one({})
            await client.close()


async def test_two_servers_on_one_folder_are_refused(
    watched: EmbeddedServer, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match=r"Another Visage is running .* set DATA_DIR"):
        await EmbeddedServer(tmp_path).start()


async def test_data_of_another_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "database-0.1.2"
    other.mkdir()
    with pytest.raises(Unavailable, match=r"holds database-0\.1\.2, which .* cannot read"):
        await EmbeddedServer(tmp_path).start()
    assert inside(tmp_path) == ["database-0.1.2", "database.lock"]


async def test_data_others_may_not_read(tmp_path: Path) -> None:  # S1
    async with EmbeddedServer(tmp_path):
        assert len(inside(tmp_path, "database-*", forbidden=0o077)) == 1


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match=r"DATA_DIR .* cannot be written"):
        await EmbeddedServer(tmp_path / "file").start()


async def test_a_program_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"SECANTUSD_RS names .* not a program"):
        find_binary(tmp_path / "missing")
    with pytest.raises(Unavailable, match="does not look like secantusd-rs"):
        await EmbeddedServer(tmp_path, Path("/bin/true")).start()


async def test_a_server_that_cannot_live_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    program = tmp_path / "server"
    program.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = --version ] && exec {find_binary(None)} --version\n'
        "echo 'no space on the disk'; exit 7\n"
    )
    program.chmod(0o700)
    with pytest.raises(Unavailable, match="does not start: no space on the disk"):
        await EmbeddedServer(tmp_path / "data", program).start()


async def test_an_option_that_is_not_known_is_told_of_and_not_quoted() -> None:  # S6
    with capture_logs() as logs:
        await connect("mongodb://127.0.0.1:9/?hidden=1").close()
    assert ["an option of MONGODB_URI is not known" in each["event"] for each in logs] == [True]
    assert "hidden" not in str(logs)


async def test_a_server_that_is_gone_holds_nobody_up_who_stops(tmp_path: Path) -> None:  # O5
    async with EmbeddedServer(tmp_path) as server:
        opened = open_database(server.uri, "visage", [])
        database = await opened.__aenter__()
        # Each has a session at the server, and the one that meets the error counts no more.
        await asyncio.gather(*(database.command("ping") for _ in range(4)))
        await kill(server.pid)
        with pytest.raises(PyMongoError), pymongo.timeout(0.5):
            await database.command("ping")
        async with asyncio.timeout(8):
            await opened.__aexit__(None, None, None)
        del opened, database
        with warnings.catch_warnings():
            # The driver leaves to the collector the sockets of a server that is gone.
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
