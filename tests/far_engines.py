"""Engines for tests of how they are asked in turn: one that draws elsewhere, one that does not."""

from dataclasses import replace
from decimal import Decimal

from benchmarks.instant import Instant
from documents.generations import Generation, WorkState
from documents.services import ServiceState
from engines.protocol import Service
from studio import Studio

CENT = Decimal("0.01")


async def forget_engines(house: Studio) -> None:
    """Nobody knows anything of the engines, and nothing waits for them."""
    await ServiceState.find({}).delete()
    await Generation.find({"state": {"$ne": WorkState.ENDED}}).delete()


def far(slots: int = 2, repeats: bool = True, **fields: object) -> Instant:
    """An engine that draws elsewhere, for a cent a wish."""
    service = Service(slots=slots, seconds=10, repeats=repeats)
    return replace(Instant(name="far", service=service, cost=CENT), **fields)  # type: ignore[arg-type]


def near() -> Instant:
    return Instant(name="near")
