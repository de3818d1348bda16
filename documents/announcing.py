"""Changing a generation so that everybody hears of it; nothing else changes one."""

from typing import Protocol

from documents.base import change
from documents.generations import Generation
from documents.work import Step


class Announces(Protocol):
    """Who can tell everybody of a stored change; the studio can."""

    async def announce(self, document: Generation, /) -> None: ...


async def take_step(
    teller: Announces, id: str, step: Step, known: Generation | None = None
) -> Generation | None:
    """Apply `step` to generation `id` as `documents.base.change` does, and announce what it became.

    A bus that hears of nothing by itself learns of every change here. Returns the changed
    generation, or None when it is gone or was left as it is.
    """
    changed = await change(Generation, id, step, known=known)
    if changed is not None:
        await teller.announce(changed)
    return changed
