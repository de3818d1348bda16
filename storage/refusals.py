"""What an object store answers, in our words: its own may quote keys and signatures."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)

from errors import NO_ROOM, NotFound, StorageFull, Unavailable, WrongSetup

AWAY = "Pictures cannot be reached or kept at the moment. Please try again soon."

_STATUS = re.compile(r"\b([1-5]\d\d) [A-Z][a-z]+")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_NO_BUCKET = re.compile(r"NoSuchBucket|ContainerNotFound|bucket does not exist", re.IGNORECASE)
_FULL = re.compile(r"507 |QuotaExceeded|StorageFull|InsufficientStorage|LimitExceeded")
_ELSEWHERE = re.compile(r"301 |PermanentRedirect|AuthorizationHeaderMalformed|BareRedirect")
# A machine without a role has nobody who would answer these.
_NO_ROLE = re.compile(r"/latest/(api/token|meta-data)|token request")

log = structlog.get_logger("storage")


@contextmanager
def told(doing: str) -> Iterator[None]:
    """`NotFound`, `StorageFull` or `Unavailable` in place of whatever the store answers, but that
    a condition does not hold; the log has what it was, without a name or an address."""
    try:
        yield
    except (AlreadyExistsError, PreconditionError):
        raise
    except (BaseError, FileNotFoundError, TimeoutError) as error:
        words = str(error)
        if isinstance(error, FileNotFoundError) and not _NO_BUCKET.search(words):
            raise NotFound("This file does not exist.") from None
        log.warning("the store refuses or does not answer", doing=doing, reason=reason_of(error))
        if _FULL.search(words):
            raise StorageFull(NO_ROOM) from None
        raise Unavailable(AWAY) from None


def out_of_range(error: BaseException) -> bool:
    """Whether it says that the file ends before the part that was asked for begins."""
    return "416 " in str(error)


def reason_of(error: BaseException) -> str:
    """What it was in a few words that hold nothing secret."""
    return " ".join([type(error).__name__, *_codes_in(str(error))])


def _codes_in(words: str) -> list[str]:
    return [each.group(1) for each in (_STATUS.search(words), _CODE.search(words)) if each]


def at_start(error: BaseException, place: str) -> Unavailable:
    """What whoever operates it has to do, when the store cannot be used from the beginning on."""
    words = str(error)
    if isinstance(error, FileNotFoundError) or _NO_BUCKET.search(words):
        return WrongSetup(f"There is no bucket {place}: make it, or mend STORAGE_URL.")
    if _ELSEWHERE.search(words):
        return WrongSetup(
            f"The bucket {place} is in another region: add ?region=NAME to STORAGE_URL."
        )
    refused = isinstance(error, PermissionDeniedError | UnauthenticatedError)
    if refused or re.search(r"\b40[13] ", words):
        return WrongSetup(
            f"{place} refuses the credentials: those of STORAGE_KEY_ID and STORAGE_SECRET, or of "
            "the environment, have to be right, and may list, read, write and delete there."
        )
    if _NO_ROLE.search(words):
        return Unavailable(
            f"There are no credentials for {place}: set STORAGE_KEY_ID and STORAGE_SECRET, or give "
            "this machine a role that may use it."
        )
    codes = "".join(f" {each}" for each in _codes_in(words))
    said = f"answers{codes}" if codes else "does not answer"
    return Unavailable(f"{place} {said}: is STORAGE_URL right, and can it be reached from here?")
