"""The lines of an export: a document and the files it names, as extended JSON."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from bson import json_util
from bson.errors import BSONError
from pydantic import ValidationError

from documents.base import Kept
from documents.migrations import Raw, brought_up
from errors import BadUserInput
from moving.sums import Listed

# Canonical: numbers keep their type, dates their millisecond.
EXACT = json_util.CANONICAL_JSON_OPTIONS.with_options(tz_aware=True, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """A document as the database has it, and its files."""

    raw: Raw
    files: Sequence[Listed]


def written(line: Line) -> bytes:
    """One line with its end; ASCII, so that no text can hold what ends a line."""
    document = json_util.dumps(line.raw, json_options=EXACT, separators=(",", ":"))
    files = json.dumps([file.model_dump() for file in line.files], separators=(",", ":"))
    return f'{{"document":{document},"files":{files}}}\n'.encode()


def read(text: bytes) -> Line:
    """The line in `text`; `BadUserInput` when it is none."""
    try:
        content: Any = json_util.loads(text, json_options=EXACT)
        raw, files = content["document"], content["files"]
        return Line(dict(raw), [Listed.model_validate(file) for file in files])
    except (ValueError, TypeError, KeyError, BSONError) as error:
        raise BadUserInput(f"The export is damaged: no document in {text!r:.60}.") from error


async def split(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[list[bytes], None]:
    """Whole lines, as many at once as came with a chunk."""
    rest = b""
    async with aclosing(chunks):
        async for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            if lines:
                yield lines
    if rest:
        yield [rest]


def document_in(model: type[Kept], raw: Raw) -> tuple[Raw, Kept]:
    """A stored document brought up to today's version, raw and read; `BadUserInput` when it cannot
    be read, `Unavailable` when it is of a newer Visage."""
    name = model.get_collection_name
    newest = brought_up(raw, name, model.upgrades)
    try:
        return newest, model.model_validate(newest)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, wrong["loc"]))
        raise BadUserInput(
            f"{raw.get('_id')} of {name()} cannot be read ({field}: {wrong['msg']}). Mend or "
            "remove it where it is stored."
        ) from error
