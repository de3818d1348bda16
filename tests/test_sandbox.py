"""Decoders run in processes that end when they must."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from errors import EngineError, ErrorCode, ImageTooLarge, InvalidImage
from imaging.inspect import Limits, inspect
from sandbox import Sandbox
from tests import pictures

FAILURE = InvalidImage("This picture cannot be opened.")
ROOT = Path(__file__).parent.parent


def child_id() -> int:
    return os.getpid()


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def eat(count: int) -> int:
    return len(bytes(count))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise ImageTooLarge("Too large.", limit=1, size=2)


def refuse_later() -> None:
    raise EngineError("Busy.", retry_after=3.0, engine="x")


def stumble() -> float:
    return 1 / 0


def return_a_function() -> object:
    return lambda: 0


def chatter() -> str:
    print("a library prints", flush=True)
    return sys.stdin.read()


def look_around() -> tuple[list[str], bool]:
    numbers = [path.name for path in Path("/proc/self/fd").iterdir()]
    files = [opened(int(number)) for number in numbers]
    return files, "SECRET_KEY" in os.environ


def opened(number: int) -> str:
    """What a file descriptor stands for; nothing when it is closed by now."""
    path = Path(f"/proc/self/fd/{number}")
    return str(path.readlink()) if path.is_symlink() else ""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(seconds=20, memory_bytes=1536 << 20, workers=2) as sandbox:
        yield sandbox


async def gone(pid: int) -> bool:
    for _ in range(100):
        if has_ended(pid):
            return True
        await asyncio.sleep(0.05)
    return False


def has_ended(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


async def test_a_warm_process_is_used_again(sandbox: Sandbox) -> None:
    await sandbox.warm(inspect)
    processes = {await sandbox.run(child_id, failure=FAILURE) for _ in range(3)}
    assert len(processes) == 1
    assert os.getpid() not in processes


async def test_large_data_goes_in_and_out_and_the_loop_stays_free(sandbox: Sandbox) -> None:
    upload = pictures.jpeg().ljust(10 << 20, b"\0")
    result = await sandbox.run(inspect, upload, Limits(10 << 20, 10**6), failure=FAILURE)
    assert result.mime == "image/jpeg"
    working = asyncio.create_task(sandbox.run(sleep, 0.6, failure=FAILURE))
    ticks = 0
    while not working.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 10


async def test_no_more_run_at_once_than_there_are_workers(sandbox: Sandbox) -> None:
    processes = await asyncio.gather(*(sandbox.run(sleep, 0.1, failure=FAILURE) for _ in range(6)))
    assert len(set(processes)) == 2


async def test_a_slow_picture_is_given_up_and_its_process_killed() -> None:  # S4
    async with Sandbox(seconds=3, memory_bytes=1536 << 20, workers=1) as sandbox:
        pid = await sandbox.run(child_id, failure=FAILURE)
        with pytest.raises(InvalidImage, match="cannot be opened"):
            await sandbox.run(sleep, 60, failure=FAILURE)
        assert await gone(pid)
        assert await sandbox.run(child_id, failure=FAILURE) != pid


async def test_memory_is_limited_and_the_process_lives_on(sandbox: Sandbox) -> None:  # S4
    pid = await sandbox.run(child_id, failure=FAILURE)
    with pytest.raises(InvalidImage):
        await sandbox.run(eat, 1600 << 20, failure=FAILURE)
    assert await sandbox.run(child_id, failure=FAILURE) == pid
    assert await sandbox.run(eat, 900 << 20, failure=FAILURE) == 900 << 20


async def test_a_process_that_dies_is_replaced(sandbox: Sandbox) -> None:  # S4
    with pytest.raises(InvalidImage):
        await sandbox.run(die, failure=FAILURE)
    pid = await sandbox.run(child_id, failure=FAILURE)
    os.kill(pid, signal.SIGKILL)  # while it is idle
    assert await gone(pid)
    await asyncio.sleep(0.2)  # until our loop is told
    assert await sandbox.run(child_id, failure=FAILURE) != pid


async def test_our_errors_come_out_as_they_are(sandbox: Sandbox) -> None:
    with pytest.raises(ImageTooLarge, match="Too large") as refusal:
        await sandbox.run(refuse, failure=FAILURE)
    assert refusal.value.details == {"limit": 1, "size": 2}
    assert refusal.value.code is ErrorCode.IMAGE_TOO_LARGE
    with pytest.raises(EngineError) as busy:
        await sandbox.run(refuse_later, failure=FAILURE)
    assert (busy.value.retry_after, busy.value.details) == (3.0, {"engine": "x"})


async def test_other_errors_say_where_they_came_from(sandbox: Sandbox) -> None:
    with pytest.raises(ZeroDivisionError) as error:
        await sandbox.run(stumble, failure=FAILURE)
    assert "in stumble" in error.value.__notes__[0]
    with pytest.raises(AttributeError, match="pickle"):
        await sandbox.run(return_a_function, failure=FAILURE)


async def test_what_a_library_prints_is_no_reply(sandbox: Sandbox) -> None:
    assert await sandbox.run(chatter, failure=FAILURE) == ""


async def test_a_process_inherits_neither_sockets_nor_secrets(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:  # S4, S6
    monkeypatch.setenv("SECRET_KEY", "s")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.set_inheritable(True)
        ours = opened(server.fileno())
        files, has_secret = await sandbox.run(look_around, failure=FAILURE)
    assert ours.startswith("socket:")
    assert ours not in files
    assert not has_secret


async def test_who_gives_up_waiting_ends_the_process(sandbox: Sandbox) -> None:
    pid = await sandbox.run(child_id, failure=FAILURE)
    working = asyncio.create_task(sandbox.run(sleep, 60, failure=FAILURE))
    await asyncio.sleep(0.1)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert await gone(pid)


PARENT = """
import asyncio, sys
from errors import InvalidImage
from sandbox import Sandbox
from test_sandbox import child_id, sleep

async def main():
    async with Sandbox(60, 1 << 30, 1) as sandbox:
        print(await sandbox.run(child_id, failure=InvalidImage("x")), flush=True)
        await sandbox.run(sleep, 60, failure=InvalidImage("x"))

asyncio.run(main())
"""


async def test_a_busy_process_dies_with_a_killed_parent() -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    await asyncio.sleep(0.2)
    parent.kill()
    await parent.wait()
    assert await gone(pid)
