"""What clients do so that each durable step is reached, step by step."""

import asyncio

from chaos.customers import Customer
from chaos.guests import (
    flush_left_to_others,
    flushed,
    flushed_at_work,
    registered,
    registered_unwatched,
)
from chaos.houses import SLOTS
from chaos.painters import (
    asked_alike,
    copied,
    copies_gone,
    painted,
    painted_decently,
    painted_elsewhere,
    painted_in_part,
    painted_slowly,
    painted_unwatched,
    painting_cancelled,
    painting_outlived,
    picture_deleted,
    picture_downloaded,
    preferring,
)
from chaos.payers import bought, brought_credits_along, held_too_late, walked_away
from chaos.people import (
    brought_along,
    code_outlived,
    mail_refused,
    mistyped,
    signed_in,
    signed_in_meanwhile,
    signed_in_while_painting,
    signed_out,
)
from chaos.stocks import Stock, Story, succeeded
from chaos.workers import Manner
from documents.base import file_stem, new_id
from tests.clients import Refused


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
    await asyncio.to_thread(stock.leave_file, f"avatars/{file_stem(new_id('ava'))}.jpg")
    await asyncio.to_thread(stock.leave_file, f"pictures/{file_stem(new_id('pic'))}.jpg")
    await asyncio.to_thread(stock.leave_file, "temp/.0123456789abcdef.tmp")


async def whole_life(customer: Customer, stock: Stock) -> None:
    """A little of everything, for a step that has no story of its own yet."""
    for story in (refused, asked_again, failing, cancelled, kept, forgotten, expired):
        await story(customer, stock)


