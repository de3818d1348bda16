"""A provider of pictures on this machine: speaks five protocols, and misbehaves when told to.

async with Provider() as provider:
    provider.behave(Behaviour.BUSY, times=2)  # the next two calls; then the next in the queue
    provider.behave(Behaviour.FAILS)          # and from then on, until `well()`
    ...
    assert [call.status for call in provider.calls] == [503, 503, 500]
    assert provider.complaints == []          # every request was as the protocol wants it
    assert await provider.quiet() == 0        # no socket is left open
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from zlib import crc32

from tests.provider_behaviours import (
    LINKS,
    ONCE,
    Behaviour,
    Pace,
    Scene,
    answer,
    page,
    spoilt,
)
from tests.provider_pictures import Picture, draw, echo
from tests.provider_plays import play, without_end
from tests.provider_speech import Protocol, Refused, Service, Shown, Trouble, Wish
from tests.provider_studios import AIServer, five_protocols
from tests.provider_wire import Answer, Line, Malformed, Request, read_request, said


@dataclass
class Asked:
    """One request, and what became of it."""

    request: Request
    service: Service | None = None  # None: a file, or a path nobody knows
    wish: Wish | None = None  # what was asked to be drawn; None: nothing was
    behaviour: Behaviour = Behaviour.GOOD
    moment: float = field(default_factory=time.monotonic)
    complaint: str = ""  # why the request is not as the protocol wants it
    answer: Answer | None = None
    line: Line | None = None

    @property
    def status(self) -> int:
        """Of the answer; 0 as long as none was begun."""
        return self.answer.status if self.answer and self.sent else 0

    @property
    def sent(self) -> int:
        """Bytes of the answer that the caller, or the system between, has taken; headers too."""
        return self.line.sent if self.line else 0

    @property
    def left(self) -> bool:
        """The caller was seen to leave before the answer was over."""
        return bool(self.line and self.line.left)

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def key(self) -> str | None:
        return self.request.key


class Provider:
    """The server; everything about it may be changed while it runs."""

    def __init__(
        self, pace: Pace | None = None, echoes: bool = False, as_form: bool = False
    ) -> None:
        self.pace = pace or Pace()
        self.echoes = echoes  # answers with the photo that was sent, a corner of it coloured
        self.as_form = as_form  # the AI server answers as multipart/form-data
        self.asked: list[Asked] = []  # all there was, in the order of arrival
        self.refused_keys: set[str] = set()  # told 401, whatever the behaviour
        self.spent_keys: set[str] = set()  # told that their quota is used up
        self.open = 0  # sockets
        self.most_open = 0
        self.trapped = 0  # connections to the private address: there should be none
        self.url = self.trap = ""
        self._always: dict[Service | None, Behaviour] = {}
        self._queue: deque[tuple[Behaviour, Service | None]] = deque()
        self._files: dict[str, Picture] = {}
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._protocols = five_protocols()
        self._still = asyncio.Event()  # no socket is open
        self._still.set()

    async def __aenter__(self) -> Self:
        for serve, host in ((self._meet, "127.0.0.1"), (self._spring, "127.0.0.2")):
            server = await asyncio.start_server(serve, host, 0, limit=1024 * 1024)
            self._servers.append(server)
        here, there = (server.sockets[0].getsockname() for server in self._servers)
        self.url, self.trap = (f"http://{host}:{port}" for host, port in (here, there))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()

    @property
    def calls(self) -> list[Asked]:
        """The requests to draw that were in order: what a provider would bill."""
        return [one for one in self.asked if one.wish]

    @property
    def fetched(self) -> list[Asked]:
        """The requests for files the provider had answered with links to."""
        return [one for one in self.asked if one.path.startswith("/files/")]

    @property
    def complaints(self) -> list[str]:
        return [f"{one.path}: {one.complaint}" for one in self.asked if one.complaint]

    def behave(
        self, behaviour: Behaviour, times: int | None = None, service: Service | None = None
    ) -> None:
        """For the next calls, after those already in the queue; without `times` for ever."""
        if times is None and behaviour not in ONCE:
            self._always[service] = behaviour
        else:
            self._queue.extend([(behaviour, service)] * (times or 1))

    def well(self) -> None:
        """From here on everything is answered as it should be."""
        self._always.clear()
        self._queue.clear()

    def forget(self) -> None:
        """As new: well, and nothing was ever asked."""
        self.well()
        self.asked.clear()
        self.refused_keys.clear()
        self.spent_keys.clear()
        self.most_open, self.trapped = self.open, 0

    async def quiet(self, within: float = 3.0) -> int:
        """Waits until no socket is open; how many still are after that time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._still.wait()
        return self.open

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A caller has come. The task is our own: streams of 3.11 stumble over one cancelled."""
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self._still.clear()
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _spring(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The trap at the private address: counts who comes, and answers as if all were well."""
        self.trapped += 1
        self._meet(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, for as long as patience lasts."""
        try:
            # Who is hung up on, or gone, is told of in `Asked.left`.
            with suppress(TimeoutError, ConnectionError):
                async with asyncio.timeout(self.pace.patience):
                    if request := await read_request(reader):
                        await self._answer(request, Line(reader, writer))
        finally:
            writer.close()
            self.open -= 1
            if not self.open:
                self._still.set()

    async def _answer(self, request: Request, line: Line) -> None:
        asked = Asked(request, line=line)
        self.asked.append(asked)
        try:
            a_file = asked.path.startswith("/files/")
            asked.answer = self._file(asked) if a_file else self._say(asked)
            if asked.path == "/files/flood.png":
                await without_end(line, asked.answer, self.pace)
            else:
                await play(asked.behaviour, line, asked.answer, self.pace)
        finally:
            await line.close()

    def _say(self, asked: Asked) -> Answer:
        """Finds the protocol, checks the request and does what was told."""
        request = asked.request
        protocol, state = self._spoken(request)
        if not protocol:
            asked.complaint = f"{request.method} is not known here"
            return said({"error": "not found"}, 404)
        asked.service = protocol.service
        if protocol.keyed and not asked.key:
            asked.complaint = "there is no key"
        if asked.complaint or asked.key in self.refused_keys:
            return protocol.trouble(Trouble.KEY)
        if state is not None:
            return said(state)
        try:
            wish = protocol.wish(request)
        except Refused as refused:
            asked.complaint = str(refused)
            return protocol.trouble(refused.trouble, asked.complaint)
        except (Malformed, KeyError, TypeError, ValueError, AttributeError) as error:
            asked.complaint = f"not of the protocol's form: {error!r}"
            return protocol.trouble(Trouble.BAD_REQUEST, asked.complaint)
        if asked.key in self.spent_keys:
            return protocol.trouble(Trouble.QUOTA)
        asked.wish, asked.behaviour = wish, self._next(protocol.service)
        shown = self._shown(wish, asked.behaviour)
        scene = Scene(protocol, wish, shown, self.url, self.trap, self.pace)
        return answer(asked.behaviour, scene)

    def _spoken(self, request: Request) -> tuple[Protocol | None, object]:
        """Who is asked, and what it tells when nothing is to be drawn."""
        for protocol in self._protocols:
            if isinstance(protocol, AIServer):
                protocol.as_form = self.as_form
            if request.method == "POST" and protocol.draws(request.path):
                return protocol, None
            if request.method == "GET" and (state := protocol.state(request.path)) is not None:
                return protocol, state
        return None, None

    def _next(self, service: Service) -> Behaviour:
        for told in self._queue:
            if told[1] in (None, service):
                self._queue.remove(told)
                return told[0]
        usual = self._always.get(None, Behaviour.GOOD)
        return self._always.get(service, usual)

    def _shown(self, wish: Wish, behaviour: Behaviour) -> list[Shown]:
        """The pictures of the answer, or links to them."""
        more = {Behaviour.FEWER: -1, Behaviour.MORE: 2}.get(behaviour, 0)
        shown: list[Shown] = []
        for number in range(wish.count + more):
            drawn = spoilt(behaviour, wish.size) or self._draw(wish, behaviour, number)
            shown.append(
                self._linked(drawn) if wish.links or behaviour is Behaviour.LINK else drawn
            )
        if place := LINKS.get(behaviour):
            return [place.format(url=self.url, trap=self.trap)] * len(shown)
        return shown

    def _draw(self, wish: Wish, behaviour: Behaviour, number: int) -> Picture:
        """Another picture every time, but for SAME_TWICE."""
        tone = crc32(f"{wish.seed} {wish.prompt}".encode()) % 7
        if behaviour is not Behaviour.SAME_TWICE:
            tone += 7 * (1 + number + 4 * (len(self.calls) % 32))
        if self.echoes and wish.photo:
            return echo(wish.photo, wish.size, tone, wish.form)
        return draw(wish.size, tone, wish.form, wish.clear)

    def _linked(self, drawn: Picture) -> str:
        name = f"{len(self._files)}-{crc32(drawn.data):08x}"
        self._files[name] = drawn
        return f"{self.url}/files/{name}"

    def _file(self, asked: Asked) -> Answer:
        """What the links lead to."""
        match asked.path.removeprefix("/files/"):
            case "page.html":
                return page(200)
            case "loop":
                return Answer(307, headers=(("Location", f"{self.url}/files/loop"),))
            case "private":
                return Answer(302, headers=(("Location", f"{self.trap}/files/private.png"),))
            case "flood.png" | "private.png":
                return Answer(200, draw((64, 64), 1).data, "image/png")
            case name if name in self._files:
                return Answer(200, self._files[name].data, self._files[name].type)
        return Answer(404, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
