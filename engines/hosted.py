"""What all engines elsewhere have in common; what differs is in a file of each."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

import httpx
import structlog

from engines.answers import USUAL_SIZE, Found, is_framed, read_text, unusable, usable
from engines.calls import Caller
from engines.exchanges import Trust
from engines.fetching import Fetcher, Limits, NotFetched
from engines.keys import Key, Keys
from engines.orders import Order, Provider
from engines.pools import refused
from engines.protocol import Drawn, Report, Service, Wish
from engines.specs import Spec
from engines.troubles import NOT_TAKEN
from errors import EngineError, ImageRejected, NoFaceFound, UnsafeUrl
from kinds import DigitalSource, GenerationKind
from links import require_public
from settings import Settings

log = structlog.get_logger("engines")

Frame = Callable[[bytes], Awaitable[bytes]]

LARGEST_ASKED = 1536  # px; of what is to be larger, as avatars, the usual size is asked for
LINK_SECONDS, LINK_BYTES = 30.0, 32 * 2**20
NO_FACES = "The engine {} cuts no faces."
NO_FACE = "No face was found in this picture. Choose one that shows a face from the front."
NO_PHOTO = "The engine {} needs a photo for this."
NO_PROMPT = "The engine {} needs words for this."
NO_LINK = "The engine {} needs a link to the photo."

MOST_HEADSHOTS = 4  # of one answer; nobody waits for more to be looked at


class Hosted:
    """An engine that draws with a provider; see `Provider`."""

    source = DigitalSource.MODEL

    def __init__(
        self,
        provider: Provider,
        spec: Spec,
        settings: Settings,
        keys: Keys,
        frame: Frame,
        trust: Trust = httpx.create_ssl_context,
    ) -> None:
        """`frame` makes a JPEG of `USUAL_SIZE` of a photo, around the face in it. `trust` says by
        what certificates are judged; it is asked off the event loop, once there is something to
        call, because it reads a file of them."""
        self._provider, self._spec, self._keys = provider, spec, keys
        self.name = provider.name
        self.kinds = provider.kinds & set(spec.models)
        self.service: Service | None = spec.service
        self.follows_links = provider.follows_links
        self._caller = Caller(self.name, spec, keys, provider.keyed, trust)
        self._settings, self._frame = settings, frame
        self._fetcher: Fetcher | None = None

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """As many calls as it takes; what comes twice is passed on once."""
        order = await self._order(wish)
        seen: set[bytes] = set()
        while len(seen) < wish.count:
            given = len(seen)
            await report(0.05 + 0.9 * given / wish.count, "drawing")
            count = min(wish.count - given, self._provider.most)
            asked = replace(order, seed=wish.seed + given, count=count)
            trouble: EngineError | None = None
            found = await self._asked(asked, report)
            # Of a headshot several may come: they are paid for.
            for each in found[: MOST_HEADSHOTS if wish.kind is GenerationKind.HEADSHOT else count]:
                try:
                    drawn, body = await self._drawn(each, order)
                except EngineError as error:  # the others are paid for, too
                    trouble = self._told(error)
                    continue
                if body not in seen:
                    seen.add(body)
                    yield drawn
            if len(seen) == given and trouble is None:
                trouble = self._told(unusable("same_again"))
            if len(seen) < wish.count and trouble is not None:
                raise trouble

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        """The face, by whoever can; see `engines.aiserver`."""
        if GenerationKind.FACE not in self.kinds:
            raise refused(NO_FACES.format(self.name))
        order = self._plain(GenerationKind.FACE, link=link)
        await report(0.05, "cutting the face")
        try:
            found = await self._asked(order, report)
        except ImageRejected as error:  # there is nothing in it to cut
            raise NoFaceFound(NO_FACE, reason=error.reason) from None
        try:
            drawn, _ = await self._drawn(found[0], order)
        except EngineError as error:
            raise self._told(error) from None
        return drawn

    async def reach(self) -> list[str]:
        """A free question with each key."""
        keys: list[Key | None] = [*self._keys.all] or [None]
        told = await asyncio.gather(*(self._reached(key) for key in keys))
        return list(dict.fromkeys(sentence for each in told for sentence in each))

    async def close(self) -> None:
        await self._caller.close()
        if self._fetcher is not None:
            await self._fetcher.close()

    async def _order(self, wish: Wish) -> Order:
        """The wish as it is asked for; `EngineError` for one that cannot be."""
        if wish.kind not in self.kinds - {GenerationKind.FACE}:
            raise refused(f"The engine {self.name} does not make {wish.kind.value}.")
        size = wish.size if max(wish.size) <= LARGEST_ASKED else USUAL_SIZE
        order = replace(self._plain(wish.kind), prompt=wish.prompt or "", size=size)
        if self.follows_links:
            if not wish.photo_url:
                raise refused(NO_LINK.format(self.name))
            order = replace(order, link=wish.photo_url)
        elif wish.kind is not GenerationKind.PICTURES:
            order = replace(order, photo=await self._photo(wish.photo))
        if not order.prompt and not self._provider.only_photos:
            raise refused(NO_PROMPT.format(self.name))
        return order

    def _plain(self, kind: GenerationKind, link: str = "") -> Order:
        return Order(kind, self._spec.models[kind], "", 0, 1, USUAL_SIZE, link=link)

    async def _photo(self, photo: bytes | None) -> bytes:
        if photo is None:
            raise refused(NO_PHOTO.format(self.name))
        return photo if self._provider.only_photos or is_framed(photo) else await self._frame(photo)

    async def _asked(self, order: Order, report: Report) -> list[Found]:
        """What one call brings."""
        answer = await self._caller.call(
            self._provider.request(order),
            report,
            order.model.price * order.count,
            lambda answer: self._provider.cost(answer, order),
        )
        try:
            return await asyncio.to_thread(self._provider.found, answer)
        except EngineError as error:
            raise self._told(error) from None

    async def _drawn(self, found: Found, order: Order) -> tuple[Drawn, bytes]:
        """One picture that can be shown, and by what it is told from others."""
        headshot = order.kind is GenerationKind.HEADSHOT
        if isinstance(found, str):
            found = await asyncio.to_thread(read_text, found)
        if isinstance(found, str):
            if headshot and self._settings.headshot_results == "broker":
                self._require_public(found)
                return Drawn(image=None, url=found), found.encode()
            found = await self._fetched(found)
        size = order.size if order.kind is not GenerationKind.FACE else None
        image = await asyncio.to_thread(usable, found, size, headshot)
        return Drawn(image=image), await asyncio.to_thread(_digest, image)

    def _told(self, error: EngineError) -> EngineError:
        """The error, once the log has it: what came is of no use."""
        log.warning("provider_failed", engine=self.name, reason=error.reason)
        return error

    def _require_public(self, url: str) -> None:
        """`EngineError` for a link that leads where none should. It is handed on as it came: signed
        links stand no change."""
        settings = self._settings
        try:
            require_public(url, settings.headshot_http, settings.link_networks)
        except UnsafeUrl:
            raise _unsafe() from None

    async def _fetched(self, url: str) -> bytes:
        """The picture behind a link in an answer."""
        if self._fetcher is None:
            self._fetcher = self._open_fetcher(await self._caller.tls())
        try:
            return await self._fetcher.fetch(url)
        except UnsafeUrl:
            raise _unsafe() from None
        except NotFetched as error:  # its sentence is for who gives links; this one a service gave
            raise unusable(f"link_{error.reason.replace('-', '_')}") from None

    def _open_fetcher(self, tls: ssl.SSLContext) -> Fetcher:
        settings = self._settings
        seconds = min(LINK_SECONDS, self._spec.seconds)
        return Fetcher(
            tls,
            settings.headshot_http,
            settings.link_networks,
            Limits(seconds=seconds, max_bytes=LINK_BYTES),
        )

    async def _reached(self, key: Key | None) -> list[str]:
        place = f"{self.name}: "
        try:
            answer = await self._caller.get(self._provider.state_path(self._spec), key)
        except EngineError as error:
            slow = error.reason == "timeout"
            said = "does not answer in time" if slow else "cannot be reached"
            return [f"{place}{self._spec.url} {said}. Look at the address and the network."]
        if answer.status in (401, 403) and key is not None:
            return [f"{place}{key.place} is not taken. Put the right one there."]
        wrong = self._provider.state_wrong(answer, self._spec)
        return [place + each for each in wrong]


def _digest(image: bytes) -> bytes:
    return hashlib.sha256(image).digest()


def _unsafe() -> EngineError:
    error = EngineError(NOT_TAKEN, reason="link_unsafe")
    error.retryable = False
    return error
