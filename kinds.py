"""The words every part uses alike: kinds and states of a generation, styles, looks, tiers."""

from enum import StrEnum


class GenerationKind(StrEnum):
    """What is made."""

    CARTOON = "CARTOON"
    FACE = "FACE"
    HEADSHOT = "HEADSHOT"
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


class HeadshotStyle(StrEnum):
    """How a headshot looks: what is behind the person, and the light."""

    CORPORATE = "CORPORATE"
    CREATIVE = "CREATIVE"
    CASUAL = "CASUAL"
    STUDIO = "STUDIO"


class AspectRatio(StrEnum):
    """The shape of a headshot."""

    SQUARE = "SQUARE"
    PORTRAIT = "PORTRAIT"
    LANDSCAPE = "LANDSCAPE"

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels."""
        sizes = {AspectRatio.PORTRAIT: (832, 1216), AspectRatio.LANDSCAPE: (1216, 832)}
        return sizes.get(self, (1024, 1024))


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
