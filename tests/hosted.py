"""Engines elsewhere as tests ask them: of a provider on this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from engines.aiserver import AIServer
from engines.getimg import GetImg
from engines.hosted import Hosted
from engines.keys import Keys
from engines.openai import OpenAI
from engines.openrouter import OpenRouter
from engines.orders import Provider
from engines.protocol import Drawn, Engine, Wish
from engines.specs import Spec, read_specs
from engines.stability import Stability
from errors import EngineError
from kinds import AspectRatio, GenerationKind
from settings import Settings
from tests.portrait_photos import HOPPER, photo_bytes
from tests.provider import Provider as Server
from tests.provider_behaviours import Pace

KEY = "sk-a-key-for-tests"
PROVIDERS: Mapping[str, type[Provider]] = {
    each.name: each for each in (AIServer, OpenRouter, OpenAI, Stability, GetImg)
}
PHOTO_LINK = "https://photos.example/me.jpg"
PHOTO = photo_bytes(HOPPER)
CARTOON, FACE, HEADSHOT, AVATAR, PICTURES = GenerationKind
PROMPT = "A lighthouse at dusk, in soft light"


@cache
def settings() -> Settings:
    """Those of a house whose links may lead to the provider of the tests, and nowhere else near."""
    return Settings(headshot_http=True, link_networks=("127.0.0.1/32",))


@cache
def specs() -> Mapping[str, Spec]:
    return read_specs(None)


@cache
def no_trust() -> ssl.SSLContext:
    """No certificate is judged in these tests, and reading them takes long."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def framed(photo: bytes) -> bytes:
    """The middle of a photo; the search for faces would take longer than all else here."""
    return _middle(photo)


@cache
def _middle(photo: bytes) -> bytes:
    picture = ImageOps.fit(Image.open(BytesIO(photo)).convert("RGB"), (1024, 1024))
    body = BytesIO()
    picture.save(body, "JPEG")
    return body.getvalue()


def opened(
    name: str,
    server: Server | str,
    seconds: float = 20.0,
    keys: str = KEY,
    folder: Path | None = None,
    options: Mapping[str, str | bool] | None = None,
    model: str | None = None,
    **more: object,
) -> Hosted:
    """The engine `name`, asking `server` or an address; `options` and `model` for all its kinds."""
    spec = specs()[name]
    changes: dict[str, object] = {} if model is None else {"model": model}
    if options is not None:
        changes["options"] = options
    spec = spec.model_copy(
        update={
            "url": server if isinstance(server, str) else server.url,
            "seconds": seconds,
            "models": {k: v.model_copy(update=changes) for k, v in spec.models.items()},
        }
    )
    house = settings().model_copy(update=more)
    return Hosted(PROVIDERS[name](), spec, house, Keys(name, keys, folder), framed, no_trust)


def wish_for(kind: GenerationKind, photo: bytes, count: int = 1) -> Wish:
    """One that every engine of this kind can be asked for."""
    return Wish(
        kind=kind,
        seed=5,
        count=count,
        size=AspectRatio.PORTRAIT.size if kind is GenerationKind.HEADSHOT else (1024, 1024),
        style="REALISTIC",
        prompt=PROMPT,
        photo=None if kind is GenerationKind.PICTURES else photo,
        photo_url=PHOTO_LINK,
    )


def shared_provider() -> Callable[..., AsyncIterator[Server]]:
    """The fixture `provider` of a module."""

    @pytest.fixture(scope="module")
    async def provider() -> AsyncIterator[Server]:
        async with Server(Pace(retry_after=0)) as server:
            yield server

    return provider


def forgetful_provider() -> Callable[..., Server]:
    """The fixture `server`: the same, as new for each test."""

    @pytest.fixture
    def server(provider: Server) -> Server:
        provider.forget()
        return provider

    return server


def engine_opener() -> Callable[..., AsyncIterator[Callable[..., Hosted]]]:
    """The fixture `engine_of`: opens engines that ask the provider, and closes them; then all
    requests were as the protocols want them, and no socket is open."""

    @pytest.fixture
    async def engine_of(server: Server) -> AsyncIterator[Callable[..., Hosted]]:
        every: list[Hosted] = []

        def one(name: str, **more: Any) -> Hosted:
            every.append(opened(name, server, **more))
            return every[-1]

        yield one
        for engine in every:
            await engine.close()
        assert server.complaints == []
        assert await server.quiet() == 0

    return engine_of


@dataclass
class Told:
    """A report that keeps what is told of calls, and how many had gone out by then."""

    server: Server
    calls: list[tuple[str, Decimal, int]] = field(default_factory=list)

    async def __call__(self, progress: float, stage: str) -> None:
        assert 0 <= progress <= 1

    async def calling(self, cost: Decimal) -> None:
        self.calls.append(("calling", cost, len(self.server.calls)))

    def answered(self, cost: Decimal) -> None:
        self.calls.append(("answered", cost, len(self.server.calls)))

    @property
    def words(self) -> list[str]:
        return [word for word, _, _ in self.calls]

    @property
    def cost(self) -> Decimal:
        return sum((cost for word, cost, _ in self.calls if word == "answered"), Decimal(0))


async def drawn_by(engine: Engine, wish: Wish, told: Told) -> list[Drawn]:
    return [drawn async for drawn in engine.draw(wish, told)]


async def until_called(server: Server) -> None:
    """Until something is to be drawn."""
    for _ in range(4000):
        if server.calls:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody called")


async def tried(engine: Engine, wish: Wish, told: Told) -> tuple[list[Drawn], EngineError | None]:
    """What came, and the error that ended it."""
    found: list[Drawn] = []
    try:
        async for drawn in engine.draw(wish, told):
            found.append(drawn)
    except EngineError as error:
        return found, error.with_traceback(None)  # which would keep all that was read
    return found, None


def kind_of(name: str) -> GenerationKind:
    """What an engine is asked for where it does not matter what."""
    kinds = opened(name, "http://a").kinds
    return next(kind for kind in (PICTURES, HEADSHOT, CARTOON) if kind in kinds)


def any_wish(name: str, count: int = 1) -> Wish:
    return wish_for(kind_of(name), PHOTO, count)


def opened_picture(image: bytes | None) -> Image.Image:
    assert image is not None
    picture = Image.open(BytesIO(image))
    picture.load()
    return picture
