"""What can be asked for now, as clients see it."""

from typing import Any

import strawberry

from imaging.pixels import MIME
from kinds import (
    AspectRatio,
    AvatarLook,
    CartoonStyle,
    Gender,
    GenerationKind,
    HeadshotStyle,
    PictureStyle,
    Tier,
)
from links import LONGEST
from resolvers.avatars import PHOTO_FORMATS
from resolvers.engines import Known, engines_of
from resolvers.wishes import is_enabled
from resolvers.words import LONGEST_PROMPT
from schema.context import Context
from schema.events import Event, events_of
from settings import Settings
from studio import Studio
from tariffs import Tariffs


@strawberry.type(description="What may be asked of one kind of generation.")
class Limits:
    kind: GenerationKind
    available: bool = strawberry.field(
        description="False while the operator has switched this kind off: FEATURE_DISABLED."
    )
    max_upload_bytes: int | None = None
    mime_types: list[str] | None = None
    max_pictures: int = 1
    max_prompt_length: int | None = strawberry.field(
        default=None, description="Characters of the words that pictures are made from."
    )
    max_link_length: int | None = strawberry.field(
        default=None, description="Characters of the link that a headshot is made from."
    )
    lifetime_seconds: int | None = None


@strawberry.type(description="What each picture of a kind that is delivered costs.")
class Price:
    kind: GenerationKind
    credits: int = strawberry.field(description="For one that is drawn.")
    cached_credits: int = strawberry.field(
        description="For one of an earlier wish that is handed out again."
    )


@strawberry.type(description="What a tier allows; see `Credits.tier`.")
class TierLimits:
    tier: Tier
    kinds: list[GenerationKind] = strawberry.field(
        description="What may be asked for; others are FORBIDDEN."
    )
    pictures_per_generation: int = strawberry.field(
        description="Pictures from words, of one wish; more are FORBIDDEN."
    )
    pictures_per_day: int | None = strawberry.field(
        description="Pictures from words: so many at once, and then as many within a day. null: as "
        "many as one likes. More are RATE_LIMITED, with `retryAfter`."
    )
    pace: float = strawberry.field(
        description="How many times the usual calls a minute may be made; more are RATE_LIMITED."
    )
    weight: float = strawberry.field(description="The share of what draws while others wait.")
    at_once: int = strawberry.field(
        description="How many generations are drawn at the same time while others wait."
    )


@strawberry.type(
    description="Something that draws. `builtin` is always there and draws by rules, on the "
    "server's own processors. For pictures from words it is an illustrator: it finds subjects, "
    "places, weather and colours in the words and composes a scene of artwork that comes with it; "
    "what it does not know it sets as type. Hosted engines paint from words, with a trained model."
    " Which is asked first is the operator's choice; when it cannot do something, the next one is."
)
class Engine:
    name: str
    kinds: list[GenerationKind] = strawberry.field(description="What it is asked for here.")
    available: bool = strawberry.field(
        description="False while all it could draw is switched off, or while it does not answer."
    )

    @classmethod
    def of(cls, known: Known) -> "Engine":
        return cls(name=known.name, kinds=list(known.kinds), available=known.available)


@strawberry.type(description="The shape of a headshot, in pixels.")
class Shape:
    ratio: AspectRatio
    width: int
    height: int


@strawberry.type(description="What can be asked for now: styles, looks, limits, prices, engines.")
class Catalog:
    cartoon_styles: list[CartoonStyle]
    headshot_styles: list[HeadshotStyle]
    aspect_ratios: list[Shape] = strawberry.field(description="Of headshots.")
    picture_styles: list[PictureStyle]
    avatar_looks: list[AvatarLook]
    genders: list[Gender]
    categories: list[str] = strawberry.field(description="Of guests, one of which each chooses.")
    events: list[Event]
    limits: list[Limits]
    prices: list[Price] = strawberry.field(description="Of every kind; 0: free.")
    tiers: list[TierLimits]
    engines: list[Engine]


async def catalog_of(context: Context) -> Catalog:
    """The catalogue of this server."""
    studio = context.studio
    return Catalog(
        cartoon_styles=list(CartoonStyle),
        headshot_styles=list(HeadshotStyle),
        aspect_ratios=[
            Shape(ratio=each, width=each.size[0], height=each.size[1]) for each in AspectRatio
        ],
        picture_styles=list(PictureStyle),
        avatar_looks=list(AvatarLook),
        genders=list(Gender),
        categories=list(studio.settings.avatar_categories),
        events=events_of(context),
        limits=_limits(studio.settings),
        prices=[_price(studio.tariffs, kind) for kind in GenerationKind],
        tiers=[_tier(studio, tier) for tier in Tier],
        engines=[Engine.of(known) for known in await engines_of(studio)],
    )


def _price(tariffs: Tariffs, kind: GenerationKind) -> Price:
    cached = tariffs.price(kind, cached=True)
    return Price(kind=kind, credits=tariffs.price(kind), cached_credits=cached)


def _tier(studio: Studio, tier: Tier) -> TierLimits:
    allows = studio.tariffs.tiers[tier]
    return TierLimits(
        tier=tier,
        kinds=sorted(allows.kinds),
        pictures_per_generation=min(
            allows.most_pictures, studio.settings.max_images_per_generation
        ),
        pictures_per_day=allows.pictures_per_day or None,
        pace=allows.pace,
        weight=allows.weight,
        at_once=allows.at_once,
    )


def _limits(settings: Settings) -> list[Limits]:
    cartoon = _limit(
        settings,
        GenerationKind.CARTOON,
        max_upload_bytes=settings.max_upload_bytes,
        mime_types=sorted(MIME.values()),
        lifetime_seconds=round(settings.cartoon_ttl_hours * 3600),
    )
    headshot = _limit(
        settings,
        GenerationKind.HEADSHOT,
        mime_types=sorted(MIME.values()),
        max_link_length=LONGEST,
    )
    avatar = _limit(
        settings,
        GenerationKind.AVATAR,
        max_upload_bytes=settings.max_photo_bytes,
        mime_types=sorted(MIME[format] for format in PHOTO_FORMATS),
    )
    pictures = _limit(
        settings,
        GenerationKind.PICTURES,
        max_pictures=settings.max_images_per_generation,
        max_prompt_length=LONGEST_PROMPT,
    )
    return [cartoon, _limit(settings, GenerationKind.FACE), headshot, avatar, pictures]


def _limit(settings: Settings, kind: GenerationKind, **most: Any) -> Limits:
    return Limits(kind=kind, available=is_enabled(settings, kind), **most)
