"""The process tree: it starts whole, mends itself, and leaves nothing behind, however it ends."""

import asyncio
import os
import pty
import signal
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from benchmarks.servers import READY, ROOT, alive, running, tree
from chaos.forks import Forks
from children import start_child
from documents.embedded import DURABLE, EmbeddedServer, find_binary
from errors import Unavailable, WrongSetup
from processes import Role, run_house
from settings import Settings
from tests.forked import run

ROLES = {"parent", "secantusd-rs", "web", "worker", "sandbox"}

STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
)

# The head of a session gets the terminal it opens first as its own.
IN_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests in the background ignores it
os.open(os.ttyname(0), os.O_RDWR)
os.execv(sys.executable, [sys.executable, "main.py"])
"""

# A web process that answers every request with its process id, on the socket it was given.
ANSWERING = """
import os, socket, sys
listener = socket.socket(fileno=int(sys.argv[2]))
while True:
    connection, _ = listener.accept()
    connection.recv(4096)
    connection.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n%d" % os.getpid())
    connection.close()
"""


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # processes tell nobody
            await asyncio.sleep(0.05)


def is_another(pid: int, name: str, old: int) -> bool:
    return named(pid, name) not in (None, old)


def is_over(pid: int) -> bool:
    return not alive(pid)


def named(pid: int, name: str) -> int | None:
    """The process `name` in the tree below `pid`."""
    return next((child for child, role in tree(pid).items() if role == name), None)


async def ready(url: str) -> bool:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        return (await client.get("/readyz")).status_code == 200


async def test_whatever_is_killed_comes_back_and_all_fall_with_a_parent_that_is_killed(
    tmp_path: Path,
) -> None:  # O2, O5
    async with running(DATA_DIR=str(tmp_path)) as visage:
        for name in ("worker", "web", "secantusd-rs"):
            killed = named(visage.pid, name)
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            await until(partial(is_over, killed))  # it could still take a request
            assert await ready(visage.url)  # nobody is refused
            await until(partial(is_another, visage.pid, name, killed))
        await until(lambda: ROLES - set(tree(visage.pid).values()) == set())
        processes = set(tree(visage.pid))
        os.kill(visage.pid, signal.SIGKILL)
        await until(lambda: not any(map(alive, processes)), seconds=10)
    async with EmbeddedServer(tmp_path) as database:  # and its data folder is free at once
        assert alive(database.pid)
    assert not [record for record in visage.records if "Traceback" in str(record)]


async def test_ctrl_c_in_a_terminal_ends_everything_without_a_word_of_python(
    tmp_path: Path,
) -> None:  # O5
    terminal, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", IN_A_TERMINAL),
        env={**os.environ, "PORT": "0", "DATA_DIR": str(tmp_path)},
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = await asyncio.to_thread(read_until, terminal, READY)
    processes = set(tree(process.pid))
    assert len(processes) >= 4
    os.write(terminal, b"\x03")
    shown += await asyncio.to_thread(read_until, terminal, None)
    os.close(terminal)
    assert await process.wait() == 0, shown
    assert not any(map(alive, processes))
    assert "Traceback" not in shown
    assert shown.count(READY) == 1


def read_until(terminal: int, wanted: str | None) -> str:
    """What the terminal shows, until `wanted` is in it or nobody writes to it any more."""
    shown = ""
    while wanted is None or wanted not in shown:
        try:
            shown += os.read(terminal, 65536).decode()
        except OSError:
            break
    return shown


@pytest.fixture
def taken() -> Iterator[int]:
    """A port where somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def refused(forks: Forks, **environment: str) -> str:
    """What main.py says on not starting: one line, soon."""
    began = time.monotonic()
    code, said = await run(forks, "main", **{"PORT": "0", **environment})
    assert time.monotonic() - began < 20
    assert code == 1
    (line,) = said.splitlines()
    return line


async def test_a_port_in_use_is_told_in_a_sentence(taken: int, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "main.py"),
        env={**os.environ, "PORT": str(taken), "DATA_DIR": str(tmp_path)},
        cwd=ROOT,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out) == (1, b"")
    (line,) = err.decode().splitlines()
    assert f"Port {taken} of 127.0.0.1 is in use" in line


async def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    forks: Forks,
) -> None:  # S6
    said = await refused(forks, MONGODB_URI="mongodb://user:hidden@127.0.0.1:9/")
    assert "127.0.0.1:9 cannot be reached" in said
    assert "hidden" not in said


