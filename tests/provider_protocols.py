"""OpenAI and OpenRouter as their public descriptions have them, checked strictly."""

import re
from typing import Any, ClassVar

from tests.provider_pictures import Picture, Size
from tests.provider_speech import (
    Protocol,
    Refused,
    Service,
    Shown,
    Trouble,
    Troubles,
    Wish,
    among,
    data_url,
    fields,
    need,
    only,
    picture,
    to_base64,
    to_url,
    within,
    words,
)
from tests.provider_wire import Answer, Request, said

CHAT_SIZES: dict[str, Size] = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
}
FORMS = "png jpeg webp"


class OpenAI(Protocol):
    """POST /v1/images/generations (JSON) and /v1/images/edits (a form), GPT image models."""

    service = Service.OPENAI
    troubles: ClassVar[Troubles] = {
        Trouble.BAD_REQUEST: (400, "invalid_value"),
        Trouble.KEY: (401, "invalid_api_key"),
        Trouble.FORBIDDEN: (403, "unsupported_country_region_territory"),
        Trouble.MODEL_GONE: (404, "model_not_found"),
        Trouble.QUOTA: (429, "insufficient_quota"),
        Trouble.RATE: (429, "rate_limit_exceeded"),
        Trouble.REFUSED: (400, "moderation_blocked"),
        Trouble.FILTERED: (400, "moderation_blocked"),
        Trouble.BUSY: (503, "server_is_overloaded"),
        Trouble.BROKEN: (500, "server_error"),
    }

    def draws(self, path: str) -> bool:
        return path in ("/v1/images/generations", "/v1/images/edits")

    def state(self, path: str) -> Any | None:
        model = {"id": path.rpartition("/")[2], "object": "model", "owned_by": "system"}
        if path == "/v1/models":
            return {"object": "list", "data": [{**model, "id": "gpt-image-2"}]}
        return model if path.startswith("/v1/models/") else None

    def wish(self, request: Request) -> Wish:
        known = "model prompt n size quality background output_format output_compression user"
        given: dict[str, Any]
        photo = None
        if request.path.endswith("edits"):
            given, files = fields(request.parts)
            known += " input_fidelity"
            sent = files.pop("image", []) + files.pop("image[]", [])
            need(sent and not files, "image: is required, and nothing else is a file")
            photo, *_ = (picture(data, 50) for data in sent)
        else:
            given, known = request.document, known + " moderation"
        only(given, known)
        model = words(given.get("model"), "model", 100)
        if not model.startswith("gpt-image-"):
            raise Refused(f"The model `{model}` does not exist.", Trouble.MODEL_GONE)
        old = model.startswith("gpt-image-1")
        if "input_fidelity" in given:
            need(model.startswith("gpt-image-1.5"), f"input_fidelity is not for {model}")
        clear, form = openai_background(given, model)
        among(given.get("quality", "auto"), "quality", "low medium high xhigh max auto")
        return Wish(
            count=int(within(given.get("n", 1), "n", 1, 10)),
            size=openai_size(given.get("size", "auto"), old),
            form=form,
            prompt=words(given.get("prompt"), "prompt", 32_000),
            model=model,
            photo=photo,
            clear=clear,
        )

    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        data = [{"url": it} if isinstance(it, str) else {"b64_json": to_base64(it)} for it in shown]
        tokens = {"input_tokens": 50, "output_tokens": 1056 * len(shown)}
        usage = {**tokens, "total_tokens": sum(tokens.values())}
        size = f"{wish.size[0]}x{wish.size[1]}"
        said_too = {"output_format": wish.form, "size": size, "usage": usage}
        return said({"created": 1, "data": data, **said_too})

    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        kind = "server_error" if status >= 500 else "invalid_request_error"
        error: dict[str, Any] = {"message": message, "type": kind, "param": None, "code": word}
        if trouble in (Trouble.REFUSED, Trouble.FILTERED):
            stage = "input" if trouble is Trouble.REFUSED else "output"
            error["type"] = "image_generation_user_error"
            error["moderation_details"] = {"moderation_stage": stage, "categories": ["violence"]}
        elif trouble is Trouble.QUOTA:
            error["type"] = word
        return {"error": error}

    def in_words(self, text: str) -> Answer:
        return said({"created": 1, "data": [{"revised_prompt": text}]})


