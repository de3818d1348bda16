"""The words every part uses alike: kinds and states of a generation, styles, looks, tiers."""

from enum import StrEnum


class GenerationKind(StrEnum):
    """What is made."""

    CARTOON = "CARTOON"
    FACE = "FACE"
    AVATAR = "AVATAR"
    PICTURES = "PICTURES"


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


class PictureStyle(StrEnum):
    """How a picture made from words looks."""

    REALISTIC = "REALISTIC"
    ARTISTIC = "ARTISTIC"
    MINIMAL = "MINIMAL"
    VIBRANT = "VIBRANT"


class DigitalSource(StrEnum):
    """How a generated picture came about, as IPTC's Digital Source Type NewsCodes name it
    (http://cv.iptc.org/newscodes/digitalsourcetype/)."""

    ALGORITHM = "algorithmicMedia"  # drawn by an algorithm that was not trained on pictures
    MODEL = "trainedAlgorithmicMedia"  # made by a model that was
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"  # the latter, with more put to it


class UsageAction(StrEnum):
    """What an entry of the usage log tells of."""

    IMAGE_GENERATION = "IMAGE_GENERATION"
    IMAGE_DOWNLOAD = "IMAGE_DOWNLOAD"
    CREDIT_GRANT = "CREDIT_GRANT"
    CREDIT_REFUND = "CREDIT_REFUND"


class Tier(StrEnum):
    """What somebody may ask for, and how soon he gets it; see `tariffs`."""

    FREE = "FREE"
    BASIC = "BASIC"
    PREMIUM = "PREMIUM"


class AvatarLook(StrEnum):
    """As whom an event avatar shows its guest."""

    SUPERHERO = "SUPERHERO"
    PROFESSIONAL = "PROFESSIONAL"
    WARRIOR = "WARRIOR"


class Gender(StrEnum):
    """Which variant of a look is drawn."""

    MALE = "MALE"
    FEMALE = "FEMALE"
    NEUTRAL = "NEUTRAL"


class FlushScope(StrEnum):
    """Which of an e-mail address's registrations lose their pictures."""

    LATEST = "LATEST"
    ALL = "ALL"


class ImageVariant(StrEnum):
    """The sizes a stored picture is served in."""

    THUMBNAIL = "THUMBNAIL"
    MEDIUM = "MEDIUM"
    FULL = "FULL"
