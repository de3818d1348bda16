"""Fetching a picture from a link that a stranger or a service gave, which may lead anywhere."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from ssl import SSLContext
from urllib.parse import urljoin

import httpcore
import httpx

from engines.dialing import Dialler, Lookup, Resolve
from errors import EngineError, ErrorCode, ImageRefused, UnsafeUrl
from imaging import headers
from links import MALFORMED, Link, read_link, require_plain
from settings import Settings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
COME_BACK = frozenset({408, 425, 429, *range(500, 600)})  # another time it may be there
# Nothing of ours goes out: no cookie, no Referer, no credentials. `identity` is: not packed, so
# that what comes over the line is as large as it ever gets.
ASKED = [
    (b"User-Agent", b"Visage"),
    (b"Accept", b"image/jpeg, image/png, image/webp"),
    (b"Accept-Encoding", b"identity"),
    (b"Connection", b"close"),
]

UNREACHABLE = "The server of this link could not be reached. Check the link, or try again later."
BROKEN = "The server of this link broke off. Try again later, or use another link."
TOO_MANY = "This link leads from one link to the next. Use the one at the end."
REFUSED = "The server of this link answered {}. Check that anybody can open it, without signing in."
PACKED = "The server of this link packs its pictures in a way that is not taken. Use another link."
SLOW = "The picture behind this link did not come within {:g} seconds. Use a faster server."
LARGE = "The picture behind this link has more than {:g} MB. Use a smaller one."
NO_PICTURE = "There is no picture behind this link. Use the link of the picture itself."


@dataclass(frozen=True)
class Limits:
    """What one fetch may take."""

    seconds: float = 10.0  # from the first look-up to the last byte
    max_bytes: int = 10 * 2**20
    redirects: int = 3


USUAL = Limits()


class NotFetched(EngineError):
    """A link that may be followed, but no picture came of it.

    `reason` is unreachable, broken, redirects, status-404 (or another), packed, slow, large or
    no-picture.
    """

    elsewhere = ill = False  # whoever draws, the link is the same

    def __init__(self, message: str, reason: str, retryable: bool = False) -> None:
        super().__init__(message, reason=reason)
        self.retryable = retryable


class TooSlow(NotFetched):
    """It took longer than a fetch may."""

    code = ErrorCode.ENGINE_TIMEOUT


class TooLarge(NotFetched):
    """More bytes than a fetch takes."""

    code = ErrorCode.IMAGE_TOO_LARGE


class NoPicture(NotFetched):
    """Something else than a picture of a format we know."""

    code = ErrorCode.INVALID_IMAGE


class Fetcher:
    """Fetches pictures, each over connections of its own that end with the fetch.

    Certificates are judged by `tls`. `networks` are those that links may lead into although they
    are not public; `resolve` looks names up (by default as the system does), and `dial` connects
    to what was found.
    """

    def __init__(
        self,
        tls: SSLContext,
        allow_http: bool = False,
        networks: Iterable[str] = (),
        limits: Limits = USUAL,
        resolve: Resolve | None = None,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._tls, self._allow_http, self._limits = tls, allow_http, limits
        self._networks = [ip_network(each) for each in networks]
        self._lookup = Lookup()
        self._resolve: Resolve = resolve or self._lookup
        self._dial = dial or httpcore.AnyIOBackend()

    async def fetch(self, url: str) -> bytes:
        """The picture behind a link, as it came: JPEG, PNG or WebP by its first bytes.

        `UnsafeUrl` when the link, or one that it redirects to, must not be followed, and then no
        connection was made to where that leads; `NotFetched` for whatever else goes wrong.
        """
        link = read_link(url, self._allow_http, self._networks)
        try:
            async with asyncio.timeout(self._limits.seconds):
                return _picture(await self._followed(link))
        except TimeoutError:
            raise TooSlow(SLOW.format(self._limits.seconds), "slow", retryable=True) from None
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            raise NotFetched(UNREACHABLE, "unreachable", retryable=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise NotFetched(BROKEN, "broken", retryable=True) from None

    async def close(self) -> None:
        self._lookup.close()

    async def _followed(self, link: Link) -> bytes:
        for _ in range(self._limits.redirects + 1):
            async with self._answer(link) as answer:
                if answer.status not in REDIRECTS:
                    return await self._body(answer)
                link = self._next(link, _header(answer, b"location"))
        raise NotFetched(TOO_MANY, "redirects")

    @asynccontextmanager
    async def _answer(self, link: Link) -> AsyncIterator[httpcore.Response]:
        """What the server says to the link, its body not yet read."""
        dialler = Dialler(self._resolve, self._networks, self._dial)
        address = httpcore.URL(
            scheme=link.scheme.encode(),
            host=link.host.encode(),
            port=link.port,
            target=link.target.encode(),
        )
        asked = [(b"Host", link.authority.encode()), *ASKED]
        try:
            # One connection without a pool: what was judged for one link serves no other, and
            # httpcore follows nothing, keeps no cookie and looks at no variable for a proxy.
            async with (
                httpcore.AsyncHTTPConnection(
                    address.origin, self._tls, network_backend=dialler
                ) as connection,
                connection.stream("GET", address, headers=asked) as answer,
            ):
                yield answer
        finally:
            await dialler.close()

    def _next(self, link: Link, location: str) -> Link:
        """Where a redirect leads, judged as if somebody had given it."""
        require_plain(location)  # before it is joined, which leaves out line ends
        try:
            joined = urljoin(str(link), location)
        except ValueError:  # a bracket too many, and the like
            raise UnsafeUrl(MALFORMED) from None
        return read_link(joined, self._allow_http, self._networks)

    async def _body(self, answer: httpcore.Response) -> bytes:
        if answer.status != 200:
            again = answer.status in COME_BACK
            reason = f"status-{answer.status}"
            raise NotFetched(REFUSED.format(answer.status), reason, retryable=again)
        if _header(answer, b"content-encoding").lower() not in {"", "identity"}:
            raise NotFetched(PACKED, "packed")
        largest = self._limits.max_bytes
        too_large = TooLarge(LARGE.format(largest / 2**20), "large")
        if int(_header(answer, b"content-length") or 0) > largest:  # digits only: h11 looks
            raise too_large
        body = bytearray()
        async for part in answer.aiter_stream():
            body += part
            if len(body) > largest:
                raise too_large
        return bytes(body)


def open_fetcher(settings: Settings) -> Fetcher:
    """The fetcher that the settings ask for. Reads certificates: call it off the event loop."""
    return Fetcher(httpx.create_ssl_context(), settings.headshot_http, settings.link_networks)


def _header(answer: httpcore.Response, name: bytes) -> str:
    """A header's last value, or nothing; what is no UTF-8 in it cannot be followed, nor read."""
    found = [value for key, value in answer.headers if key.lower() == name]
    return found[-1].decode(errors="replace") if found else ""


def _picture(body: bytes) -> bytes:
    try:
        headers.read(body)
    except ImageRefused:
        raise NoPicture(NO_PICTURE, "no-picture") from None
    return body
