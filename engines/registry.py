"""Which engines there are, and in which order they are asked."""

from engines.builtin import Builtin
from engines.checks import open_check
from engines.finishing import Finisher
from engines.protocol import Engine
from errors import EngineUnavailable
from kinds import GenerationKind
from settings import Settings


class Engines:
    """The engines of one process."""

    def __init__(self, settings: Settings) -> None:
        self._builtin = Builtin(settings.worker_slots, settings.lexicon_dir)
        # One line an engine; the order is the order of falling back.
        engines: list[Engine] = [
            self._builtin,
        ]
        self._engines = {engine.name: engine for engine in engines}
        self.finisher = Finisher()  # what is done for every engine's avatar
        self.check = open_check(settings)  # of pictures from words, once they are drawn

    async def prepare(self) -> None:
        """For a process that draws: read what an operator may have got wrong, before the first
        wish is taken. `Unavailable` tells a mistake."""
        await self._builtin.prepare()

    @property
    def names(self) -> list[str]:
        """All engines."""
        return list(self._engines)

    def for_kind(self, kind: GenerationKind) -> list[str]:
        """The engines that make this kind, the first to ask first; never empty."""
        names = [name for name, engine in self._engines.items() if kind in engine.kinds]
        if not names:
            raise EngineUnavailable(f"No engine is set up that makes {kind.value}.")
        return names

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
