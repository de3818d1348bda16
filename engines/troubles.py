"""What an answer without a picture means: one table for all engines elsewhere.

By its status first, and by the machine words in it where a status says several things. The words
are those of the public descriptions of OpenAI, OpenRouter, Stability AI and getimg.ai.
"""

from typing import Any, TypeGuard

from engines.answers import Answer
from errors import EngineError, EngineTimeout, EngineUnfit, ImageRejected

REFUSED = {
    "content_moderation",
    "content_policy_violation",
    "filtered",
    "guardrail",
    "invalid_prompt",
    "moderation",
    "moderation_blocked",
    "public_figure",
    "refusal",
    "refused",
}
FILTERED = {"filtered", "output"}  # of those, what was drawn already
SPENT = {
    "billing_hard_limit_reached",
    "billing_not_active",
    "credit_balance_exhausted",
    "insufficient_quota",
    "payment_required",
    "quota_exceeded",
}
GONE = {"model_not_found"}
_WORDS = ("code", "type", "name", "error_type", "error", "moderation_stage")
_WITHIN = ("error", "metadata", "moderation_details")
# Who is asked too often, and does not say for how long, is left alone for so many seconds.
UNTOLD_PAUSE = 10.0

UNREACHABLE = "The service that draws cannot be reached. Please try again in a few minutes."
LOST = "The service that draws broke off. Please try again."
SLOW = "The service that draws took too long. Please try again."
BUSY = "The service that draws has too much to do. Please try again in a few minutes."
BROKEN = "The service that draws is in trouble. Please try again in a few minutes."
NOT_SET_UP = "The service that draws is not set up correctly. Please tell whoever runs this site."
NOT_SHOWN = "The service that draws refused this. Choose another photo, or other words."
NOT_TAKEN = "The service that draws did not take this. Try another photo, or other words."


class KeyRefused(EngineUnfit):
    """A key that the provider does not take, or that has no credit left; another one may do."""


def trouble_in(answer: Answer) -> EngineError | None:
    """What keeps a picture from coming, by the answer's status and words; None for a success."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if status < 400:
        return _error(BROKEN, "redirect", retryable=False)
    words = words_in(answer.document)
    if words & REFUSED:
        return ImageRejected(NOT_SHOWN, reason="filtered" if words & FILTERED else "refused")
    if status == 402 or words & SPENT:
        return KeyRefused(NOT_SET_UP, reason="no_credit")
    if status == 404 or words & GONE:
        return EngineUnfit(NOT_SET_UP, reason="model_gone")
    if status in (401, 403):
        return KeyRefused(NOT_SET_UP, reason="wrong_key" if status == 401 else "forbidden")
    return _passing(answer) or _error(NOT_TAKEN, "not_taken", retryable=False, ill=False)


def _passing(answer: Answer) -> EngineError | None:
    """What may be over another time."""
    status, pause = answer.status, answer.retry_after
    if status == 429:
        pause = UNTOLD_PAUSE if pause is None else pause
        return EngineError(BUSY, retry_after=pause, reason="too_many")
    if status == 503:
        return EngineError(BUSY, retry_after=pause, reason="busy")
    if status in (408, 425) or status >= 500:
        return EngineError(BROKEN, retry_after=pause, reason=f"http_{status}")
    return None


def is_busy(answer: Answer) -> bool:
    """Whether it may do the same later, by its own word."""
    trouble = trouble_in(answer)
    return trouble is not None and trouble.reason in ("too_many", "busy")


def words_in(document: Any) -> frozenset[str]:
    """The machine words of an error document, wherever a provider puts them."""
    found: set[str] = set()
    waiting = [document]
    for _ in range(3):  # {"error": {"metadata": {...}}} is the deepest
        tables = [each for each in waiting if isinstance(each, dict)]
        found |= {word for table in tables for word in map(table.get, _WORDS) if _is_text(word)}
        if any("flagged_input" in table for table in tables):  # OpenRouter's, without a word
            found.add("moderation")
        waiting = [table.get(name) for table in tables for name in _WITHIN]
    return frozenset(found)


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def unreachable() -> EngineError:
    """Nothing was sent."""
    return EngineError(UNREACHABLE, reason="unreachable")


def lost() -> EngineError:
    """It was sent, and no whole answer came."""
    return EngineError(LOST, reason="lost")


def too_slow() -> EngineTimeout:
    """It took longer than a call may."""
    return EngineTimeout(SLOW, reason="timeout")


def unfit(reason: str) -> EngineUnfit:
    """As it is set up it can do nothing: no key is left, for instance."""
    return EngineUnfit(NOT_SET_UP, reason=reason)


def _error(message: str, reason: str, retryable: bool = True, ill: bool = True) -> EngineError:
    error = EngineError(message, reason=reason)
    error.retryable, error.ill = retryable, ill
    return error
