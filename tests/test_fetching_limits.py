"""The guarded fetch over real sockets: what servers do to whoever asks them, and what it costs."""

import asyncio
import gzip
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engines.fetching import Fetcher, Limits, NoPicture, NotFetched, TooLarge, TooSlow, open_fetcher
from errors import ErrorCode, UnsafeUrl
from settings import Settings
from tests.far_hosts import PICTURE, Names, answering
from tests.mailboxes import certificates

MB = 2**20
LIMITS = Limits(seconds=0.4, max_bytes=MB)
LONG = Limits(seconds=20.0, max_bytes=MB)  # for what is to end by itself
INSIDE = ["127.0.0.1/32"]

Behaviour = Callable[[StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Behaves in one way to whoever asks."""

    behave: Behaviour
    port: int = 0
    ended: list[asyncio.Event] = field(default_factory=list)  # one for each connection

    async def answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.ended.append(asyncio.Event())
        try:
            await reader.readuntil(b"\r\n\r\n")
            await self.behave(writer)
            await reader.read()  # until it is the other one who ends it
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.ended[-1].set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/a.png"


@asynccontextmanager
async def serving(behave: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(behave)
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        async with asyncio.timeout(20):  # whatever happened, no connection stays open
            for each in server.ended:
                await each.wait()


def fetcher(limits: Limits = LIMITS) -> Fetcher:
    return Fetcher(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), True, INSIDE, limits)


def says(*parts: bytes, pause: float = 0.0) -> Behaviour:
    async def behave(writer: StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def without_end(part: bytes, pause: float = 0.0, start: bytes = b"") -> Behaviour:
    async def behave(writer: StreamWriter) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def cut_off(said: bytes, reset: bool) -> Behaviour:
    async def behave(writer: StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        if reset:
            writer.transport.abort()
        writer.close()

    return behave


HEAD = b"HTTP/1.1 200 OK\r\n"
SLOW = {
    "says nothing": says(),
    "one byte at a time": without_end(b"x", 0.02, HEAD + b"Content-Length: 1000\r\n\r\n" + PICTURE),
    "headers without end": without_end(b"X", 0.02, HEAD + b"X-Long: "),
    "only ever continues": without_end(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
}
CHUNK = b"10000\r\n" + bytes(0x10000) + b"\r\n"
WRONG: dict[str, tuple[Behaviour, str, bool]] = {
    "larger than it may be": (says(HEAD + b"Content-Length: 1048577\r\n\r\n"), "large", False),
    "large without saying so": (without_end(bytes(0x10000), 0, HEAD + b"\r\n"), "large", False),
    "large in pieces": (
        without_end(CHUNK, 0, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        "large",
        False,
    ),
    "a bomb": (
        says(answering(body=gzip.compress(bytes(4 * MB)), content_encoding="gzip")),
        "packed",
        False,
    ),
    "a packed picture": (
        says(answering(body=gzip.compress(PICTURE), content_encoding="GZIP")),
        "packed",
        False,
    ),
    "packed for the way": (says(HEAD + b"Transfer-Encoding: gzip\r\n\r\n"), "broken", True),
    "a page": (says(answering(body=b"<!doctype html><title>Sign in</title>")), "no-picture", False),
    "a GIF": (says(answering(body=b"GIF89a" + bytes(64))), "no-picture", False),
    "nothing": (says(answering(body=b"")), "no-picture", False),
    "no content": (says(b"HTTP/1.1 204 No Content\r\n\r\n"), "status-204", False),
    "gone": (says(answering("404 Not Found")), "status-404", False),
    "forbidden": (says(answering("403 Forbidden")), "status-403", False),
    "too often": (says(answering("429 Too Many Requests")), "status-429", True),
    "down": (says(answering("503 Service Unavailable")), "status-503", True),
    "a loop": (says(answering("302 Found", location="/a.png")), "redirects", False),
    "reset in the middle": (cut_off(answering(body=PICTURE * 99)[:300], True), "broken", True),
    "ended too early": (cut_off(answering(body=PICTURE * 99)[:300], False), "broken", True),
    "ended at once": (cut_off(b"", False), "broken", True),
    "no HTTP": (cut_off(b"SSH-2.0-OpenSSH_9.6\r\n", False), "broken", True),
    "headers too long": (says(HEAD + b"X-Long: " + b"x" * 200_000), "broken", True),
    "two lengths": (
        says(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + PICTURE),
        "broken",
        True,
    ),
}
CODES = {
    TooLarge: ErrorCode.IMAGE_TOO_LARGE,
    NoPicture: ErrorCode.INVALID_IMAGE,
    TooSlow: ErrorCode.ENGINE_TIMEOUT,
    NotFetched: ErrorCode.ENGINE_FAILED,
}


async def test_a_picture_comes_as_it_is() -> None:  # H4
    whole = PICTURE + bytes(MB - len(PICTURE))
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n100000\r\n" + whole + b"\r\n0\r\n\r\n"
    for said in (
        answering(body=whole),
        answering(body=whole, content_encoding="identity"),
        chunked,
    ):
        async with serving(says(said)) as server:
            assert await fetcher(LONG).fetch(server.url) == whole
    async with serving(cut_off(HEAD + b"\r\n" + PICTURE, False)) as server:
        assert await fetcher(LONG).fetch(server.url) == PICTURE


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_goes_wrong_is_told_and_leaves_nothing_open(wrong: str) -> None:  # S3
    behave, reason, retryable = WRONG[wrong]
    async with serving(behave) as server:
        with pytest.raises(NotFetched, match=r"\.$") as caught:
            await fetcher(LONG).fetch(server.url)
        error = caught.value
        assert (error.reason, error.retryable) == (reason, retryable)
        assert (error.elsewhere, error.ill) == (False, False)
        assert error.code == CODES[type(error)]


async def test_no_server_holds_a_fetch_for_longer_than_it_may_take() -> None:  # S3
    async def hold(behave: Behaviour) -> None:
        async with serving(behave) as server:
            with pytest.raises(TooSlow, match=r"0\.4 seconds") as caught:
                await fetcher().fetch(server.url)
            assert (caught.value.reason, caught.value.retryable) == ("slow", True)

    async with asyncio.timeout(20):
        await asyncio.gather(*map(hold, SLOW.values()))


async def test_a_look_up_is_held_to_the_same_time() -> None:  # S3
    async def never(_: str) -> list[str]:
        await asyncio.sleep(60)
        return []

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with pytest.raises(TooSlow):
        await Fetcher(tls, limits=Limits(seconds=0.05), resolve=never).fetch("https://a.example/")


async def test_no_more_is_taken_than_may_be() -> None:  # S3
    taken = 0

    async def count(writer: StreamWriter) -> None:
        nonlocal taken
        writer.write(HEAD + b"\r\n")
        while not writer.is_closing() and taken < 64 * MB:
            writer.write(bytes(0x10000))
            await writer.drain()
            taken += 0x10000

    async with serving(count) as server:
        with pytest.raises(TooLarge, match="1 MB"):
            await fetcher(LONG).fetch(server.url)
    assert taken < 16 * MB  # what the system keeps on its way is in it


async def test_nobody_there_is_told() -> None:  # S3
    async with serving(says()) as server:
        gone = server.url
    with pytest.raises(NotFetched) as caught:
        await fetcher(LONG).fetch(gone)
    assert (caught.value.reason, caught.value.retryable) == ("unreachable", True)


async def test_a_redirect_over_real_sockets_leads_nowhere_else() -> None:  # S3
    async with serving(says(answering())) as victim:
        for host in ("127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "localhost"):
            location = f"http://{host}:{victim.port}/"
            async with serving(says(answering("302 Found", location=location))) as server:
                with pytest.raises(UnsafeUrl):
                    await by_name(INSIDE).fetch(server.url)
        assert victim.ended == []


def by_name(networks: list[str], tls: ssl.SSLContext | None = None) -> Fetcher:
    """One for which `localhost` is another loopback address than the one that is allowed."""
    trust = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    here = "127.0.0.1" if tls else "127.0.0.3"
    return Fetcher(trust, True, networks, LONG, Names({"localhost": [here]}))


async def test_certificates_are_for_the_name_of_the_link(tmp_path: Path) -> None:  # S3
    own, trusting, _ = certificates(tmp_path)
    async with serving(says(answering()), own) as server:
        url = f"https://localhost:{server.port}/"
        assert await by_name(INSIDE, trusting).fetch(url) == PICTURE
        distrusting = ssl.create_default_context()
        other = Names({"other.example": ["127.0.0.1"]})
        for strict, link in (
            (by_name(INSIDE, distrusting), url),
            (
                Fetcher(trusting, True, INSIDE, LONG, other),
                url.replace("localhost", "other.example"),
            ),
        ):
            with pytest.raises(NotFetched) as caught:
                await strict.fetch(link)
            assert caught.value.reason == "unreachable"
    async with serving(says()) as silent:  # in the middle of a handshake
        slow = Fetcher(trusting, False, INSIDE, LIMITS, Names({"localhost": ["127.0.0.1"]}))
        with pytest.raises(TooSlow):
            await slow.fetch(f"https://localhost:{silent.port}/")


async def test_the_settings_open_a_fetcher() -> None:  # S3, H1
    async with serving(says(answering())) as server:
        opened = open_fetcher(Settings(headshot_http=True, link_networks=("127.0.0.1",)))
        assert await opened.fetch(server.url) == PICTURE
        await opened.close()
        for closed in (Settings(headshot_http=True), Settings(link_networks=("127.0.0.1",))):
            usual = open_fetcher(closed)
            with pytest.raises(UnsafeUrl):
                await usual.fetch(server.url)
            await usual.close()
