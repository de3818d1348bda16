"""What can be asked for now, as clients see it."""

import strawberry

from imaging.pixels import MIME
from kinds import CartoonStyle, GenerationKind
from schema.context import Context


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


@strawberry.type(description="What can be asked for now: styles, limits, engines.")
class Catalog:
    cartoon_styles: list[CartoonStyle]
    limits: list[Limits]
    engines: list[Engine]


def catalog_of(context: Context) -> Catalog:
    """The catalogue of this server."""
    settings = context.studio.settings
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
    engines = [context.studio.engines.get(name) for name in context.studio.engines.names]
    return Catalog(
        cartoon_styles=list(CartoonStyle),
        limits=[cartoon, face],
        engines=[
            Engine(
                name=engine.name,
                kinds=sorted(engine.kinds),
                available=settings.ai_generation_enabled,
            )
            for engine in engines
        ],
    )
