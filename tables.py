"""Tables of data that come along in TOML files, and an operator's own over them."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from errors import WrongSetup

Table = dict[str, Any]


def read_tables(
    shipped: Path, extra: Path | None, setting: str, wrong: Callable[[str], WrongSetup]
) -> Table:
    """What is `shipped`, and over it, key by key, what the file has that an operator named in
    `setting`. Raises `wrong` with a sentence. Reads files."""
    below = _parsed(shipped, setting, wrong)
    return below if extra is None else _over(below, _parsed(extra, setting, wrong))


def _parsed(file: Path, setting: str, wrong: Callable[[str], WrongSetup]) -> Table:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise wrong(f"{setting}: there is no file {file}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise wrong(f"{file}: cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise wrong(f"{file}: is no TOML: {error}.") from error


def _over(below: Table, above: Table) -> Table:
    merged = dict(below)
    for key, given in above.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(given, dict):
            merged[key] = _over(known, given)
        else:
            merged[key] = given
    return merged
