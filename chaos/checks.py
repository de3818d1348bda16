"""What must hold once everything has ended, as pure functions of what is stored and was told."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from chaos.ledgers import ENDINGS, Ledger
from documents.images import NOBODY

Document = dict[str, Any]
Documents = dict[str, Document]
Kind = Literal["lost", "doubled", "orphaned"]
OWNED = ("generations", "originals", "cartoons", "faces", "avatars", "pictures", "usage")
COLLECTIONS = (*OWNED, "accounts", "devices", "identities")
PARTS = ("photo", "raw", "final")  # of a registration
KEYS, LIMITS, CODES = "idempotency_keys", "limits", "codes"


@dataclass(frozen=True)
class Damage:
    """Something that must not be."""

    kind: Kind
    what: str


@dataclass
class Snapshot:
    """Documents by their id, in each collection; the names of all files; and how often each
    generation was seen to end, by the database's own stream of changes."""

    documents: dict[str, Documents]
    files: set[str]
    endings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __getattr__(self, name: str) -> Documents:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.documents.get(name, {})


def damages(stored: Snapshot, told: Ledger) -> list[Damage]:
    """Everything that is wrong."""
    return [
        *(Damage("lost", what) for what in lost(stored, told)),
        *(Damage("doubled", what) for what in doubled(stored, told)),
        *(Damage("orphaned", what) for what in orphaned(stored, told)),
    ]


def lost(stored: Snapshot, told: Ledger) -> Iterator[str]:
    """What was promised and is not there."""
    yield from told.odd
    for id in told.generations - stored.generations.keys() - told.expired:
        yield f"{id} was accepted and is gone"
    for id in told.originals - stored.originals.keys() - told.deleted:
        yield f"{id} was accepted and is gone"
    for id in told.avatars - stored.avatars.keys():
        yield f"{id} was accepted and is gone"
    yield from _not_handed_over(stored)
    for id, generation in stored.generations.items():
        if generation["status"] not in ENDINGS or generation["state"] != "ended":
            yield f"{id} is {generation['status']} and {generation['state']} for good"
        elif generation.get("settle") is not None:
            yield f"{id} still has to {generation['settle']}"
        elif generation["kind"] == "PICTURES":
            yield from _unpainted(generation, stored)
        elif generation["status"] == "SUCCEEDED":
            yield from _undelivered(generation, stored, told)
    for id in told.pictures - stored.pictures.keys() - told.deleted:
        yield f"the picture {id} was shown and is gone"
    for id in told.generations - told.endings.keys():
        yield f"{id} ended and nobody was told"
    yield from _broken_registrations(stored, told)
    yield from _broken_wishes(stored, told)


def _broken_registrations(stored: Snapshot, told: Ledger) -> Iterator[str]:
    for id, avatar in stored.avatars.items():
        if avatar["generation_id"] not in stored.generations.keys() | told.expired:
            yield f"{id} was never asked for"
        if not avatar["flushed_at"] and avatar["photo"] is None:
            yield f"the photo of {id} is gone"


def _not_handed_over(stored: Snapshot) -> Iterator[str]:
    """What still belongs to a bare device on which somebody has signed in."""
    merged = {id for id, account in stored.accounts.items() if account.get("merged_into")}
    for name in OWNED:
        for id, document in stored.documents.get(name, {}).items():
            if document.get("owner") in merged:
                yield f"{id} was not handed over"


def _undelivered(generation: Document, stored: Snapshot, told: Ledger) -> Iterator[str]:
    """Results that should be documents: cartoons until one of them is kept, and every face."""
    original = stored.originals.get(generation["original_id"])
    for id in generation["result_ids"]:
        if generation["kind"] == "FACE" and id not in stored.faces:
            yield f"the face {id} is gone"
        avatar = stored.avatars.get(generation.get("avatar_id", ""))
        if avatar is not None and not avatar["flushed_at"] and id not in avatar["picture_ids"]:
            yield f"the picture {id} of {avatar['_id']} is gone"
        if generation["kind"] != "CARTOON" or original is None or id in told.expired:
            continue
        if original["epoch"] == generation["epoch"] and id not in stored.cartoons:
            yield f"the cartoon {id} is gone"


def _unpainted(generation: Document, stored: Snapshot) -> Iterator[str]:
    """Pictures from words of which nothing tells why they are not there."""
    id, wanted = generation["_id"], generation["wanted"]
    for picture in generation["result_ids"]:
        if picture not in stored.pictures:
            yield f"the picture {picture} is gone"
    if generation["status"] == "CANCELLED" or generation["drawn"] == wanted:
        return
    if generation["last_failure"] is None:
        yield f"{id} drew {generation['drawn']} of {wanted} pictures and does not know why"


def _broken_wishes(stored: Snapshot, told: Ledger) -> Iterator[str]:
    """Keys that nobody can use any more: neither refused nor with what they stand for."""
    for key in stored.documents.get(KEYS, {}).values():
        if key.get("refused") or not key["ids"][0].startswith(("ori_", "ava_")):
            continue
        if key["ids"][-1] not in stored.generations.keys() | told.expired:
            yield f"the key for {key['ids']} stands for nothing"


def unseen_endings(stored: Snapshot) -> Iterator[str]:
    """Endings that did not come through the stream: without it nobody would see a second one."""
    for id, generation in stored.generations.items():
        if generation.get("cached") and not generation["copy_of"]:
            continue  # it had ended when it was inserted
        if generation["state"] == "ended" and not stored.endings.get(id):
            yield f"{id} ended and the stream of changes does not tell"


