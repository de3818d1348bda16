"""What a provider answered, and the pictures in it: judged by their bytes, whatever it says."""

import binascii
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from errors import EngineError, ImageRefused, ImageTooLarge, InvalidImage, UnsupportedImage
from imaging import headers
from imaging.fitting import SMALLEST_SIDE, as_png, fitted

NO_PICTURE = "The service that draws gave no picture. Please try again."

_DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,", re.ASCII | re.I)
_LINK = re.compile(r"[a-z][a-z0-9+.-]{0,20}://", re.ASCII | re.I)
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})', re.ASCII | re.I)  # RFC 2046
# Under these names providers have bytes (base64, data URL) or links; the first that is there is it.
_NAMES = ("b64_json", "b64", "image", "url", "image_url")

# What is wrong with a picture whatever else was looked at by then.
_REFUSED = {UnsupportedImage: "wrong_format", ImageTooLarge: "too_large"}

USUAL_SIZE = (1024, 1024)  # px; of photos, and of whatever is to be no other

MOST_PARTS = 100_000  # of a JSON document; pictures in it are long, but few

Found = bytes | str  # a picture; or its text: base64, a data URL, or a link to it


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in small letters; `body` is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def document(self) -> Any:
        """The JSON in the body; None when there is none, or more of it than any answer needs: as
        objects it would take a hundred times its bytes."""
        if sum(map(self.body.count, (b"{", b"[", b","))) > MOST_PARTS:
            return None
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def retry_after(self) -> float | None:
        """In how many seconds to come back, if that is told (RFC 9110, section 10.2.3)."""
        told = self.headers.get("retry-after", "")
        try:
            if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", told, re.ASCII):
                return float(told)
            then = parsedate_to_datetime(told)
            then = then if then.tzinfo is not None else then.replace(tzinfo=UTC)
            return max(0.0, (then - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError, IndexError, OverflowError):
            return None


def unusable(reason: str) -> EngineError:
    """Something came, and no picture that can be used."""
    return EngineError(NO_PICTURE, reason=reason)


def found_in(answer: Answer) -> list[Found]:
    """The pictures of an answer of any form: the bytes of one, a form with some, or JSON with them
    as base64, data URLs or links. `EngineError` when there is none."""
    if not answer.body:
        raise unusable("empty")
    if is_picture(answer.body):
        return [answer.body]  # whatever it is said to be
    boundary = _BOUNDARY.search(answer.headers.get("content-type", ""))
    if boundary is not None and answer.body.lstrip().startswith(b"--"):
        return _in_form(answer.body, boundary[1].encode())
    return in_document(answer.document)


def in_document(document: Any) -> list[Found]:
    """The pictures in `{"data": [...]}`, or in the document itself."""
    if not isinstance(document, dict):
        raise unusable("no_picture")
    if document.get("error") or document.get("errors"):
        raise unusable("error_within")
    listed = document.get("data")
    items = listed if isinstance(listed, list) else [document]
    found = [_of_item(each) for each in items if isinstance(each, dict)]
    return required([each for each in found if each is not None])


def required(found: list[Found]) -> list[Found]:
    """The same; `EngineError` when there is none."""
    if not found:
        raise unusable("no_picture")
    return found


def _of_item(item: Mapping[str, Any]) -> str | None:
    texts = [item.get(name) for name in _NAMES]
    return next((each for each in texts if isinstance(each, str) and each), None)


def read_text(text: str) -> Found:
    """The bytes in base64 or a data URL, strictly; a link as it is."""
    prefix = _DATA_URL.match(text)
    if prefix is None and _LINK.match(text):
        return text
    try:
        return binascii.a2b_base64(text[prefix.end() if prefix else 0 :], strict_mode=True)
    except ValueError:
        raise unusable("bad_base64") from None


def _in_form(body: bytes, boundary: bytes) -> list[Found]:
    """The pictures among the parts of a form (RFC 7578)."""
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]
    contents = [part.partition(b"\r\n\r\n")[2] for part in parts]
    return required([each for each in contents if is_picture(each)])


def is_picture(body: bytes) -> bool:
    """Whether it begins as a picture, be it of a format that is not taken."""
    try:
        headers.read(body)
    except UnsupportedImage:
        return True
    except InvalidImage:
        return False
    return True


def is_framed(photo: bytes) -> bool:
    """Whether a photo is what providers are sent: a JPEG of `USUAL_SIZE`."""
    try:
        return headers.read(photo) == headers.Header("JPEG", *USUAL_SIZE)
    except ImageRefused:
        return False


def usable(body: bytes, size: tuple[int, int] | None, exact: bool) -> bytes:
    """A picture that was judged and decoded once, in the shape of `size`, and no larger;
    `exact` enlarges as well. Without a size it is a PNG of its own.

    `EngineError` says in its `reason` why it cannot be used. Takes tens of milliseconds.
    """
    reason = "no_picture"
    try:
        header = headers.read(body)
        reason = "too_small"
        if min(header.width, header.height) >= SMALLEST_SIDE:
            reason = "damaged"
            return as_png(body) if size is None else fitted(body, size, exact)
    except ImageRefused as error:
        reason = _REFUSED.get(type(error), reason)
    raise unusable(reason)


def amount(told: Any) -> float | None:
    """A number of US dollars that a provider tells, if it can be one."""
    try:
        found = float(told)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) and 0 <= found <= 100 else None
