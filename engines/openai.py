"""OpenAI's images: GPT image models, from words or from a photo and words.

Sources: the types of openai-python (image_generate_params.py, image_edit_params.py,
images_response.py) and the pages on images, deprecations and error codes at developers.openai.com.
"""

import re
from decimal import Decimal
from typing import Any, ClassVar

from engines.answers import Answer, Found, in_document, unusable
from engines.exchanges import Request
from engines.orders import Order, usual_state
from engines.specs import Option, Spec
from kinds import GenerationKind

# The first models take three sizes; later ones any multiples of 16 up to 3:1.
_OLD = re.compile(r"(gpt-image-1|chatgpt-image)")


class OpenAI:
    """Up to four pictures in one call, which is billed as a whole."""

    name: ClassVar[str] = "openai"
    kinds: ClassVar[frozenset[GenerationKind]] = frozenset(GenerationKind) - {GenerationKind.FACE}
    keyed: ClassVar[bool] = True
    most: ClassVar[int] = 4
    follows_links: ClassVar[bool] = False
    only_photos: ClassVar[bool] = False

    def request(self, order: Order) -> Request:
        fields: dict[str, Option] = {
            "model": order.model.model,
            "prompt": order.prompt,
            "n": order.count,
            "size": _size(order),
            **_options(order),
        }
        if order.photo is None:
            return Request("/v1/images/generations", json=fields)
        return Request(
            "/v1/images/edits",
            form={name: _text(value) for name, value in fields.items()},
            files={"image": ("photo.jpg", order.photo, "image/jpeg")},
        )

    def found(self, answer: Answer) -> list[Found]:
        if not answer.body:
            raise unusable("empty")
        return in_document(answer.document)

    def cost(self, answer: Answer, order: Order) -> Decimal:
        """It tells tokens and no money; a picture that was not given is taken as not billed."""
        document: Any = answer.document
        listed = document.get("data") if isinstance(document, dict) else None
        count = len(listed) if isinstance(listed, list) and listed else order.count
        return order.model.price * min(count, order.count)

    def state_path(self, spec: Spec) -> str:
        return "/v1/models"

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        """It lists the models there are, too."""
        wrong = usual_state(answer)
        listed = answer.document.get("data") if isinstance(answer.document, dict) else None
        if wrong or not isinstance(listed, list):
            return wrong
        there = {each.get("id") for each in listed if isinstance(each, dict)}
        asked = dict.fromkeys(model.model for model in spec.models.values())
        gone = [model for model in asked if model not in there]
        return [f"there is no model {model}. Name another one in ENGINES." for model in gone]


def _options(order: Order) -> dict[str, Option]:
    """Those of the file; a transparent background only where it says that the model has it."""
    options = order.options
    if options.pop("transparent", False) and order.kind is GenerationKind.AVATAR:
        options["background"] = "transparent"
    return options


def _size(order: Order) -> str:
    width, height = order.size
    if _OLD.match(order.model.model):
        return {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}[order.ratio]
    return f"{width}x{height}"


def _text(value: Option) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
