"""A class of documents whose stored shape has changed twice."""

from typing import Any, ClassVar

from documents.base import BY_REVISION, Kept, now
from documents.migrations import Raw


def with_lines(raw: Raw) -> Raw:
    """1 → 2: the text became a list of lines."""
    raw["lines"] = raw.pop("text").splitlines()
    return raw


def with_stamp(raw: Raw) -> Raw:
    """2 → 3: a stamp was stuck on."""
    return {**raw, "stamp": f"{len(raw['lines'])} lines"}


class Postcard(Kept):
    """A postcard as it is kept today."""

    schema_version: int = 3
    upgrades = (with_lines, with_stamp)
    lines: list[str]
    stamp: str
    read: bool = False

    class Settings:
        name = "postcards"
        indexes: ClassVar = [BY_REVISION]


def old_postcard(id: str = "old", **fields: Any) -> Raw:
    """A postcard as a Visage of version 1 stored it."""
    first: Raw = {"_id": id, "owner": "acc", "revision": 4, "schema_version": 1}
    return {**first, "created_at": now(), "text": "Dear\nall", **fields}
