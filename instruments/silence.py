"""Errors that nobody expected, as the log may have them."""

from errors import ErrorCode


class Silent(Exception):
    """What an error is and where it came from, but not what it says: that may be what somebody has
    written, or the key of a document that has an address in it."""


def silent(error: BaseException) -> Silent:
    """The same with all that it follows from, and with the places where they came from."""
    if isinstance(error, Silent):
        return error
    kind, code = type(error).__qualname__, getattr(error, "code", None)
    known = isinstance(code, int | ErrorCode)  # of the database, or of ours
    told = Silent(f"{kind}, {code}" if known else kind).with_traceback(error.__traceback__)
    cause = error.__cause__ or error.__context__
    told.__cause__ = None if cause is None else silent(cause)
    return told
