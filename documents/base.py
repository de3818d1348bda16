"""What every document shares: ids, the time, and the one way to change a document."""

import asyncio
import builtins
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal, Self, TypeVar, cast, get_args
from weakref import WeakValueDictionary

import structlog
from beanie import Document
from beanie.odm.utils.dump import get_dict
from pydantic import ConfigDict, Field, PrivateAttr, ValidationError
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError
from ulid import ULID

from documents.migrations import Raw, Upgrade, brought_up
from errors import Unavailable, VisageError

Prefix = Literal["acc", "dev", "idn", "ori", "car", "fac", "gen", "ava", "pho", "pic", "use"]
PREFIXES: frozenset[str] = frozenset(get_args(Prefix))

# A step that loses this often against others is not contended but broken.
MOST_TRIES = 100
# Who loses again and again waits a random while, in seconds, growing from try to try.
PAUSE_STEP, LONGEST_PAUSE = 0.01, 0.25
# Seconds without any answer, in which one operation of the one in front may fail: a database that
# is away must not hold up all who stand in a line one by one.
LONGEST_TURN = 4.0

log = structlog.get_logger("documents")


def now() -> datetime:
    """The time in UTC, to the millisecond: what BSON keeps."""
    return to_milliseconds(datetime.now(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """`moment` without what BSON would cut off."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id(prefix: Prefix) -> str:
    """A fresh id: what it names, and a ULID, so that ids sort by the time they were made."""
    return f"{prefix}_{ULID()}"


def prefix_of(id: str) -> str | None:
    """What `id` names, or None when it is no id of ours."""
    prefix, _, rest = id.partition("_")
    if prefix not in PREFIXES or len(rest) != 26:
        return None
    try:
        ULID.from_str(rest)
    except ValueError:
        return None
    return prefix


def made_at(id: str) -> datetime:
    """The moment `id` was made, read from its ULID."""
    return to_milliseconds(ULID.from_str(id.partition("_")[2]).datetime)


def file_stem(id: str) -> str:
    """The name of the files of document `id`, without folder and extension: `{ms}_{id}`."""
    return f"{ULID.from_str(id.partition('_')[2]).milliseconds}_{id}"


class Kept(Document):
    """A document with an owner. It changes only by `change`, which adds one to `revision`.

    `upgrades` lead to `schema_version` from the versions before (see `documents.migrations`).
    `portable` says whether an export takes it along.
    """

    # Errors tell no values: a damaged document may be somebody's, and errors are logged.
    model_config = ConfigDict(extra="ignore", validate_assignment=False, hide_input_in_errors=True)

    upgrades: ClassVar[tuple[Upgrade, ...]] = ()
    portable: ClassVar[bool] = True

    id: str = Field(alias="_id")  # type: ignore[assignment]  # ours are strings, not ObjectIds
    owner: str
    revision: int = 1
    schema_version: int = 1
    created_at: datetime = Field(default_factory=now)

    _brought_up: bool = PrivateAttr(default=False)  # the database has an older version of it

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        assert cls.model_fields["schema_version"].default == len(cls.upgrades) + 1, cls
        if cls.upgrades:  # they need the fields that are no more: Beanie would not read those
            vars(cls)["Settings"].projection = None

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """The document in `obj`, as the database or an event has it, of whatever version."""
        # All that is stored comes in here; a validator would make each read half as slow again.
        raw = brought_up(obj, cls.get_collection_name, cls.upgrades)
        document: Self = super().model_validate(raw, **options)
        if raw is not obj:
            document._brought_up = True
        return document

    def but(self, **fields: Any) -> Self:
        """A copy of this document in which `fields` are different."""
        return cast(Self, self.model_copy(update=fields))


K = TypeVar("K", bound=Kept)

BY_REVISION = IndexModel([("_id", ASCENDING), ("revision", ASCENDING)], name="by_revision")
BY_OWNER = IndexModel([("owner", ASCENDING), ("_id", DESCENDING)], name="by_owner")


async def find(model: type[K], id: str) -> K | None:
    """The document `id`, whoever owns it."""
    return await model.find_one({"_id": id})


def read_or_skip(model: type[K], raw: Raw) -> K | None:
    """The document in `raw`; None when it cannot be read, being damaged or of a newer Visage: it
    must not hold up those behind it, nor end the process."""
    try:
        return model.model_validate(raw)
    except (ValidationError, Unavailable) as error:
        kind = model.get_collection_name()
        log.error("cannot read a document", kind=kind, id=raw["_id"], error=type(error).__name__)
        return None


async def insert_once(document: K) -> bool:
    """Insert `document` unless its id is there already; False when it was."""
    try:
        await document.insert()
    except DuplicateKeyError:
        return False
    return True


async def change(
    model: type[K], id: str, step: Callable[[K], K | None], known: K | None = None
) -> K | None:
    """Apply the pure function `step` to document `id`, whatever others do to it meanwhile.

    `step` gets the document and returns what it is to become, or None to leave it; it may raise to
    refuse. It is called again on the newer document when another change came between. `known` saves
    the first read. Returns the changed document, or None when it is gone or was left as it is.
    """
    async with in_turn(model, id) as waited:
        known = None if waited else known  # it is another by now
        for lost in range(MOST_TRIES):
            if lost > 2:  # against other processes: each of them has one at it
                await asyncio.sleep(random.uniform(0, min(lost * PAUSE_STEP, LONGEST_PAUSE)))
            stored, after = await _try(model, id, step, known)
            if stored:
                return after
            known = None
    raise Unavailable("Too many others change this at once. Please try again.")


async def change_known(known: K, step: Callable[[K], K | None]) -> K | None:
    """Apply `step` to a document only if it still is as it is `known`; None when it is another by
    now, or was left as it is."""
    _, after = await _try(type(known), known.id, step, known)
    return after


async def _try(
    model: type[K], id: str, step: Callable[[K], K | None], known: K | None
) -> tuple[bool, K | None]:
    """Whether `step` was applied or had nothing to do, and what became of the document."""
    before = known or await find(model, id)
    after = step(before) if before is not None else None
    if before is None or after is None:
        return True, None
    after = after.but(revision=before.revision + 1)
    return (True, after) if await _store(before, after) else (False, None)


class _Line:
    """The callers of this process who wait for their turn at a document; the one piece of state
    that is shared here. Without it, a hundred at once cost ten thousand tries."""

    lines: ClassVar[WeakValueDictionary[tuple[int, str, str], "_Line"]] = WeakValueDictionary()

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.answers = 0  # of the database, to who stood here

    @classmethod
    def of(cls, model: type[Kept], id: str) -> "_Line":
        """The line for a document; it is there as long as somebody stands in it."""
        loop = builtins.id(asyncio.get_running_loop())
        return cls.lines.setdefault((loop, model.get_collection_name(), id), cls())

    async def wait(self) -> bool:
        """Whether it is the caller's turn; False when nobody who was before him got an answer for
        so long that he had better try by himself."""
        acquiring = asyncio.ensure_future(self.lock.acquire())
        try:
            while True:
                answers = self.answers
                await asyncio.wait({acquiring}, timeout=LONGEST_TURN)
                if acquiring.done() or self.answers == answers:
                    return acquiring.done()
        except asyncio.CancelledError:
            if acquiring.done():
                self.lock.release()
            raise
        finally:
            if not acquiring.done():
                acquiring.cancel()


@asynccontextmanager
async def in_turn(model: type[Kept], id: str) -> AsyncIterator[bool]:
    """Change a document in the block while no other caller of this process does; whether somebody
    else was at it before. It only saves tries: other processes go on, and so does whoever would
    have to wait for a database that is away. Nobody calls `change` for the same document inside."""
    line = _Line.of(model, id)
    waited = line.lock.locked()
    has_turn = await line.wait() if waited else await line.lock.acquire()
    try:
        yield waited
        line.answers += 1
    except VisageError:
        line.answers += 1
        raise
    finally:
        if has_turn:
            line.lock.release()


async def _store(before: Kept, after: Kept) -> bool:
    """Make `after` of `before`; False when another change came between."""
    collection = before.get_pymongo_collection()
    guard = {"_id": before.id, "revision": before.revision}
    if before._brought_up:
        # Whole: the upgrade has to be stored as well, and what it dropped has to go.
        result = await collection.replace_one(guard, get_dict(after, to_db=True))
        after._brought_up = False
    else:
        result = await collection.update_one(guard, {"$set": _difference(before, after)})
    return bool(result.matched_count)


def _difference(before: Kept, after: Kept) -> dict[str, Any]:
    old, new = get_dict(before, to_db=True), get_dict(after, to_db=True)
    return {key: value for key, value in new.items() if old.get(key) != value or key not in old}


async def hand_over(model: type[Kept], giver: str, taker: str) -> int:
    """Make all documents of owner `giver` those of `taker`; how many there were.

    Each is changed in one step and gets its next revision, so that whoever is about to `change` it
    loses and decides again. For documents of which no change is announced.
    """
    result = await model.get_pymongo_collection().update_many(
        {"owner": giver}, {"$set": {"owner": taker}, "$inc": {"revision": 1}}
    )
    return result.modified_count


async def remove(model: type[Kept], id: str) -> bool:
    """Delete the document `id`; False when it was gone."""
    result = await model.get_pymongo_collection().delete_one({"_id": id})
    return bool(result.deleted_count)


async def remove_known(document: Kept) -> bool:
    """Delete `document` unless it has changed since it was read; False when it was gone or has."""
    result = await document.get_pymongo_collection().delete_one(
        {"_id": document.id, "revision": document.revision}
    )
    return bool(result.deleted_count)


def after(seconds: float) -> datetime:
    """The time `seconds` from now."""
    return to_milliseconds(datetime.now(UTC) + timedelta(seconds=seconds))
