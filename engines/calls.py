"""Calling a provider: within a time, with one of its keys, and never blindly twice.

What may be billed is told before it goes out (`report.calling`) and when it was answered. Repeated
here is only what is known to be free: a connection that could not be made, and a 429 or 503 that
asks for a few seconds. An answer that is lost on its way is for whoever asked to decide about.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from decimal import Decimal

import httpx
import structlog

from engines import troubles
from engines.answers import Answer
from engines.bills import Bill, Nobody
from engines.exchanges import Line, Request, Trust
from engines.keys import Key, Keys
from engines.protocol import Report
from engines.specs import Spec
from errors import EngineError

CONNECT_AGAIN = (0.2, 1.0)  # seconds until a connection is tried again
LONGEST_PAUSE = 5.0  # seconds that a provider is waited for within the call
GET_SECONDS = 15.0  # of what takes no drawing

_NOT_IN_LOGS = re.compile(r"[^\w.-]", re.ASCII)

log = structlog.get_logger("engines")

Cost = Callable[[Answer], Decimal]


class Caller:
    """Calls one provider."""

    def __init__(self, name: str, spec: Spec, keys: Keys, keyed: bool, trust: Trust) -> None:
        """One that is not `keyed` is called without a key when there is none; for `trust` see
        `Line`."""
        self._name, self._seconds, self._keys, self._keyed = name, spec.seconds, keys, keyed
        self._line = Line(spec.url, spec.slots, trust)

    async def call(self, request: Request, report: Report, price: Decimal, cost: Cost) -> Answer:
        """The answer of a provider that has done what it was asked. `cost` tells what it took for
        that; a call that was refused costs nothing. `EngineError` for everything else."""
        bill = Bill(report, price, asyncio.timeout(self._seconds))
        try:
            async with bill.limit:
                answer = await self._with_a_key(request, bill)
        except TimeoutError:
            raise self._told(troubles.too_slow()) from None
        finally:
            bill.close()
        bill.answered(await asyncio.to_thread(cost, answer))  # it may have to read megabytes
        return answer

    async def get(self, path: str, key: Key | None) -> Answer:
        """What is told at `path`, for free, whatever it is; `EngineError` when nothing is."""
        limit = asyncio.timeout(min(self._seconds, GET_SECONDS))
        try:
            async with limit:
                return await self._answered(Request(path), key, Bill(Nobody(), Decimal(0), limit))
        except TimeoutError:
            raise self._told(troubles.too_slow()) from None

    async def tls(self) -> ssl.SSLContext:
        """By what certificates are judged."""
        return await self._line.tls()

    async def close(self) -> None:
        await self._line.close()

    async def _with_a_key(self, request: Request, bill: Bill) -> Answer:
        """With each key in turn, until one is taken."""
        keys = await self._keys.in_turn()
        if not self._keyed and not self._keys.all:
            return self._done(await self._patiently(request, None, bill), None, bill)
        for key in keys:
            answer = await self._patiently(request, key, bill)
            try:
                return self._done(answer, key, bill)
            except troubles.KeyRefused as error:
                self._keys.set_aside(key, error.reason)
        raise troubles.unfit(self._keys.why)

    def _done(self, answer: Answer, key: Key | None, bill: Bill) -> Answer:
        """The same, if it is no trouble."""
        trouble = troubles.trouble_in(answer)
        if trouble is None:
            return answer
        bill.answered()
        raise self._told(trouble, answer, key)

    async def _patiently(self, request: Request, key: Key | None, bill: Bill) -> Answer:
        """The answer; the one after a pause, when a short one is asked for."""
        answer = await self._answered(request, key, bill)
        pause = answer.retry_after
        if pause is None or pause > LONGEST_PAUSE or not troubles.is_busy(answer):
            return answer
        bill.answered()
        await asyncio.sleep(pause)
        return await self._answered(request, key, bill)

    async def _answered(self, request: Request, key: Key | None, bill: Bill) -> Answer:
        """The answer, over the first connection that can be made."""
        await bill.calling()
        pauses = list(CONNECT_AGAIN)
        secret = key.secret if key is not None else None
        while True:
            try:
                return await self._line.ask(request, secret, bill.trace)
            except EngineError as error:  # it was done, and what came of it is of no use
                bill.answered(bill.price)
                raise self._told(error) from None
            except httpx.TransportError as error:
                if bill.sent:
                    raise self._told(troubles.lost(), error=error) from None
                if not pauses:
                    raise self._told(troubles.unreachable(), error=error) from None
            await asyncio.sleep(pauses.pop(0))

    def _told(
        self,
        trouble: EngineError,
        answer: Answer | None = None,
        key: Key | None = None,
        error: Exception | None = None,
    ) -> EngineError:
        """The trouble, once it is in the log: without anything of what was asked or answered."""
        known: dict[str, str | int] = {}
        if answer is not None:
            named = answer.headers.get("x-request-id", "")
            known |= {"status": answer.status, "request": _NOT_IN_LOGS.sub("", named)[:80]}
        if key is not None and isinstance(trouble, troubles.KeyRefused):
            known["key"] = key.place
        if error is not None:
            known["error"] = type(error).__name__
        tell = log.warning if trouble.ill else log.info  # what was asked for may be the cause
        tell("provider_failed", engine=self._name, reason=trouble.reason, **known)
        return trouble
