"""Pictures of what cannot be pictured: the words themselves, set with care."""

from illustrator.plans import Plan
from illustrator.stages import SIDE, Take
from imaging.arrays import U8
from imaging.vectors import SVG, rasterised
from kinds import PictureStyle

GROUNDS = ("#f4efe6", "#e8b9a0", "#2f4858", "#ffcc00")


def draw(plan: Plan, style: PictureStyle, take: Take) -> U8:
    """SIDE×SIDE×3."""
    ground = GROUNDS[list(PictureStyle).index(style)]
    x = 512 + 200 * take.side
    body = (
        f'<rect width="1024" height="1024" fill="{ground}"/>'
        f'<circle cx="{x}" cy="{take.dice.integers(300, 700)}" r="{220 * take.zoom}" fill="#fff"/>'
    )
    svg = f'<svg xmlns="{SVG}" viewBox="0 0 {SIDE} {SIDE}">{body}</svg>'
    return rasterised(svg, SIDE)[..., :3]
