"""What every resolver is given: the studio, who calls, and loaders that ask for many at once."""

from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket
from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo

from documents.images import Cartoon, Face, Original
from resolvers.images import cartoons_by_original, originals_by_id, results_by_id
from resolvers.limits import newcomers
from resolvers.viewers import HEADER, Viewer, viewer_of
from studio import Studio


class Context:
    """One for each HTTP request, and one for each socket.

    Loaders gather the keys of one moment into one query and remember nothing: a socket lives long,
    and what they remembered would grow stale.
    """

    def __init__(self, studio: Studio, connection: HTTPConnection, device_id: str | None) -> None:
        self.studio = studio
        self.base_url = _base_url(connection)
        self.address = connection.client.host if connection.client else ""
        self._device_id = device_id
        self._viewer: Viewer | None = None
        self.originals = DataLoader[str, Original | None](load_fn=originals_by_id, cache=False)
        self.cartoons = DataLoader[str, list[Cartoon]](load_fn=cartoons_by_original, cache=False)
        self.results = DataLoader[str, Cartoon | Face | None](load_fn=results_by_id, cache=False)

    async def viewer(self) -> Viewer:
        """Who calls; `Unauthenticated` or `BadUserInput` when that is not said, `RateLimited`
        when too many new devices call from that address."""
        if self._viewer is None:
            admit = newcomers(self.studio, self.address)
            self._viewer = await viewer_of(self._device_id, admit)
        return self._viewer

    def link(self, key: str) -> str:
        """A link to a file, at the address the caller reached us."""
        return self.studio.link(key, self.base_url)


Info = StrawberryInfo[Context, None]


def of_request(studio: Studio, request: Request) -> Context:
    """The context of one HTTP request."""
    return Context(studio, request, request.headers.get(HEADER))


async def of_socket(studio: Studio, params: dict[str, Any], socket: WebSocket) -> Context:
    """The context of a socket, from the payload of connection_init or the handshake's headers."""
    context = Context(studio, socket, _device_in(params) or socket.headers.get(HEADER))
    await context.viewer()
    return context


def _base_url(connection: HTTPConnection) -> str:
    """Where the caller reached us, as an address for links."""
    url = connection.base_url
    return str(url.replace(scheme={"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)))


def _device_in(params: dict[str, Any]) -> str | None:
    """The device id, under its header's name in any case, also inside `headers`."""
    headers = params.get("headers")
    for source in (params, headers if isinstance(headers, dict) else {}):
        for name, value in source.items():
            if name.lower() in (HEADER, "deviceid") and isinstance(value, str):
                return value
    return None
