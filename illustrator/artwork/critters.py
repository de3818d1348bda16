"""Seated bodies for artwork that is only a face."""

from collections.abc import Mapping
from dataclasses import dataclass

from illustrator.brushes.colours import mixed
from illustrator.brushes.svgs import drawing, radial

HIGH = 300  # units of every drawing, in both directions

# Tails behind the body: with their own tip, thin with a tuft, a stub, or none.
BRUSH, TUFT, STUB, RINGED, NONE = "brush", "tuft", "stub", "ringed", "none"


@dataclass(frozen=True)
class Coat:
    """Colours of a body: fur, belly, limbs where they are not like the fur, and a tail."""

    fur: str
    belly: str
    tail: str
    limbs: str | None = None
    sets: str = "cfn"  # in which the artwork is only a face


COATS: Mapping[str, Coat] = {
    "fox": Coat("#f0762b", "#fbe6d0", BRUSH),
    "wolf": Coat("#8d939c", "#dfe3e6", BRUSH),
    "raccoon": Coat("#80858f", "#d6d9dd", RINGED, sets="cf"),
    "bear": Coat("#8a5a3c", "#c89a70", STUB),
    "polar-bear": Coat("#e9edf1", "#ffffff", STUB),
    "panda": Coat("#f3f1ee", "#ffffff", STUB, "#2f2f3a"),
    "koala": Coat("#9aa0aa", "#e3e3e6", STUB),
    "lion": Coat("#dc9c3a", "#f6d79a", TUFT),
    "monkey-face": Coat("#8a5a3c", "#e8c39a", TUFT),
    "tiger-face": Coat("#f09a2a", "#fdf1de", TUFT),
    "cat-face": Coat("#f5b13d", "#fdeccb", TUFT),
    "dog-face": Coat("#c68a54", "#f6e3cb", TUFT),
    "rabbit-face": Coat("#d8d4d8", "#ffffff", STUB),
    "mouse-face": Coat("#a8a6b0", "#e6e2e8", TUFT),
    "cow-face": Coat("#efe9e4", "#ffffff", TUFT, "#4a4048"),
    "pig-face": Coat("#f5a8ba", "#fbd0da", STUB),
    "hamster": Coat("#e0a860", "#fbeedb", NONE),
    "frog": Coat("#62b544", "#dcefa0", NONE),
    "robot": Coat("#aeb6c9", "#dfe6f2", NONE, "#7f89a3"),
    "boar": Coat("#7a5844", "#a8836a", TUFT),
    "moose": Coat("#8a5f42", "#b58c68", STUB),
    "dragon-face": Coat("#4fae5a", "#d5e89a", TUFT),
}


def seated(coat: Coat, head: str, units: float, flat: bool) -> str:
    """An SVG drawing `HIGH` units square: a body that sits, under a head of `units` square."""
    shade, limb = mixed(coat.fur, "#2a1420", 0.28), coat.limbs or coat.fur
    paw = mixed(limb, "#2a1420", 0.28)
    fill = coat.fur if flat else "url(#body)"
    defs = radial(
        "body",
        [
            (0, mixed(coat.fur, "#ffffff", 0.22)),
            (0.55, coat.fur),
            (1, mixed(coat.fur, "#3a1030", 0.38)),
        ],
        0.35, 0.25, 0.9,
    )  # fmt: skip
    haunches = "".join(
        f'<ellipse cx="{x}" cy="260" rx="31" ry="33" fill="{coat.limbs or shade}"/>'
        for x in (112, 188)
    )
    trunk = (
        f'<path d="M150,124 C194,124 206,196 198,246 C194,286 106,286 102,246 C94,196 106,124'
        f' 150,124Z" fill="{fill}"/><ellipse cx="150" cy="218" rx="31" ry="50"'
        f' fill="{coat.belly}" opacity=".95"/>'
    )
    legs = "".join(
        f'<rect x="{x - 13}" y="200" width="26" height="90" rx="13" fill="{limb}"/>'
        f'<ellipse cx="{x}" cy="287" rx="18" ry="10" fill="{paw}"/>'
        for x in (127, 173)
    )
    face = (
        f'<svg x="66" y="0" width="168" height="168" viewBox="0 0 {units:g} {units:g}">{head}</svg>'
    )
    return drawing(_tail(coat, shade) + haunches + trunk + legs + face, defs, HIGH, HIGH)


def _tail(coat: Coat, shade: str) -> str:
    if coat.tail in (BRUSH, RINGED):
        tip = coat.belly if coat.tail == BRUSH else shade
        brush = (
            f'<path d="M178,270 C252,284 266,208 240,160 C236,206 212,216 174,230Z"'
            f' fill="{coat.fur}"/><path d="M253,214 C258,190 250,174 240,160 C238,182 231,195'
            f' 222,203 C233,212 243,214 253,214Z" fill="{tip}"/>'
        )
        ring = (
            f'<path d="M196,232 Q214,246 220,272 L236,262 Q228,236 212,222Z" fill="{shade}"/>'
            if coat.tail == RINGED
            else ""
        )
        return brush + ring
    if coat.tail == TUFT:
        return (
            f'<path d="M178,264 C236,272 240,216 228,190" stroke="{coat.fur}" stroke-width="11"'
            f' fill="none" stroke-linecap="round"/><circle cx="228" cy="186" r="14"'
            f' fill="{shade}"/>'
        )
    return f'<circle cx="204" cy="254" r="15" fill="{shade}"/>' if coat.tail == STUB else ""
