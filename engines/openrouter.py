"""OpenRouter: many makers' image models behind one chat, a picture a call.

Sources: OpenRouter's own documentation, the pages "Image Generation", "API Error Handling" and
"Limits" (github.com/OpenRouterTeam/docs).
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from engines.answers import Answer, Found, unusable
from engines.exchanges import Request
from engines.orders import Order, usual_cost, usual_state
from engines.specs import Spec
from engines.troubles import NOT_SHOWN, trouble_in
from errors import EngineError, ImageRejected
from kinds import GenerationKind

# Words a model's maker has for a picture it drew and keeps back, or would not draw.
_KEPT_BACK = {"content_filter", "safety", "image_safety", "prohibited_content", "recitation"}
_IN_CONFIG = {"image_size"}  # options that stand with the shape


class OpenRouter:
    """A model answers in a chat, so a status of 200 is no picture yet."""

    name: ClassVar[str] = "openrouter"
    kinds: ClassVar[frozenset[GenerationKind]] = frozenset(GenerationKind) - {GenerationKind.FACE}
    keyed: ClassVar[bool] = True
    most: ClassVar[int] = 1
    follows_links: ClassVar[bool] = False
    only_photos: ClassVar[bool] = False

    def request(self, order: Order) -> Request:
        content: list[dict[str, Any]] = [{"type": "text", "text": order.prompt}]
        if order.photo is not None:
            url = "data:image/jpeg;base64," + b64encode(order.photo).decode()
            content.append({"type": "image_url", "image_url": {"url": url}})
        options = order.options
        config = {name: options[name] for name in _IN_CONFIG & set(options)}
        document = {
            "model": order.model.model,
            "messages": [{"role": "user", "content": content}],
            "modalities": ["image", "text"],
            "image_config": {"aspect_ratio": order.ratio, **config},
            **{name: value for name, value in options.items() if name not in _IN_CONFIG},
        }
        return Request("/api/v1/chat/completions", json=document)

    def found(self, answer: Answer) -> list[Found]:
        document = answer.document
        if not answer.body:
            raise unusable("empty")
        if not isinstance(document, dict):
            raise unusable("no_picture")
        _require_done(answer, document)
        choices = document.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            raise unusable("no_picture")
        _require_done(answer, choice)
        message = choice.get("message")
        images = message.get("images") if isinstance(message, dict) else None
        texts = [_text(each) for each in images] if isinstance(images, list) else []
        found: list[Found] = [each for each in texts if each is not None]
        if not found:
            raise _without_picture(choice)
        return found

    def cost(self, answer: Answer, order: Order) -> Decimal:
        """What it says itself."""
        return usual_cost(answer, order, "usage", "cost")

    def state_path(self, spec: Spec) -> str:
        return "/api/v1/key"

    def state_wrong(self, answer: Answer, spec: Spec) -> list[str]:
        """It tells of a key's own limit, too."""
        data = answer.document.get("data") if isinstance(answer.document, dict) else None
        left = data.get("limit_remaining") if isinstance(data, dict) else None
        if isinstance(left, int | float) and left <= 0:
            return ["the limit of the key is used up. Raise it, or put another one there."]
        return usual_state(answer)


def _require_done(answer: Answer, part: Mapping[str, Any]) -> None:
    """`EngineError` when there is an error in the document though its status is 200, as if it were
    the status."""
    error = part.get("error")
    if not error:
        return
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 502
    trouble = trouble_in(replace(answer, status=status))
    raise trouble or unusable("no_picture")


def _text(image: Any) -> str | None:
    url = image.get("image_url") if isinstance(image, dict) else None
    text = url.get("url") if isinstance(url, dict) else url
    return text if isinstance(text, str) and text else None


def _without_picture(choice: Mapping[str, Any]) -> EngineError:
    """Why there is none, as far as the model's maker tells."""
    told = {str(choice.get(name)).lower() for name in ("finish_reason", "native_finish_reason")}
    if told & _KEPT_BACK:
        return ImageRejected(NOT_SHOWN, reason="filtered")
    message = choice.get("message")
    if isinstance(message, dict) and message.get("refusal"):
        return ImageRejected(NOT_SHOWN, reason="refused")
    return unusable("no_picture")
