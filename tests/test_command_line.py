"""The command line: what it says to people, on a terminal and elsewhere, and how it ends."""

import asyncio
import gc
import os
import pty
import signal
import socket
import sys
import termios
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.instant import Instant
from benchmarks.servers import ROOT, alive, tree
from chaos.forks import Forks
from commands.bars import Sentences
from demo.clients import Client, Refused
from demo.houses import open_house
from demo.roles import run_demo
from demo.stories import ASK_CODE
from documents.base import now
from documents.codes import Code, put_code
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.leases import leased
from documents.registry import DOCUMENTS
from main import main
from progress import Progress
from studio import Studio
from tests.forked import run, running
from tests.stories import working
from tests.studios import open_test_studio
from worker.sweeping import LEASE, sweep

ROLES = [
    "web",
    "worker",
    "doctor",
    "audit",
    "sweep",
    "export",
    "import",
    "operator",
    "schema",
    "demo",
]
SERVERS = ["web", "worker"]
CARE = ["doctor", "audit", "sweep", "export", "import"]
TOOLS = ["operator", "schema", "demo"]
HEARING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # who tests in the background ignores it
import main
sys.exit(main.main(sys.argv[1:]))
"""
EARLY = """
import sys
class Breaker:
    def find_spec(self, name, *rest):
        if name == "pydantic":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Breaker())