@pytest.mark.parametrize("password", ["hid/den", "p@hid/word"])
async def test_a_database_uri_that_is_none_is_told_without_its_password(
    forks: Forks, password: str
) -> None:  # S6
    said = await refused(forks, MONGODB_URI=f"mongodb://user:{password}@127.0.0.1:9/")
    assert "MONGODB_URI cannot be read" in said
    assert "hid" not in said


async def test_a_database_that_is_no_replica_set_is_refused(forks: Forks, tmp_path: Path) -> None:
    command = [str(find_binary(None)), *DURABLE, "--standalone", "--port", "0"]
    alone = await start_child([*command, "--storage-path", str(tmp_path)], piped=True)
    try:
        address = (await alone.output.readline()).split()[-1].decode()
        assert "rs.initiate()" in await refused(forks, MONGODB_URI=f"mongodb://{address}/")
    finally:
        await alone.stop(5)


async def test_a_second_instance_on_the_same_data_is_refused(forks: Forks, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path):
        assert "Another Visage" in await refused(forks, DATA_DIR=str(tmp_path))


async def test_a_single_role_says_that_it_needs_a_database(forks: Forks) -> None:  # O2
    code, said = await run(forks, "main", "worker")
    assert code == os.EX_CONFIG  # systemd does not start it again
    assert "needs MONGODB_URI" in said


async def test_who_reads_only_the_first_lines_ends_nothing(tmp_path: Path) -> None:
    """As `main.py doctor | head -1` does."""
    reader, writer = os.pipe()
    os.close(reader)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "main.py", "doctor"), cwd=ROOT, stdout=writer, stderr=PIPE,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    os.close(writer)
    _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")


def house(tmp_path: Path) -> Settings:
    return Settings(port=0, data_dir=tmp_path, mongodb_uri=None)


async def test_a_role_with_a_wrong_setup_ends_a_house_that_is_ready(tmp_path: Path) -> None:
    late = "import time; time.sleep(0.5); raise SystemExit(78)"  # EX_CONFIG
    roles = [
        Role("web", [sys.executable, "-c", ANSWERING], listens=True),
        Role("worker", [sys.executable, "-c", late]),
    ]
    said: list[str] = []
    with pytest.raises(WrongSetup, match="worker process does not start"):
        async with asyncio.timeout(15):
            await run_house(house(tmp_path), roles, asyncio.Event(), said.append)
    assert said


async def test_a_role_that_cannot_start_ends_the_house(tmp_path: Path) -> None:
    roles = [Role("worker", [sys.executable, "-c", "raise SystemExit(3)"])]
    with pytest.raises(Unavailable, match=r"worker process does not start \(exit code 3\)"):
        await run_house(house(tmp_path), roles, asyncio.Event(), print)


async def test_ready_is_said_once_however_often_the_web_process_dies(tmp_path: Path) -> None:
    before = set(tree(os.getpid()))
    said: list[str] = []
    stop = asyncio.Event()
    roles = [Role("web", [sys.executable, "-c", ANSWERING], listens=True)]
    running_house = asyncio.create_task(run_house(house(tmp_path), roles, stop, said.append))
    await until(lambda: bool(said))
    answered = set()
    async with httpx.AsyncClient() as client:
        for _ in range(3):
            answered.add(web := int((await client.get(said[0])).text))
            os.kill(web, signal.SIGKILL)
            await until(partial(is_over, web))  # it could still take the next request
        await client.get(said[0])
    started = set(tree(os.getpid())) - before
    stop.set()
    await running_house
    assert len(started) >= 2
    assert not any(map(alive, started))
    assert len(said) == 1
    assert len(answered) == 3


FAMILY = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); {STUBBORN}"
)


async def test_a_child_that_does_not_listen_is_killed_with_all_it_started() -> None:  # O5
    child = await start_child([sys.executable, "-c", FAMILY], piped=True)
    for _ in range(2):
        await child.output.readline()
    processes = set(tree(child.pid))
    assert len(processes) == 2
    assert await child.stop(0.2) == -signal.SIGKILL
    await until(lambda: not any(map(alive, processes)))


async def test_a_child_that_dies_takes_all_it_started_along() -> None:  # O5
    child = await start_child([sys.executable, "-c", FAMILY])
    await until(lambda: len(tree(child.pid)) == 2)
    processes = set(tree(child.pid))
    os.kill(child.pid, signal.SIGKILL)
    assert await child.wait() == -signal.SIGKILL
    await until(lambda: not any(map(alive, processes)), seconds=5)
