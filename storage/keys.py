"""Which keys may name a file."""

import re

# Printable ASCII but slash and backslash; no leading dot, which keeps `.`, `..` and the temporary
# names of the local storage out. Most file systems end a name at 255 bytes.
_SEGMENT = re.compile(r"[!-\-0-\[\]-~][ -.0-\[\]-~]{0,199}")
_LONGEST = 512


def check(key: str) -> None:
    """ValueError unless `key` is relative, of printable ASCII, and without odd segments."""
    if len(key) > _LONGEST or not all(_SEGMENT.fullmatch(part) for part in key.split("/")):
        raise ValueError(f"Not a key for a file: {key!r:.100}")


def is_key(key: str) -> bool:
    """Whether `check` would let this pass."""
    try:
        check(key)
    except ValueError:
        return False
    return True
