"""What each error code means to whoever meets it: its cause, what helps, whether repeating does.

It describes the codes in the schema, and `python -m schema.remedies` writes it into the table of
`docs/errors.md`; a test compares.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from errors import ErrorCode

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"

_HEADING = "| code | cause | cure | repeats |"


class Repeating(Enum):
    """Whether the same call may have another answer later."""

    NO = "no"
    LATER = "later"
    TOLD = "after `retryAfter` seconds"


@dataclass(frozen=True)
class Remedy:
    """The cause and the cure of an error, a part of a sentence each."""

    cause: str
    cure: str
    repeating: Repeating = Repeating.NO

    @property
    def description(self) -> str:
        """Both as sentences, for the schema."""
        return f"{self.cause[0].upper()}{self.cause[1:]}. What helps: {self.cure}."


_LATER, _TOLD = Repeating.LATER, Repeating.TOLD

REMEDIES: Mapping[ErrorCode, Remedy] = {
    ErrorCode.UNAUTHENTICATED: Remedy(
        "nobody is named, the token is over or unknown, or only people who signed in may ask this",
        "send `x-device-id`, or sign in again and send `Authorization: Bearer …`",
    ),
    ErrorCode.FORBIDDEN: Remedy(
        "the tier does not include it (`tier`, `needs`, `allowed`), or it is for operators",
        "ask for less, or in a tier that `needs` names; operators: `python main.py operator NAME`",
    ),
    ErrorCode.NOT_FOUND: Remedy(
        "there is no such thing, it is gone, or it is somebody else's: all look the same",
        "read the list anew; a cartoon goes once one of its photo is kept, and after a day",
    ),
    ErrorCode.BAD_USER_INPUT: Remedy(
        "an argument or a variable cannot be right; of a form `fields` has a sentence for each",
        "mend what the sentence names, and send it again with the same idempotency key",
    ),
    ErrorCode.INVALID_IMAGE: Remedy(
        "the file is empty, damaged or no picture, whatever its name says", "another file"
    ),
    ErrorCode.IMAGE_TOO_LARGE: Remedy(
        "too many bytes or pixels: at most `limit` are taken, and it has `size`",
        "a smaller picture: `catalog { limits { kind maxUploadBytes } }`",
    ),
    ErrorCode.UNSUPPORTED_IMAGE: Remedy(
        "a picture of another format, `format`; `allowed` are those that are taken",
        "JPEG, PNG or WebP; for avatars JPEG or PNG",
    ),
    ErrorCode.NO_FACE_FOUND: Remedy(
        "there is no whole face to cut out or to make a headshot of",
        "another photo or cartoon, with the face seen from the front",
    ),
    ErrorCode.PROMPT_REJECTED: Remedy(
        "the words ask for what may not be drawn; `rule` has the kind of rule", "other words"
    ),
    ErrorCode.UNSAFE_URL: Remedy(
        "the link leads, or might lead, where nobody outside may look (docs/links.md)",
        "a public `https` link",
    ),
    ErrorCode.IMAGE_REJECTED: Remedy(
        "what was drawn did not pass the check, or the engine refused to draw it; it is free",
        "other words, or another photo",
    ),
    ErrorCode.INSUFFICIENT_CREDITS: Remedy(
        "it may cost `needed`, and `remaining` are left beside `held` (docs/credits.md)",
        "fewer pictures, what is held coming back, signing in, or buying credits",
    ),
    ErrorCode.FEATURE_DISABLED: Remedy(
        "the operator has switched this kind off", "see `catalog { limits { kind available } }`",
        _LATER,
    ),
    ErrorCode.STORAGE_FULL: Remedy(
        "there is no room for another file; nothing was kept, and nothing was charged",
        "operators: make room; it heals by itself",
        _LATER,
    ),
    ErrorCode.ENGINE_UNAVAILABLE: Remedy(
        "nothing that draws this is set up, or none of it can be reached or takes its keys",
        "operators: `python main.py doctor` says which and why",
        _LATER,
    ),
    ErrorCode.ENGINE_TIMEOUT: Remedy(
        "drawing, or fetching the photo, took too long, several times", "ask again; it was free",
        _LATER,
    ),
    ErrorCode.ENGINE_FAILED: Remedy(
        "drawing failed several times, or what drew it was lost; `retryable` says what to expect",
        "ask again if `retryable`; it was free",
        _LATER,
    ),
    ErrorCode.CONFLICT: Remedy(
        "the idempotency key, or a payment's reference, stands for something else already; or "
        "another cartoon of that photo is being kept",
        "a new key for a new wish; wait for the other one to end",
    ),
    ErrorCode.RATE_LIMITED: Remedy(
        "too many calls a minute, codes an hour, or pictures a day", "wait", _TOLD
    ),
    ErrorCode.QUEUE_FULL: Remedy(
        "too much of yours, or of everybody's, waits to be drawn", "wait", _TOLD
    ),
    ErrorCode.CURSOR_EXPIRED: Remedy(
        "changes since that cursor are not all kept any more (90 days)",
        "read `generations`, then subscribe without `after`",
    ),
    ErrorCode.UNAVAILABLE: Remedy(
        "a part we need does not answer, or this process is about to end",
        "ask again, with the same idempotency key",
        _LATER,
    ),
    ErrorCode.GRAPHQL_PARSE_FAILED: Remedy(
        "the document is no GraphQL", "mend it at `locations`"
    ),
    ErrorCode.GRAPHQL_VALIDATION_FAILED: Remedy(
        "the document does not fit the schema", "compare it with `schema.graphql`"
    ),
    ErrorCode.QUERY_TOO_COMPLEX: Remedy(
        "the document is beyond a limit: `limit` names it, `maximum` is how much may be",
        "ask for less at once, or in several calls",
    ),
    ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED: Remedy(
        "only the hash of a query was sent", "send its text; Apollo clients do so by themselves"
    ),
    ErrorCode.INTERNAL: Remedy(
        "something of ours is broken; the log has it under `requestId`",
        "try again in a moment; if it stays, report `requestId`",
        _LATER,
    ),
}  # fmt: skip


def errors_page(page: str) -> str:
    """The page with the table of all codes in the place of the one it has."""
    rows = [f"| `{code}` | {it.cause} | {it.cure} | {it.repeating.value} |" for code, it in _all()]
    before, _, after = page.partition(_HEADING)
    return "\n".join([before + _HEADING, "|---|---|---|---|", *rows, _after_table(after)])


def _all() -> Iterator[tuple[ErrorCode, Remedy]]:
    return ((code, REMEDIES[code]) for code in ErrorCode)


def _after_table(text: str) -> str:
    return text[text.index("\n\n") + 1 :]


if __name__ == "__main__":
    PAGE.write_text(errors_page(PAGE.read_text()))
