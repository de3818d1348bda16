"""The engines: who draws what, and whether those elsewhere can be reached and take their keys."""

import asyncio

from engines.protocol import Remote
from engines.registry import Engines
from errors import WrongSetup
from kinds import GenerationKind
from settings import Settings


async def ask_engines(settings: Settings) -> tuple[list[str], bool]:
    """A sentence for each kind and each engine elsewhere, and whether nothing is wrong with them.
    They are asked something that costs nothing."""
    try:
        engines = Engines(settings)
    except WrongSetup as error:
        return [error.message], False
    try:
        orders = [_order(kind, engines.for_kind(kind)) for kind in GenerationKind]
        known = [engines.get(name) for name in engines.names]
        remote = [each for each in known if isinstance(each, Remote)]
        wrong = await asyncio.gather(*(each.reach() for each in remote))
        told = [
            sentence
            for each, sentences in zip(remote, wrong, strict=True)
            for sentence in sentences or [f"{each.name}: answers, and takes its keys."]
        ]
        return [*orders, *told], not any(wrong)
    finally:
        await engines.close()


def _order(kind: GenerationKind, names: list[str]) -> str:
    first, *others = names
    return f"{kind} is made by {first}{''.join(f', or else by {each}' for each in others)}."
