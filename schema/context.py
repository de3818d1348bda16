"""What every resolver is given: the studio, who calls, and loaders that ask for many at once."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket
from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo

from documents.avatars import Avatar
from documents.generations import Generation
from documents.images import Cartoon, Original
from errors import Unauthenticated
from resolvers.avatars import avatars_by_id
from resolvers.generations import generations_by_id
from resolvers.images import Result, cartoons_by_original, originals_by_id, results_by_id
from resolvers.limits import newcomers
from resolvers.viewers import (
    HEADER,
    Caller,
    SignedIn,
    Viewer,
    parse_bearer,
    signed_in,
    viewer_of,
)
from studio import Studio

# Whoever signs in on a device gives it another account, and an operator may give another tier: who
# has a socket is looked for again when so many seconds are over.
LOOK_AGAIN = 20.0


class Context:
    """One for each HTTP request, and one for each socket.

    Loaders gather the keys of one moment into one query and remember nothing: a socket lives long,
    and what they remembered would grow stale.
    """

    def __init__(self, studio: Studio, connection: HTTPConnection, caller: Caller) -> None:
        self.studio = studio
        self.base_url = _base_url(connection)
        self.address = connection.client.host if connection.client else ""
        self.caller = caller
        self._viewer: Viewer | None = None
        self._look_at = time.monotonic() + LOOK_AGAIN  # for him again
        self._signed_in: SignedIn | None = None
        self._finding = asyncio.Lock()
        self.originals = DataLoader[str, Original | None](load_fn=originals_by_id, cache=False)
        self.avatars = DataLoader[str, Avatar | None](load_fn=avatars_by_id, cache=False)
        self.cartoons = DataLoader[str, list[Cartoon]](load_fn=cartoons_by_original, cache=False)
        self.results = DataLoader[str, Result | None](load_fn=results_by_id, cache=False)
        self.generations = DataLoader[str, Generation | None](
            load_fn=generations_by_id, cache=False
        )

    async def viewer(self) -> Viewer:
        """Who calls; `Unauthenticated` or `BadUserInput` when that is not said, `RateLimited`
        when too many new devices call from that address."""
        async with self._finding:  # fields that are resolved at once look once
            return await self._find_viewer()

    async def _find_viewer(self) -> Viewer:
        session = await self.signed_in()
        if session is not None:
            return session.viewer
        if self._viewer is None or self._is_old():
            admit = newcomers(self.studio, self.address)
            self._viewer = await viewer_of(self.caller.device_id, admit)
        return self._viewer

    def _is_old(self) -> bool:
        """Whether it is time to look for the caller again; then it is not for a while."""
        moment = time.monotonic()
        if moment <= self._look_at:
            return False
        self._look_at = moment + LOOK_AGAIN
        return True

    async def signed_in(self) -> SignedIn | None:
        """How the caller speaks by a token, if he does; `Unauthenticated` when it is not good."""
        if self.caller.token is not None and (self._signed_in is None or self._is_old()):
            self._signed_in = await signed_in(self.studio, self.caller)
        return self._signed_in

    def link(self, key: str) -> str:
        """A link to a file, at the address the caller reached us."""
        return self.studio.link(key, self.base_url)


Info = StrawberryInfo[Context, None]


def of_request(studio: Studio, request: Request) -> Context:
    """The context of one HTTP request."""
    headers = request.headers
    token = parse_bearer(headers.get("authorization"))
    return Context(studio, request, Caller(headers.get(HEADER), token))


async def of_socket(studio: Studio, params: dict[str, Any], socket: WebSocket) -> Context:
    """The context of a socket, from the payload of connection_init or the handshake's headers."""
    token = _token_in(params) or parse_bearer(socket.headers.get("authorization"))
    device = _device_in(params) or socket.headers.get(HEADER)
    context = Context(studio, socket, Caller(device, token))
    await context.viewer()
    return context


def _base_url(connection: HTTPConnection) -> str:
    """Where the caller reached us, as an address for links."""
    url = connection.base_url
    return str(url.replace(scheme={"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)))


def _token_in(params: dict[str, Any]) -> str | None:
    """The token, alone or behind `Bearer`."""
    for said in _said(params, "authorization", "token"):
        if not isinstance(said, str):
            raise Unauthenticated("The token in connection_init must be a string.")
        return parse_bearer(said) if " " in said.strip() else said
    return None


def _device_in(params: dict[str, Any]) -> str | None:
    for said in _said(params, HEADER, "deviceid"):
        if isinstance(said, str):
            return said
    return None


def _said(params: dict[str, Any], *names: str) -> Iterator[Any]:
    """What stands under `names`, in any case, also inside `headers`."""
    headers = params.get("headers")
    for source in (params, headers if isinstance(headers, dict) else {}):
        yield from (value for name, value in source.items() if value and name.lower() in names)
