"""What a seed decides: palette, backdrop, ink and small proportions of each style, as data."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from imaging.arrays import F32, Colour, unit
from kinds import CartoonStyle


class Backdrop(StrEnum):
    """What is behind the figure; drawn by imaging.backgrounds."""

    RAYS = "rays"
    DOTS = "dots"
    SPLIT = "split"
    CIRCLE = "circle"
    SOLID = "solid"
    GRADIENT = "gradient"
    BOKEH = "bokeh"
    CLOUDS = "clouds"
    PAPER = "paper"
    PAINTED = "painted"  # the style paints its own


@dataclass(frozen=True)
class Palette:
    """Two related colours of a backdrop, 0..255."""

    light: Colour
    deep: Colour

    @property
    def floats(self) -> tuple[F32, F32]:
        """Both colours as RGB 0..1."""
        return unit(self.light), unit(self.deep)


PALETTES = (
    Palette((255, 209, 92), (255, 160, 70)),  # amber
    Palette((120, 200, 255), (78, 150, 235)),  # sky
    Palette((255, 160, 168), (240, 100, 130)),  # rose
    Palette((150, 226, 190), (82, 186, 152)),  # mint
    Palette((196, 170, 255), (140, 112, 230)),  # violet
    Palette((255, 240, 190), (250, 205, 120)),  # sand
    Palette((246, 130, 96), (200, 66, 70)),  # brick
    Palette((120, 220, 224), (44, 150, 178)),  # lagoon
)
INKS: tuple[Colour, ...] = ((28, 22, 30), (34, 20, 52), (20, 30, 58), (52, 26, 20))
DRAWING_INKS: tuple[Colour, ...] = ((24, 24, 28), (25, 35, 90), (92, 40, 20), (20, 70, 64))


@dataclass(frozen=True)
class Manner:
    """What all pictures of one style have in common, before the seed varies it."""

    eyes: float  # how much larger eyes are drawn
    tones: int  # steps of brightness
    line: float  # strength and width of lines, 0 none
    saturation: float
    backdrops: tuple[Backdrop, ...]  # taken in turn
    inks: tuple[Colour, ...] = INKS


MANNERS = {
    CartoonStyle.COMIC: Manner(
        1.12, 4, 1.2, 1.22, (Backdrop.RAYS, Backdrop.DOTS, Backdrop.SPLIT, Backdrop.CIRCLE)
    ),
    CartoonStyle.ANIME: Manner(
        1.26, 3, 0.75, 1.15, (Backdrop.GRADIENT, Backdrop.BOKEH, Backdrop.CLOUDS)
    ),
    CartoonStyle.FLAT: Manner(
        1.12, 4, 0.0, 1.18, (Backdrop.SOLID, Backdrop.CIRCLE, Backdrop.SPLIT)
    ),
    CartoonStyle.PAINT: Manner(1.05, 8, 0.3, 1.28, (Backdrop.PAINTED,)),
    CartoonStyle.POP: Manner(1.08, 4, 1.15, 1.0, (Backdrop.DOTS, Backdrop.RAYS, Backdrop.SOLID)),
    CartoonStyle.INK: Manner(1.06, 2, 1.2, 0.0, (Backdrop.PAPER, Backdrop.CIRCLE), DRAWING_INKS),
}


@dataclass(frozen=True)
class Look:
    """One way to draw a portrait. Equal looks of equal portraits give equal pixels."""

    style: CartoonStyle
    seed: int
    palette: Palette
    backdrop: Backdrop
    ink: Colour
    mirrored: bool  # light and slants from the other side
    eyes: float  # factor by which the eyes grow
    chin: float  # 0..0.05: how much narrower the chin
    tones: int
    line: float
    saturation: float
    halftone: bool
    rim: float  # 0..0.5: light along the silhouette

    @property
    def ink_colour(self) -> F32:
        """The ink as RGB 0..1."""
        return unit(self.ink)

    def chance(self, purpose: int) -> np.random.Generator:
        """Random numbers for one purpose of this look, the same every time."""
        return np.random.default_rng([self.seed, _number(self.style), purpose])


def _number(style: CartoonStyle) -> int:
    return list(CartoonStyle).index(style)


def palette_at(index: int) -> Palette:
    """A palette out of the wheel; any whole number will do."""
    return PALETTES[index % len(PALETTES)]


def look(style: CartoonStyle, seed: int) -> Look:
    """The look of a style and a seed (0 or more).

    Palette, ink and (where the style has several) backdrop step with the seed, so neighbours never
    share them: 3 steps ± 1 round a wheel of 8 cannot end where they began.
    """
    manner = MANNERS[style]
    random = np.random.default_rng([seed, _number(style)])
    wobble = int(random.integers(2))
    return Look(
        style=style,
        seed=seed,
        palette=palette_at(seed * 3 + wobble),
        backdrop=manner.backdrops[(seed + _number(style)) % len(manner.backdrops)],
        ink=manner.inks[seed % len(manner.inks)],
        mirrored=bool(random.integers(2)),
        eyes=manner.eyes * float(random.uniform(0.97, 1.06)),
        chin=float(random.uniform(0, 0.05)),
        tones=manner.tones + int(random.integers(2)),
        line=manner.line * float(random.uniform(0.8, 1.25)),
        saturation=manner.saturation * float(random.uniform(0.94, 1.08)),
        halftone=style == CartoonStyle.COMIC and seed % 3 != 0,
        rim=float(random.uniform(0, 0.5)),
    )
