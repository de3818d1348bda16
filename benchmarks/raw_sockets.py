"""GraphQL sockets by hand, which read only when told to, for a benchmark or a test of what a
server does about peers that do not read."""

import asyncio
import json
import socket
from typing import Any, Self
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
FINAL, MASKED = 0x80, 0x80

LARGE = f"{{ __schema {{ types {{ {'a' * 1000}: name }} }} }}"  # long, for little work

UPGRADE = (
    "GET /graphql HTTP/1.1\r\nHost: visage\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: {}\r\n\r\n"
)


class RawSocket:
    """One socket, for which the kernel keeps only a few bytes."""

    def __init__(self, own: socket.socket) -> None:
        self._own = own
        self._got = bytearray()

    @classmethod
    async def dial(
        cls,
        url: str,
        device: str = "",
        *,
        protocol: str = "graphql-transport-ws",
        receives: int = 4096,
    ) -> Self:
        """A socket that has been acknowledged; the kernel keeps about `receives` bytes for it."""
        dialled = cls(await connected(url, receives))
        await dialled._send(UPGRADE.format(protocol).encode())
        while (end := dialled._got.find(b"\r\n\r\n")) < 0:
            await dialled._read()
        del dialled._got[: end + 4]
        await dialled.say("connection_init", payload={"x-device-id": device})
        assert b"connection_ack" in (await dialled.hear())[1]
        return dialled

    async def say(self, kind: str, **rest: Any) -> None:
        """Send a message of the GraphQL protocol."""
        await self.frame(FINAL | TEXT, json.dumps({"type": kind, **rest}).encode())

    async def fill(self, times: int = 8) -> None:
        """Ask for more than fits on the way to who does not read."""
        for number in range(times):
            await self.say("subscribe", id=f"large-{number}", payload={"query": LARGE})

    async def frame(self, first: int, payload: bytes) -> None:
        """Send a frame of RFC 6455 with this first byte, masked with zeros."""
        size = len(payload)
        length = bytes([MASKED | size]) if size < 126 else b"\xff" + size.to_bytes(8, "big")
        await self._send(bytes([first]) + length + bytes(4) + payload)

    async def hear(self, *, answer_pings: bool = True) -> tuple[int, bytes]:
        """Opcode and payload of the next frame that is no ping; `ConnectionError` at the end."""
        while True:
            while len(self._got) < 2 or len(self._got) < _end(self._got):
                await self._read()
            opcode, end = self._got[0] & 15, _end(self._got)
            payload = bytes(self._got[end - _size(self._got) : end])
            del self._got[:end]
            if opcode != PING:
                return opcode, payload
            if answer_pings:
                await self.frame(FINAL | PONG, payload)

    async def _send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._own, data)

    async def _read(self) -> None:
        piece = await asyncio.get_running_loop().sock_recv(self._own, 65536)
        if not piece:
            raise ConnectionError("The server closed the connection.")
        self._got += piece

    def close(self) -> None:
        self._own.close()


async def connected(url: str, receives: int = 4096) -> socket.socket:
    """A connection to the server at `url`, for which the kernel keeps about `receives` bytes."""
    address = urlsplit(url)
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    own.setblocking(False)
    await asyncio.get_running_loop().sock_connect(own, (address.hostname, address.port))
    return own


def _wide(frame: bytearray) -> int:
    return {126: 2, 127: 8}.get(frame[1], 0)


def _size(frame: bytearray) -> int:
    wide = _wide(frame)
    return int.from_bytes(frame[2 : 2 + wide], "big") if wide else frame[1]


def _end(frame: bytearray) -> int:
    return 2 + _wide(frame) + _size(frame)
