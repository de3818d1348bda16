"""What a provider may do with a proper request: once well, some fifty times wrong."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum

from tests.provider_pictures import (
    Picture,
    Size,
    bomb,
    cut_short,
    draw,
    gzip_bomb,
    in_another_form,
    vector,
)
from tests.provider_speech import Headers, Protocol, Shown, Trouble, Wish
from tests.provider_wire import Answer

A_DAY = "86400"


class Behaviour(StrEnum):
    """Each with a sentence for the table of engines and behaviours."""

    words: str

    def __new__(cls, value: str, words: str) -> "Behaviour":
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member

    GOOD = "good", "answers as it should"
    SLOW = "slow", "answers well after a pause"
    TRICKLE = "trickle", "sends one byte a second"
    SILENT = "silent", "never answers"
    LATE = "late", "answers when the caller has left"
    TOO_MANY = "too many", "429 without Retry-After"
    TOO_MANY_SECONDS = "too many, seconds", "429 with Retry-After in seconds"
    TOO_MANY_DATE = "too many, date", "429 with Retry-After as a date"
    TOO_MANY_DAY = "too many, a day", "429 with Retry-After of a day"
    TOO_MANY_SOON = "too many, soon", "429 with a Retry-After that is no time"
    BUSY = "busy", "503 with Retry-After"
    BUSY_WITHOUT = "busy, untold", "503 without Retry-After"
    FAILS_ONCE = "fails once", "500, and then it is well"
    FAILS = "fails", "500"
    BAD_GATEWAY = "bad gateway", "502 with a page of HTML"
    HTML = "html", "200 with a page of HTML"
    TEXT_TYPE = "text type", "a good answer said to be text/plain"
    EMPTY = "empty", "200 with an empty body"
    BAD_JSON = "bad json", "200 with half a JSON document"
    WRONG_SHAPE = "wrong shape", "200 with JSON of another shape"
    EMPTY_JSON = "empty json", "200 with {}"
    ERROR_WITHIN = "error within", "200 with the document of an error"
    ONLY_WORDS = "only words", "200 with a sentence and no picture"
    FEWER = "fewer", "one picture fewer than asked for"
    MORE = "more", "two pictures more than asked for"
    SAME_TWICE = "same twice", "the same picture every time"
    WRONG_SIZE = "wrong size", "a picture of another size"
    TINY = "tiny", "a picture of one pixel"
    CUT_JPEG = "cut jpeg", "half a JPEG"
    BOMB = "bomb", "a PNG of 30,000 x 30,000 pixels"
    GIF = "gif", "a GIF"
    WEBP = "webp", "a WebP"
    TIFF = "tiff", "a TIFF"
    SVG = "svg", "an SVG with a script"
    NO_PICTURE = "no picture", "text said to be a picture"
    GARBAGE = "garbage", "base64 with garbage in it, or bytes of garbage"
    GZIP_BOMB = "gzip bomb", "a packed body that unpacks to 64 MB"
    FLOOD = "flood", "100 MB, with Content-Length"
    FLOOD_CHUNKED = "flood, chunked", "100 MB in chunks"
    HUGE_HEADERS = "huge headers", "a header of 300 kB"
    BROKEN_CHUNKS = "broken chunks", "chunks whose lengths are no numbers"
    HANGS_UP = "hangs up", "closes before the answer"
    RESETS = "resets", "resets before the answer"
    CUT_AFTER_HEAD = "cut after head", "closes after the headers"
    CUT_OFF = "cut off", "closes in the middle of the body"
    RESET_WITHIN = "reset within", "resets in the middle of the body"
    REDIRECT_LOOP = "redirect loop", "redirects for ever"
    REDIRECT_PRIVATE = "redirect private", "redirects to a private address"
    FILTERED = "filtered", "drew it and keeps it back"
    REFUSED = "refused", "refuses what was asked for"
    QUOTA = "quota", "the quota is used up"
    WRONG_KEY = "wrong key", "401"
    FORBIDDEN = "forbidden", "403"
    MODEL_GONE = "model gone", "404, the model is gone"
    REJECTED = "rejected", "400, the request is said to be wrong"
    LINK = "link", "a link to the picture instead of its bytes"
    LINK_PRIVATE = "link, private", "a link to a private address"
    LINK_EXPIRED = "link, expired", "a link that has expired (404)"
    LINK_HTML = "link, html", "a link to a page of HTML"
    LINK_LOOP = "link, loop", "a link that redirects for ever"
    LINK_TO_PRIVATE = "link, to private", "a link that redirects to a private address"
    LINK_FLOOD = "link, flood", "a link to 100 MB"
    LINK_FILE = "link, file", "a link to a file of the caller's machine"


ONCE = {Behaviour.FAILS_ONCE}  # these wear off by themselves


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds."""

    pause: float = 0.2  # of SLOW
    tick: float = 1.0  # between two bytes of TRICKLE
    patience: float = 8.0  # after which every caller is hung up on
    retry_after: int = 1


@dataclass(frozen=True)
class Scene:
    """A proper request and what would be the good answer."""

    protocol: Protocol
    wish: Wish
    shown: list[Shown]
    url: str  # of the provider
    trap: str  # of a private address where nobody is to call
    pace: Pace


