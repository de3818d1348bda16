"""What a provider is asked for, and what has to be known of its protocol: a file for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Protocol

from engines.answers import Answer, Found, amount
from engines.exchanges import Request
from engines.specs import Model, Option, Spec
from kinds import GenerationKind


@dataclass(frozen=True)
class Order:
    """A wish as a provider is asked for it: `count` pictures of `size`, in one call."""

    kind: GenerationKind
    model: Model
    prompt: str
    seed: int
    count: int
    size: tuple[int, int]
    photo: bytes | None = None  # JPEG 1024×1024; as it was kept, for one that takes `only_photos`
    link: str = ""  # to a photo or picture

    @property
    def options(self) -> dict[str, Option]:
        """Those of the model; one that is empty is left out, so that a file over another one can
        take it away."""
        return {name: value for name, value in self.model.options.items() if value != ""}

    @property
    def ratio(self) -> str:
        """The shape, in the words that OpenRouter, Stability and getimg have for it."""
        width, height = self.size
        return "1:1" if width == height else "3:2" if width > height else "2:3"


class Provider(Protocol):
    """One provider's protocol: what it is asked, and what is in its answers."""

    name: ClassVar[str]
    kinds: ClassVar[frozenset[GenerationKind]]
    keyed: ClassVar[bool]  # whether it wants a key
    most: ClassVar[int]  # pictures in one call
    follows_links: ClassVar[bool]
    only_photos: ClassVar[bool]  # it takes a photo as it is, and no words

    def request(self, order: Order) -> Request:
        """What to send."""
        ...

    def found(self, answer: Answer) -> list[Found]:
        """The pictures in an answer with status 200; `EngineError`. Runs in a thread."""
        ...

    def cost(self, answer: Answer, order: Order) -> Decimal:
        """What it took for an answer, in US dollars. Runs in a thread."""
        ...

    def state_path(self, spec: Spec) -> str:
        """What to GET to see whether a key is taken, for free."""
        ...

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        """What is wrong by the answer to that, beside a key that is not taken."""
        ...


def usual_state(answer: Answer) -> list[str]:
    """What is wrong by the status alone."""
    if answer.status == 200:
        return []
    if answer.status == 402:
        return ["there is no credit left. Pay for some."]
    return [f"answered {answer.status} where 200 was expected. Look at the address."]


def usual_cost(answer: Answer, order: Order, *place: str) -> Decimal:
    """The amount at `place` in the answer, else the price of what was asked for."""
    told = answer.document if place else None
    for name in place:
        told = told.get(name) if isinstance(told, Mapping) else None
    found = amount(told)
    return order.model.price * order.count if found is None else Decimal(str(found))
