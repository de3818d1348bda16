"""Every error a person can meet, and the code each carries.

    VisageError
     ├─ Unauthenticated        nobody said who calls
     ├─ Forbidden              something that this caller's tier or rights do not include
     ├─ NotFound               missing, foreign or gone: all look the same
     ├─ BadUserInput           an argument that cannot be right
     ├─ PromptRejected         words that must not become a picture
     ├─ UnsafeUrl              a link that must not be followed
     ├─ ImageRefused
     │   ├─ InvalidImage       not a picture, or a broken one
     │   ├─ UnsupportedImage   a picture of another format
     │   └─ ImageTooLarge      too many bytes or pixels
     ├─ InsufficientCredits    it costs more than is left
     ├─ Conflict               two wishes that exclude each other
     ├─ CursorExpired          a place in a stream that is no longer kept
     ├─ ComeBackLater          too much at once; says in how many seconds to come back
     │   ├─ RateLimited        this caller asks too often
     │   └─ QueueFull          too much waits to be drawn already
     ├─ FeatureDisabled        switched off by the operator
     ├─ StorageFull            no room for another file
     ├─ QueryTooComplex        a GraphQL document beyond the limits
     ├─ Unavailable            a part we need does not answer now
     │   └─ WrongSetup         what an operator wrote or left out
     └─ EngineError            drawing failed; says whether repeating can help
         ├─ NoFaceFound
         ├─ ImageRejected      what was drawn must not be shown, or was refused by who draws
         ├─ EngineTimeout
         └─ EngineUnavailable
             └─ EngineUnfit    as it is set up, or for this: another engine may do it

Messages are for the person who reads them in the app, and say what to do.
"""

import errno
import math
from enum import StrEnum
from typing import Any, ClassVar


class ErrorCode(StrEnum):
    """In `extensions.code` of every error, and in `Failure.code`."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    INVALID_IMAGE = "INVALID_IMAGE"
    IMAGE_TOO_LARGE = "IMAGE_TOO_LARGE"
    UNSUPPORTED_IMAGE = "UNSUPPORTED_IMAGE"
    NO_FACE_FOUND = "NO_FACE_FOUND"
    PROMPT_REJECTED = "PROMPT_REJECTED"
    UNSAFE_URL = "UNSAFE_URL"
    IMAGE_REJECTED = "IMAGE_REJECTED"
    INSUFFICIENT_CREDITS = "INSUFFICIENT_CREDITS"
    FEATURE_DISABLED = "FEATURE_DISABLED"
    STORAGE_FULL = "STORAGE_FULL"
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    ENGINE_TIMEOUT = "ENGINE_TIMEOUT"
    ENGINE_FAILED = "ENGINE_FAILED"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    QUEUE_FULL = "QUEUE_FULL"
    CURSOR_EXPIRED = "CURSOR_EXPIRED"
    UNAVAILABLE = "UNAVAILABLE"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    INTERNAL = "INTERNAL"


class VisageError(Exception):
    """Base of all expected errors; `details` join the code in `extensions`."""

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Unauthenticated(VisageError):
    """Nobody said who calls."""

    code = ErrorCode.UNAUTHENTICATED


class Forbidden(VisageError):
    """Something that this caller's tier or rights do not include."""

    code = ErrorCode.FORBIDDEN


class NotFound(VisageError):
    """Missing, foreign or gone: all look the same."""

    code = ErrorCode.NOT_FOUND


class BadUserInput(VisageError):
    """An argument that cannot be right."""

    code = ErrorCode.BAD_USER_INPUT


class PromptRejected(VisageError):
    """Words that must not become a picture. `rule`, the kind of rule, joins the details."""

    code = ErrorCode.PROMPT_REJECTED

    def __init__(self, message: str, rule: str) -> None:
        super().__init__(message, rule=rule)
        self.rule = rule


class UnsafeUrl(VisageError):
    """A link that must not be followed."""

    code = ErrorCode.UNSAFE_URL


class ImageRefused(VisageError):
    """An upload that cannot be used."""

    code = ErrorCode.INVALID_IMAGE


class InvalidImage(ImageRefused):
    """Not a picture, or a broken one."""

    code = ErrorCode.INVALID_IMAGE


