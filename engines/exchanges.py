"""One request to a provider and its answer, over a connection of their own.

No connection is kept: one that the provider closed meanwhile looks like a lost answer, and a call
takes seconds anyway. No redirect is followed and no variable looked at for a proxy; what comes is
read up to a bound, packed or not.
"""

import asyncio
import ssl
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, cast

import httpx

from engines.answers import Answer, unusable
from errors import EngineError

MOST_BYTES = 32 * 2**20  # of an answer, unpacked: four pictures in base64
MOST_TROUBLE_BYTES = 2**18  # of one that tells of a trouble
CONNECT_SECONDS = 5.0

_PACKED = {"gzip", "x-gzip", "deflate"}

Trust = Callable[[], ssl.SSLContext]
Trace = Callable[[str, Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """What a provider is asked: JSON, or a form of texts and files; a GET if there is neither."""

    path: str
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None  # name → file name, bytes, type
    accept: str = "application/json"

    @property
    def method(self) -> str:
        return "GET" if self.json is None and self.form is None else "POST"

    @property
    def parts(self) -> list[tuple[str, Any]] | None:
        """A form as httpx takes it: texts are files without a name, or it would send a form that
        has no file url-encoded."""
        if self.form is None:
            return None
        texts = [(name, (None, text.encode())) for name, text in self.form.items()]
        return [*texts, *(self.files or {}).items()]


class Line:
    """The way to one provider. Nothing is opened before the first request."""

    def __init__(self, url: str, most: int, trust: Trust) -> None:
        """At most so many connections at a time; `trust` makes what certificates are judged by, off
        the event loop: it reads a file of them."""
        self._url, self._most, self._trust = url.rstrip("/"), most, trust
        self._tls: ssl.SSLContext | None = None
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def tls(self) -> ssl.SSLContext:
        """By what certificates are judged."""
        async with self._opening:
            if self._tls is None:
                self._tls = await asyncio.to_thread(self._trust)
            return self._tls

    async def ask(self, request: Request, secret: str | None, trace: Trace) -> Answer:
        """The answer; `httpx.TransportError` when there is none, and `EngineError` for one that is
        too long or badly packed. `trace` is told each step."""
        client = await self._opened()
        headers = {"Accept": request.accept}
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        built = client.build_request(
            request.method,
            self._url + request.path,
            headers=headers,
            json=request.json,
            files=request.parts,
            extensions={"trace": trace},
        )
        came = await client.send(built, stream=True)
        try:
            told = {name.lower(): value for name, value in came.headers.items()}
            return Answer(came.status_code, told, await _body(came))
        finally:
            await came.aclose()

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _opened(self) -> httpx.AsyncClient:
        tls = await self.tls()
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=tls,
                http2=False,
                trust_env=False,
                follow_redirects=False,
                headers={"User-Agent": "Visage", "Accept-Encoding": "identity"},
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
                limits=httpx.Limits(max_connections=self._most, max_keepalive_connections=0),
            )
        return self._client


async def _body(came: httpx.Response) -> bytes:
    """The body, unpacked. What tells of a trouble is read as far as it comes: the status says it
    already."""
    if came.status_code >= 300:
        with suppress(httpx.TransportError, EngineError):
            return await _unpacked(came, await _read(came, MOST_TROUBLE_BYTES), MOST_TROUBLE_BYTES)
        return b""
    return await _unpacked(came, await _read(came, MOST_BYTES), MOST_BYTES)


async def _read(came: httpx.Response, most: int) -> bytes:
    """The body as it came; `EngineError` as soon as it is known to have more than `most` bytes."""
    length = came.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise unusable("too_long")
    body = bytearray()
    async with aclosing(cast("AsyncGenerator[bytes, None]", came.aiter_raw())) as parts:
        async for part in parts:
            body += part
            if len(body) > most:
                raise unusable("too_long")
    return bytes(body)


async def _unpacked(came: httpx.Response, body: bytes, most: int) -> bytes:
    """The body as it was before it was packed, though nobody asked for that; `EngineError` when it
    cannot be had, or would have more than `most` bytes."""
    coding = came.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return body
    if coding in _PACKED:
        unpack = zlib.decompressobj(wbits=47).decompress  # 47: gzip or zlib
        with suppress(zlib.error):
            whole = await asyncio.to_thread(unpack, body, most + 1)
            if len(whole) <= most:
                return whole
    raise unusable("badly_packed")
