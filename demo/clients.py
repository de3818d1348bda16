"""A client of Visage, as small as one can be: calls, uploads, and following a generation."""

import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from errors import BadUserInput, Unavailable, VisageError

Json = dict[str, Any]

PATIENCE = 60.0  # seconds for one answer
TRANSPORT = Subprotocol("graphql-transport-ws")
PREFLIGHT = {"apollo-require-preflight": "1"}
FOLLOW = """subscription ($id: ID!) { generation(id: $id) {
  status progress failure { message } images { id url __typename } } }"""


class Refused(VisageError):
    """Visage does not do what it was asked for; the message is its own."""


class Client:
    """One device that talks to the Visage at `url`, a fresh one each time; `Unavailable` when
    nothing like it answers there."""

    def __init__(self, url: str) -> None:
        self._url = _checked(url)
        self._device = str(uuid.uuid4())
        headers = {"x-device-id": self._device, **PREFLIGHT}
        # Reading the certificates of this machine takes longer than most of the story.
        safe = self._url.startswith("https")
        self._http = httpx.AsyncClient(headers=headers, timeout=PATIENCE, verify=safe)
        self._token: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    def speak_by(self, token: str) -> None:
        """Send this token with all that follows."""
        self._token = token
        self._http.headers["authorization"] = f"Bearer {token}"

    async def ask(self, query: str, **variables: Any) -> Json:
        """The data of a query or mutation; `Refused` when there are errors."""
        return await self._post(json={"query": query, "variables": variables})

    async def send(self, query: str, field: str, photo: bytes, **input: Any) -> Json:
        """The same for a mutation that takes `input` with a photo in one of its fields."""
        variables = {"input": {**input, field: None}}
        parts = {
            "operations": json.dumps({"query": query, "variables": variables}),
            "map": json.dumps({"0": [f"variables.input.{field}"]}),
        }
        return await self._post(data=parts, files={"0": ("photo", photo, "image/jpeg")})

    async def _post(self, **request: Any) -> Json:
        try:
            answer = await self._http.post(f"{self._url}/graphql", **request)
            return _data_in(answer.json())
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise self._away() from error

    async def fetch(self, url: str) -> bytes:
        """The file behind a link."""
        try:
            answer = await self._http.get(url)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise self._away() from error
        return answer.content

    async def follow(self, id: str, heard: Callable[[float], object]) -> list[Json]:
        """The images a generation ends with; `heard` is told how far it is, from 0 to 1, each time
        that it moves. `Refused` when it fails."""
        state: Json = {}
        try:
            async with self._socket() as socket:
                payload = {"query": FOLLOW, "variables": {"id": id}}
                await _say(socket, {"id": "1", "type": "subscribe", "payload": payload})
                while (message := json.loads(await socket.recv()))["type"] != "complete":
                    if message["type"] == "error":
                        raise Refused(message["payload"][0]["message"])
                    if message["type"] == "next":
                        state = _data_in(message["payload"])["generation"]
                        heard(state["progress"])
        except (OSError, WebSocketException) as error:
            raise self._away() from error
        if state.get("status") != "SUCCEEDED":
            raise Refused((state.get("failure") or {}).get("message") or "It was broken off.")
        heard(1.0)
        images: list[Json] = state["images"]
        return images

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[ClientConnection]:
        address = f"ws{self._url.removeprefix('http')}/graphql"
        async with connect(address, subprotocols=[TRANSPORT]) as socket:
            who = {"x-device-id": self._device, "authorization": self._token}
            payload = {name: value for name, value in who.items() if value}
            await _say(socket, {"type": "connection_init", "payload": payload})
            await socket.recv()
            yield socket

    def _away(self) -> Unavailable:
        return Unavailable(f"No Visage answers at {self._url}: is it running there?")


async def _say(socket: ClientConnection, message: Json) -> None:
    await socket.send(json.dumps(message))


def _checked(url: str) -> str:
    """The address without a slash at its end; `BadUserInput` when it is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError
    except ValueError:
        raise BadUserInput(
            f"{url} is no address of a Visage: give one as http://127.0.0.1:8000/."
        ) from None
    return url.rstrip("/")


def _data_in(answer: Json) -> Json:
    if "errors" in answer:
        raise Refused(answer["errors"][0]["message"])
    data: Json = answer["data"]
    return data
