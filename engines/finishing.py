"""What is done for every engine's avatar: framing the photo before, composing the picture after."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from engines.pools import run_in
from events.templates import SIDE, Template, TextField
from imaging.compositions import compose
from imaging.framing import frame
from imaging.vectors import Rasters
from imaging.vision import Vision
from kinds import AvatarLook

T = TypeVar("T")

FAILED = "The avatar could not be put together. Please try again."


class Finisher:
    """Works in one thread of its own, one picture at a time: a finished avatar is large."""

    def __init__(self, side: int = SIDE) -> None:
        """Finished avatars are `side` px wide and high."""
        self._side = side
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="finisher")
        self._own: Vision | None = None  # that thread's
        self._rasters = Rasters()  # of the templates' drawings

    async def frame(self, photo: bytes) -> bytes:
        """1024×1024 JPEG: the photo cropped around its largest face, or its middle without one."""
        return await self._run(lambda: frame(photo, self._vision()))

    async def compose(
        self,
        picture: bytes,
        template: Template,
        look: AvatarLook,
        words: Mapping[TextField, str],
        seed: int,
    ) -> bytes:
        """The finished avatar, a PNG, of an engine's picture; see `imaging.compositions`."""
        return await self._run(
            lambda: compose(
                picture, template, look, words, seed, self._vision(), self._side, self._rasters
            )
        )

    async def close(self) -> None:
        """Let what is being made finish: some seconds."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await run_in(self._pool, work, FAILED)

    def _vision(self) -> Vision:
        if self._own is None:
            self._own = Vision()
        return self._own