import main
sys.exit(main.main(["doctor"]))
"""


@pytest.fixture(scope="module")
def name() -> str:
    return f"test_{uuid.uuid4().hex[:12]}"


@asynccontextmanager
async def opened(server: EmbeddedServer, name: str, folder: Path) -> AsyncIterator[Studio]:
    async with (
        open_database(server.uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, Instant(name="builtin")) as studio,
    ):
        yield studio
        await database.client.drop_database(name)


def place(server: EmbeddedServer, name: str, folder: Path) -> dict[str, str]:
    return {"MONGODB_URI": server.uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}


def test_the_help_names_every_role_and_every_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:  # O2
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    listed = said[said.index("roles:") : said.index("exit codes:")].split("\n    ")
    assert [line.split()[0] for line in listed[1:] if line[0] != " "] == SERVERS + CARE + TOOLS
    for code in ("0", "1", "2", "78", "130"):
        assert f"\n  {code} " in said
    for wrong in (["sweep", "--mend"], ["operator", " "], ["operator", "me", "--days", "400"]):
        with pytest.raises(SystemExit, match="2"):
            main(wrong)
        assert capsys.readouterr().out == ""


async def test_sweep_tells_what_is_over_and_removes_it_when_told_to(
    forks: Forks, server: EmbeddedServer, name: str, tmp_path: Path
) -> None:  # C6
    house = place(server, name, tmp_path)
    async with opened(server, name, tmp_path) as studio:
        await sweep(studio, pause=60)  # the next one of a worker is a minute away
        for each in ("ann@example.com", "ben@example.com"):
            await put_code(each, "", now() - timedelta(seconds=1))
        code, said = await run(forks, "main", "sweep", **house)
        assert (code, await Code.count()) == (0, 2)
        assert "One-time codes that are over: 2\nOver in all: 2." in said
        async with leased(LEASE, 30, urgent=True):
            code, said = await run(forks, "main", "sweep", "--apply", **house)
            assert (code, said[:24]) == (2, "visage: A worker sweeps ")
        code, said = await run(forks, "main", "sweep", "--apply", **house)
        assert (code, await Code.count()) == (0, 0)
        assert said.endswith("Removed in all: 2.\n")


async def test_on_a_terminal_long_work_shows_a_bar_and_leaves_only_its_report(
    forks: Forks, server: EmbeddedServer, name: str, tmp_path: Path
) -> None:
    terminal, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    house = {**os.environ, **place(server, name, tmp_path)}
    fork = await forks.start("main", "audit", environment=house, output=theirs)
    os.close(theirs)
    shown = ""
    while True:
        try:
            shown += (await asyncio.to_thread(os.read, terminal, 65536)).decode()
        except OSError:  # nobody writes any more
            break
    os.close(terminal)
    assert await fork.wait() == 0
    assert "\rAuditing accounts " in shown
    assert [line[:19] for line in left_on_a_screen(shown) if line] == ["Reckoned 0 accounts"]


def left_on_a_screen(shown: str) -> list[str]:
    """What is to be seen once all has been written, line by line."""
    lines = []
    for line in shown.replace("\r\n", "\n").split("\n"):
        seen = ""
        for part in line.split("\r"):
            seen = part + seen[len(part) :]
        lines.append(seen.rstrip())
    return lines


def test_elsewhere_long_work_says_a_sentence_now_and_then() -> None:
    said: list[str] = []
    hourly = Sentences(said.append, every=3600)
    always = Sentences(said.append, every=0)
    for progress in (hourly, always):
        progress.begin("Looking at photos", 3)
        progress.advance(2)
        progress.begin("Looking at files")
        progress.advance(0.5)
    assert said == [
        "Looking at photos: 0 of 3",
        "Looking at photos: 2 of 3",
        "Looking at files: 0 so far",
        "Looking at files: 0 so far",
    ]


async def test_ctrl_c_leaves_a_sentence(tmp_path: Path) -> None:  # O5
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HEARING, "demo", "--url", url),
            *("--sheet", str(tmp_path / "sheet.png")),
            cwd=ROOT,
            stderr=asyncio.subprocess.PIPE,
        )
        connection, _ = await asyncio.to_thread(silent.accept)
        process.send_signal(signal.SIGINT)
        await asyncio.sleep(0.2)
        connection.close()
    _, said = await process.communicate()
    assert (process.returncode, said) == (130, b"visage: Broken off. There is no contact sheet.\n")


async def test_ctrl_c_may_come_before_anything_is_there() -> None:  # O5
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", EARLY, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert (process.returncode, said) == (130, b"visage: Broken off.\n")


async def test_the_demo_says_what_is_wrong_with_its_arguments(forks: Forks, tmp_path: Path) -> None:
    gone = "http://127.0.0.1:9"
    wrong = {
        ("--url", gone): f"No Visage answers at {gone}: is it running there?",
        ("--url", "localhost:8000"): "localhost:8000 is no address of a Visage: give one as",
        ("--photo", str(tmp_path)): f"{tmp_path} cannot be read: Is a directory.",
        ("--sheet", str(tmp_path)): f"No contact sheet can be written to {tmp_path}: name",
    }
    for arguments, sentence in wrong.items():
        code, said = await run(forks, "main", "demo", "--sheet", str(tmp_path / "x"), *arguments)
        assert (code, said.startswith(f"visage: {sentence}")) == (1, True), said


async def test_the_demo_tells_the_story_to_a_visage_that_runs_and_takes_it_back(
    forks: Forks, server: EmbeddedServer, name: str, tmp_path: Path
) -> None:
    said: list[str] = []
    async with (
        running(forks, "web", **place(server, name, tmp_path)) as web,
        opened(server, name, tmp_path) as studio,
        working(studio),
    ):
        await run_demo(web.url, None, tmp_path / "sheet.png", said.append, Progress())
        left = studio.storage.list()
        assert {file.key.partition("/")[0] async for file in left} <= {"private"}
    with Image.open(BytesIO((tmp_path / "sheet.png").read_bytes())) as sheet:
        assert sheet.size == (1592, 1966)
    assert said[0].startswith("Headshots from a link: left out. They need somebody who has")
    assert "Made 14 pictures in" in said[1]


async def test_a_demo_that_is_broken_off_at_once_says_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:  # O5
    async with AsyncExitStack() as stack:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await stack.enter_async_context(open_house())
    gc.collect()
    assert caplog.records == []  # asyncio's, of what nobody has looked at


@pytest.mark.parametrize(("role", "code"), [("web", 78), ("worker", 78), ("doctor", 2)])
def test_a_server_whose_setting_is_wrong_is_not_started_again(
    role: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "http")
    assert main([role]) == code
    assert capsys.readouterr().err == "visage: PORT should be a valid integer.\n"


async def test_a_house_of_the_demos_own_is_gone_afterwards() -> None:  # O5
    before = set(tree(os.getpid()))
    outer = {**os.environ, "MONGODB_URI": "mongodb://127.0.0.1:9/"}  # of somebody else
    try:
        async with open_house(outer) as house, Client(house.url.result()) as client:
            processes = set(tree(os.getpid())) - before
            await client.ask(ASK_CODE, email="ada@example.com")
            assert len(await house.codes.get()) == 6
            with pytest.raises(Refused, match="nothing"):
                await client.ask("{ viewer { nothing } }")
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert len(processes) >= 4
        assert not any(map(alive, processes))
