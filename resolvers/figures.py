"""Figures of the whole house, for those who watch it: read at most every few seconds, by index."""

import asyncio
import shutil
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from documents.base import now
from documents.generations import Generation, WorkState
from documents.services import ServiceState
from documents.workers import seen_lately
from errors import VisageError
from kinds import GenerationKind
from resolvers.health import WELL, Readiness
from studio import Studio

# However many ask. A queue of 10,000 takes the embedded server some tenths of a second to add up;
# what took long counts for longer, so that no more than a part in twenty of its time goes into it.
COUNTS_FOR = 5.0
TIMES_AS_LONG = 20
PATIENCE = 3.0  # seconds; what cannot be read by then is left out

Gauges = dict[str, dict[tuple[str, ...], float]]  # name → labels → figure

log = structlog.get_logger("figures")


class Overview:
    """What `instruments.house` shows, as of a few seconds ago."""

    def __init__(self, studio: Studio, readiness: Readiness) -> None:
        self._studio, self._readiness = studio, readiness
        self._looking = asyncio.Lock()
        self._gauges: Gauges = {}
        self._until = float("-inf")

    async def look(self) -> Mapping[str, Mapping[tuple[str, ...], float]]:
        """All that can be read; whatever does not answer is left out."""
        async with self._looking:
            if time.monotonic() >= self._until:
                began = time.monotonic()
                self._gauges = await self._read()
                took = time.monotonic() - began
                self._until = time.monotonic() + max(COUNTS_FOR, TIMES_AS_LONG * took)
        return self._gauges

    async def _read(self) -> Gauges:
        state = await self._readiness.state()
        ready: dict[tuple[str, ...], float] = {
            (part,): float(said == WELL) for part, said in state.parts.items()
        }
        gauges: Gauges = {"visage_ready": ready}
        looks = [_disk(self._studio), _queue(self._studio), _engines(self._studio), _workers()]
        for found in await asyncio.gather(*map(_patiently, looks)):
            gauges |= found
        return gauges


async def _patiently(look: Awaitable[Gauges]) -> Gauges:
    """What a look finds; nothing when that takes too long or fails."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await look
    except (PyMongoError, VisageError, OSError) as error:  # TimeoutError is an OSError
        log.debug("a figure cannot be read", error=type(error).__name__)
        return {}


async def _disk(studio: Studio) -> Gauges:
    usage = await asyncio.to_thread(shutil.disk_usage, studio.settings.data_dir)
    return {
        "visage_disk_free_bytes": {(): float(usage.free)},
        "visage_disk_used_bytes": {(): float(usage.used)},
    }


async def _queue(studio: Studio) -> Gauges:
    """What has not ended: the database adds it up. An empty queue is told, too."""
    queues = [(kind, name) for kind in GenerationKind for name in studio.engines.for_kind(kind)]
    depth: dict[tuple[str, ...], float] = {(*each, WorkState.READY): 0.0 for each in queues}
    oldest: dict[tuple[str, ...], float] = dict.fromkeys(queues, 0.0)
    held, moment = 0.0, now()
    for state in (WorkState.READY, WorkState.WAITING, WorkState.LEASED):
        for row in await _grouped(state):
            labels = (row["_id"]["kind"], row["_id"]["engine"])
            depth[*labels, state.value] = float(row["count"])
            held += row["held"]
            if state is WorkState.READY:
                oldest[labels] = _seconds_since(row["oldest"], moment)
    return {
        "visage_queue_depth": depth,
        "visage_queue_oldest_seconds": oldest,
        "visage_credits_held": {(): held},
    }


async def _grouped(state: WorkState) -> list[Mapping[str, Any]]:
    group = {
        "_id": {"kind": "$kind", "engine": "$engine"},
        "count": {"$sum": 1},
        "oldest": {"$min": "$created_at"},
        "held": {"$sum": "$cost"},
    }
    collection = Generation.get_pymongo_collection()
    found = await collection.aggregate([{"$match": {"state": state.value}}, {"$group": group}])
    return await found.to_list()


def _seconds_since(moment: datetime, then: datetime) -> float:
    return max(0.0, (then - moment).total_seconds())


async def _engines(studio: Studio) -> Gauges:
    """How those elsewhere are, as all processes know them together."""
    services = {name: studio.engines.get(name).service for name in studio.engines.names}
    elsewhere = {name: each for name, each in services.items() if each is not None}
    gauges: Gauges = defaultdict(dict)
    if not elsewhere:
        return gauges
    found = await ServiceState.find({"_id": {"$in": list(elsewhere)}}).to_list()
    known, moment = {state.id: state for state in found}, now()
    for name, service in elsewhere.items():
        state = known.get(name) or ServiceState(_id=name, owner="")
        rests = state.rests_until is not None and state.rests_until > moment
        gauges["visage_engine_slots"][name,] = float(service.slots)
        gauges["visage_engine_slots_used"][name,] = float(len(state.held(moment)))
        gauges["visage_engine_broken"][name,] = float(state.broken)
        gauges["visage_engine_resting"][name,] = float(rests)
    return gauges


async def _workers() -> Gauges:
    seen = await seen_lately()
    return {
        "visage_workers": {(): float(len(seen))},
        "visage_workers_slots": {(): float(sum(each.slots for each in seen))},
        "visage_workers_attempts": {(): float(sum(each.attempts for each in seen))},
    }
