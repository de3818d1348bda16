"""The manifest: what an export holds, and the hash that names its content."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from documents.base import Kept, now
from documents.migrations import refuse_newer
from errors import BadUserInput, NotFound, Unavailable
from moving.sums import Listed
from storage.protocol import Storage

MANIFEST = "manifest.json"
UNFINISHED = "unfinished.json"
DOCUMENTS, FILES = "documents/", "files/"
PROJECT = Path(__file__).parent.parent / "pyproject.toml"


class Collection(BaseModel):
    """What was exported of a collection; `size` and `sha256` are those of its lines."""

    documents: int = 0
    files: int = 0
    file_bytes: int = 0
    schema_versions: dict[int, int] = Field(default_factory=dict)  # version → documents
    size: int = 0
    sha256: str = ""


class Manifest(BaseModel):
    """All collections by name; `sha256` is the hash of them and of `format`."""

    format: Literal[1]
    visage: str
    made_at: datetime
    collections: dict[str, Collection]
    sha256: str

    @classmethod
    def listing(cls, collections: dict[str, Collection]) -> "Manifest":
        """The manifest of these collections, made now by this program."""
        return cls(
            format=1,
            visage=visage_version(),
            made_at=now(),
            collections=collections,
            sha256=_hash(1, collections),
        )

    @model_validator(mode="after")
    def _is_whole(self) -> "Manifest":
        if self.sha256 != _hash(self.format, self.collections):
            raise ValueError("its hash is another")
        return self

    @property
    def documents(self) -> int:
        return sum(each.documents for each in self.collections.values())

    @property
    def files(self) -> int:
        return sum(each.files for each in self.collections.values())

    @property
    def file_bytes(self) -> int:
        return sum(each.file_bytes for each in self.collections.values())


def _hash(format: int, collections: dict[str, Collection]) -> str:
    plain = {name: each.model_dump(mode="json") for name, each in collections.items()}
    content = json.dumps({"format": format, "collections": plain}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def place_of(collection: str) -> str:
    """Where the lines of a collection are in an export."""
    return f"{DOCUMENTS}{collection}.jsonl"


def lines_of(name: str, collection: Collection) -> Listed:
    """What the lines of a collection have to be."""
    return Listed(key=place_of(name), size=collection.size, sha256=collection.sha256)


def visage_version() -> str:
    """The version of this program."""
    return str(tomllib.loads(PROJECT.read_text())["project"]["version"])


def portable(models: Iterable[type]) -> dict[str, type[Kept]]:
    """The classes that an export takes along, by collection, in the order they are given."""
    kept = [model for model in models if issubclass(model, Kept) and model.portable]
    return {model.get_collection_name(): model for model in kept}


async def read_manifest(source: Storage, models: Iterable[type]) -> Manifest:
    """The manifest of a whole export that this Visage can import.

    `BadUserInput` when it is none, `Unavailable` when a newer Visage made it.
    """
    try:
        text = await source.read(MANIFEST)
    except NotFound as error:
        raise BadUserInput(
            f"There is no whole export here: {MANIFEST} is missing, which an export writes last. "
            "Export again, to its end."
        ) from error
    _refuse_other_formats(text)
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BadUserInput(f"The export is damaged: {MANIFEST} cannot be read.") from error
    known = portable(models)
    for name, collection in manifest.collections.items():
        if name not in known:
            raise Unavailable(f"A newer Visage has made this export ({name}): update this one.")
        for version in collection.schema_versions:
            refuse_newer(name, version, len(known[name].upgrades) + 1)
    return manifest


def _refuse_other_formats(text: bytes) -> None:
    try:
        found = json.loads(text).get("format")
    except (ValueError, AttributeError):
        return  # not even that: the caller says so
    if found != 1:
        raise Unavailable(f"This export has format {found}, and this Visage reads 1: update it.")
