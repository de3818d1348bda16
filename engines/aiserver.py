"""An AI server of one's own: draws cartoons of photos, and cuts faces out of them.

Its contract: `POST /generate-cartoon`, a form with the file `image`; `POST /process-face-cut`, JSON
with `image_url`, a link that holds for a short time. Both answer with the picture, as it is or in a
form. A key is sent if AISERVER_API_KEY is set.
"""

from decimal import Decimal
from typing import ClassVar

from engines.answers import Answer, Found, found_in
from engines.exchanges import Request
from engines.orders import Order, usual_cost
from engines.specs import Spec
from imaging.headers import read
from imaging.pixels import MIME
from kinds import GenerationKind


class AIServer:
    """Nothing is billed for it, unless its specification says a price."""

    name: ClassVar[str] = "aiserver"
    kinds: ClassVar[frozenset[GenerationKind]] = frozenset(
        {GenerationKind.CARTOON, GenerationKind.FACE}
    )
    keyed: ClassVar[bool] = False
    most: ClassVar[int] = 1
    follows_links: ClassVar[bool] = False
    only_photos: ClassVar[bool] = True

    def request(self, order: Order) -> Request:
        accept = "image/*, multipart/form-data"
        if order.photo is None:
            return Request("/process-face-cut", json={"image_url": order.link}, accept=accept)
        kind = MIME[read(order.photo).format]
        name = f"photo.{kind.partition('/')[2]}"
        files = {"image": (name, order.photo, kind)}
        return Request("/generate-cartoon", form={}, files=files, accept=accept)

    def found(self, answer: Answer) -> list[Found]:
        return found_in(answer)

    def cost(self, answer: Answer, order: Order) -> Decimal:
        return usual_cost(answer, order)

    def state_path(self, spec: Spec) -> str:
        return "/"

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        """Any answer will do: nothing is agreed on for this."""
        return []
