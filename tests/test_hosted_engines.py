"""What holds for every engine, wherever it draws; and what is asked of each provider."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from engines.builtin import Builtin
from engines.elsewhere import open_service
from engines.hosted import Hosted
from engines.protocol import Cancelled, Engine, Remote
from engines.registry import Engines
from errors import EngineError, EngineTimeout, EngineUnfit, WrongSetup
from imaging.framing import frame
from imaging.vision import Vision
from kinds import GenerationKind
from settings import Settings
from tests.hosted import (
    CARTOON,
    FACE,
    KEY,
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
    framed,
    opened,
    opened_picture,
    shared_provider,
    specs,
    tried,
    until_called,
    wish_for,
)
from tests.provider import Provider
from tests.provider_behaviours import Behaviour

MADE = [(name, kind) for name in PROVIDERS for kind in sorted(opened(name, "http://a").kinds)]
DRAWN = [(name, kind) for name, kind in MADE if kind is not FACE]
EVERY = [*DRAWN, ("builtin", PICTURES)]
ALONE = pytest.mark.parametrize("name", PROVIDERS)


provider = shared_provider()
server = forgetful_provider()
engine_of = engine_opener()


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
    async with Provider() as server:
        told, engine = Told(server), opened("openai", "http://127.0.0.1:9")
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
