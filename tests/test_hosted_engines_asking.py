"""What each provider is asked, and what it is taken at its word for."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engines.hosted import Hosted
from errors import EngineError, ImageRejected, NoFaceFound
from kinds import AspectRatio, GenerationKind
from tests.hosted import (
    AVATAR,
    CARTOON,
    FACE,
    HEADSHOT,
    PHOTO,
    PHOTO_LINK,
    PICTURES,
    PROMPT,
    PROVIDERS,
    Told,
    any_wish,
    drawn_by,
    engine_opener,
    forgetful_provider,
    opened,
    opened_picture,
    shared_provider,
    tried,
    wish_for,
)
from tests.provider import Provider
from tests.provider_behaviours import Behaviour
from tests.provider_pictures import Picture
from tests.provider_speech import Shown
from tests.provider_speech import Wish as Asked

DRAWN = [
    (name, kind)
    for name in PROVIDERS
    for kind in sorted(opened(name, "http://a").kinds - {FACE})
    if name != "getimg"
]

provider = shared_provider()
server = forgetful_provider()
engine_of = engine_opener()


def asked_of(server: Provider) -> dict[str, object]:
    request = server.calls[-1].request
    if request.type == "application/json":
        return dict(request.document)
    return {part.name: part.data if part.filename else part.text for part in request.parts}


@pytest.mark.parametrize(("name", "kind"), DRAWN)
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


async def test_storing_that_a_call_goes_out_takes_nothing_of_its_time(
    server: Provider, engine_of: Callable[..., Hosted]
) -> None:
    class Slow(Told):
        async def calling(self, cost: Decimal) -> None:
            await asyncio.sleep(1.6)
            await super().calling(cost)

    assert await drawn_by(engine_of("openai", seconds=1.5), wish_for(PICTURES, PHOTO), Slow(server))


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


async def test_an_ai_server_gets_a_key_once_there_is_one(
    server: Provider, engine_of: Callable[..., Hosted], tmp_path: Path
) -> None:  # S6
    engine = engine_of("aiserver", keys="", folder=tmp_path)
    for key in (None, "sk-one", "sk-another"):
        if key is not None:
            (tmp_path / "aiserver").write_text(key)
        await drawn_by(engine, wish_for(CARTOON, PHOTO), Told(server))
        assert server.calls[-1].key == key
