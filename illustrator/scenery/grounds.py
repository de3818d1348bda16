"""What covers the ground near by: grass, flowers, stones, fallen leaves."""

import cv2
import numpy as np

from illustrator.scenery.terrains import Land
from illustrator.scenery.trees import dab, ink_of, stroke
from imaging.arrays import F32, U8, floats

FLOWERS = (
    ("#f6d743", "#ffffff", "#f08fb5"),
    ("#ffffff", "#b58ff0", "#f6e27a"),
    ("#f0604f", "#ffd9c0", "#f6d743"),
    ("#8fb0f5", "#ffffff", "#f3a6cf"),
)


def spots(land: Land, many: int, near: float, far: float) -> list[tuple[float, float, float]]:
    """(x, y, z) of random places on the ground in sight, evenly spread over the picture's area."""
    frame = land.frame
    inverse = frame.dice.uniform(1 / far, 1 / near, many)
    found = []
    for x, z in sorted(zip(frame.dice.random(many), 1 / inverse, strict=True), key=lambda s: -s[1]):
        if place := land.place(float(x), float(z)):
            found.append((*place, float(z)))
    return found


def grass(land: Land, picture: U8, tones: tuple[F32, F32], many: int, tall: float = 0.085) -> None:
    """Tufts of blades, taller near the viewer; they take the colour of the ground they grow on."""
    frame = land.frame
    side, dice = frame.side, frame.dice
    light, dark = tones
    places = floats(spots(land, many, 1.75, 9.0)).reshape(-1, 3)
    tufts = floats(np.repeat(places, 3, axis=0))  # three blades each
    count = tufts.shape[0]
    height = floats(tall * side / tufts[:, 2] * dice.uniform(0.5, 1.25, count))
    at = tufts[:, :2] * np.float32(side)
    pixels = np.clip(at, 0, side - 1).astype(np.int32)
    ground = picture[pixels[:, 1], pixels[:, 0]].astype(np.float32)
    foot = at[:, 0] + dice.normal(0, 0.3, count) * height
    lean, high = dice.normal(0, 0.28, count) * height, dice.uniform(0.6, 1.1, count) * height
    across = np.stack([foot, foot + lean * 0.3, foot + lean], axis=1)
    down = np.stack([at[:, 1], at[:, 1] - high * 0.6, at[:, 1] - high], axis=1)
    blades = np.round(np.stack([across, down], axis=2) * 16).astype(np.int32)
    blends = dark + (light - dark) * floats(dice.random(count))[:, None]
    inks = np.clip(blends * np.float32(0.62) + ground * np.float32(0.42), 0, 255).tolist()
    widths = np.maximum(np.round(height * 0.055), 1).astype(np.int32).tolist()
    for blade, ink, width in zip(blades, inks, widths, strict=True):
        cv2.polylines(picture, [blade], False, ink, width, cv2.LINE_AA, 4)


def flowers(land: Land, picture: U8, many: int) -> None:
    """In patches, of two or three colours that go together."""
    frame = land.frame
    side, dice = frame.side, frame.dice
    colours = FLOWERS[frame.take.number]
    patches = dice.random((5, 2))
    for x, y, z in spots(land, many, 1.8, 12.0):
        near = np.exp(-(((patches[:, 0] - x) ** 2) / 0.02 + (patches[:, 1] - 2 / z) ** 2 / 0.1))
        if dice.random() > near.max() + 0.08:
            continue
        size = 0.017 / z * side * float(dice.uniform(0.7, 1.2))
        colour = frame.lit(colours[int(dice.integers(len(colours)))])
        cx, cy = x * side, y * side - size * 3
        if size < 2.2:
            dab(picture, cx, cy, size, ink_of(colour))
            continue
        stem = floats([[cx, cy], [cx, y * side]])
        stroke(picture, stem, size * 0.28, ink_of(frame.lit("#3f7038")))
        _blossom(picture, cx, cy, size, colour, ink_of(frame.lit("#e8b23a")))


def _blossom(picture: U8, x: float, y: float, size: float, colour: F32, heart: object) -> None:
    """Five petals seen a little from above."""
    for k in range(5):
        angle = k * 2 * np.pi / 5 - 0.4
        px, py = x + np.cos(angle) * size * 0.72, y + np.sin(angle) * size * 0.5
        dab(picture, px, py, size * 0.56, ink_of(colour * np.float32(0.88 + 0.04 * k)))
    dab(picture, x, y, size * 0.36, heart)  # type: ignore[arg-type]


def stones(land: Land, picture: U8, colours: tuple[F32, F32], many: int, far: float = 14.0) -> None:
    """Boulders, lit from the side of the sun, each on its shadow."""
    frame = land.frame
    side, dice = frame.side, frame.dice
    light, dark = colours
    toward = 1 if frame.sun[0] > 0.5 else -1
    for x, y, z in spots(land, many, 1.7, far):
        size = float(dice.pareto(2.5) * 0.035 + 0.03) / z * side
        size = min(size, 0.05 * side)
        at = floats([x, y]) * np.float32(side)
        row, column = (int(np.clip(value, 0, side - 1)) for value in (at[1], at[0]))
        shade = picture[row, column].astype(np.float32) * floats([0.52, 0.54, 0.62])
        _blob(picture, at + floats([-toward * size * 0.4, size * 0.12]), size * 1.2, 0.28,
              floats(shade), dice)  # fmt: skip
        for share, shift, scale in ((0.15, 0.0, 1.0), (0.55, 0.16, 0.8), (1.0, 0.3, 0.5)):
            tone = dark + (light - dark) * np.float32(share)
            centre = at + floats([toward * shift * size, -size * (0.28 + shift * 0.55)])
            _blob(picture, centre, size * scale, 0.62, tone, dice)


def _blob(
    picture: U8, at: F32, size: float, flat: float, colour: F32, dice: np.random.Generator
) -> None:
    """An uneven round thing."""
    angles = np.linspace(0, 2 * np.pi, 9, endpoint=False) + dice.normal(0, 0.12, 9)
    radii = size * dice.uniform(0.82, 1.12, 9)
    points = np.stack([np.cos(angles) * radii, np.sin(angles) * radii * flat], axis=1) + at
    fine = np.round(points * 16).astype(np.int32)
    cv2.fillPoly(picture, [fine], ink_of(colour), cv2.LINE_AA, 4)


def litter(land: Land, picture: U8, colours: tuple[str, ...], many: int) -> None:
    """Fallen leaves or petals on the ground."""
    frame = land.frame
    side, dice = frame.side, frame.dice
    for x, y, z in spots(land, many, 1.75, 16.0):
        size = 0.021 / z * side * float(dice.uniform(0.6, 1.2))
        tone = frame.lit(colours[int(dice.integers(len(colours)))])
        _blob(picture, floats([x, y]) * np.float32(side), max(size, 0.8), 0.45, tone, dice)
