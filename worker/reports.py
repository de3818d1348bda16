"""What engines report to: an attempt, of which their work may be a part."""

from dataclasses import dataclass
from decimal import Decimal

from worker.attempts import Attempt


@dataclass(frozen=True)
class Share:
    """The part of an attempt's work that an engine does; fits `engines.protocol.Report`."""

    attempt: Attempt
    begins: float = 0.0  # how much of the whole is done before it
    ends: float = 1.0
    counted: bool = False  # whether to tell how many pictures there are

    async def __call__(self, progress: float, stage: str) -> None:
        generation = self.attempt.generation
        if self.counted and generation.wanted > 1:
            stage = f"{stage} ({generation.drawn + 1} of {generation.wanted})"
        await self.attempt.report(self.begins + progress * (self.ends - self.begins), stage)

    async def calling(self, cost: Decimal) -> None:
        await self.attempt.calling(cost)

    def answered(self, cost: Decimal) -> None:
        self.attempt.answered(cost)
