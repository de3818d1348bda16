"""Connecting to a host that a stranger named: looked up once, judged, and only then dialled."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address

from httpcore import (
    SOCKET_OPTION,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    ConnectError,
    ConnectTimeout,
)

from links import Address, Network, literal, require_address

DIALLED = 4  # addresses of one name, at most: a name may have thousands
PATIENCE = 3.0  # seconds for each, so that one that says nothing leaves time for the next
LOOKERS = 8

Resolve = Callable[[str], Awaitable[Iterable[str]]]


class Lookup:
    """The system's own way from a name to its addresses; `OSError` when there is none.

    In threads of its own: a look-up cannot be stopped, and names whose servers are silent on
    purpose would hold up whatever else is done in threads.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(LOOKERS, thread_name_prefix="lookup")

    async def __call__(self, host: str) -> list[str]:
        # As bytes: a str would be read once more, by an older standard of international names.
        look = partial(socket.getaddrinfo, host.encode(), None, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._pool, look)
        return [str(each[4][0]) for each in found]

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class Dialler(AsyncNetworkBackend):
    """Opens connections for httpcore through `dial`, to nothing but addresses that were judged.

    It stands where a name is exchanged for a socket, so nothing can come between: whatever asks
    for a connection, the first request or one after a redirect, is judged here, and what is
    dialled is the judged address and not the name. One bad address among many refuses them all.
    """

    def __init__(
        self, resolve: Resolve, networks: list[Network], dial: AsyncNetworkBackend
    ) -> None:
        self._resolve, self._networks, self._dial = resolve, networks, dial
        self._opened: list[AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """A connection to the host; `UnsafeUrl` before any is tried, `ConnectError`."""
        addresses = await self._judged(host, port)
        trouble: ConnectError | ConnectTimeout = ConnectError("the name has no address")
        for address in addresses[:DIALLED]:
            try:
                stream = await self._dial.connect_tcp(str(address), port, PATIENCE)
            except (ConnectError, ConnectTimeout) as error:
                trouble = error
            else:
                self._opened.append(stream)
                return stream
        raise trouble

    async def _judged(self, host: str, port: int) -> list[Address]:
        known = literal(host)
        if known is not None:
            addresses = [known]
        else:
            try:
                addresses = [ip_address(each) for each in await self._resolve(host)]
            except OSError as error:
                raise ConnectError(str(error)) from error
        for address in addresses:
            require_address(address, port, self._networks)
        return addresses

    async def close(self) -> None:
        """Ends what is still open: httpcore forgets a connection that is given up midway."""
        for stream in self._opened:
            await stream.aclose()
