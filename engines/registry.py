"""Which engines there are, and in which order they are asked."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from engines.builtin import Builtin
from engines.checks import open_check
from engines.elsewhere import open_service
from engines.finishing import Finisher
from engines.protocol import Engine
from engines.specs import read_specs
from errors import EngineUnavailable, WrongSetup
from kinds import GenerationKind
from settings import Settings

if TYPE_CHECKING:
    from engines.fetching import Fetcher


class Engines:
    """The engines of one process: those that a setting names, and the builtin one."""

    def __init__(self, settings: Settings) -> None:
        """WrongSetup tells what is wrong with a setting. Reads files."""
        self._builtin = Builtin(settings.worker_slots, settings.lexicon_dir)
        self._order = _order(settings)
        self._engines: dict[str, Engine] = {self._builtin.name: self._builtin}
        self.finisher = Finisher()  # what is done for every engine's avatar, and before for others
        specs = read_specs(settings.engines)
        for name in dict.fromkeys(name for names in self._order.values() for name in names):
            if name not in self._engines:
                self._engines[name] = open_service(name, specs, settings, self.finisher.frame)
        for kind, names in self._order.items():
            _require_able(kind, [self._engines[name] for name in names])
        self.check = open_check(settings)  # of pictures from words, once they are drawn
        self._settings = settings
        self._fetcher: Fetcher | None = None
        self._opening = asyncio.Lock()

    async def prepare(self) -> None:
        """For a process that draws: read what an operator may have got wrong, before the first
        wish is taken. `Unavailable` tells a mistake."""
        await self._builtin.prepare()

    async def fetch(self, url: str) -> bytes:
        """The picture behind a link, in memory; fails as `engines.fetching.Fetcher` does."""
        async with self._opening:
            if self._fetcher is None:
                self._fetcher = await asyncio.to_thread(_opened_fetcher, self._settings)
        return await self._fetcher.fetch(url)

    @property
    def names(self) -> list[str]:
        """All engines."""
        return list(self._engines)

    def for_kind(self, kind: GenerationKind) -> list[str]:
        """The engines that make this kind, the first to ask first; never empty."""
        return list(self._order[kind])

    def after(self, kind: GenerationKind, name: str) -> str | None:
        """The engine to ask when `name` could not do it; None when it was the last. When it is
        none of them, that is the first."""
        names = self._order[kind]
        later = names[names.index(name) + 1 :] if name in names else names
        return next(iter(later), None)

    def get(self, name: str) -> Engine:
        """An engine by its name; `EngineUnavailable` when it is not set up here."""
        if name not in self._engines:
            raise EngineUnavailable(f"The engine {name} is not set up here.")
        return self._engines[name]

    async def close(self) -> None:
        for engine in self._engines.values():
            await engine.close()
        await self.finisher.close()
        if self.check is not None:
            await self.check.close()
        if self._fetcher is not None:
            await self._fetcher.close()


def _opened_fetcher(settings: Settings) -> "Fetcher":
    # Here, since most processes fetch nothing: the client takes a quarter second.
    from engines.fetching import open_fetcher

    return open_fetcher(settings)


def _order(settings: Settings) -> Mapping[GenerationKind, tuple[str, ...]]:
    return {
        GenerationKind.CARTOON: settings.cartoon_engine,
        GenerationKind.FACE: settings.face_engine,
        GenerationKind.HEADSHOT: settings.headshot_engine,
        GenerationKind.AVATAR: settings.avatar_engine,
        GenerationKind.PICTURES: settings.pictures_engine,
    }


def _require_able(kind: GenerationKind, engines: list[Engine]) -> None:
    for engine in engines:
        if kind not in engine.kinds:
            able = ", ".join(sorted(engine.kinds))
            raise WrongSetup(f"{kind}_ENGINE: {engine.name} does not make these; it makes {able}.")
