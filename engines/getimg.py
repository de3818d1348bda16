"""getimg.ai: headshots of a photo that it fetches itself, by its link.

Two dialects: `v1`, with width and height in pixels, as clients in public repositories speak it
(`/v1/{family}/image-to-image`); and `v2` (`/v2/images/generations`), with shapes, as its present
documentation and its own client have it (docs.getimg.ai, github.com/getimg-ai/getimg-python).
"""

from decimal import Decimal
from typing import Any, ClassVar

from engines.answers import Answer, Found, found_in
from engines.exchanges import Request
from engines.orders import Order, usual_cost, usual_state
from engines.specs import Model, Spec
from kinds import GenerationKind


class GetImg:
    """Which dialect is spoken is the option `api` of the model; of `v1` the option `family` is in
    the path."""

    name: ClassVar[str] = "getimg"
    kinds: ClassVar[frozenset[GenerationKind]] = frozenset({GenerationKind.HEADSHOT})
    keyed: ClassVar[bool] = True
    most: ClassVar[int] = 1
    follows_links: ClassVar[bool] = True
    only_photos: ClassVar[bool] = False

    def request(self, order: Order) -> Request:
        options = order.options
        newer, family = _is_newer(order.model), options.pop("family", "stable-diffusion-xl")
        options.pop("api", None)
        asked: dict[str, Any] = {"prompt": order.prompt, **options}
        if order.model.model:
            asked["model"] = order.model.model
        if newer:
            asked.pop("response_format", None)  # it answers with links only
            asked |= {"images": [{"url": order.link}], "aspect_ratio": order.ratio}
            return Request("/v2/images/generations", json=asked)
        width, height = order.size
        asked |= {"image": order.link, "width": width, "height": height, "seed": order.seed}
        return Request(f"/v1/{family}/image-to-image", json=asked)

    def found(self, answer: Answer) -> list[Found]:
        return found_in(answer)

    def cost(self, answer: Answer, order: Order) -> Decimal:
        """What it says itself."""
        if _is_newer(order.model):
            return usual_cost(answer, order, "usage", "total_cost")
        return usual_cost(answer, order, "cost")

    def state_path(self, spec: Spec) -> str:
        newer = any(_is_newer(model) for model in spec.models.values())
        return "/v2/billing/balance" if newer else "/v1/account/balance"

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        return usual_state(answer)


def _is_newer(model: Model) -> bool:
    return model.options.get("api") == "v2"
