"""The artwork: pieces of SVG in three sets, read once and kept in memory."""

import threading
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

ICONS = Path(__file__).parent.parent / "art" / "icons.zip"
UNITS = {"c": 32, "f": 32, "n": 128}  # sides of the sets' square canvases
# Which sets are looked through for a piece, after the one that was asked for.
OTHERS = {"c": "fn", "f": "cn", "n": "fc"}
NOTHING: Mapping[str, str] = MappingProxyType({})


class Art:
    """All artwork, for any number of threads: set c is soft and deep, f flat, n drawn by hand."""

    def __init__(self, archive: bytes, own: Mapping[str, str]) -> None:
        """`archive` is a zip of SET/NAME.svg without their roots; `own` see `open`."""
        self._zip = zipfile.ZipFile(BytesIO(archive))
        self._lock = threading.Lock()  # of the zip, whose reader has a position
        self._own = own
        self._files = frozenset(self._zip.namelist())
        self.names = names_in(self._files) | own.keys()

    @classmethod
    def open(cls, own: Mapping[str, str] = NOTHING) -> "Art":
        """Reads the shipped artwork; `own` are whole drawings of 32 units by name, for all sets."""
        return cls(ICONS.read_bytes(), own)

    def body(self, name: str, set: str) -> tuple[str, float] | None:
        """What is drawn, and on a square canvas of how many units; from another set if need be."""
        if name in self._own:
            return self._own[name], UNITS["c"]
        for each in set + OTHERS[set]:
            file = f"{each}/{name}.svg"
            if file in self._files:
                with self._lock:
                    return self._zip.read(file).decode(), UNITS[each]
        return None


def names_in(files: frozenset[str]) -> frozenset[str]:
    """The names of artwork among the files of an archive."""
    return frozenset(file[2:-4] for file in files if file.endswith(".svg"))