def spoilt(behaviour: Behaviour, size: Size) -> Picture | None:
    """What stands where the picture should; None: the picture."""
    match behaviour:
        case Behaviour.WRONG_SIZE:
            return draw((size[0] // 2, size[1] * 3 // 4), 1)
        case Behaviour.TINY:
            return draw((1, 1), 1)
        case Behaviour.CUT_JPEG:
            return cut_short(size)
        case Behaviour.BOMB:
            return bomb()
        case Behaviour.GIF | Behaviour.WEBP | Behaviour.TIFF:
            return in_another_form(size, behaviour.value)
        case Behaviour.SVG:
            return vector()
        case Behaviour.NO_PICTURE:
            return Picture(b"This is no picture. " * 50, "image/png")
        case Behaviour.GARBAGE:
            return Picture(b"\x00\xff\x13\x37" * 250, "image/png")
    return None


LINKS = {
    Behaviour.LINK_EXPIRED: "{url}/files/expired.png",
    Behaviour.LINK_HTML: "{url}/files/page.html",
    Behaviour.LINK_LOOP: "{url}/files/loop",
    Behaviour.LINK_TO_PRIVATE: "{url}/files/private",
    Behaviour.LINK_FLOOD: "{url}/files/flood.png",
    Behaviour.LINK_PRIVATE: "{trap}/files/private.png",
    Behaviour.LINK_FILE: "file:///etc/hostname",
}

TROUBLES = {
    Behaviour.TOO_MANY: Trouble.RATE,
    Behaviour.TOO_MANY_SECONDS: Trouble.RATE,
    Behaviour.TOO_MANY_DATE: Trouble.RATE,
    Behaviour.TOO_MANY_DAY: Trouble.RATE,
    Behaviour.TOO_MANY_SOON: Trouble.RATE,
    Behaviour.BUSY: Trouble.BUSY,
    Behaviour.BUSY_WITHOUT: Trouble.BUSY,
    Behaviour.FAILS: Trouble.BROKEN,
    Behaviour.FAILS_ONCE: Trouble.BROKEN,
    Behaviour.REFUSED: Trouble.REFUSED,
    Behaviour.QUOTA: Trouble.QUOTA,
    Behaviour.WRONG_KEY: Trouble.KEY,
    Behaviour.FORBIDDEN: Trouble.FORBIDDEN,
    Behaviour.MODEL_GONE: Trouble.MODEL_GONE,
    Behaviour.REJECTED: Trouble.BAD_REQUEST,
}


def _retry_after(behaviour: Behaviour, pace: Pace) -> Headers:
    match behaviour:
        case Behaviour.TOO_MANY_SECONDS | Behaviour.BUSY:
            return (("Retry-After", str(pace.retry_after)),)
        case Behaviour.TOO_MANY_DATE:
            then = datetime.now(UTC) + timedelta(seconds=pace.retry_after)
            return (("Retry-After", format_datetime(then, usegmt=True)),)
        case Behaviour.TOO_MANY_DAY:
            return (("Retry-After", A_DAY),)
        case Behaviour.TOO_MANY_SOON:
            return (("Retry-After", "soon"),)
    return ()


def page(status: int) -> Answer:
    text = "<!doctype html><title>Nothing here</title><p>Please come back later."
    return Answer(status, text.encode(), "text/html; charset=utf-8")


def answer(behaviour: Behaviour, scene: Scene) -> Answer:
    """What is said; how it is sent is told in `provider_plays`."""
    if trouble := TROUBLES.get(behaviour):
        return scene.protocol.trouble(trouble, headers=_retry_after(behaviour, scene.pace))
    good = scene.protocol.pictures(scene.wish, scene.shown)
    match behaviour:
        case Behaviour.FILTERED:
            return scene.protocol.filtered(scene.wish, draw(scene.wish.size, 2))
        case Behaviour.ONLY_WORDS:
            return scene.protocol.in_words("I would rather not draw that.")
        case Behaviour.ERROR_WITHIN:
            return scene.protocol.error_within()
        case Behaviour.REDIRECT_LOOP:
            return Answer(307, headers=(("Location", f"{scene.url}/files/loop"),))
        case Behaviour.REDIRECT_PRIVATE:
            return Answer(307, headers=(("Location", f"{scene.trap}/files/private.png"),))
        case Behaviour.BAD_GATEWAY:
            return page(502)
        case Behaviour.HTML:
            return page(200)
    return _altered(behaviour, good)


def _altered(behaviour: Behaviour, good: Answer) -> Answer:
    match behaviour:
        case Behaviour.TEXT_TYPE:
            return replace(good, type="text/plain")
        case Behaviour.EMPTY:
            return replace(good, body=b"")
        case Behaviour.BAD_JSON:
            return Answer(200, b'{"created": 1, "data": [{"b64_json": "iVBORw0KGgo')
        case Behaviour.WRONG_SHAPE:
            return Answer(200, b'[{"data": {"url": 7}, "choices": "none", "image": [null]}, 3]')
        case Behaviour.EMPTY_JSON:
            return Answer(200, b"{}")
        case Behaviour.GZIP_BOMB:
            packed = (*good.headers, ("Content-Encoding", "gzip"))
            return replace(good, body=gzip_bomb(), headers=packed)
        case Behaviour.HUGE_HEADERS:
            return replace(good, headers=(*good.headers, ("X-Padding", "x" * 300_000)))
        case Behaviour.GARBAGE:
            body = re.sub(rb"([\w+/]{40})[\w+/]{4}([\w+/]{40,}=*)", rb"\1%$#!\2", good.body)
            return replace(good, body=body)
    return good
