"""Stability, GetImg and the AI server of one's own, checked strictly; all five by name."""

from typing import Any, ClassVar

from tests.provider_pictures import Picture, Size
from tests.provider_protocols import CHAT_SIZES, FORMS, OpenAI, OpenRouter
from tests.provider_speech import (
    Protocol,
    Service,
    Shown,
    Trouble,
    Troubles,
    Wish,
    among,
    base64,
    data_url,
    fields,
    link,
    need,
    only,
    picture,
    to_base64,
    within,
    words,
)
from tests.provider_wire import Answer, Request, said

STABLE_SIZES: dict[str, Size] = {
    "1:1": (1024, 1024),
    "2:3": (832, 1216),
    "3:2": (1216, 832),
    "4:5": (896, 1088),
    "5:4": (1088, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "9:21": (640, 1536),
    "21:9": (1536, 640),
}
STABLE_MODELS = "sd3.5-large sd3.5-large-turbo sd3.5-medium sd3.5-flash"
BOUNDARY = "the-picture"


class Stability(Protocol):
    """POST /v2beta/stable-image/generate/{core|ultra|sd3}: a form in, the bytes of one out."""

    service = Service.STABILITY
    troubles: ClassVar[Troubles] = {
        Trouble.BAD_REQUEST: (400, "bad_request"),
        Trouble.KEY: (401, "unauthorized"),
        Trouble.FORBIDDEN: (403, "forbidden"),
        Trouble.MODEL_GONE: (404, "not_found"),
        Trouble.QUOTA: (402, "payment_required"),
        Trouble.RATE: (429, "rate_limit_exceeded"),
        Trouble.REFUSED: (403, "content_moderation"),
        Trouble.FILTERED: (403, "content_moderation"),
        Trouble.BUSY: (503, "service_unavailable"),
        Trouble.BROKEN: (500, "internal_error"),
    }
    prefix = "/v2beta/stable-image/generate/"

    def draws(self, path: str) -> bool:
        return path.removeprefix(self.prefix) in ("core", "ultra", "sd3")

    def state(self, path: str) -> Any | None:
        return {"credits": 12.5} if path == "/v1/user/balance" else None

    def wish(self, request: Request) -> Wish:
        model = request.path.removeprefix(self.prefix)
        need(request.headers.get("accept") in ("image/*", "application/json"), "accept: not known")
        need(len(request.body) <= 10 * 1024 * 1024, "body: is larger than 10 MiB")
        given, files = fields(request.parts)
        known = "prompt negative_prompt aspect_ratio seed style_preset output_format"
        only(given, known + {"core": "", "ultra": " strength"}.get(model, " mode model strength"))
        photos = [picture(data) for data in files.pop("image", [])]
        need(not files and not (photos and model == "core"), "image: is not known here")
        if photos:
            within(given.get("strength"), "strength", 0, 1)
        if model == "sd3":
            mode = given.get("mode", "text-to-image")
            among(mode, "mode", "image-to-image" if photos else "text-to-image")
            need(not (photos and "aspect_ratio" in given), "aspect_ratio: not with an image")
            among(given.get("model", "sd3.5-large"), "model", STABLE_MODELS)
        ratio = among(given.get("aspect_ratio", "1:1"), "aspect_ratio", " ".join(STABLE_SIZES))
        return Wish(
            size=STABLE_SIZES[ratio],
            form=among(given.get("output_format", "png"), "output_format", FORMS),
            prompt=words(given.get("prompt"), "prompt", 10_000),
            model=model,
            seed=int(within(given.get("seed", "0"), "seed", 0, 4_294_967_294)),
            photo=photos[0] if photos else None,
        )

    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        return self._answer(wish, shown[:1], "SUCCESS")

    def _answer(self, wish: Wish, shown: list[Shown], finish: str) -> Answer:
        match shown:
            case [Picture() as it]:
                headers = (("finish-reason", finish), ("seed", str(wish.seed or 7)))
                return Answer(200, it.data, it.type, headers)
            case [str() as it]:
                return said({"image_url": it, "finish_reason": finish})
        return said({"finish_reason": finish})

    def filtered(self, wish: Wish, blurred: Picture) -> Answer:
        return self._answer(wish, [blurred], "CONTENT_FILTERED")

    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        return {"id": "a1b2c3d4", "name": word, "errors": [message]}

    def in_words(self, text: str) -> Answer:
        return said({"finish_reason": "SUCCESS", "message": text})


class GetImg(Protocol):
    """POST /v1/{family}/image-to-image (width and height) and /v2/images/generations (ratios)."""

    service = Service.GETIMG
    troubles: ClassVar[Troubles] = {
        Trouble.BAD_REQUEST: (400, "invalid_parameter"),
        Trouble.KEY: (401, "invalid_api_key"),
        Trouble.FORBIDDEN: (403, "forbidden"),
        Trouble.MODEL_GONE: (404, "model_not_found"),
        Trouble.QUOTA: (402, "quota_exceeded"),
        Trouble.RATE: (429, "rate_limit"),
        Trouble.REFUSED: (422, "content_policy_violation"),
        Trouble.FILTERED: (422, "content_policy_violation"),
        Trouble.BUSY: (503, "service_unavailable"),
        Trouble.BROKEN: (500, "internal_error"),
    }

    def draws(self, path: str) -> bool:
        older = path.startswith("/v1/") and path.endswith("/image-to-image")
        return older or path == "/v2/images/generations"

    def state(self, path: str) -> Any | None:
        balances = {
            "/v1/account/balance": {"amount": 12.5},
            "/v2/billing/balance": {"balance": "12.50", "currency": "USD"},
        }
        return balances.get(path)

    def wish(self, request: Request) -> Wish:
        given = request.document
        return self._newer(given) if request.path.startswith("/v2/") else self._older(given)

    def _older(self, given: dict[str, Any]) -> Wish:
        known = "model prompt negative_prompt image width height strength steps guidance seed"
        only(given, known + " output_format response_format")
        sides = [int(within(given.get(it, 1024), it, 256, 2048)) for it in ("width", "height")]
        need(not any(side % 64 for side in sides), "width, height: must be multiples of 64")
        image = words(given.get("image"), "image", 20_000_000)
        linked = image.startswith(("http://", "https://"))
        answered = among(given.get("response_format", "b64"), "response_format", "b64 url")
        return Wish(
            size=(sides[0], sides[1]),
            form=among(given.get("output_format", "jpeg"), "output_format", "jpeg png"),
            prompt=words(given.get("prompt"), "prompt", 2048),
            model=str(given.get("model", "")),
            seed=int(given.get("seed", 0)),
            photo=None if linked else picture(base64(image)),
            link=link(image) if linked else None,
            links=answered == "url",
        )

    def _newer(self, given: dict[str, Any]) -> Wish:
        only(given, "model prompt images aspect_ratio resolution output_format")
        ratio = among(given.get("aspect_ratio", "1:1"), "aspect_ratio", " ".join(CHAT_SIZES))
        among(given.get("resolution", "1K"), "resolution", "1K 2K")
        urls = [str(it["url"]) for it in given.get("images", [])]
        inline = [data_url(it) for it in urls if it.startswith("data:")]
        links = [link(it) for it in urls if not it.startswith("data:")]
        return Wish(
            size=CHAT_SIZES[ratio],
            form=among(given.get("output_format", "png"), "output_format", FORMS),
            prompt=words(given.get("prompt"), "prompt", 4096),
            model=words(given.get("model"), "model", 100),
            photo=inline[0] if inline else None,
            link=links[0] if links else None,
            links=True,
            newer=True,
        )

    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        if wish.newer:
            data = [{"url": it, "mime_type": f"image/{wish.form}"} for it in shown]
            usage = {"billable_unit": "image", "quantity": len(shown), "total_cost": 0.035}
            return said({"id": "1", "status": "completed", "data": data, "usage": usage})
        match shown:
            case [str() as it, *_]:
                found = {"url": it}
            case [Picture() as it, *_]:
                found = {"image": to_base64(it)}
            case _:
                found = {}
        return said({**found, "seed": wish.seed or 7, "cost": 0.0081})

    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        kind = "invalid_request_error"
        return {"error": {"message": message, "type": kind, "param": None, "code": word}}

    def in_words(self, text: str) -> Answer:
        return said({"message": text, "seed": 7, "cost": 0})


class AIServer(Protocol):
    """POST /generate-cartoon (a form) and /process-face-cut (a link to the picture)."""

    service = Service.AISERVER
    keyed = False
    troubles: ClassVar[Troubles] = {
        Trouble.BAD_REQUEST: (400, "bad request"),
        Trouble.KEY: (401, "wrong key"),
        Trouble.FORBIDDEN: (403, "forbidden"),
        Trouble.MODEL_GONE: (404, "not found"),
        Trouble.QUOTA: (402, "quota used up"),
        Trouble.RATE: (429, "too many requests"),
        Trouble.REFUSED: (422, "refused"),
        Trouble.FILTERED: (422, "filtered"),
        Trouble.BUSY: (503, "busy"),
        Trouble.BROKEN: (500, "internal error"),
    }

    def __init__(self, as_form: bool = False) -> None:
        self.as_form = as_form  # answers as multipart/form-data, not as the bytes alone

    def draws(self, path: str) -> bool:
        return path in ("/generate-cartoon", "/process-face-cut")

    def state(self, path: str) -> Any | None:
        return {"status": "ok"} if path == "/" else None

    def wish(self, request: Request) -> Wish:
        if request.path == "/process-face-cut":
            only(request.document, "image_url")
            return Wish(size=(512, 512), link=link(request.document.get("image_url")))
        given, files = fields(request.parts)
        only(given, "")
        need(list(files) == ["image"] and len(files["image"]) == 1, "image: one file is required")
        return Wish(photo=picture(files["image"][0], 50))

    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        match shown:
            case [Picture() as it] if not self.as_form:
                return Answer(200, it.data, it.type)
            case [str() as it, *_]:
                return said({"image_url": it})
        parts = [_form_part(it) for it in shown if isinstance(it, Picture)]
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        return Answer(200, body, f"multipart/form-data; boundary={BOUNDARY}")

    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        return {"error": word, "message": message}

    def in_words(self, text: str) -> Answer:
        return Answer(200, text.encode(), "text/plain")


def _form_part(shown: Picture) -> bytes:
    said_of = 'form-data; name="image"; filename="picture"'
    head = f"--{BOUNDARY}\r\nContent-Disposition: {said_of}\r\nContent-Type: {shown.type}\r\n\r\n"
    return head.encode() + shown.data + b"\r\n"


def five_protocols() -> list[Protocol]:
    return [AIServer(), OpenRouter(), OpenAI(), Stability(), GetImg()]
