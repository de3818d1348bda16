"""What somebody's tier includes."""

from collections.abc import Sequence

from errors import Forbidden
from kinds import GenerationKind, Tier
from resolvers.viewers import Viewer
from resolvers.wishes import WORDS
from studio import Studio
from tariffs import Allowance


def allowance_of(studio: Studio, viewer: Viewer) -> Allowance:
    """What the tier of this viewer allows."""
    return studio.tariffs.tiers[viewer.tier]


def require_kind(studio: Studio, viewer: Viewer, kind: GenerationKind) -> None:
    """`Forbidden` when the viewer's tier does not include this kind."""
    if kind in allowance_of(studio, viewer).kinds:
        return
    needs = studio.tariffs.tiers_with(lambda it: kind in it.kinds)
    does = "does" if len(needs) < 2 else "do"
    message = f"Your tier, {viewer.tier}, does not include {WORDS[kind]}; {_named(needs)} {does}."
    raise Forbidden(message, tier=viewer.tier, needs=needs)


def pictures_for(studio: Studio, viewer: Viewer, asked: int | None, usual: int) -> int:
    """How many pictures a wish brings that asks for so many; `usual`, or as many as the viewer's
    tier allows, when it does not say. `Forbidden` when that is more than it allows."""
    allowed = allowance_of(studio, viewer).most_pictures
    if asked is None:
        return min(usual, allowed)
    if asked <= allowed:
        return asked
    needs = studio.tariffs.tiers_with(lambda it: asked <= it.most_pictures)
    allows = "allows" if len(needs) < 2 else "allow"
    pictures = "picture" if allowed == 1 else "pictures"
    raise Forbidden(
        f"Your tier, {viewer.tier}, allows {allowed} {pictures} at once, not {asked}. Ask for "
        f"{allowed}; {_named(needs)} {allows} {asked}.",
        tier=viewer.tier,
        allowed=allowed,
        needs=needs,
    )


def _named(tiers: Sequence[Tier]) -> str:
    """As people say it."""
    if not tiers:
        return "no tier"
    *others, last = tiers
    return f"{', '.join(others)} and {last}" if others else last
