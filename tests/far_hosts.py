"""The open internet for tests: names that lead where a table says, and hosts that answer by heart.

Nothing here opens a socket. Beside it stands a count of the connections that this process opens,
by whatever means, taken where Python hands them to the system.
"""

import ssl
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpcore

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\0\0\0\0\0\0\0IDAT"


def answering(status: str = "200 OK", body: bytes = PICTURE, **said: str) -> bytes:
    """An answer of HTTP as it goes over the line; `set_cookie` says Set-Cookie."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in said.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class FarHosts(httpcore.AsyncNetworkBackend):
    """Takes every connection and notes it; the n-th gets the n-th answer, the last one again."""

    answers: list[bytes] = field(default_factory=lambda: [answering()])
    dialled: list[tuple[str, int]] = field(default_factory=list)
    shown: list[str | None] = field(default_factory=list)  # the names that certificates are for
    heard: list[bytes] = field(default_factory=list)
    silent: frozenset[str] = frozenset()  # addresses where nobody takes the call

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> "FarStream":
        self.dialled.append((host, port))
        if host in self.silent:
            raise httpcore.ConnectError("nobody is there")
        answer = self.answers[min(len(self.heard), len(self.answers) - 1)]
        self.heard.append(b"")
        return FarStream([answer], self)


class FarStream(httpcore.AsyncMockStream):
    """A connection that notes what was said on it, and believes every certificate."""

    def __init__(self, buffer: list[bytes], hosts: FarHosts) -> None:
        super().__init__(buffer)
        self._hosts, self._at = hosts, len(hosts.heard) - 1

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._hosts.heard[self._at] += buffer

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._hosts.shown.append(server_hostname)
        return self


@dataclass
class Names:
    """Leads names where the table says, to what stands first the first time, and so on; names that
    are not in it lead to `otherwise`."""

    records: Mapping[str, Iterable[str]]
    otherwise: Iterable[str] = ()
    later: Mapping[str, Iterable[str]] = field(default_factory=dict)  # from the second time on
    asked: Counter[str] = field(default_factory=Counter)

    async def __call__(self, host: str) -> list[str]:
        self.asked[host] += 1
        if self.asked[host] > 1 and host in self.later:
            return list(self.later[host])
        return list(self.records.get(host, self.otherwise))


class Sockets:
    """Counts what this process asks of the system's network while it is asked to."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self._counting = False
        sys.addaudithook(self._hear)  # for good: Python takes none back

    def _hear(self, event: str, _: tuple[Any, ...]) -> None:
        if self._counting and event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            self.opened.append(event)
            raise PermissionError("no connection is to be opened here")

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """What was asked for while this is open; nothing of it happens."""
        self.opened, self._counting = [], True
        try:
            yield self.opened
        finally:
            self._counting = False
