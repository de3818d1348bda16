"""What holds for every engine, wherever it draws; and what is asked of each provider."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from engines.builtin import Builtin
from engines.elsewhere import open_service
from engines.hosted import Hosted
from engines.protocol import Cancelled, Engine, Remote, Wish
from engines.registry import Engines
from errors import EngineError, EngineTimeout, EngineUnfit, ImageRejected, NoFaceFound, WrongSetup
from imaging.framing import frame
from imaging.vision import Vision
from kinds import AspectRatio, GenerationKind
from settings import Settings
from tests.hosted import (
    KEY,
    PHOTO_LINK,
    PROMPT,
    PROVIDERS,
    Told,
    drawn_by,
    framed,
    opened,
    specs,
    tried,
    until_called,
    wish_for,
)
from tests.portrait_photos import HOPPER, photo_bytes
from tests.provider import Provider
from tests.provider_behaviours import Behaviour, Pace
from tests.provider_pictures import Picture
from tests.provider_speech import Shown
from tests.provider_speech import Wish as Asked

PHOTO = photo_bytes(HOPPER)
CARTOON, FACE, HEADSHOT, AVATAR, PICTURES = GenerationKind
MADE = [(name, kind) for name in PROVIDERS for kind in sorted(opened(name, "http://a").kinds)]
DRAWN = [(name, kind) for name, kind in MADE if kind is not FACE]
EVERY = [*DRAWN, ("builtin", PICTURES)]
ALONE = pytest.mark.parametrize("name", PROVIDERS)


@pytest.fixture(scope="module")
async def shared() -> AsyncIterator[Provider]:
    async with Provider(Pace(retry_after=0)) as provider:
        yield provider


@pytest.fixture
def server(shared: Provider) -> Provider:
    shared.forget()
    return shared


@pytest.fixture
async def engine_of(server: Provider) -> AsyncIterator[Callable[..., Hosted]]:
    """Opens engines that ask the provider, and closes them."""
    every: list[Hosted] = []

    def one(name: str, **more: object) -> Hosted:
        every.append(opened(name, server, **more))  # type: ignore[arg-type]
        return every[-1]

    yield one
    for engine in every:
        await engine.close()
    assert server.complaints == []
    assert await server.quiet() == 0


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


# What holds for every engine, the one on this machine included.


@pytest.mark.parametrize(("name", "kind"), EVERY)
async def test_an_engine_brings_as_many_different_pictures_as_are_asked_for(
    server: Provider, engine_of: Callable[..., Hosted], name: str, kind: GenerationKind
) -> None:
    builtin = Builtin(1) if name == "builtin" else None
    engine: Engine = builtin or engine_of(name)
    wish = wish_for(kind, PHOTO, 2 if kind is PICTURES else 1)
    wish = replace(wish, style="MINIMAL", words="Be brave") if builtin else wish
    told = Told(server)
    drawn = await drawn_by(engine, wish, told)
    assert len({one.image for one in drawn}) == len(drawn) == wish.count
    assert {opened_picture(one.image).size for one in drawn} == {wish.size}
    assert kind in engine.kinds
    # Before each call that may be billed it is told, and told again when it was answered.
    billed = len(server.calls) if engine.service and name != "aiserver" else 0
    assert told.words == ["calling", "answered"] * billed
    assert [seen for word, _, seen in told.calls if word == "calling"] == [*range(billed)]
    if builtin:
        await builtin.close()


@ALONE
async def test_who_wants_it_no_more_stops_it_before_a_call_and_within(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    class Unwanted(Told):
        async def calling(self, cost: Decimal) -> None:
            raise Cancelled

        async def __call__(self, progress: float, stage: str) -> None:
            raise Cancelled

    engine, wish = engine_of(name), any_wish(name)
    with pytest.raises(Cancelled):
        await drawn_by(engine, wish, Unwanted(server))
    assert server.asked == []
    server.behave(Behaviour.SILENT)
    told = Told(server)
    drawing = asyncio.create_task(drawn_by(engine, wish, told))
    await until_called(server)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert await server.quiet() == 0
    assert told.words == ([] if name == "aiserver" else ["calling"])  # its answer is still missing


@ALONE
async def test_nobody_waits_for_pictures_that_nobody_takes(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    async with aclosing(engine_of(name).draw(any_wish(name, 3), Told(server))) as pictures:
        async for _ in pictures:
            break
    assert len(server.calls) == 1
    assert await server.quiet() == 0


@ALONE
async def test_an_engine_does_only_what_it_is_made_for(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    engine = engine_of(name)
    assert isinstance(engine, Remote)
    wrong = [kind for kind in GenerationKind if kind not in engine.kinds]
    for kind in [*wrong, FACE]:
        with pytest.raises(EngineError) as told:
            await drawn_by(engine, wish_for(kind, PHOTO), Told(server))
        assert (told.value.retryable, told.value.elsewhere, told.value.ill) == (False, True, False)
    if FACE not in engine.kinds:
        with pytest.raises(EngineError, match="cuts no faces"):
            await engine.cut_face(PHOTO, None, PHOTO_LINK, Told(server))
    assert server.asked == []


# Keys: several, and what becomes of those that are not taken.


async def test_the_next_key_is_tried_when_one_is_refused_or_has_no_credit(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:  # S6
    keys = ["sk-wrong", "sk-poor", "sk-right"]
    server.refused_keys, server.spent_keys = {keys[0]}, {keys[1]}
    for name in ("openai", "openrouter", "stability", "getimg"):
        server.asked.clear()
        engine, told = engine_of(name, keys=",".join(keys)), Told(server)
        for _ in range(3):
            await drawn_by(engine, any_wish(name), told)
        asked = [one.key or "" for one in server.asked if one.service]
        assert sorted(set(asked[:-2])) == sorted(keys), name
        assert asked[-2:] == ["sk-right"] * 2  # the others are set aside
        assert told.words == ["calling", "answered"] * len(asked)
        unfit = engine_of(name, keys="sk-wrong,sk-poor")
        for _ in range(2):
            with pytest.raises(EngineUnfit) as wrong:
                await drawn_by(unfit, any_wish(name), told)
            assert not [key for key in keys if key in f"{wrong.value!r}{wrong.value.__dict__}"]
        assert wrong.value.reason in ("no_credit", "wrong_key")  # whichever was the last


async def test_a_key_is_neither_in_logs_nor_in_errors(
    server: Provider, engine_of: Callable[..., Hosted], capsys: pytest.CaptureFixture[str]
) -> None:  # S6
    server.refused_keys = {KEY}
    shown = ""
    for name in PROVIDERS:
        engine = engine_of(name)
        _, error = await tried(engine, any_wish(name), Told(server))
        assert error is not None
        assert error.reason == "wrong_key"
        shown += f"{error!r} {error.__dict__} {engine!r} {await engine.reach()}"
    out, err = capsys.readouterr()
    assert "wrong_key" in out + err
    for secret in (KEY, PROMPT, PHOTO_LINK, server.url.partition("//")[2]):
        assert secret not in out + err
    assert KEY not in shown


# Repeating: what is known to be free, and nothing else.


@ALONE
async def test_a_provider_that_is_busy_for_a_moment_is_waited_for(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    for behaviour in (Behaviour.BUSY, Behaviour.TOO_MANY_SECONDS):
        server.forget()
        server.behave(behaviour, times=1)
        told = Told(server)
        assert len(await drawn_by(engine_of(name), any_wish(name), told)) == 1
        assert len(server.calls) == 2
        assert told.words == ([] if name == "aiserver" else ["calling", "answered"] * 2)


@ALONE
async def test_a_call_whose_answer_was_lost_is_not_made_again_here(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    for behaviour in (Behaviour.HANGS_UP, Behaviour.RESETS, Behaviour.CUT_OFF):
        server.forget()
        server.behave(behaviour)
        told = Told(server)
        _, error = await tried(engine_of(name), any_wish(name), told)
        assert error is not None
        assert (error.reason, error.retryable) == ("lost", True)
        assert len(server.calls) == 1
        assert told.words == ([] if name == "aiserver" else ["calling"])


async def test_a_connection_that_cannot_be_made_is_tried_again_and_costs_nothing() -> None:
    closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    async with Provider() as server:
        told, engine = Told(server), opened("openai", f"http://127.0.0.1:{port}")
        _, error = await tried(engine, any_wish("openai"), told)
        (state,) = await engine.reach()
        await engine.close()
    assert "cannot be reached" in state
    assert error is not None
    assert (error.reason, error.retryable, error.ill) == ("unreachable", True, True)
    assert [(word, cost) for word, cost, _ in told.calls] == [
        ("calling", Decimal("0.014")),
        ("answered", 0),
    ]


async def test_a_call_ends_within_its_time_whatever_drips_in(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    server.behave(Behaviour.TRICKLE)
    loop, told = asyncio.get_running_loop(), Told(server)
    started = loop.time()
    with pytest.raises(EngineTimeout):
        await drawn_by(engine_of("stability", seconds=0.4), any_wish("stability"), told)
    assert loop.time() - started < 5
    assert await server.quiet() == 0


# What each provider is asked, and what it is taken at its word for.


def asked_of(server: Provider) -> dict[str, object]:
    request = server.calls[-1].request
    if request.type == "application/json":
        return dict(request.document)
    return {part.name: part.data if part.filename else part.text for part in request.parts}


@pytest.mark.parametrize(("name", "kind"), [(n, k) for n, k in DRAWN if n != "getimg"])
async def test_a_photo_goes_out_square_small_and_without_its_metadata(
    server: Provider, engine_of: Callable[..., Hosted], name: str, kind: GenerationKind
) -> None:
    await drawn_by(engine_of(name), wish_for(kind, PHOTO), Told(server))
    wish = server.calls[-1].wish
    assert wish is not None
    if kind is PICTURES:
        assert wish.photo is None
    elif name == "aiserver":  # the contract has the photo as it is
        assert wish.photo == PHOTO
    else:
        assert wish.photo is not None
        photo = opened_picture(wish.photo)
        assert (photo.format, photo.size) == ("JPEG", (1024, 1024))
        assert not {"exif", "xmp", "icc_profile"} & set(photo.info)
    assert wish.prompt == ("" if name == "aiserver" else PROMPT)


async def test_openai_draws_up_to_four_in_one_call_and_edits_a_photo(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    told = Told(server)
    await drawn_by(engine_of("openai"), wish_for(PICTURES, PHOTO, 4), told)
    assert [one.path for one in server.calls] == ["/v1/images/generations"]
    assert asked_of(server)["n"] == 4
    assert told.cost == Decimal("0.056")
    await drawn_by(engine_of("openai"), wish_for(HEADSHOT, PHOTO), Told(server))
    assert server.calls[-1].path == "/v1/images/edits"
    assert asked_of(server)["size"] == "832x1216"
    old = engine_of("openai", model="gpt-image-1.5", options={})
    (headshot,) = await drawn_by(old, wish_for(HEADSHOT, PHOTO), Told(server))
    assert asked_of(server)["size"] == "1024x1536"  # it has no other; what comes is cropped
    assert opened_picture(headshot.image).size == (832, 1216)


async def test_what_is_good_of_a_paid_answer_is_kept_when_one_in_it_is_broken() -> None:
    class OneBroken(Provider):
        def _shown(self, wish: Asked, behaviour: Behaviour) -> list[Shown]:
            shown = super()._shown(wish, behaviour)
            shown[1] = Picture(b"This is no picture. " * 50, "image/png")
            return shown

    async with OneBroken() as server:
        engine, told = opened("openai", server), Told(server)
        drawn, error = await tried(engine, wish_for(PICTURES, PHOTO, 4), told)
        await engine.close()
    assert len(drawn) == 3
    assert error is not None
    assert (error.reason, error.retryable) == ("no_picture", True)
    assert told.cost == Decimal("0.056")


async def test_a_transparent_background_is_asked_for_only_where_the_model_has_it(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    await drawn_by(engine_of("openai"), wish_for(AVATAR, PHOTO), Told(server))
    assert "background" not in asked_of(server)
    clear = engine_of("openai", model="gpt-image-1.5", options={"transparent": True})
    (avatar,) = await drawn_by(clear, wish_for(AVATAR, PHOTO), Told(server))
    assert asked_of(server)["background"] == "transparent"
    assert opened_picture(avatar.image).mode == "RGBA"
    await drawn_by(clear, wish_for(PICTURES, PHOTO), Told(server))
    assert "background" not in asked_of(server)


async def test_openrouter_is_asked_in_a_chat_and_tells_itself_what_it_cost(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    told, engine = Told(server), engine_of("openrouter")
    await drawn_by(engine, wish_for(HEADSHOT, PHOTO), told)
    asked = json.loads(server.calls[-1].request.body)
    assert asked["modalities"] == ["image", "text"]
    assert asked["image_config"] == {"aspect_ratio": "2:3"}
    assert told.cost == Decimal("0.039")
    server.behave(Behaviour.ERROR_WITHIN, times=1)
    assert (await failure(engine, "openrouter")).reason == "busy"  # by the error in it
    server.behave(Behaviour.FILTERED, times=1)
    refused = await failure(engine, "openrouter")
    assert isinstance(refused, ImageRejected)
    assert refused.reason == "filtered"


async def failure(engine: Hosted, name: str) -> EngineError:
    with pytest.raises(EngineError) as told:
        await drawn_by(engine, any_wish(name), Told(Provider()))
    return told.value


async def test_stability_is_called_once_a_picture_each_with_a_seed_of_its_own(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    told = Told(server)
    engine = engine_of("stability")
    drawn = await drawn_by(engine, wish_for(PICTURES, PHOTO, 3), told)
    assert len(drawn) == 3
    assert {one.path.rpartition("/")[2] for one in server.calls} == {"core"}
    assert [one.wish.seed for one in server.calls if one.wish] == [6, 7, 8]
    await drawn_by(engine, wish_for(CARTOON, PHOTO), told)
    asked = asked_of(server)
    assert (asked["mode"], asked["strength"], asked["model"]) == (
        "image-to-image",
        "0.7",
        "sd3.5-large",
    )
    server.behave(Behaviour.FILTERED, times=1)  # a picture comes, blurred
    assert isinstance(await failure(engine, "stability"), ImageRejected)


@pytest.mark.parametrize("api", ["v1", "v2"])
async def test_getimg_fetches_the_photo_itself_and_answers_with_links(
    server: Provider, engine_of: Callable[..., Hosted], api: str
) -> None:  # H1, H3
    options = {"api": api, "response_format": "url", "output_format": ""}
    engine = engine_of("getimg", options=options, model="seedream-4-5" if api == "v2" else "")
    told = Told(server)
    assert engine.follows_links
    (kept,) = await drawn_by(engine, replace(wish_for(HEADSHOT, PHOTO), photo=None), told)
    asked = asked_of(server)
    if api == "v1":
        assert (asked["image"], asked["width"], asked["height"]) == (PHOTO_LINK, 832, 1216)
    else:
        assert (asked["images"], asked["aspect_ratio"]) == ([{"url": PHOTO_LINK}], "2:3")
    assert "output_format" not in asked  # an empty option takes one away
    assert kept.url is None
    assert opened_picture(kept.image).size == AspectRatio.PORTRAIT.size
    assert told.cost == Decimal("0.0081" if api == "v1" else "0.035")


async def test_in_broker_mode_the_link_is_handed_on_and_not_followed(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:  # H3
    engine = engine_of("getimg", headshot_results="broker")
    (drawn,) = await drawn_by(engine, wish_for(HEADSHOT, PHOTO), Told(server))
    assert drawn.image is None
    assert drawn.url is not None
    assert drawn.url.startswith(server.url)
    assert server.fetched == []
    for behaviour in (Behaviour.LINK_FILE, Behaviour.LINK_PRIVATE):
        server.behave(behaviour, times=1)
        assert (await failure(engine, "getimg")).reason == "link_unsafe"
    inline = engine_of("getimg", headshot_results="broker", options={"api": "v1"})
    (drawn,) = await drawn_by(inline, wish_for(HEADSHOT, PHOTO), Told(server))
    assert drawn.url is None
    assert opened_picture(drawn.image).size == AspectRatio.PORTRAIT.size


@pytest.mark.parametrize("as_form", [False, True])
async def test_an_ai_server_draws_and_cuts_faces_by_its_contract(
    server: Provider, engine_of: Callable[..., Hosted], as_form: bool
) -> None:  # C11
    server.as_form = as_form
    engine, told = engine_of("aiserver", keys=""), Told(server)
    (cartoon,) = await drawn_by(engine, replace(wish_for(CARTOON, PHOTO), prompt=None), told)
    assert opened_picture(cartoon.image).size == (1024, 1024)
    face = await engine.cut_face(PHOTO, None, PHOTO_LINK, told)
    assert opened_picture(face.image).format == "PNG"
    assert asked_of(server) == {"image_url": PHOTO_LINK}
    assert [one.path for one in server.calls] == ["/generate-cartoon", "/process-face-cut"]
    assert (told.calls, server.calls[-1].key) == ([], None)
    server.as_form = False
    server.behave(Behaviour.REFUSED, times=1)
    with pytest.raises(NoFaceFound):
        await engine.cut_face(PHOTO, None, PHOTO_LINK, told)


# Setting up, and asking how it is.


async def test_switching_an_engine_is_one_setting(server: Provider, tmp_path: Path) -> None:
    specs_of_mine = tmp_path / "engines.toml"
    specs_of_mine.write_text(f'[openai]\nurl = "{server.url}"\n')
    house = Settings(engines=specs_of_mine, openai_api_key=SecretStr(KEY))
    for names in (("builtin",), ("openai", "builtin")):
        engines = Engines(house.model_copy(update={"cartoon_engine": names}))
        first, *_ = engines.for_kind(CARTOON)
        assert first == names[0]
        if first == "openai":
            told = Told(server)
            await drawn_by(engines.get(first), wish_for(CARTOON, PHOTO), told)
        await engines.close()
    wish = server.calls[-1].wish
    assert wish is not None
    assert wish.photo == frame(PHOTO, Vision())  # around the face
    assert server.calls[-1].key == KEY


def test_what_an_engine_needs_is_said_when_it_is_missing() -> None:
    for name in PROVIDERS:
        with pytest.raises(WrongSetup, match=f"{name.upper()}_(API_KEY|URL)"):
            open_service(name, specs(), Settings(), framed)
    with pytest.raises(WrongSetup, match="There is no engine midjourney"):
        open_service("midjourney", specs(), Settings(), framed)


@ALONE
async def test_an_engine_tells_how_it_is_without_drawing(
    server: Provider, engine_of: Callable[..., Hosted], name: str
) -> None:
    engine = engine_of(name, keys="sk-one,sk-two", model="gpt-image-2")
    assert await engine.reach() == []
    assert [one.key for one in server.asked] == ["sk-one", "sk-two"]
    server.refused_keys = {"sk-two"}
    (told,) = await engine.reach()
    assert told == (
        f"{name}: key 2 of 2 in {name.upper()}_API_KEY is not taken. Put the right one there."
    )
    assert server.calls == []


async def test_nothing_stays_open_when_an_engine_is_closed(server: Provider) -> None:
    engine = opened("openai", server)
    server.behave(Behaviour.SILENT)
    drawing = asyncio.create_task(tried(engine, any_wish("openai"), Told(server)))
    await until_called(server)
    await engine.close()
    drawing.cancel()
    await asyncio.gather(drawing, return_exceptions=True)
    gc.collect()
    assert await server.quiet() == 0