def openai_background(given: dict[str, Any], model: str) -> tuple[bool, str]:
    form = among(given.get("output_format", "png"), "output_format", FORMS)
    background = among(given.get("background", "auto"), "background", "transparent opaque auto")
    clear = background == "transparent"
    opaque = re.fullmatch(r"gpt-image-2(-\d{4}-\d\d-\d\d)?", model)
    need(not (clear and opaque), f"Transparent background is not supported for {model}.")
    need(not (clear and form == "jpeg"), "Transparent background needs png or webp.")
    return clear, form


def openai_size(text: Any, old: bool) -> Size:
    """GPT Image 2 and later take any size of multiples of 16, the older ones three sizes."""
    if text == "auto":
        return 1024, 1024
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", str(text))
    need(found, f"size: '{text}' is no size")
    assert found
    width, height = int(found[1]), int(found[2])
    if old:
        among(text, "size", "1024x1024 1536x1024 1024x1536")
    need(width % 16 == height % 16 == 0, "size: not a multiple of 16")
    need(max(width, height) <= min(3840, 3 * min(width, height)), "size: too long")
    return width, height


class OpenRouter(Protocol):
    """POST /api/v1/chat/completions with `modalities`; always 200 once a model has begun."""

    service = Service.OPENROUTER
    troubles: ClassVar[Troubles] = {
        Trouble.BAD_REQUEST: (400, "invalid_request"),
        Trouble.KEY: (401, "authentication"),
        Trouble.FORBIDDEN: (403, "permission_denied"),
        Trouble.MODEL_GONE: (404, "not_found"),
        Trouble.QUOTA: (402, "payment_required"),
        Trouble.RATE: (429, "rate_limit_exceeded"),
        Trouble.REFUSED: (403, "content_policy_violation"),
        Trouble.FILTERED: (403, "content_policy_violation"),
        Trouble.BUSY: (503, "provider_overloaded"),
        Trouble.BROKEN: (500, "server"),
    }

    def draws(self, path: str) -> bool:
        return path == "/api/v1/chat/completions"

    def state(self, path: str) -> Any | None:
        data = {"label": "sk-or-v1-…", "limit": None, "limit_remaining": None, "usage": 1.5}
        return {"data": data} if path == "/api/v1/key" else None

    def wish(self, request: Request) -> Wish:
        given = request.document
        only(given, "model messages modalities image_config stream max_tokens seed provider usage")
        need("image" in given.get("modalities", ()), "modalities: without image, none is drawn")
        need(not given.get("stream"), "stream: is not asked for here")
        need(given.get("messages"), "messages: is required")
        content = given["messages"][-1].get("content")
        items: list[Any] = content
        if isinstance(content, str):
            items = [{"type": "text", "text": content}]
        texts = [it["text"] for it in items if it.get("type") == "text"]
        photos = [data_url(it["image_url"]["url"]) for it in items if it["type"] == "image_url"]
        config = given.get("image_config", {})
        only(config, "aspect_ratio image_size")
        ratio = among(config.get("aspect_ratio", "1:1"), "aspect_ratio", " ".join(CHAT_SIZES))
        among(config.get("image_size", "1K"), "image_size", "1K 2K 4K")
        return Wish(
            size=CHAT_SIZES[ratio],
            prompt=words("\n".join(texts), "text", 100_000),
            model=words(given.get("model"), "model", 100),
            seed=int(given.get("seed", 0)),
            photo=photos[0] if photos else None,
        )

    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        images = [{"type": "image_url", "image_url": {"url": to_url(it)}} for it in shown]
        return self._chat("Here it is.", images=images)

    def _chat(self, text: str, finish: str = "stop", native: str = "STOP", **more: Any) -> Answer:
        message = {"role": "assistant", "content": text, "refusal": None, **more}
        choice = {"index": 0, "finish_reason": finish, "native_finish_reason": native}
        tokens = {"prompt_tokens": 40, "completion_tokens": 1290, "total_tokens": 1330}
        usage = {**tokens, "cost": 0.039}
        head = {"id": "gen-1", "object": "chat.completion", "created": 1, "provider": "Google"}
        return said({**head, "choices": [{**choice, "message": message}], "usage": usage})

    def filtered(self, wish: Wish, blurred: Picture) -> Answer:
        return self._chat("", finish="content_filter", native="IMAGE_SAFETY")

    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        metadata: dict[str, Any] = {"error_type": word}
        if trouble is Trouble.REFUSED:
            metadata |= {"reasons": ["violence"], "flagged_input": "…", "provider_name": "Google"}
        return {"error": {"code": status, "message": message, "metadata": metadata}}

    def in_words(self, text: str) -> Answer:
        return self._chat(text)
