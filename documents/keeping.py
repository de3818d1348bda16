"""Which document keeps a stored file, read from the file's name: `{folder}/{ms}_{id}…`."""

import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from documents.avatars import Avatar
from documents.base import find, prefix_of
from documents.files import files_of, is_going
from documents.generations import Generation, WorkState
from documents.images import Cartoon, Face, Original
from documents.migrations import Raw
from documents.pictures import Picture

Keeper = Original | Cartoon | Face | Avatar | Picture
KeeperClass = type[Original] | type[Cartoon] | type[Face] | type[Avatar] | type[Picture]

# A new kind of picture is one line here.
KEEPERS: dict[str, KeeperClass] = {
    "ori": Original,
    "car": Cartoon,
    "fac": Face,
    "ava": Avatar,
    "pic": Picture,
}

_NAME = re.compile(r"[a-z]+/(\d+)_([a-z]{3}_[0-9A-Z]{26})(?:_\w+)?\.[a-z]+")


def id_in(key: str) -> str | None:
    """The id of the document in a file's name; None when the file is not named as ours are."""
    match = _NAME.fullmatch(key)
    return match[2] if match is not None and prefix_of(match[2]) in KEEPERS else None


def named_at(key: str) -> int | None:
    """When a file was named, in Unix milliseconds; None when it is not named as ours are."""
    match = _NAME.fullmatch(key)
    return int(match[1]) if match is not None else None


def keeper_class(id: str) -> KeeperClass | None:
    """The class of the document `id`, if it is one that keeps files."""
    return KEEPERS.get(prefix_of(id) or "")


async def keeper_of(key: str) -> Keeper | None:
    """The document that says this file exists, unless it is going itself."""
    id = id_in(key)
    model = keeper_class(id) if id is not None else None
    if id is None or model is None:
        return None
    found: Keeper | None = await find(model, id)
    if found is None or is_going(found) or key not in files_of(found):
        return None
    return found


async def left_over(keys: Sequence[str]) -> list[str]:
    """Those of `keys`, all named as ours are, that no document knows or is going to know.

    Costs a query for each class of document; what is unknown then, which is little, costs more.
    """
    unknown = await _unknown(keys)
    if not unknown:
        return []
    promised = await _promised(unknown)
    # Asked in this order, a document that is made between the questions is seen by one of them.
    return [key for key in await _unknown(unknown) if key not in promised]


async def _unknown(keys: Sequence[str]) -> list[str]:
    known: set[str] = set()
    for model in KEEPERS.values():
        ids = [id for id in ids_in(keys) if keeper_class(id) is model]
        if ids:
            async for raw in model.get_pymongo_collection().find({"_id": {"$in": ids}}):
                known.update(_files_in(model, raw, keys))
    return [key for key in keys if key not in known]


def _files_in(model: KeeperClass, raw: Raw, keys: Sequence[str]) -> list[str]:
    try:
        document = model.model_validate(raw)
        going = document.going if isinstance(document, Avatar) else []  # until they are deleted
        return [*files_of(document), *going]
    except ValidationError:  # damage to the document must not cost its files
        return [key for key in keys if id_in(key) == raw["_id"]]


async def _promised(keys: Sequence[str]) -> set[str]:
    """The files of results that have ended well and are to become documents."""
    ids = ids_in(keys)
    found = await Generation.find({"result_ids": {"$in": ids}}).to_list()
    avatars = [id for id in ids if keeper_class(id) is Avatar]  # their pictures have no names
    if avatars:
        ended = {"avatar_id": {"$in": avatars}, "state": WorkState.ENDED}
        found += await Generation.find(ended).to_list()
    return {key for generation in found for key in files_of(generation)}


def ids_in(keys: Iterable[str]) -> list[str]:
    """The ids in the names of files, each once."""
    return list({id for key in keys if (id := id_in(key)) is not None})
