"""Clients that spend credits: each does one thing after the other, as chance has it, and keeps
account of what it was told."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from chaos.books import Book, Order
from chaos.calls import CANCEL, DELETE, DOWNLOAD_PICTURE, REQUEST_CODE, VERIFY_CODE
from chaos.customers import ASK_AGAIN, LOST_CONNECTION, NotAnswered
from chaos.ledgers import ENDINGS
from tests.clients import GraphQLClient, Json, Refused
from tests.mailboxes import MailServer

SEEN = "id status cost cached images { id }"
PICTURES = f"mutation($input: PicturesInput!) {{ generatePictures(input: $input) {{ {SEEN} }} }}"
LOOK = f"query($id: ID!) {{ generation(id: $id) {{ {SEEN} }} }}"
CREDITS = "{ viewer { id credits { total used held remaining } } }"
GRANT = """mutation($id: ID!, $credits: Int!, $reference: String!, $of: ID) {
  grantCredits(viewerId: $id, credits: $credits, reference: $reference, refundOf: $of) {
    total used held remaining } }"""

PATIENCE = 60.0
LARGEST_SEED = 2**31 - 5
WORDS = ("A lighthouse", "Two boats", "A red house", "Snow at night", "An old tree", "A fox")
# A refusal that is an outcome like another; UNAUTHENTICATED comes after signing in elsewhere.
FAIR = {"INSUFFICIENT_CREDITS", "NOT_FOUND", "BAD_USER_INPUT"}

T = TypeVar("T")


@dataclass
class Town:
    """What all spenders share: where the web processes are, mail, the book, and an operator."""

    urls: list[str]
    mails: MailServer
    book: Book
    operator: GraphQLClient
    # E-mail addresses, each of somebody with several devices, who uses one code after the other.
    people: dict[str, asyncio.Lock]


@dataclass
class Asked:
    """A wish that may be repeated: its key, and what was said."""

    key: str
    said: Json


@dataclass
class Belongings:
    """What a spender knows to be its own."""

    wishes: list[Asked] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)  # how many pictures were asked for
    pictures: list[str] = field(default_factory=list)
    paid: dict[str, int] = field(default_factory=dict)  # generations, and what they cost


class Spender:
    """One device, on which somebody may sign in; it calls any of the web processes."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self.town, self.book, self.chance = town, town.book, chance
        self.has = Belongings()
        self.account = ""
        first = GraphQLClient(town.urls[0])
        self.device = first.device_id
        more = [GraphQLClient(url, self.device) for url in town.urls[1:]]
        self._clients = [first, *more]
        self._made = 0

    async def close(self) -> None:
        for client in self._clients:
            await client.http.aclose()

    def _new(self) -> str:
        """A key or a reference of its own."""
        self._made += 1
        return f"{self.device}/{self._made}"

    async def ask(self, query: str, operator: bool = False, **variables: object) -> Json:
        """The answer of any web process; asked again while none comes."""

        async def call() -> Json:
            clients = [self.town.operator] if operator else self._clients
            client = self.chance.choice(clients)
            return await client.execute(query, **variables)

        return await self._until_answered(call)

    async def _until_answered(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        return await call()
                    except LOST_CONNECTION:
                        self.book.asked_again += 1
                    except Refused as error:
                        if error.code not in ASK_AGAIN:
                            raise
                        self.book.asked_again += 1
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise NotAnswered(f"no answer in {PATIENCE:.0f} s") from error

    async def act(self, name: str) -> None:
        """Do one thing, and count what came of it."""
        try:
            outcome = await DEEDS[name](self)
        except Refused as error:
            outcome = str(error.code)
            if outcome not in FAIR:
                self.book.odd.append(f"{name}: {outcome}: {error.message}")
        except NotAnswered as error:
            outcome = "no answer"
            self.book.odd.append(f"{name}: {error}")
        self.book.counts[name, outcome] += 1

    async def read_credits(self) -> str:
        viewer = (await self.ask(CREDITS))["viewer"]
        self.account = viewer["id"]
        self.book.read(self.account, viewer["credits"])
        return "done"

    async def _wish(self, asked: Asked) -> str:
        made = (await self.ask(PICTURES, input=asked.said))["generatePictures"]
        return self._saw(made, asked.said["count"], asked.key)

    def _saw(self, state: Json, wanted: int, key: str | None = None) -> str:
        self.book.told(state, wanted, key)
        status: str = state["status"]
        if status not in ENDINGS:
            self.has.open[state["id"]] = wanted
            return "queued"
        self.has.open.pop(state["id"], None)
        self.has.pictures += [image["id"] for image in state["images"]]
        if state["cost"]:
            self.has.paid[state["id"]] = state["cost"]
        return status.lower()

    def _said(self, fresh: bool) -> Asked:
        key = self._new()
        said: Json = {"prompt": self.chance.choice(WORDS), "idempotencyKey": key, "fresh": fresh}
        said["count"] = self.chance.choice((1, 1, 2, 3, 4) if fresh else (1, 2))
        if fresh:
            said["seed"] = self.chance.randrange(LARGEST_SEED)
        self.has.wishes.append(Asked(key, said))
        return self.has.wishes[-1]

    async def wish_anew(self) -> str:
        return await self._wish(self._said(fresh=True))

    async def wish_alike(self) -> str:
        """What he said before is answered with what he has; one priced, another free."""
        return await self._wish(self._said(fresh=False))

    async def repeat(self) -> str:
        """Two calls at once with a key that was used, or is being used."""
        if not self.has.wishes or self.chance.random() < 0.3:
            self._said(fresh=True)
        asked = self.chance.choice(self.has.wishes[-5:])
        both = await asyncio.gather(self._wish(asked), self._wish(asked), return_exceptions=True)
        for error in both:
            if isinstance(error, BaseException):
                raise error
        return "same"

    async def walk_away(self) -> str:
        """Ask once, and never care for the answer: the book of what is stored has to be right."""
        asked = self._said(fresh=True)
        self.has.wishes.pop()
        with suppress(*LOST_CONNECTION, TimeoutError):
            client = self.chance.choice(self._clients)
            async with asyncio.timeout(self.chance.choice((0.01, 0.03, 0.1, 5))):
                made = (await client.execute(PICTURES, input=asked.said))["generatePictures"]
                return self._saw(made, asked.said["count"], asked.key)
        return "not heard"

    async def look(self) -> str:
        if not self.has.open:
            return "nothing open"
        id = self.chance.choice(list(self.has.open))
        state = (await self.ask(LOOK, id=id))["generation"]
        if state is None:
            self.has.open.pop(id)  # of a device on which somebody has signed in since
            return "not his"
        return self._saw(state, self.has.open[id])

    async def cancel(self) -> str:
        """At a random moment."""
        if not self.has.open:
            await self.wish_anew()
        if not self.has.open:
            return "too late"
        id, wanted = list(self.has.open.items())[-1]
        await asyncio.sleep(self.chance.choice((0.0, 0.05, 0.1, 0.3)))
        await self.ask(CANCEL, id=id)
        state = (await self.ask(LOOK, id=id))["generation"]
        return self._saw(state, wanted) if state is not None else "not his"

    async def delete(self) -> str:
        if not self.has.pictures:
            return "nothing there"
        id = self.has.pictures.pop(self.chance.randrange(len(self.has.pictures)))
        self.book.deleted.add(id)
        await self.ask(DELETE, id=id)
        return "done"

    async def download(self) -> str:
        if not self.has.pictures:
            return "nothing there"
        await self.ask(DOWNLOAD_PICTURE, id=self.chance.choice(self.has.pictures))
        return "done"

    async def be_granted(self) -> str:
        """By one reference, said twice at once now and then."""
        credits = self.chance.choice((1, 2, 5, 40))
        return await self._order(Order(self.account, credits))

    async def be_refunded(self) -> str:
        """A part of what something cost, or all."""
        if not self.has.paid:
            return "nothing paid"
        id, cost = self.has.paid.popitem()
        return await self._order(Order(self.account, self.chance.randint(1, cost), id))

    async def _order(self, order: Order) -> str:
        reference, said = self._new(), {"id": order.account, "credits": order.credits}
        said |= {"reference": reference, "of": order.refund_of}
        times = self.chance.choice((1, 1, 2))
        self.book.unsure[reference] = order
        calls = [self.ask(GRANT, operator=True, **said) for _ in range(times)]
        for answer in await asyncio.gather(*calls, return_exceptions=True):
            if isinstance(answer, BaseException):
                raise answer
            self.book.read(order.account, answer["grantCredits"])
        self.book.orders[reference] = self.book.unsure.pop(reference)
        return "done"

    async def sign_in(self) -> str:
        """With a code by mail; what the device had is the person's then."""
        email = self.chance.choice(list(self.town.people))
        async with self.town.people[email]:
            while True:
                await self.ask(REQUEST_CODE, email=email)
                code = self.town.mails.code_for(email)
                try:
                    made = (await self.ask(VERIFY_CODE, email=email, code=code))["verifyCode"]
                except Refused as error:  # a lost answer may have used it up
                    if error.code != "BAD_USER_INPUT":
                        raise
                    continue
                break
        for client in self._clients:
            client.speak_by(made["token"])
        await self.read_credits()
        return "done"


DEEDS: dict[str, Callable[[Spender], Awaitable[str]]] = {
    "wish": Spender.wish_anew,
    "same wish": Spender.wish_alike,
    "repeat": Spender.repeat,
    "walk away": Spender.walk_away,
    "look": Spender.look,
    "cancel": Spender.cancel,
    "delete": Spender.delete,
    "download": Spender.download,
    "read credits": Spender.read_credits,
    "grant": Spender.be_granted,
    "refund": Spender.be_refunded,
    "sign in": Spender.sign_in,
}