def doubled(stored: Snapshot, told: Ledger) -> Iterator[str]:
    """What is there more often than was asked for."""
    for key, ids in told.wishes.items():
        if len(ids) > 1:
            yield f"one key, {key}, made {sorted(ids)}"
    for id in stored.generations.keys() - told.generations:
        yield f"nobody was told of {id}"
    for id in stored.originals.keys() - told.originals:
        yield f"nobody was told of {id}"
    for id in stored.avatars.keys() - told.avatars:
        yield f"nobody was told of {id}"
    yield from _ended_twice(stored, told)
    for source in ("generation_id", "source_cartoon_id"):
        yield from _more_than_one(stored.faces, source)
    yield from _more_than_one(stored.cartoons, "generation_id")
    yield from _more_than_one(
        {id: each for id, each in stored.generations.items() if each["status"] == "SUCCEEDED"},
        "cartoon_id",
    )
    yield from _not_of_their_generation(stored)
    yield from _painted_twice(stored)
    yield from _stray_accounts(stored)


def _stray_accounts(stored: Snapshot) -> Iterator[str]:
    """Accounts that nobody opens; and those that are opened and are not there. A device gets its
    next one when it calls, once somebody has signed in on it."""
    merged = {id for id, each in stored.accounts.items() if each.get("merged_into")}
    people = {each["owner"] for each in stored.identities.values()}
    bare = {each["owner"] for each in stored.devices.values()}
    if stored.accounts.keys() - (merged | people | bare):
        yield "there are accounts that nobody opens"
    if people - stored.accounts.keys() or len(bare - stored.accounts.keys()) > len(merged):
        yield "devices and people have no accounts"


def _ended_twice(stored: Snapshot, told: Ledger) -> Iterator[str]:
    for id, statuses in stored.endings.items():
        if len(statuses) > 1:
            yield f"{id} ended as {' and '.join(statuses)}"
    for id, seen in told.endings.items():
        known = {stored.generations[id]["status"]} if id in stored.generations else set()
        if len(seen | known) > 1:
            yield f"{id} was told as {sorted(seen)} and is stored as {sorted(known)}"


def _more_than_one(documents: Documents, source: str) -> Iterator[str]:
    counted = Counter(each[source] for each in documents.values() if each.get(source))
    for id, count in counted.items():
        if count > 1:
            yield f"{count} documents with {source} {id}"


def _painted_twice(stored: Snapshot) -> Iterator[str]:
    """More pictures than were asked for, one of them twice, or a download noted twice."""
    counts = Counter(each["generation_id"] for each in stored.pictures.values())
    for id, count in counts.items():
        generation = stored.generations.get(id)
        if generation is not None and count > generation["wanted"]:
            yield f"{id} has {count} pictures of {generation['wanted']}"
    alike = Counter((each["generation_id"], each["seed"]) for each in stored.pictures.values())
    downloads = [each["metadata"].get("pictureId") for each in stored.usage.values()]
    notes = Counter(filter(None, downloads))
    for what, count in (*alike.items(), *notes.items()):
        if count > 1:
            yield f"{what} is there {count} times"


def _not_of_their_generation(stored: Snapshot) -> Iterator[str]:
    for id, picture in (stored.cartoons | stored.faces | stored.pictures).items():
        generation = stored.generations.get(picture["generation_id"])
        if generation is not None and id not in generation["result_ids"]:
            yield f"{id} is no result of its generation"


def orphaned(stored: Snapshot, told: Ledger) -> Iterator[str]:
    """What nobody can find any more, or can find and not open."""
    known = {key: id for id, keys in files_of(stored).items() for key in keys}
    for key in stored.files - known.keys():
        yield f"the file {key} has no document"
    for key in known.keys() - stored.files:
        yield f"{known[key]} has no file {key}"
    pictures = stored.originals | stored.cartoons | stored.faces | stored.pictures
    for id in told.deleted & pictures.keys():
        yield f"{id} was deleted and is there"
    for id, picture in pictures.items():
        if picture["owner"] == NOBODY:
            yield f"{id} is deleted only by half"
    for id, cartoon in stored.cartoons.items():
        original = stored.originals.get(cartoon["original_id"], {})
        if original.get("epoch") != cartoon["epoch"]:
            yield f"the cartoon {id} is of a choice that was made"
        if cartoon["expires_at"] < datetime.now(UTC):
            yield f"the cartoon {id} has expired"
    for id in told.expired & stored.generations.keys():
        yield f"{id} is older than it may get"
    yield from _unflushed(stored, told)


def _unflushed(stored: Snapshot, told: Ledger) -> Iterator[str]:
    """What is left of pictures that were cleared."""
    cleared = told.flushed | {id for id, each in stored.avatars.items() if each["flushed_at"]}
    for id in cleared & stored.avatars.keys():
        avatar = stored.avatars[id]
        if any(avatar[part] for part in PARTS) or avatar["picture_ids"]:
            yield f"{id} was flushed and has pictures"
        if avatar["going"]:
            yield f"{id} is flushed only by half"
        generation = stored.generations.get(avatar["generation_id"], {})
        if generation.get("results"):
            yield f"{avatar['generation_id']} knows pictures that were flushed"


def files_of(stored: Snapshot) -> dict[str, list[str]]:
    """The files that each picture says it has."""
    files = {}
    pictures = stored.originals | stored.cartoons | stored.faces | stored.pictures
    for id, picture in pictures.items():
        image = picture["image"]
        keys = (image["key"], image["thumbnail_key"], image.get("medium_key"))
        files[id] = [key for key in (*keys, picture.get("notes_key")) if key]
    for id, avatar in stored.avatars.items():
        images = [avatar[part]["image"] for part in PARTS if avatar[part]]
        files[id] = [
            key
            for image in images
            for key in (image["key"], image["thumbnail_key"], image.get("medium_key"))
            if key
        ]
    return files
