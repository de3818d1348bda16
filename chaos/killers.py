"""Killing the processes of a house while it is under load: at points of steps, and at any time."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from chaos.houses import House
from chaos.traps import Strike, set_trap, struck
from failpoints import POINTS

PARTS = ("credits.", "settle.", "queue.", "ending.", "retry.", "merge.", "arrival.", "claim.")
# These are only of cartoons, faces and avatars.
ELSEWHERE = ("settle.cartoon", "settle.face", "settle.avatar", "settle.epoch", "settle.cancel")
MONEY_POINTS = [
    point for point in POINTS if point.startswith(PARTS) and not point.startswith(ELSEWHERE)
]
ANY_TIME = "(at any time)"
OFTEN = 0.15  # of the kills are at any time
PATIENCE = 5.0  # for how many seconds a trap waits before another one is set


class Killer:
    """Sets one trap after the other, going round the points; and counts what they killed."""

    def __init__(
        self, house: House, chance: random.Random, kills: Counter[str], unreached: Counter[str]
    ) -> None:
        self._house, self._chance = house, chance
        self._kills, self._unreached = kills, unreached
        self._number = 0
        self._over = asyncio.Event()

    def stop(self) -> None:
        """Kill nobody any more."""
        self._over.set()

    async def kill(self, wanted: Callable[[], bool]) -> None:
        """Kill whenever it is wanted, until told to stop."""
        points: list[str] = []
        while not self._over.is_set():
            if not wanted():
                await asyncio.sleep(0.05)
            elif self._chance.random() < OFTEN:
                await self._strike_any()
            else:
                points = points or self._chance.sample(MONEY_POINTS, len(MONEY_POINTS))
                await self._strike_at(points.pop())
        set_trap(self._house.folder, 0, [])

    async def _strike_any(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, 0.5))
        running = sorted(self._house.processes)
        if running:
            with suppress(ProcessLookupError):
                os.kill(self._chance.choice(running), signal.SIGKILL)
            self._kills[ANY_TIME] += 1

    async def _strike_at(self, point: str) -> None:
        self._number += 1
        folder, number = self._house.folder, self._number
        set_trap(folder, number, [Strike(point, self._chance.choice((1, 1, 2, 3)))])
        deadline = time.monotonic() + PATIENCE
        while not struck(folder, number) and not self._over.is_set():
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.02)
        set_trap(folder, 0, [])
        (self._kills if struck(folder, number) else self._unreached)[point] += 1
