"""What people do who want pictures from words: ask, look on, delete, ask for the same again."""

import asyncio

from chaos.customers import Customer
from chaos.houses import REMOTE, SLOTS
from chaos.stocks import Stock, succeeded
from chaos.workers import Pace

WANTED = 3
DIGITS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def words_of(customer: Customer) -> str:
    """Words that nobody else says."""
    number = int(customer.device.replace("-", ""), 16) % 10**9
    return "A boat, and after it, " + ", ".join(f"{DIGITS[int(n)]} gulls" for n in str(number))


async def _whole(customer: Customer, generation: str, count: int = WANTED) -> list[str]:
    """The ids of the pictures of a generation that is to have so many."""
    images = (await succeeded(customer, generation))["images"]
    if len(images) != count:
        customer.ledger.odd.append(f"{generation} ended with {len(images)} of {count} pictures")
    for image in images:
        if not await customer.fetches(image["url"]):
            customer.ledger.odd.append(f"{image['id']} is not served")
    return [image["id"] for image in images]


async def painted(customer: Customer, stock: Stock) -> None:
    await _whole(customer, await customer.ask_for_pictures(words_of(customer), WANTED, 7))


async def painted_elsewhere(customer: Customer, stock: Stock) -> None:
    """The engine that is asked first is down: another one paints."""
    await painted(customer, stock)
    await stock.break_engine(REMOTE)
    await painted(customer, stock)


async def painted_slowly(customer: Customer, stock: Stock) -> None:
    """Long enough that leases are renewed."""
    words = words_of(customer)
    await _whole(customer, await customer.ask_for_pictures(words, 4, Pace.SLOW), 4)


async def painted_unwatched(customer: Customer, stock: Stock) -> None:
    await customer.ask_for_pictures(words_of(customer), WANTED, Pace.SLOW)


async def painted_in_part(customer: Customer, stock: Stock) -> None:
    """Each attempt brings one, and three may fail; lost workers give it another one."""
    generation = await customer.ask_for_pictures(words_of(customer), 4, Pace.TIRING)
    count = len((await succeeded(customer, generation))["images"])
    if count not in (3, 4):
        customer.ledger.odd.append(f"{generation} ended with {count} pictures")


async def painted_decently(customer: Customer, stock: Stock) -> None:
    generation = await customer.ask_for_pictures(words_of(customer), WANTED, Pace.RUDE)
    await _whole(customer, generation, WANTED - 1)


async def painting_cancelled(customer: Customer, stock: Stock) -> None:
    """Two have arrived, or are just about to, and stay; the third never comes."""
    generation = await customer.ask_for_pictures(words_of(customer), WANTED, Pace.HANGING)
    await asyncio.sleep(customer.chance.choice((0.0, 0.05, 0.1, 0.7)))
    await customer.cancel(generation)
    await customer.ending(generation)


async def picture_deleted(customer: Customer, stock: Stock) -> None:
    """One goes as soon as it is seen, while others are being drawn, and one afterwards."""
    generation = await customer.ask_for_pictures(words_of(customer), 4, Pace.SLOW)
    await customer.delete(await customer.first_picture(generation))
    left = (await succeeded(customer, generation))["images"]
    if len(left) != 3:
        customer.ledger.odd.append(f"{generation} shows {len(left)} pictures where 3 are left")
    await customer.delete(left[0]["id"])
    if await customer.fetches(left[0]["url"]):
        customer.ledger.odd.append(f"{left[0]['id']} was deleted and is served")


async def asked_alike(customer: Customer, stock: Stock) -> None:
    """The same words get the same pictures, until one of them is deleted."""
    words = words_of(customer)
    first = await _whole(customer, await customer.ask_for_pictures(words, WANTED))
    again = await _whole(customer, await customer.ask_for_pictures(f"  {words}!", WANTED))
    if first != again:
        customer.ledger.odd.append(f"{again} are other pictures than {first}")
    await customer.delete(first[0])
    anew = await _whole(customer, await customer.ask_for_pictures(words, WANTED))
    if {*anew} & {*first}:
        customer.ledger.odd.append(f"{anew} are partly {first}")


async def copied(customer: Customer, stock: Stock) -> None:
    """Somebody else gets copies of what was drawn, which stay when the first ones go."""
    words = words_of(customer)
    async with customer.neighbour() as other:
        first = await _whole(other, await other.ask_for_pictures(words, WANTED))
        second = await _whole(customer, await customer.ask_for_pictures(words, WANTED))
        await other.delete(first[0])
    if {*first} & {*second}:
        customer.ledger.odd.append(f"{second} are partly those of another, {first}")


async def copies_gone(customer: Customer, stock: Stock) -> None:
    """What was to be copied is deleted while the copy waits: it is drawn."""
    words = words_of(customer)
    async with customer.neighbour() as other:
        first = await _whole(other, await other.ask_for_pictures(words, WANTED))
        busy = [await other.ask_for_pictures(words, 4, Pace.HANGING) for _ in range(SLOTS)]
        generation = await customer.ask_for_pictures(words, WANTED)
        await other.delete(first[1])
        for each in busy:
            await other.cancel(each)
            await other.ending(each)
    await _whole(customer, generation)


async def picture_downloaded(customer: Customer, stock: Stock) -> None:
    """Twice, and it is one download."""
    generation = await customer.ask_for_pictures(words_of(customer), 1)
    (picture,) = await _whole(customer, generation, 1)
    links = [await customer.download_picture(picture) for _ in range(2)]
    if links[0] != links[1] or not await customer.fetches(links[0]):
        customer.ledger.odd.append(f"{picture} has the links {links}")


async def preferring(customer: Customer, stock: Stock) -> None:
    """What was said last counts."""
    said = {"style": "VIBRANT", "number": customer.chance.randint(0, 9)}
    kept = await customer.prefer(said)
    if kept != said:
        customer.ledger.odd.append(f"{said} was kept as {kept}")


async def painting_outlived(customer: Customer, stock: Stock) -> None:
    """The pictures stay when their generation is forgotten."""
    generation = await customer.ask_for_pictures(words_of(customer), WANTED, 7)
    await _whole(customer, generation)
    customer.ledger.expired.add(generation)
    await stock.make_old("generations", "finished_at", _id=generation)
