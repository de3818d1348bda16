"""The provider that misbehaves, while it does not: each protocol is answered properly."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.provider import Provider
from tests.provider_behaviours import Behaviour, Pace
from tests.provider_pictures import draw, measured
from tests.provider_speech import Service

KEY = {"Authorization": "Bearer sk-one"}
PHOTO = draw((128, 128), 5, "jpeg").data
FILES = {"image": ("photo.jpg", PHOTO, "image/jpeg")}
CHAT = "/api/v1/chat/completions"


def answered(provider: Provider, service: Service, times: int) -> None:
    assert provider.complaints == []
    said = [(call.service, call.key, call.status) for call in provider.calls]
    assert said == [(service, "sk-one", 200)] * times


@pytest.fixture(scope="module")
async def caller() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(headers=KEY, timeout=10, verify=False) as client:
        yield client


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider(Pace(pause=0.01, tick=0.01, patience=2)) as running:
        yield running


def in_chat(text: str, photo: bytes) -> dict[str, Any]:
    url = f"data:image/jpeg;base64,{b64encode(photo).decode()}"
    content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}]
    return {
        "model": "google/gemini-nano-banana-2.1",
        "messages": [{"role": "user", "content": content}],
        "modalities": ["image", "text"],
        "image_config": {"aspect_ratio": "2:3"},
    }


async def test_the_ai_server_answers_a_form_with_bytes_and_a_link_with_a_form(
    provider: Provider, caller: httpx.AsyncClient
) -> None:
    said = await caller.post(provider.url + "/generate-cartoon", files=FILES)
    assert measured(said.content) == (1024, 1024)
    provider.as_form = True
    linked = {"image_url": "https://house.example/cartoon.png"}
    said = await caller.post(provider.url + "/process-face-cut", json=linked)
    assert said.headers["content-type"].startswith("multipart/form-data")
    assert b"\r\n\r\n\x89PNG" in said.content
    answered(provider, Service.AISERVER, 2)


async def test_openrouter_answers_in_a_chat(provider: Provider, caller: httpx.AsyncClient) -> None:
    said = await caller.post(provider.url + CHAT, json=in_chat("A cartoon of this", PHOTO))
    [image] = said.json()["choices"][0]["message"]["images"]
    assert measured(b64decode(image["image_url"]["url"].split(",")[1])) == (832, 1248)
    answered(provider, Service.OPENROUTER, 1)


async def test_openai_draws_and_edits(provider: Provider, caller: httpx.AsyncClient) -> None:
    url, wish = provider.url, {"model": "gpt-image-2", "prompt": "A cat", "size": "832x1216"}
    said = await caller.post(url + "/v1/images/generations", json={**wish, "n": 2})
    both = [b64decode(each["b64_json"]) for each in said.json()["data"]]
    assert [measured(each) for each in both] == [(832, 1216)] * 2
    assert both[0] != both[1]
    said = await caller.post(url + "/v1/images/edits", data=wish, files=FILES)
    assert len(said.json()["data"]) == 1
    answered(provider, Service.OPENAI, 2)


async def test_stability_answers_with_bytes(provider: Provider, caller: httpx.AsyncClient) -> None:
    form = {"prompt": (None, "A cat"), "aspect_ratio": (None, "3:2")}
    there = provider.url + "/v2beta/stable-image/generate/core"
    said = await caller.post(there, files=form, headers={"Accept": "image/*"})
    assert (said.headers["finish-reason"], measured(said.content)) == ("SUCCESS", (1216, 832))
    answered(provider, Service.STABILITY, 1)


async def test_getimg_answers_with_a_link(provider: Provider, caller: httpx.AsyncClient) -> None:
    wish = {"prompt": "A headshot", "width": 832, "height": 1216, "response_format": "url"}
    there = provider.url + "/v1/stable-diffusion-xl/image-to-image"
    said = await caller.post(there, json={**wish, "image": "https://photos.example/me.jpg"})
    assert measured((await caller.get(said.json()["url"])).content) == (832, 1216)
    newer = {"model": "seedream-5-lite", "prompt": "A headshot", "aspect_ratio": "3:2"}
    said = await caller.post(provider.url + "/v2/images/generations", json=newer)
    [found] = said.json()["data"]
    assert measured((await caller.get(found["url"])).content) == (1248, 832)
    answered(provider, Service.GETIMG, 2)
    assert len(provider.fetched) == 2


async def test_what_is_not_of_the_protocol_is_told_and_remembered(
    provider: Provider, caller: httpx.AsyncClient
) -> None:
    provider.behave(Behaviour.BUSY, times=1)
    wish = {"model": "gpt-image-2", "prompt": "A cat", "background": "transparent"}
    there = provider.url + "/v1/images/generations"
    wrong = await caller.post(there, json=wish)
    assert (wrong.status_code, len(provider.calls)) == (400, 0)
    assert "Transparent background" in provider.complaints[0]
    right = [await caller.post(there, json={**wish, "background": "auto"}) for _ in range(2)]
    assert [each.status_code for each in right] == [503, 200]
    provider.refused_keys.add("sk-one")
    assert (await caller.get(provider.url + "/v1/models")).status_code == 401


async def test_nobody_is_kept_waiting_for_ever(
    provider: Provider, caller: httpx.AsyncClient
) -> None:
    provider.pace = Pace(patience=0.1)
    provider.behave(Behaviour.SILENT)
    with pytest.raises(httpx.RemoteProtocolError):
        await caller.post(provider.url + "/generate-cartoon", files=FILES)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(provider.url.split(":")[2]))
    async with asyncio.timeout(10):
        assert await reader.read() == b""  # nothing was asked, and that took too long
    writer.close()
    assert (provider.calls[0].status, await provider.quiet()) == (0, 0)
