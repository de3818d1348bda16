"""What guests of an event do: register, and clear what was made of them."""

import asyncio

from chaos.customers import Customer
from chaos.stocks import Stock, succeeded
from chaos.workers import HANGS
from kinds import FlushScope


async def registered(customer: Customer, stock: Stock) -> None:
    _, generation = await customer.register()
    images = (await succeeded(customer, generation))["images"]
    if len(images) != 2 or not await customer.fetches(images[0]["url"]):
        customer.ledger.odd.append(f"{generation} ended without its avatar")


async def registered_unwatched(customer: Customer, stock: Stock) -> None:
    await customer.register()


async def flushed(customer: Customer, stock: Stock) -> None:
    """An avatar goes once it is there, and its links with it."""
    _, generation = await customer.register()
    images = (await succeeded(customer, generation))["images"]
    await customer.flush(FlushScope.LATEST)
    for image in images:
        if await customer.fetches(image["url"]):
            customer.ledger.odd.append(f"{image['id']} was flushed and is served")


async def flushed_at_work(customer: Customer, stock: Stock) -> None:
    """A flush meets an avatar that is just being finished, and one that would never be."""
    await customer.register()
    await asyncio.sleep(customer.chance.choice((0.0, 0.1, 0.3)))
    _, generation = await customer.register(HANGS)
    await asyncio.sleep(customer.chance.choice((0.0, 0.1, 0.7)))  # queued, just begun, at work
    await customer.flush(FlushScope.ALL)
    await customer.ending(generation)


async def flush_left_to_others(customer: Customer, stock: Stock) -> None:
    """Whoever asked for it went away, and what was cut off nobody asks for again."""
    _, generation = await customer.register()
    await succeeded(customer, generation)
    await customer.try_to_flush()
