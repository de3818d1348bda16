"""Houses after dark and in the snow: light in their windows, no green around them."""

from typing import Final

import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.stages import Light
from imaging.arrays import F32, U8, floats, smoothstep

HOUSES: Final = frozenset({
    "house", "house-with-garden", "houses", "church", "castle", "japanese-castle", "hut", "hotel",
    "school", "hospital", "bank", "post-office", "department-store", "office-building",
    "derelict-house", "convenience-store", "factory",
})  # fmt: skip
TREES: Final = frozenset({"deciduous-tree", "tree"})
DUSK = 0.35  # of the darkness: from there on lamps are lit
LAMP = "#ffcf70"


def snowed(name: str, sprite: U8, drawn: F32, light: Light) -> None:
    """Turns what is green in `drawn`, a house or a tree, into snow; `sprite` as for `lit`."""
    if name not in HOUSES and name not in TREES:
        return
    red, green, blue = (sprite[..., channel].astype(np.float32) for channel in range(3))
    leaf = smoothstep(10, 34, green - np.maximum(red * np.float32(0.9), blue))
    snow = floats(np.float32(150) + green * np.float32(0.5))[..., None] * floats(light.ambient)
    drawn[..., :3] += (snow - drawn[..., :3]) * floats(leaf * np.float32(0.88))[..., None]


def lit(name: str, sprite: U8, drawn: F32, light: Light) -> None:
    """Turns the panes in `drawn`, a house in the light of the night, into lamplight.

    Panes are what is blue in its artwork `sprite`, of the same size.
    """
    if name not in HOUSES or light.darkness < DUSK:
        return
    red, green, blue = (sprite[..., channel].astype(np.float32) for channel in range(3))
    pane = smoothstep(14, 40, blue - red) * smoothstep(90, 140, blue) * (green < blue + 8)
    share = floats(pane * np.float32(0.95 * min(1.0, light.darkness * 1.6)))[..., None]
    drawn[..., :3] += (rgb(LAMP) - drawn[..., :3]) * share