# All in which something is asked for with a key.
ASKING = (
    arrived,
    asked_again,
    kept,
    registered,
    signed_in_meanwhile,
    painted,
    asked_alike,
)
# Where several stories come to a step, each round takes one of them.
STORIES: dict[str, tuple[Story, ...]] = {
    "contact.device": (arrived,),
    "contact.account": (arrived,),
    "identity.insert": (signed_in,),
    "identity.account": (signed_in,),
    "session.end": (signed_out,),
    "merge.mark": (signed_in, brought_along, signed_in_meanwhile, signed_in_while_painting),
    "merge.device": (signed_in, brought_along, signed_in_meanwhile),
    "merge.queue": (signed_in, brought_along, signed_in_meanwhile),
    "merge.own": (signed_in, brought_along, signed_in_meanwhile, signed_in_while_painting),
    "merge.clear": (signed_in, brought_along, signed_in_meanwhile),
    "limit.take": (arrived, asked_again),
    "limit.again": (refused,),
    "limit.give-back": (mail_refused,),
    "code.insert": (signed_in, mistyped),
    "code.try": (signed_in, mistyped),
    "code.remove": (signed_in,),
    "key.insert": ASKING,
    "key.free": (refused,),
    "upload.files": (arrived,),
    "upload.original": (arrived, signed_in_meanwhile),
    "regenerate.advance": (asked_again,),
    "download.promise": (kept,),
    "queue.rank": (arrived, asked_again, kept, painted, copied),
    "queue.give-back": (queue_left,),
    "queue.insert": (*ASKING, copied),
    "register.files": (registered,),
    "register.avatar": (registered,),
    "picture.hand-out": (picture_downloaded,),
    "usage.entry": (picture_downloaded,),
    "credits.confirm": (held_too_late,),
    "credits.settle": (painted, painted_in_part, painting_cancelled, picture_deleted, asked_alike),
    "credits.entry": (painted, painted_in_part, bought, brought_credits_along),
    "credits.posted": (painted, painting_cancelled, bought, brought_credits_along),
    "credits.over": (brought_credits_along,),
    "credits.grant": (bought, brought_credits_along),
    "credits.doubt": (walked_away,),
    "credits.judge": (walked_away,),
    "credits.pass-on": (brought_credits_along,),
    "preferences.keep": (preferring,),
    "cancel.wish": (cancelled, painting_cancelled),
    "delete.let-go": (forgotten,),
    "delete.face": (face_forgotten,),
    "delete.forget": (face_forgotten, picture_deleted),
    "delete.face-files": (face_forgotten,),
    "delete.face-document": (face_forgotten,),
    "delete.picture": (picture_deleted,),
    "picture.files": (picture_deleted,),
    "picture.document": (picture_deleted,),
    "original.files": (forgotten,),
    "original.document": (forgotten,),
    "cartoon.mark": (kept, forgotten),
    "cartoon.files": (kept, forgotten, expired),
    "cartoon.document": (kept, forgotten, expired),
    "flush.codes": (flushed, flushed_at_work),
    "flush.mark": (flushed, flushed_at_work),
    "flush.cancel": (flushed, flushed_at_work),
    "flush.forget": (flushed, flushed_at_work),
    "flush.files": (flushed, flushed_at_work),
    "flush.clear": (flushed, flushed_at_work),
    "claim.lease": (arrived, kept, registered, painted),
    "claim.note": (arrived, kept),
    "slot.take": (painted, painted_in_part, painted_slowly),
    "slot.keep": (painted_slowly,),
    "slot.free": (painted, painted_in_part, painting_cancelled),
    "work.calling": (painted, painted_in_part, painting_cancelled),
    "work.pass-on": (painted_elsewhere,),
    "work.progress": (slow,),
    "work.files": (arrived, kept, registered, painted, copied),
    "work.notes-file": (arrived,),
    "work.notes": (arrived,),
    "arrival.store": (painted, painted_in_part, painting_cancelled, copied, picture_deleted),
    "arrival.reject": (painted_decently,),
    "arrival.picture": (painted, painted_unwatched, copied, signed_in_while_painting),
    "copy.anew": (copies_gone,),
    "arrival.reuse": (asked_alike,),
    "ending.store": (arrived, kept, cancelled, registered, painted, painting_cancelled, copied),
    "retry.store": (failing, painted_in_part),
    "due.promote": (failing, painted_in_part),
    "settle.cartoon": (arrived,),
    "settle.face": (kept,),
    "settle.avatar": (registered, registered_unwatched),
    "settle.epoch": (kept,),
    "settle.cancel": (kept, forgotten),
    "settle.drop": (failing, cancelled, flushed_at_work),
    "settle.clear": (arrived, kept, cancelled, registered, painted, painting_cancelled),
    "heal.settle": (not_watched,),
    "heal.merge": (signed_in, brought_along, signed_in_meanwhile, signed_in_while_painting),
    "heal.money": (walked_away,),
    "sweep.lease": (expired,),
    "sweep.cartoon": (expired,),
    "sweep.original": (forgotten,),
    "sweep.face": (face_forgotten,),
    "sweep.picture": (picture_deleted,),
    "sweep.avatar": (flush_left_to_others,),
    "sweep.key": (key_outlived,),
    "sweep.limit": (limit_outlived,),
    "sweep.code": (code_outlived,),
    "sweep.generation": (generation_outlived, painting_outlived),
    "sweep.file": (left_behind,),
}

# Steps that only mend what another death left behind: a process dies there first.
BEFOREHAND: dict[str, tuple[str, ...]] = {
    "heal.settle": ("ending.store:after", "settle.cartoon:before", "settle.clear:before"),
    "heal.merge": ("merge.device:after", "merge.own:before", "merge.clear:before"),
    "heal.money": ("queue.rank:after", "queue.insert:before", "credits.entry:before"),
    "credits.doubt": ("queue.rank:after", "queue.insert:before"),
    "credits.judge": ("queue.rank:after", "queue.insert:before"),
    "sweep.original": ("delete.let-go:after",),
    "sweep.face": ("delete.face:after",),
    "sweep.picture": ("delete.picture:after", "picture.files:before", "picture.document:before"),
    "sweep.avatar": ("flush.mark:after", "flush.files:before", "flush.clear:before"),
}
