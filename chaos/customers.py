"""Clients that do not give up: what a lost connection left open they ask again, with its key."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TypeVar

import httpx
from websockets.exceptions import WebSocketException

from chaos import calls
from chaos.ledgers import ENDINGS, Ledger
from kinds import AvatarLook, FlushScope
from tests.clients import PHOTO, GraphQLClient, Json, Refused

PATIENCE = 40.0
LOST_CONNECTION = (httpx.TransportError, WebSocketException, OSError, EOFError)
ASK_AGAIN = {"UNAVAILABLE"}

T = TypeVar("T")


class NotAnswered(Exception):
    """A client that asked again and again got nothing for its patience."""


class Customer:
    """One device, whose every answer goes into the ledger."""

    def __init__(self, url: str, ledger: Ledger, chance: random.Random) -> None:
        self.ledger = ledger
        self.chance = chance
        self.generations: list[str] = []
        self.avatars: list[str] = []
        self.client = GraphQLClient(url)
        self._keys = 0

    @property
    def device(self) -> str:
        return self.client.device_id

    async def close(self) -> None:
        await self.client.http.aclose()

    def new_key(self) -> str:
        """An idempotency key of its own."""
        self._keys += 1
        return f"{self.device}/{self._keys}"

    async def upload(self, key: str | None = None, photo: bytes = PHOTO) -> tuple[str, str]:
        """The ids of the original and of its generation."""
        key = key or self.new_key()

        async def call() -> Json:
            return await self.client.send_photo(photo, key)

        made = await self._until_answered("an upload", call)
        self.ledger.originals.add(made["original"]["id"])
        return made["original"]["id"], self.accepted(key, made["generation"])

    async def try_upload(self, key: str) -> None:
        """Upload once; nobody minds if no answer comes."""
        with suppress(*LOST_CONNECTION):
            made = await self.client.send_photo(PHOTO, key)
            self.ledger.originals.add(made["original"]["id"])
            self.accepted(key, made["generation"])

    async def regenerate(self, original: str, seed: int | None = None) -> str:
        """The id of the generation."""
        key = self.new_key()
        given = {"originalId": original, "seed": seed, "idempotencyKey": key}
        made = await self.ask(calls.REGENERATE, input=given)
        return self.accepted(key, made["regenerate"])

    async def download(self, cartoon: str) -> str:
        """The id of the generation."""
        key = self.new_key()
        return self.accepted(key, (await self.ask(calls.DOWNLOAD, id=cartoon, key=key))["download"])

    async def cancel(self, generation: str) -> None:
        """Cancel, and see what has become of it."""
        seen = (await self.ask(calls.CANCEL, id=generation))["cancelGeneration"]
        self.ledger.told(seen["id"], seen["status"])

    async def delete(self, image: str) -> None:
        """Delete a picture; that it is gone at a second try is fine."""
        self.ledger.deleted.add(image)
        try:
            await self.ask(calls.DELETE, id=image)
        except Refused as error:
            if error.code != "NOT_FOUND":
                raise

    async def ask_for_pictures(self, words: str, count: int, seed: int | None = None) -> str:
        """The id of the generation; with a seed they are drawn whatever was drawn before."""
        key = self.new_key()
        wished: Json = {"prompt": words, "count": count, "seed": seed, "fresh": seed is not None}
        made = await self.ask(calls.PICTURES, input={**wished, "idempotencyKey": key})
        id = self.accepted(key, made["generatePictures"])
        self.ledger.painted.add(id)
        return id

    async def download_picture(self, picture: str) -> str:
        """The link to a picture from words."""
        url: str = (await self.ask(calls.DOWNLOAD_PICTURE, id=picture))["downloadPicture"]["url"]
        return url

    async def first_picture(self, generation: str) -> str:
        """The id of the first picture of a generation, as soon as it shows."""

        async def call() -> str:
            async with aclosing(self._follow(generation)) as states:
                async for state in states:
                    self._told(state)
                    if state["images"]:
                        id: str = state["images"][0]["id"]
                        return id
            raise EOFError

        return await self._until_answered("a picture of " + generation, call)

    async def prefer(self, said: Json) -> object:
        """Keep preferences; what is kept then."""
        return (await self.ask(calls.SET_PREFERENCES, said=said))["setPreferences"]["preferences"]

    @asynccontextmanager
    async def neighbour(self) -> AsyncGenerator["Customer"]:
        """Another one, of the same house."""
        other = Customer(self.client.base_url, self.ledger, self.chance)
        try:
            yield other
        finally:
            await other.close()

    @property
    def email(self) -> str:
        """The address of all its registrations."""
        return f"{self.device}@example.com"

    async def register(self, look: AvatarLook = AvatarLook.SUPERHERO) -> tuple[str, str]:
        """The ids of the avatar and of its generation."""
        key = self.new_key()
        form: Json = {
            "name": "Asha Menon",
            "email": self.email,
            "phone": "+919876543210",
            "district": "Kollam",
            "category": "Students",
            "organization": "Sahya Arts",
            "look": look,
            "photo": None,
            "idempotencyKey": key,
        }
        files = {"variables.input.photo": ("me.jpg", PHOTO, "image/jpeg")}

        async def call() -> Json:
            return await self.client.upload(calls.REGISTER, {"input": form}, files)

        made = (await self._until_answered("a registration", call))["generateAvatar"]
        self.ledger.avatars.add(made["id"])
        self.avatars.append(made["id"])
        return made["id"], self.accepted(key, made["generation"])

    async def flush(self, scope: FlushScope) -> None:
        """Clear its newest registration, or all, until that is answered."""
        avatar = (await self.ask(calls.FLUSH, email=self.email, scope=scope))["flush"]["avatar"]
        shown = [avatar[each] for each in ("photo", "rawImage", "finalImage")]
        if any(shown) or avatar["generation"]["images"]:
            self.ledger.odd.append(f"{self.avatars[-1]} was flushed and is shown as {avatar}")
        self.ledger.flushed.update(self.avatars if scope is FlushScope.ALL else self.avatars[-1:])

    async def try_to_flush(self) -> None:
        """Ask once to clear all registrations, and never look after it."""
        with suppress(*LOST_CONNECTION):
            await self.client.execute(calls.FLUSH, email=self.email, scope=FlushScope.ALL)

    async def try_code(self, code: str) -> bool:
        """Whether a code is accepted; then it speaks for the person."""

        async def call() -> bool:
            try:
                made = await self.client.execute(calls.VERIFY_CODE, email=self.email, code=code)
            except Refused as error:
                if error.code != "BAD_USER_INPUT":
                    raise
                return False
            self.client.speak_by(made["verifyCode"]["token"])
            return True

        return await self._until_answered("a try at a code", call)

    async def ask_for_code(self) -> None:
        """Until the mail has gone out."""
        await self.ask(calls.REQUEST_CODE, email=self.email)

    async def sign_out(self) -> None:
        """End the session; that it is over at a second try is fine."""
        try:
            await self.ask(calls.SIGN_OUT)
        except Refused as error:
            if error.code != "UNAUTHENTICATED":
                raise
        self.client.speak_by(None)

    async def bare_device_sees(self, generation: str) -> bool:
        """Whether a generation is there for the device without its token."""
        token = self.client.token
        self.client.speak_by(None)
        try:
            seen = (await self.ask(calls.WAIT, id=generation, wait=0))["generation"]
        finally:
            self.client.speak_by(token)
        return seen is not None

    async def comes_to_see(self, generation: str) -> None:
        """Wait until a generation is this customer's."""

        async def call() -> None:
            if (await self.client.execute(calls.WAIT, id=generation, wait=0))["generation"] is None:
                raise EOFError

        await self._until_answered(f"{generation} to come over", call)

    async def ending(self, generation: str) -> Json:
        """A generation once it has ended, as a subscription or a waiting query tells."""
        look = self._follow if self.chance.random() < 0.5 else self._wait

        async def call() -> Json:
            async with aclosing(look(generation)) as states:
                async for state in states:
                    self._told(state)
                    if state["status"] in ENDINGS:
                        return state
            raise EOFError

        return await self._until_answered("the ending of " + generation, call)

    async def fetches(self, url: str) -> bool:
        """Whether the picture behind a link is there."""

        async def call() -> bool:
            return (await self.client.http.get(url)).status_code == 200

        return await self._until_answered(url, call)

    async def _follow(self, generation: str) -> AsyncGenerator[Json, None]:
        async with aclosing(self.client.subscribe(calls.FOLLOW, id=generation)) as events:
            async for event in events:
                yield event["generation"]

    async def _wait(self, generation: str) -> AsyncGenerator[Json, None]:
        state = (await self.client.execute(calls.WAIT, id=generation, wait=5))["generation"]
        if state is None:
            raise LookupError(f"{generation} is not there any more")
        yield state

    def _told(self, state: Json) -> None:
        self.ledger.told(state["id"], state["status"])
        if state["id"] in self.ledger.painted:
            self.ledger.pictures.update(image["id"] for image in state["images"])

    def accepted(self, key: str, generation: Json) -> str:
        """The id of what was asked for with this key."""
        self.ledger.wishes[key].add(generation["id"])
        self.ledger.told(generation["id"], generation["status"])
        self.generations.append(generation["id"])
        id: str = generation["id"]
        return id

    async def ask(self, query: str, **variables: object) -> Json:
        """What is answered at last."""

        async def call() -> Json:
            return await self.client.execute(query, **variables)

        return await self._until_answered(query, call)

    async def _until_answered(self, what: str, call: Callable[[], Awaitable[T]]) -> T:
        last: Exception | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        return await call()
                    except LOST_CONNECTION as error:
                        last = error
                    except Refused as error:
                        if error.code not in ASK_AGAIN:
                            raise
                        last = error
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise NotAnswered(
                f"{what:.40}: no answer in {PATIENCE:.0f} s after {last!r}"
            ) from error
