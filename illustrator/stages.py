"""What a picture is put on: its light, its ground, and what one variant does otherwise."""

from dataclasses import dataclass

import numpy as np

from illustrator.plans import Hour
from imaging.arrays import F32

SIDE = 1024  # px, width and height of every picture


@dataclass(frozen=True)
class Light:
    """One light for everything in a picture. Colours are #rrggbb."""

    sky: tuple[str, str, str, str]  # from the zenith to the horizon
    ambient: tuple[float, float, float]  # what every colour is multiplied by, RGB
    sun: str | None  # its colour, or the moon's; None: overcast
    sun_at: tuple[float, float]  # px
    haze: str  # what distance fades to
    darkness: float  # 0 by day to 1 at night
    hour: Hour = Hour.DAY  # which it is, chosen where the words name none


@dataclass(frozen=True)
class Take:
    """One variant: numbers 0 to 3 differ in composition, `dice` in all the rest.

    `side` is where the hero stands: -1 left, 1 right, 0 in the middle; `zoom` is how near he is.
    """

    number: int
    side: int
    zoom: float
    dice: np.random.Generator


@dataclass
class Backdrop:
    """A painted scene without its subjects: float32 RGB 0 to 255, SIDE × SIDE × 3."""

    pixels: F32
    horizon: int  # px from the top; inside, the far edge of what things stand on
    light: Light
    shore: int = 0  # of a coast: the side where the land is, -1 or 1
