"""As much HTTP/1.1 as a server needs that misbehaves byte by byte: requests read, bytes sent."""

import asyncio
import json
import re
import socket
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

LONGEST_REQUEST = 64 * 1024 * 1024


class Malformed(Exception):
    """What came is no proper request; the words say why."""


@dataclass(frozen=True)
class Part:
    """One field of a form; a file has a `filename`."""

    name: str
    filename: str | None
    type: str
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass(frozen=True)
class Request:
    """A request as it came; header names are in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def key(self) -> str | None:
        """The key of `Authorization: Bearer`."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return key.strip() or None if scheme.lower() == "bearer" else None

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def document(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        if self.type != "application/json":
            raise Malformed(f"the content type is {self.type or 'missing'}, not application/json")
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise Malformed("the body is no JSON") from error
        if not isinstance(found, dict):
            raise Malformed("the body is no JSON object")
        return found

    @cached_property
    def parts(self) -> list[Part]:
        """The form that was sent, in its order (RFC 7578)."""
        boundary = re.search(r'boundary="?([^";,]+)', self.headers.get("content-type", ""))
        if self.type != "multipart/form-data" or not boundary:
            raise Malformed(
                f"the content type is {self.type or 'missing'}, no form with a boundary"
            )
        mark = b"\r\n--" + boundary[1].encode()
        before, *parts, end = (b"\r\n" + self.body).split(mark)
        if before or end.rstrip(b"\r\n") != b"--":
            raise Malformed("the form does not begin and end with its boundary")
        return [_part(part) for part in parts]


def _part(raw: bytes) -> Part:
    head, gap, data = raw.partition(b"\r\n\r\n")
    headers = _headers(head.decode("latin-1").strip().split("\r\n"))
    disposition = headers.get("content-disposition", "")
    name = re.search(r'[; ]name="([^"]*)"', disposition)
    filename = re.search(r'filename="([^"]*)"', disposition)
    if not gap or not disposition.startswith("form-data") or not name:
        raise Malformed("a part of the form has no name")
    kind = headers.get("content-type", "text/plain")
    return Part(name[1], filename[1] if filename else None, kind, data)


def _headers(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None when the caller hung up before one was whole."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = _headers(lines)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = await _chunks(reader)
        else:
            length = int(headers.get("content-length", "0"))
            if length > LONGEST_REQUEST:
                return None
            body = await reader.readexactly(length)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    return Request(method, target, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        found += await reader.readexactly(size)
        await reader.readexactly(2)
        if len(found) > LONGEST_REQUEST:
            raise ValueError("too long")
    await reader.readuntil(b"\r\n")
    return bytes(found)


@dataclass(frozen=True)
class Answer:
    """What is to be sent back."""

    status: int = 200
    body: bytes = b""
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, *framing: str) -> bytes:
        """The status line and the headers; without `framing` the true length is told."""
        lines = [
            f"HTTP/1.1 {self.status} Said",
            f"Content-Type: {self.type}",
            *(f"{name}: {value}" for name, value in self.headers),
            *(framing or [f"Content-Length: {len(self.body)}"]),
            "Connection: close",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    @property
    def whole(self) -> bytes:
        return self.head() + self.body


def said(document: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer of JSON."""
    return Answer(status, json.dumps(document).encode(), headers=headers)


class Line:
    """The way back to one caller, who may leave at any moment."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._gone = asyncio.ensure_future(reader.read(1))
        self.sent = 0  # bytes
        self.left = False  # the caller was seen to leave before the end

    async def send(self, data: bytes) -> None:
        """Sends, and waits until the caller has taken most of it. Raises ConnectionError."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except ConnectionError:
            self.left = True
            raise
        self.sent += len(data)

    async def wait(self, seconds: float) -> bool:
        """Waits; sooner when the caller leaves, which is then True."""
        await asyncio.wait({self._gone}, timeout=seconds)
        self.left = self.left or self._gone.done()
        return self.left

    def reset(self) -> None:
        """Breaks off with a reset (RST), not with an end (FIN)."""
        held: socket.socket = self._writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def close(self) -> None:
        """Ends the answer; who does not take it within a second does not hold the socket open."""
        self._gone.cancel()
        self._writer.close()
        try:
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        except TimeoutError:
            self._writer.transport.abort()
        except ConnectionError:
            self.left = True
        await asyncio.gather(self._gone, return_exceptions=True)
