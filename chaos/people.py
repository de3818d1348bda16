"""What people do who sign in: ask for a code, mistype it, bring their things along."""

import asyncio

from chaos.customers import Customer
from chaos.stocks import Stock, succeeded
from chaos.workers import Manner, Pace


async def _sign_in(customer: Customer, stock: Stock) -> None:
    """With one code after the other: a lost answer may have used one up."""
    while True:
        await customer.ask_for_code()
        if await customer.try_code(stock.mails.code_for(customer.email)):
            return


async def signed_in(customer: Customer, stock: Stock) -> None:
    """What was drawn before, and what is asked for afterwards, is the person's."""
    original, generation = await customer.upload()
    if customer.chance.random() < 0.5:  # else it is still at work
        await succeeded(customer, generation)
    await _sign_in(customer, stock)
    await customer.comes_to_see(generation)
    await succeeded(customer, generation)
    await succeeded(customer, await customer.regenerate(original))


async def brought_along(customer: Customer, stock: Stock) -> None:
    """What is kept, being cut and being drawn comes along; the bare device has nothing of it."""
    kept, first = await customer.upload()
    (cartoon,) = (await succeeded(customer, first))["images"]
    drawing = await customer.regenerate((await customer.upload())[0], Manner.SLOW)
    cut = await customer.download(cartoon["id"])
    await _sign_in(customer, stock)
    for generation in (first, cut, drawing):
        if await customer.bare_device_sees(generation):
            customer.ledger.odd.append(f"{generation} is open to a device without a token")
        await customer.comes_to_see(generation)
        await succeeded(customer, generation)
    await succeeded(customer, await customer.regenerate(kept))


async def signed_in_meanwhile(customer: Customer, stock: Stock) -> None:
    """A call is under way while somebody signs in, and is made again with the token. If it came
    after signing in it was one of the bare device: signing in again brings that, too."""
    original, first = await customer.upload()
    key = customer.new_key()
    await asyncio.gather(customer.try_upload(key), _sign_in(customer, stock))
    await _sign_in(customer, stock)
    _, second = await customer.upload(key)
    for generation in (first, second, await customer.regenerate(original)):
        await customer.comes_to_see(generation)
        await succeeded(customer, generation)


async def signed_in_while_painting(customer: Customer, stock: Stock) -> None:
    """What had arrived before, and what arrives afterwards, is the person's."""
    wished = await customer.ask_for_pictures("A lighthouse", 4, Pace.SLOW)
    await asyncio.sleep(customer.chance.choice((0.0, 0.2, 0.5)))
    await _sign_in(customer, stock)
    await customer.comes_to_see(wished)
    images = (await succeeded(customer, wished))["images"]
    if len(images) != 4:
        customer.ledger.odd.append(f"{wished} has {len(images)} of 4 pictures after signing in")


async def signed_out(customer: Customer, stock: Stock) -> None:
    """Out of all sessions, and in again."""
    _, generation = await customer.upload()
    await _sign_in(customer, stock)
    await customer.sign_out()
    await _sign_in(customer, stock)
    await customer.comes_to_see(generation)


async def mistyped(customer: Customer, stock: Stock) -> None:
    await customer.ask_for_code()
    if await customer.try_code("no code"):
        customer.ledger.odd.append("a wrong code was accepted")
    await _sign_in(customer, stock)


async def mail_refused(customer: Customer, stock: Stock) -> None:
    """The mail server is busy at first."""
    stock.mails.busy[customer.email] = 2
    await _sign_in(customer, stock)


async def code_outlived(customer: Customer, stock: Stock) -> None:
    await customer.ask_for_code()
    await stock.make_old("codes", "expires_at")
