"""What clients do so that each durable step is reached, step by step."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from chaos.customers import Customer
from chaos.houses import SLOTS
from chaos.workers import Manner
from documents.base import file_stem, new_id
from tests.clients import Json, Refused

LONG = timedelta(days=100)


@dataclass(frozen=True)
class Stock:
    """What a house keeps: its database and its files, for making things older than they are."""

    database: AsyncDatabase[dict[str, Any]]
    files: Path

    async def make_old(self, collection: str, field: str, **those: Any) -> None:
        """Put the moment `field` of some documents far into the past."""
        past = {"$set": {field: datetime.now(UTC) - LONG}}
        await self.database[collection].update_many(those, past)

    def leave_file(self, key: str) -> None:
        """A file that a process left behind when it died some hours ago."""
        path = self.files / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left behind")
        long_ago = time.time() - 7200
        os.utime(path, (long_ago, long_ago))


Story = Callable[[Customer, Stock], Awaitable[None]]


async def succeeded(customer: Customer, generation: str) -> Json:
    """A generation that is to end well, once it has."""
    state = await customer.ending(generation)
    if state["status"] != "SUCCEEDED":
        customer.ledger.odd.append(f"{generation} was to succeed and is {state['status']}")
    return state


async def drawn(customer: Customer) -> tuple[str, str, str]:
    """An upload once its cartoon is there: the ids of original, generation and cartoon."""
    original, generation = await customer.upload()
    images = (await succeeded(customer, generation))["images"]
    if not images or not await customer.fetches(images[0]["url"]):
        customer.ledger.odd.append(f"{generation} ended without its picture")
    return original, generation, images[0]["id"]


async def arrived(customer: Customer, stock: Stock) -> None:
    await drawn(customer)


async def not_watched(customer: Customer, stock: Stock) -> None:
    """Nobody looks, who could bring about by looking what a worker left undone."""
    await customer.upload()


async def refused(customer: Customer, stock: Stock) -> None:
    """A refused call leaves its key to another one."""
    key = customer.new_key()
    try:
        await customer.upload(key, b"not a picture")
    except Refused as error:
        if error.code != "INVALID_IMAGE":
            raise
    else:
        customer.ledger.odd.append("a broken picture was accepted")
    await customer.upload(key)


async def asked_again(customer: Customer, stock: Stock) -> None:
    original, _ = await customer.upload()
    await succeeded(customer, await customer.regenerate(original))


async def slow(customer: Customer, stock: Stock) -> None:
    original, _ = await customer.upload()
    await succeeded(customer, await customer.regenerate(original, Manner.SLOW))


async def failing(customer: Customer, stock: Stock) -> None:
    original, _ = await customer.upload()
    await customer.ending(await customer.regenerate(original, Manner.FAILING))


async def cancelled(customer: Customer, stock: Stock) -> None:
    original, _ = await customer.upload()
    generation = await customer.regenerate(original, Manner.HANGING)
    await asyncio.sleep(customer.chance.choice((0.0, 0.1, 0.7)))  # queued, just begun, at work
    await customer.cancel(generation)
    await customer.ending(generation)


async def queue_left(customer: Customer, stock: Stock) -> None:
    """More than the worker can take at once, cancelled before it comes to them."""
    original, _ = await customer.upload()
    asked = [await customer.regenerate(original, Manner.HANGING) for _ in range(SLOTS + 2)]
    for generation in reversed(asked):
        await customer.cancel(generation)


async def kept(customer: Customer, stock: Stock) -> None:
    """Two calls at once keep a cartoon, while another one is being drawn."""
    original, _, cartoon = await drawn(customer)
    await customer.regenerate(original, Manner.HANGING)
    first, second = await asyncio.gather(customer.download(cartoon), customer.download(cartoon))
    if first != second:
        customer.ledger.odd.append(f"{cartoon} is kept twice, by {first} and {second}")
    images = (await succeeded(customer, first))["images"]
    if not images or not await customer.fetches(images[0]["url"]):
        customer.ledger.odd.append(f"{first} ended without its face")


async def forgotten(customer: Customer, stock: Stock) -> None:
    """A photo is deleted while a cartoon of it is being drawn."""
    original, _, _ = await drawn(customer)
    generation = await customer.regenerate(original, Manner.HANGING)
    await customer.delete(original)
    await customer.ending(generation)


async def face_forgotten(customer: Customer, stock: Stock) -> None:
    _, _, cartoon = await drawn(customer)
    images = (await succeeded(customer, await customer.download(cartoon)))["images"]
    await customer.delete(images[0]["id"])


async def expired(customer: Customer, stock: Stock) -> None:
    _, _, cartoon = await drawn(customer)
    customer.ledger.expired.add(cartoon)
    await stock.make_old("cartoons", "expires_at", _id=cartoon)


async def key_outlived(customer: Customer, stock: Stock) -> None:
    _, generation, _ = await drawn(customer)
    await stock.make_old("idempotency_keys", "created_at", ids=generation)


async def generation_outlived(customer: Customer, stock: Stock) -> None:
    _, generation, _ = await drawn(customer)
    customer.ledger.expired.add(generation)
    await stock.make_old("generations", "finished_at", _id=generation)


async def limit_outlived(customer: Customer, stock: Stock) -> None:
    await drawn(customer)
    await stock.make_old("limits", "expires_at")


async def left_behind(customer: Customer, stock: Stock) -> None:
    await drawn(customer)
    await asyncio.to_thread(stock.leave_file, f"temp/{file_stem(new_id('car'))}.jpg")
    await asyncio.to_thread(stock.leave_file, f"private/{file_stem(new_id('ori'))}.notes")
    await asyncio.to_thread(stock.leave_file, "temp/.0123456789abcdef.tmp")


async def whole_life(customer: Customer, stock: Stock) -> None:
    """A little of everything, for a step that has no story of its own yet."""
    for story in (refused, asked_again, failing, cancelled, kept, forgotten, expired):
        await story(customer, stock)


# Where several stories come to a step, each round takes one of them.
STORIES: dict[str, tuple[Story, ...]] = {
    "contact.device": (arrived,),
    "contact.account": (arrived,),
    "identity.insert": (whole_life,),
    "identity.account": (whole_life,),
    "session.end": (whole_life,),
    "merge.mark": (whole_life,),
    "merge.device": (whole_life,),
    "merge.queue": (whole_life,),
    "merge.own": (whole_life,),
    "merge.clear": (whole_life,),
    "limit.take": (arrived, asked_again),
    "limit.again": (refused,),
    "key.insert": (arrived, asked_again, kept),
    "key.free": (refused,),
    "upload.files": (arrived,),
    "upload.original": (arrived,),
    "regenerate.advance": (asked_again,),
    "download.promise": (kept,),
    "queue.rank": (arrived, asked_again, kept),
    "queue.give-back": (queue_left,),
    "queue.insert": (arrived, asked_again, kept),
    "cancel.wish": (cancelled,),
    "delete.let-go": (forgotten,),
    "delete.face": (face_forgotten,),
    "delete.forget": (face_forgotten,),
    "delete.face-files": (face_forgotten,),
    "delete.face-document": (face_forgotten,),
    "original.files": (forgotten,),
    "original.document": (forgotten,),
    "cartoon.mark": (kept, forgotten),
    "cartoon.files": (kept, forgotten, expired),
    "cartoon.document": (kept, forgotten, expired),
    "claim.lease": (arrived, kept),
    "claim.note": (arrived, kept),
    "work.progress": (slow,),
    "work.files": (arrived, kept),
    "work.notes-file": (arrived,),
    "work.notes": (arrived,),
    "ending.store": (arrived, kept, cancelled),
    "retry.store": (failing,),
    "due.promote": (failing,),
    "settle.cartoon": (arrived,),
    "settle.face": (kept,),
    "settle.epoch": (kept,),
    "settle.cancel": (kept, forgotten),
    "settle.drop": (failing, cancelled),
    "settle.clear": (arrived, kept, cancelled),
    "heal.settle": (not_watched,),
    "heal.merge": (whole_life,),
    "sweep.lease": (expired,),
    "sweep.cartoon": (expired,),
    "sweep.original": (forgotten,),
    "sweep.face": (face_forgotten,),
    "sweep.key": (key_outlived,),
    "sweep.limit": (limit_outlived,),
    "sweep.generation": (generation_outlived,),
    "sweep.file": (left_behind,),
}

# Steps that only mend what another death left behind: a process dies there first.
BEFOREHAND: dict[str, tuple[str, ...]] = {
    "heal.settle": ("ending.store:after", "settle.cartoon:before", "settle.clear:before"),
    "sweep.original": ("delete.let-go:after",),
    "sweep.face": ("delete.face:after",),
}
