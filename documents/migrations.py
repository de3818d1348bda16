"""Schema versions: how a document that an older Visage stored becomes one of today.

A class whose stored shape changes adds one to its `schema_version` and appends to its `upgrades`
the pure function that turns a document of the version before into one of this. The first upgrade
leads from version 1 to 2, the second from 2 to 3, and none is ever removed. A new field that has a
default needs no upgrade.

Documents are brought up when they are read (`Kept.model_validate`) and when they are imported; what
was read is stored in its new shape with its next change. So a query does not find by a new field
what was stored before there was one: such a field needs the export and import of everything.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from errors import Unavailable

Raw = dict[str, Any]  # a document as the database has it
Upgrade = Callable[[Raw], Raw]


def version_of(raw: Mapping[str, Any]) -> int:
    """The schema version a stored document is of."""
    return int(raw.get("schema_version", 1))


def refuse_newer(collection: str, version: int, newest: int) -> None:
    """`Unavailable` when a newer Visage made this: it would be misread."""
    if version > newest:
        raise Unavailable(
            f"A newer Visage has stored this ({collection}, schema version {version}; this one "
            f"knows {newest}): update this Visage and try again."
        )


def brought_up(raw: Raw, name: Callable[[], str], upgrades: Sequence[Upgrade]) -> Raw:
    """`raw` as the newest version has it; the same object when it is of that version already.

    `Unavailable` when it is of a newer one; `name` tells the collection then.
    """
    version, newest = version_of(raw), len(upgrades) + 1
    if version == newest:
        return raw
    refuse_newer(name(), version, newest)
    for upgrade in upgrades[version - 1 :]:
        raw = upgrade(dict(raw))
    return {**raw, "schema_version": newest}
