"""/metrics: who may read it, and what it says.

With a token, whoever sends it. Without one only programs on this machine, spoken to directly:
whatever came through a proxy does not count as such, nor a page in a browser that was led here
under another name. In production nobody, without a token: a proxy that says nothing of itself
cannot be told from this machine.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from instruments.house import Figures
from instruments.panel import Panel

# What proxies add to a request.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via", "cf-ray")
TYPE = "text/plain; version=0.0.4; charset=utf-8"
NEEDS_TOKEN = "Send METRICS_TOKEN as a bearer token."
NOT_FROM_THERE = (
    "Without METRICS_TOKEN, metrics are for programs on this machine, and in production for nobody."
)

Look = Callable[[], Awaitable[Figures]]


@dataclass(frozen=True)
class Scrapes:
    """An endpoint for Prometheus; `look` reads the figures of the whole house, if it is to."""

    panel: Panel
    token: SecretStr | None
    production: bool
    look: Look | None = None

    async def answer(self, request: Request) -> Response:
        """All metrics, or why not."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if self.look is not None:
            self.panel.house.tell(await self.look())
        text = await asyncio.to_thread(self.panel.text)
        return Response(text, headers={"Content-Type": TYPE, "Cache-Control": "no-store"})

    def _refusal(self, request: Request) -> Response | None:
        if self.token is not None:
            given = request.headers.get("authorization", "")
            wanted = f"Bearer {self.token.get_secret_value()}"
            if hmac.compare_digest(given.encode(), wanted.encode()):
                return None
            return _refused(401, NEEDS_TOKEN, {"WWW-Authenticate": "Bearer"})
        if self.production or not is_on_this_machine(request):
            return _refused(403, NOT_FROM_THERE, {})
        return None


def is_on_this_machine(request: Request) -> bool:
    """Whether a program on this machine asks, without anything in between that says so."""
    peer = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in FORWARDED)
    return not forwarded and _is_loopback(peer) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(status: int, message: str, headers: dict[str, str]) -> Response:
    body = {"errors": [{"message": message}]}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **headers})
