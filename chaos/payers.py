"""What people do with credits: buy some, bring them along, ask for something and walk away."""

import asyncio
from contextlib import suppress

from chaos import calls
from chaos.customers import LOST_CONNECTION, Customer
from chaos.houses import SLOTS
from chaos.painters import painted, words_of
from chaos.people import signed_in
from chaos.stocks import Stock, succeeded
from chaos.workers import Pace
from tests.clients import Json, Refused

BOUGHT = 50


async def _buy(customer: Customer, stock: Stock) -> str:
    """Credits that an operator grants, under one reference, twice; the buyer's account."""
    id: str = (await _account(customer))["id"]
    async with customer.neighbour() as clerk:
        clerk.client.speak_by(await stock.operator())
        said: Json = {"id": id, "credits": BOUGHT, "reference": f"for {id}"}
        await asyncio.gather(*(clerk.ask(calls.GRANT, **said) for _ in range(2)))
    return id


async def _account(customer: Customer) -> Json:
    account: Json = (await customer.ask(calls.CREDITS))["viewer"]
    return account


async def bought(customer: Customer, stock: Stock) -> None:
    """They are there once, and can be spent."""
    before = (await _account(customer))["credits"]["total"]
    await _buy(customer, stock)
    await painted(customer, stock)
    total = (await _account(customer))["credits"]["total"]
    if total != before + BOUGHT:
        customer.ledger.odd.append(f"{BOUGHT} credits were bought, and {before} became {total}")


async def brought_credits_along(customer: Customer, stock: Stock) -> None:
    """What was bought before signing in is the person's, but for what is held."""
    device = await _buy(customer, stock)
    await signed_in(customer, stock)
    async with asyncio.timeout(20):
        while (person := await _account(customer))["credits"]["total"] < 1000 + BOUGHT:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    if person["id"] == device or person["credits"]["total"] != 1000 + BOUGHT:
        customer.ledger.odd.append(f"{BOUGHT} credits came along as {person['credits']}")


async def walked_away(customer: Customer, stock: Stock) -> None:
    """A call is cut off, perhaps between the hold and what it is for, and made again much later,
    when the hold was given back."""
    key = customer.new_key()
    wished: Json = {"prompt": words_of(customer), "count": 2, "fresh": True, "idempotencyKey": key}
    with suppress(*LOST_CONNECTION, Refused):
        await customer.client.execute(calls.PICTURES, input=wished)
    await stock.make_holds_old()
    await asyncio.sleep(customer.chance.choice((0.0, 1.5)))
    made = (await customer.ask(calls.PICTURES, input=wished))["generatePictures"]
    await succeeded(customer, customer.accepted(key, made))


async def held_too_late(customer: Customer, stock: Stock) -> None:
    """The hold of what waits was given back: whoever comes to it holds the credits again."""
    busy = [await customer.ask_for_pictures("A crowd", 4, Pace.HANGING) for _ in range(SLOTS)]
    generation = await customer.ask_for_pictures(words_of(customer), 1)
    await stock.give_back(generation)
    for each in busy:
        await customer.cancel(each)
    await succeeded(customer, generation)
