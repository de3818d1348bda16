"""The engines of this house: what each is asked for, and whether it would be asked now."""

from dataclasses import dataclass

from documents.base import now
from documents.services import those_down
from kinds import GenerationKind
from resolvers.wishes import is_enabled
from studio import Studio


@dataclass(frozen=True)
class Known:
    """An engine that is set up, and for which kinds; `available` when new work may come to it."""

    name: str
    kinds: tuple[GenerationKind, ...]
    available: bool


async def engines_of(studio: Studio) -> list[Known]:
    """All that are asked for something. One is not available while all its kinds are switched off,
    cutting faces aside, and one elsewhere while it is down."""
    names = studio.engines.names
    elsewhere = [name for name in names if studio.engines.get(name).service is not None]
    down = await those_down(elsewhere, now())
    known = []
    for name in names:
        kinds = [kind for kind in GenerationKind if name in studio.engines.for_kind(kind)]
        if kinds:
            asked = any(_may_be_asked(studio, kind) for kind in kinds)
            known.append(Known(name, tuple(sorted(kinds)), asked and name not in down))
    return known


def _may_be_asked(studio: Studio, kind: GenerationKind) -> bool:
    """Whether new work of this kind may come; a face needs a cartoon that was drawn before."""
    return kind is not GenerationKind.FACE and is_enabled(studio.settings, kind)
