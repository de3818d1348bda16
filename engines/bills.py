"""What is told of a call that may be billed: before it goes out, and when it was answered."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engines.protocol import Report


@dataclass
class Bill:
    """Of one call, or of several that follow from it; a free one has no price, and is not told."""

    report: Report
    price: Decimal
    limit: asyncio.Timeout  # of the whole call
    pending: bool = False  # told, and not answered yet
    sent: bool = False  # something of the request went out, so it may have been taken

    async def calling(self) -> None:
        """Raises `Cancelled` when it must not go out. The time it takes to store that is not the
        provider's: meanwhile its limit stands still."""
        self.sent = False
        if self.price:
            loop = asyncio.get_running_loop()
            left = (self.limit.when() or 0.0) - loop.time()
            self.limit.reschedule(None)
            await self.report.calling(self.price)
            self.limit.reschedule(loop.time() + left)
            self.pending = True

    def answered(self, cost: Decimal = Decimal(0)) -> None:
        if self.pending:
            self.report.answered(cost)
        self.pending = False

    def close(self) -> None:
        """What never went out cost nothing; of the rest the answer is still missing."""
        if not self.sent:
            self.answered()

    async def trace(self, event: str, _: Mapping[str, Any]) -> None:
        """httpcore calls this with each step of a request."""
        if event == "http11.send_request_headers.started":
            self.sent = True


class Nobody:
    """Whom a free call is reported to."""

    async def __call__(self, progress: float, stage: str) -> None: ...

    async def calling(self, cost: Decimal) -> None: ...

    def answered(self, cost: Decimal) -> None: ...
