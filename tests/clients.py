"""A client of Visage as apps have it: HTTP with multipart uploads, and graphql-transport-ws."""

import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.instant import picture

SEND_PHOTO = """mutation ($input: UploadInput!) {
  upload(input: $input) { original { id url } generation { id status } } }"""
PHOTO = picture()

PREFLIGHT = {"apollo-require-preflight": "1"}
TRANSPORT = Subprotocol("graphql-transport-ws")

Json = dict[str, Any]
File = tuple[str, bytes, str]  # name, body, declared type


class Refused(Exception):
    """GraphQL answered with errors; `code` is that of the first."""

    def __init__(self, errors: list[Json]) -> None:
        super().__init__(json.dumps(errors))
        self.errors = errors
        self.code = errors[0].get("extensions", {}).get("code")
        self.message = errors[0]["message"]


class GraphQLClient:
    """One device that talks to the server at `base_url`."""

    def __init__(self, base_url: str, device_id: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.device_id = device_id or str(uuid.uuid4())
        headers = {"x-device-id": self.device_id, **PREFLIGHT}
        # Never TLS: reading the certificates of this machine would take longer than most calls.
        self.http = httpx.AsyncClient(
            base_url=self.base_url, headers=headers, timeout=60, verify=False
        )
        self.token: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    def speak_by(self, token: str | None) -> None:
        """Send this token with all that follows; None: be the bare device again."""
        self.token = token
        self.http.headers.pop("authorization", None)
        if token is not None:
            self.http.headers["authorization"] = f"Bearer {token}"

    async def execute(self, query: str, **variables: Any) -> Json:
        """The data of a query or mutation; `Refused` when there are errors."""
        answer = await self.http.post("/graphql", json={"query": query, "variables": variables})
        return data_in(answer.json())

    async def upload(self, query: str, variables: Json, files: dict[str, File]) -> Json:
        """The same with files, by the multipart request specification; `files` maps the path of a
        variable, such as `variables.input.image`, to a file."""
        operations = json.dumps({"query": query, "variables": variables})
        places = {str(number): [path] for number, path in enumerate(files)}
        parts = {str(number): file for number, file in enumerate(files.values())}
        fields = {"operations": operations, "map": json.dumps(places)}
        answer = await self.http.post("/graphql", data=fields, files=parts)
        return data_in(answer.json())

    async def send_photo(self, photo: bytes = PHOTO, key: str | None = None) -> Json:
        """Upload a photo, with an idempotency key if one is given: its original and generation."""
        files = {"variables.input.image": ("me.jpg", photo, "image/jpeg")}
        variables: Json = {"input": {"image": None, "idempotencyKey": key}}
        made: Json = (await self.upload(SEND_PHOTO, variables, files))["upload"]
        return made

    @asynccontextmanager
    async def socket(self, init: Json | None = None) -> AsyncIterator[ClientConnection]:
        """A socket that has been acknowledged."""
        address = self.base_url.replace("http", "ws", 1) + "/graphql"
        async with connect(address, subprotocols=[TRANSPORT]) as socket:
            said = {"x-device-id": self.device_id, "authorization": self.token}
            payload = {name: each for name, each in said.items() if each} if init is None else init
            await send(socket, {"type": "connection_init", "payload": payload})
            acknowledged = await receive(socket)
            assert acknowledged["type"] == "connection_ack", acknowledged
            yield socket

    async def subscribe(self, query: str, **variables: Any) -> AsyncGenerator[Json, None]:
        """The data of each event, up to the end; `Refused` when there are errors."""
        async with self.socket() as socket:
            payload = {"query": query, "variables": variables}
            await send(socket, {"id": "1", "type": "subscribe", "payload": payload})
            while (message := await receive(socket))["type"] != "complete":
                if message["type"] == "error":
                    raise Refused(message["payload"])
                if message["type"] == "next":
                    yield data_in(message["payload"])


def data_in(answer: Json) -> Json:
    """The data of an answer; `Refused` when it has errors."""
    if answer.get("errors"):
        raise Refused(answer["errors"])
    data: Json = answer["data"]
    return data


async def send(socket: ClientConnection, message: Json) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection) -> Json:
    message: Json = json.loads(await socket.recv())
    return message
