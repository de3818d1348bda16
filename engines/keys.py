"""The keys of one engine: taken in turn, read again when their file changes, shown to nobody."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

# A key that was refused, or has no credit left, is tried again after so many seconds: somebody may
# have paid meanwhile, and with a wrong key nothing but time is lost.
ASIDE_SECONDS = 300.0

_KEY = re.compile(r"[!-~]{1,512}")  # what can stand in a header as it is (RFC 6750)

log = structlog.get_logger("engines")


@dataclass(frozen=True)
class Key:
    """One key; whoever prints it sees only where it stands."""

    place: str  # as people are told: `key 2 of 3 in OPENAI_API_KEY`
    secret: str = field(repr=False)


class Keys:
    """What stands in the engine's file, a key a line (`#` begins a comment); while it has none,
    or is not there, the keys of the setting, separated by commas."""

    def __init__(
        self,
        name: str,
        setting: str = "",
        folder: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`setting` is what the operator wrote into `<NAME>_API_KEY`; `folder` is ENGINE_KEYS_DIR.
        Reads the file."""
        self._name, self._clock = name, clock
        self._file = folder / name if folder is not None else None
        self._given = _named(setting.split(","), f"{name.upper()}_API_KEY", name)
        self._stamp: tuple[int, int] | None = None  # of the file as it was read
        self._read: list[Key] = []
        self._aside: dict[str, float] = {}  # secret → until when
        self._turn = 0
        self.why = "no_key"  # the last one was set aside, in one word
        self._refresh()

    def __repr__(self) -> str:
        return f"<{len(self.all)} keys of {self._name}>"

    @property
    def all(self) -> list[Key]:
        """Every key, as they were last read."""
        return self._read or self._given

    async def in_turn(self) -> list[Key]:
        """The keys to try, one after the other; with each call another one comes first. Empty when
        all are set aside. Reads the file if it changed."""
        await asyncio.to_thread(self._refresh)
        now, every = self._clock(), self.all
        first = self._turn % len(every) if every else 0
        self._turn += 1
        turned = every[first:] + every[:first]
        return [key for key in turned if self._aside.get(key.secret, now) <= now]

    def set_aside(self, key: Key, why: str) -> None:
        """Leave a key out for some minutes, or until the file changes."""
        self._aside[key.secret] = self._clock() + ASIDE_SECONDS
        self.why = why

    def _refresh(self) -> None:
        if self._file is None:
            return
        try:
            found = self._file.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                lines = self._file.read_text("utf-8-sig").splitlines()
                self._take(lines, stamp)
        except FileNotFoundError:
            self._read, self._stamp = [], None
        except (OSError, UnicodeDecodeError) as error:  # the keys stay as they were
            log.error("keys_unreadable", engine=self._name, error=type(error).__name__)

    def _take(self, lines: list[str], stamp: tuple[int, int]) -> None:
        keys = [line.partition("#")[0] for line in lines]
        self._read, self._stamp = _named(keys, "its file", self._name), stamp
        self._aside.clear()


def _named(written: list[str], where: str, engine: str) -> list[Key]:
    """Each once; what cannot be a key is left out, and told of by where it stands."""
    stripped = dict.fromkeys(each.strip() for each in written)
    secrets = [each for each in stripped if each]
    keys = []
    for number, secret in enumerate(secrets, 1):
        place = f"key {number} of {len(secrets)} in {where}"
        if _KEY.fullmatch(secret):
            keys.append(Key(place, secret))
        else:
            log.error("key_malformed", engine=engine, place=place)
    return keys
