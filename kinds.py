"""The words every part uses alike: kinds and states of a generation, styles, image variants."""

from enum import StrEnum


class GenerationKind(StrEnum):
    """What is made."""

    CARTOON = "CARTOON"
    FACE = "FACE"


class GenerationStatus(StrEnum):
    """What clients are told about a generation."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


ENDED = frozenset({GenerationStatus.SUCCEEDED, GenerationStatus.FAILED, GenerationStatus.CANCELLED})


class CartoonStyle(StrEnum):
    """How a cartoon is drawn, named after what the builtin engine really draws."""

    COMIC = "COMIC"
    ANIME = "ANIME"
    FLAT = "FLAT"
    PAINT = "PAINT"
    POP = "POP"
    INK = "INK"


class ImageVariant(StrEnum):
    """The sizes a stored picture is served in."""

    THUMBNAIL = "THUMBNAIL"
    MEDIUM = "MEDIUM"
    FULL = "FULL"
