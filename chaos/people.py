"""What people do who sign in: ask for a code, mistype it, bring their things along."""

from chaos.customers import Customer
from chaos.stocks import Stock, succeeded


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
