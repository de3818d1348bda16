"""Stability AI's image service: core, ultra and Stable Diffusion 3.5, a picture a call.

Source: the OpenAPI description of Stability's REST API (v2beta), as kept in tryAGI/StabilityAI.
"""

from decimal import Decimal
from typing import ClassVar

from engines.answers import Answer, Found, found_in
from engines.exchanges import Request
from engines.orders import Order, usual_cost, usual_state
from engines.specs import Spec
from engines.troubles import NOT_SHOWN
from errors import ImageRejected
from kinds import GenerationKind

SEEDS = 4_294_967_294  # the largest; 0 would be any


class Stability:
    """The model `core` or `ultra`, or one of those behind `sd3`, as `sd3.5-large`. Cartoons and
    avatars are drawn over the photo, which only the latter can."""

    name: ClassVar[str] = "stability"
    kinds: ClassVar[frozenset[GenerationKind]] = frozenset(
        {GenerationKind.CARTOON, GenerationKind.AVATAR, GenerationKind.PICTURES}
    )
    keyed: ClassVar[bool] = True
    most: ClassVar[int] = 1
    follows_links: ClassVar[bool] = False
    only_photos: ClassVar[bool] = False

    def request(self, order: Order) -> Request:
        options = {name: str(value) for name, value in order.options.items()}
        strength = options.pop("strength", "0.7")
        form = {"prompt": order.prompt, "seed": str(order.seed % SEEDS + 1), **options}
        path = order.model.model
        if path not in ("core", "ultra"):
            form["model"], path = path, "sd3"
        files = {}
        if order.photo is not None:
            files = {"image": ("photo.jpg", order.photo, "image/jpeg")}
            form["strength"] = strength
        if order.photo is not None and path == "sd3":
            form["mode"] = "image-to-image"  # in the shape of the photo
        else:
            form["aspect_ratio"] = order.ratio
        path = f"/v2beta/stable-image/generate/{path}"
        return Request(path, form=form, files=files, accept="image/*")

    def found(self, answer: Answer) -> list[Found]:
        """A picture that was filtered comes all the same, blurred."""
        told = answer.headers.get("finish-reason", "").upper()
        if not told and isinstance(answer.document, dict):
            told = str(answer.document.get("finish_reason", "")).upper()
        if told == "CONTENT_FILTERED":
            raise ImageRejected(NOT_SHOWN, reason="filtered")
        return found_in(answer)

    def cost(self, answer: Answer, order: Order) -> Decimal:
        """A blurred one was drawn, too."""
        return usual_cost(answer, order)

    def state_path(self, spec: Spec) -> str:
        return "/v1/user/balance"

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        """It tells how many credits are left."""
        left = answer.document.get("credits") if isinstance(answer.document, dict) else None
        if isinstance(left, int | float) and left <= 0:
            return ["there are no credits left. Buy some."]
        return usual_state(answer)
