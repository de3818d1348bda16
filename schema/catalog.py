"""What can be asked for now, as clients see it."""

import strawberry

from imaging.pixels import MIME
from kinds import AvatarLook, CartoonStyle, Gender, GenerationKind
from resolvers.avatars import PHOTO_FORMATS
from schema.context import Context
from settings import Settings


@strawberry.type(description="What may be asked of one kind of generation.")
class Limits:
    kind: GenerationKind
    max_upload_bytes: int | None
    mime_types: list[str] | None
    max_pictures: int
    lifetime_seconds: int | None


@strawberry.type(description="Something that draws.")
class Engine:
    name: str
    kinds: list[GenerationKind]
    available: bool


@strawberry.type(description="An event that guests can register for.")
class Event:
    slug: str = strawberry.field(description="What a registration calls it by.")
    title: str


@strawberry.type(description="What can be asked for now: styles, looks, limits, engines.")
class Catalog:
    cartoon_styles: list[CartoonStyle]
    avatar_looks: list[AvatarLook]
    genders: list[Gender]
    categories: list[str] = strawberry.field(description="Of guests, one of which each chooses.")
    events: list[Event]
    limits: list[Limits]
    engines: list[Engine]


def catalog_of(context: Context) -> Catalog:
    """The catalogue of this server."""
    studio = context.studio
    engines = [studio.engines.get(name) for name in studio.engines.names]
    return Catalog(
        cartoon_styles=list(CartoonStyle),
        avatar_looks=list(AvatarLook),
        genders=list(Gender),
        categories=list(studio.settings.avatar_categories),
        events=[Event(slug=each.slug, title=each.title) for each in studio.events.values()],
        limits=_limits(studio.settings),
        engines=[
            Engine(
                name=engine.name,
                kinds=sorted(engine.kinds),
                available=studio.settings.ai_generation_enabled,
            )
            for engine in engines
        ],
    )


def _limits(settings: Settings) -> list[Limits]:
    cartoon = Limits(
        kind=GenerationKind.CARTOON,
        max_upload_bytes=settings.max_upload_bytes,
        mime_types=sorted(MIME.values()),
        max_pictures=1,
        lifetime_seconds=round(settings.cartoon_ttl_hours * 3600),
    )
    face = Limits(
        kind=GenerationKind.FACE,
        max_upload_bytes=None,
        mime_types=None,
        max_pictures=1,
        lifetime_seconds=None,
    )
    avatar = Limits(
        kind=GenerationKind.AVATAR,
        max_upload_bytes=settings.max_photo_bytes,
        mime_types=sorted(MIME[format] for format in PHOTO_FORMATS),
        max_pictures=1,
        lifetime_seconds=None,
    )
    return [cartoon, face, avatar]
