"""What the five protocols have in common: what is asked, what is answered, how trouble is told."""

import binascii
from abc import ABC, abstractmethod
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any, ClassVar
from urllib.parse import urlsplit

from tests.provider_pictures import Picture, Size, measured
from tests.provider_wire import Answer, Malformed, Part, Request, said

Headers = tuple[tuple[str, str], ...]


class Service(StrEnum):
    AISERVER = auto()
    OPENROUTER = auto()
    OPENAI = auto()
    STABILITY = auto()
    GETIMG = auto()


class Trouble(StrEnum):
    """Why there is no picture; each protocol has its own status and word for it."""

    BAD_REQUEST = auto()
    KEY = auto()
    FORBIDDEN = auto()
    MODEL_GONE = auto()
    QUOTA = auto()
    RATE = auto()
    REFUSED = auto()  # what was asked for, before anything was drawn
    FILTERED = auto()  # what was drawn
    BUSY = auto()
    BROKEN = auto()


Troubles = dict[Trouble, tuple[int, str]]  # status and word


class Refused(Exception):
    """The request is not as the protocol wants it."""

    def __init__(self, message: str, trouble: Trouble = Trouble.BAD_REQUEST) -> None:
        super().__init__(message)
        self.trouble = trouble


@dataclass(frozen=True)
class Wish:
    """What was asked for, as the protocol understands it."""

    count: int = 1
    size: Size = (1024, 1024)
    form: str = "png"
    prompt: str = ""
    model: str = ""
    seed: int = 0
    photo: bytes | None = None
    link: str | None = None  # to the photo
    links: bool = False  # the pictures are answered as links
    clear: bool = False  # with a transparent background
    newer: bool = False  # asked in the newer of two dialects


Shown = Picture | str  # bytes, or a link to them


class Protocol(ABC):
    """One protocol: its paths, its checks, its answers."""

    service: ClassVar[Service]
    keyed: ClassVar[bool] = True  # a key must come with everything
    troubles: ClassVar[Troubles]

    @abstractmethod
    def draws(self, path: str) -> bool:
        """Whether a POST there is asked of this protocol."""

    @abstractmethod
    def wish(self, request: Request) -> Wish:
        """What is asked for. Raises Refused or Malformed."""

    @abstractmethod
    def state(self, path: str) -> Any | None:
        """What a GET there is told (balance, models); None: no such path."""

    @abstractmethod
    def pictures(self, wish: Wish, shown: list[Shown]) -> Answer:
        """The good answer."""

    @abstractmethod
    def error(self, status: int, word: str, message: str, trouble: Trouble) -> Any:
        """The document that tells of a trouble."""

    @abstractmethod
    def in_words(self, text: str) -> Answer:
        """Status 200 and a sentence where the picture should be."""

    def filtered(self, wish: Wish, blurred: Picture) -> Answer:
        """The picture was drawn and is kept back."""
        return self.trouble(Trouble.FILTERED)

    def trouble(self, trouble: Trouble, message: str = "", headers: Headers = ()) -> Answer:
        status, word = self.troubles[trouble]
        message = message or f"This request was answered with {word}."
        return said(self.error(status, word, message, trouble), status, headers)

    def error_within(self) -> Answer:
        """Status 200 with the document of an error."""
        status, word = self.troubles[Trouble.BUSY]
        return said(self.error(status, word, "It failed while drawing.", Trouble.BUSY), 200)


def need(condition: object, message: str) -> None:
    if not condition:
        raise Refused(message)


def only(given: Any, known: str) -> None:
    """No field but those known."""
    for name in given:
        need(name in known.split(), f"Unknown parameter: '{name}'.")


def words(value: Any, name: str, longest: int) -> str:
    need(isinstance(value, str) and value.strip(), f"{name}: is required")
    need(len(value) <= longest, f"{name}: is longer than {longest} characters")
    return str(value)


def among(value: Any, name: str, known: str) -> str:
    need(value in known.split(), f"{name}: '{value}' is not one of {known}")
    return str(value)


def within(value: Any, name: str, lowest: float, highest: float) -> float:
    """A number, also as the text of a form."""
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise Refused(f"{name}: is no number") from error
    need(lowest <= found <= highest, f"{name}: must be from {lowest:g} to {highest:g}")
    return found


def picture(data: bytes, longest: int = 10) -> bytes:
    """A photo that decodes and has at most so many MB."""
    need(len(data) <= longest * 1024 * 1024, f"image: is larger than {longest} MB")
    try:
        width, height = measured(data)
    except ValueError as error:
        raise Refused(str(error)) from error
    need(min(width, height) >= 64, "image: a side is shorter than 64 pixels")
    return data


def base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("image: is no base64") from error


def data_url(text: Any) -> bytes:
    """The picture of a `data:image/…;base64,…` (RFC 2397)."""
    need(isinstance(text, str), "image: the url is no text")
    head, comma, tail = str(text).partition(",")
    need(
        comma and head.startswith("data:image/") and head.endswith(";base64"), "image: no data URL"
    )
    return picture(base64(tail))


def link(text: Any) -> str:
    need(isinstance(text, str), "image: the link is no text")
    parts = urlsplit(str(text))
    need(parts.scheme in ("http", "https") and parts.hostname, "image: is no link")
    return str(text)


def to_base64(shown: Picture) -> str:
    return b64encode(shown.data).decode()


def to_url(shown: Shown) -> str:
    return shown if isinstance(shown, str) else f"data:{shown.type};base64,{to_base64(shown)}"


def fields(parts: list[Part]) -> tuple[dict[str, str], dict[str, list[bytes]]]:
    """The texts and the files of a form; a text said twice is a mistake."""
    texts: dict[str, str] = {}
    files: dict[str, list[bytes]] = {}
    for part in parts:
        if part.filename is not None:
            files.setdefault(part.name, []).append(part.data)
            continue
        if part.name in texts:
            raise Malformed(f"{part.name} was sent twice")
        texts[part.name] = part.text
    return texts, files