class UnsupportedImage(ImageRefused):
    """A picture, but of a format we do not take."""

    code = ErrorCode.UNSUPPORTED_IMAGE


class ImageTooLarge(ImageRefused):
    """Too many bytes or too many pixels."""

    code = ErrorCode.IMAGE_TOO_LARGE


class InsufficientCredits(VisageError):
    """It costs more than is left. What is `needed`, `remaining` and `held` joins the details.
    `may_sign_in` says so when that could bring more."""

    code = ErrorCode.INSUFFICIENT_CREDITS

    def __init__(
        self, needed: int, remaining: int, held: int, *, may_sign_in: bool = False
    ) -> None:
        text = f"This may cost {_credits(needed)} and you have {remaining} left: "
        text += f"{needed - remaining} more {_are(needed - remaining)} needed."
        if held:
            text += (
                f" {_credits(held)} {_are(held)} held for what is being drawn; those it does not"
                " use are yours again when it has ended, or at once if you cancel it."
            )
        if may_sign_in:
            text += " Signing in with your e-mail address may give you more."
        super().__init__(text, needed=needed, remaining=remaining, held=held)


def _credits(count: int) -> str:
    return f"{count} credit" if count == 1 else f"{count} credits"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


class Conflict(VisageError):
    """Two wishes that exclude each other."""

    code = ErrorCode.CONFLICT


class CursorExpired(VisageError):
    """A place in a stream of events that is no longer kept."""

    code = ErrorCode.CURSOR_EXPIRED


class ComeBackLater(VisageError):
    """Too much at once. `retry_after`, in whole seconds, joins the details as `retryAfter`."""

    def __init__(self, message: str, retry_after: float, **details: Any) -> None:
        self.retry_after = max(1, math.ceil(retry_after))
        super().__init__(message, retryAfter=self.retry_after, **details)


class RateLimited(ComeBackLater):
    """This caller asks too often."""

    code = ErrorCode.RATE_LIMITED


class QueueFull(ComeBackLater):
    """Too much waits to be drawn already."""

    code = ErrorCode.QUEUE_FULL


class FeatureDisabled(VisageError):
    """Switched off by the operator."""

    code = ErrorCode.FEATURE_DISABLED


NO_ROOM = "There is no room for more pictures now. Try again later."
FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # as the system says it


class StorageFull(VisageError):
    """No room for another file."""

    code = ErrorCode.STORAGE_FULL


class QueryTooComplex(VisageError):
    """A GraphQL document beyond the limits."""

    code = ErrorCode.QUERY_TOO_COMPLEX


class Unavailable(VisageError):
    """A part we need does not answer now."""

    code = ErrorCode.UNAVAILABLE


class WrongSetup(Unavailable):
    """What an operator wrote or left out; starting again cannot help."""


class EngineError(VisageError):
    """Drawing failed. `retryable` says whether repeating can help, and `retry_after` (seconds)
    when; `elsewhere` whether another engine may do what this one could not; `ill` whether it speaks
    against the engine, and not against what was asked. `reason` is one word for logs and tests."""

    code = ErrorCode.ENGINE_FAILED
    retryable: bool = True
    elsewhere: bool = True
    ill: bool = True

    def __init__(
        self, message: str, retry_after: float | None = None, reason: str = "", **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after
        self.reason = reason


class NoFaceFound(EngineError):
    """There is no face to cut out; repeating cannot help."""

    code = ErrorCode.NO_FACE_FOUND
    retryable = elsewhere = ill = False


class ImageRejected(EngineError):
    """What was drawn must not be shown, or whoever draws refused to; repeating the same cannot
    help, and nobody else is to be asked for it."""

    code = ErrorCode.IMAGE_REJECTED
    retryable = elsewhere = ill = False


class EngineTimeout(EngineError):
    """Drawing took longer than an attempt may."""

    code = ErrorCode.ENGINE_TIMEOUT


class EngineUnavailable(EngineError):
    """No engine is set up for this kind, or none can be reached."""

    code = ErrorCode.ENGINE_UNAVAILABLE


class EngineUnfit(EngineUnavailable):
    """An engine that cannot do this as it is set up: no key that it takes, no credit with it, a
    model that is gone. Repeating cannot help; another engine may do it."""

    retryable = False
