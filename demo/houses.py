"""A Visage of the demo's own: a whole one, in a folder that is gone afterwards."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from children import start_child
from errors import Unavailable
from settings import SECRETS, Settings

MAIN = Path(__file__).parent.parent / "main.py"
READY = "Visage is ready:"
START_SECONDS, STOP_SECONDS = 60.0, 10.0

# It draws by itself and tells nobody: no setting of the operator's reaches it, least of all a key.
OURS = {
    "PORT": "0",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "warning",
    # A headshot is made from a link, and here that leads to this machine.
    "HEADSHOT_HTTP": "true",
    "LINK_NETWORKS": "127.0.0.1/32",
}
KEPT = {"SECANTUSD_RS"}


class House:
    """A running Visage: its address, and the one-time codes that it has written to its log."""

    def __init__(self) -> None:
        self.url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.codes: asyncio.Queue[str] = asyncio.Queue()

    async def read(self, output: asyncio.StreamReader) -> None:
        """Take in what it says, up to its end."""
        last = "it said nothing"
        async for line in output:
            last = line.decode(errors="replace").strip() or last
            if last.startswith(READY):
                self.url.set_result(last.removeprefix(READY).strip())
            elif (code := _code_in(last)) is not None:
                self.codes.put_nowait(code)
        if not self.url.done():
            reason = last.removeprefix("visage: ")
            self.url.set_exception(Unavailable(f"The demo's Visage does not start: {reason}"))


@asynccontextmanager
async def open_house(outer: Mapping[str, str] = os.environ) -> AsyncIterator[House]:
    """A Visage with everything of its own, ended and removed with the block, however that ends;
    of the environment it is given all but settings."""
    # The folder goes last: whatever ends first, a process of ours may write into it until then.
    with tempfile.TemporaryDirectory(prefix="visage-demo-") as folder:
        child = await start_child(
            [sys.executable, str(MAIN)],
            environment=_environment(outer, folder),
            folder=Path(folder),  # where there is no .env
            piped=True,
        )
        house = House()
        reading = asyncio.create_task(house.read(child.output))
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.shield(house.url)
            yield house
        except TimeoutError as error:
            raise Unavailable("The demo's Visage does not start in time. Try again.") from error
        finally:
            await asyncio.shield(child.stop(STOP_SECONDS))
            await reading
            house.url.exception()  # known, also when nobody waits for it any more


def _environment(outer: Mapping[str, str], folder: str) -> dict[str, str]:
    settings = {name.upper() for name in Settings.model_fields}
    # What is set there no environment can take back.
    if SECRETS.is_dir() and settings & {path.name.upper() for path in SECRETS.iterdir()}:
        raise Unavailable(f"Settings in {SECRETS} would reach the demo's Visage: give it --url.")
    others = {"CREDENTIALS_DIRECTORY", *settings} - KEPT
    passed_on = {name: value for name, value in outer.items() if name.upper() not in others}
    return {**passed_on, **OURS, "DATA_DIR": folder}


def _code_in(line: str) -> str | None:
    """The one-time code that a line of the log tells of."""
    try:
        code = json.loads(line).get("code")
    except (ValueError, AttributeError):
        return None
    return code if isinstance(code, str) and code.isdecimal() else None
