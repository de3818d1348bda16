"""A whole scene with everything in it, before a style finishes it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.painted.placing import put
from illustrator.plans import Plan, Scene
from illustrator.scenery.backdrops import backdrop
from illustrator.scenery.lights import light_for
from illustrator.scenery.weather import fall
from illustrator.stages import SIDE, Light, Take
from imaging.arrays import F32, U8

SHARP = 0.30  # of the way from the horizon to the lower edge: from there on all is in focus


@dataclass
class Painting:
    """Pixels float32 RGB 0 to 255, what the subjects cover, and the light."""

    pixels: F32
    mask: U8
    plan: Plan
    scene: Scene
    light: Light
    horizon: int


def painted(plan: Plan, take: Take, sprites: Sprites, set: str, focus: float = 0.0) -> Painting:
    """The scene of a plan with its subjects, out of the artwork of `set`.

    `focus` is the blur of the distance in px. The same whenever the dice of `take` are.
    """
    plan = replace(plan, scene=plan.scene or Scene.MEADOW)
    scene = plan.scene or Scene.MEADOW
    stage = backdrop(plan, light_for(plan, take), take)
    if focus:
        _defocus(stage.pixels, stage.horizon, focus)
    mask = put(stage, plan, take, sprites, set)
    pixels = fall(stage.pixels, plan, stage.light, take.dice)
    return Painting(pixels, mask, plan, scene, stage.light, stage.horizon)


def _defocus(pixels: F32, horizon: int, focus: float) -> None:
    """Blur what is far, less and less towards the viewer."""
    end = horizon + round(SHARP * (SIDE - horizon))
    far = pixels[:end]
    soft = cv2.GaussianBlur(far, (0, 0), focus)
    share = np.ones((end, 1, 1), np.float32)
    share[horizon:, 0, 0] = np.linspace(1, 0, end - horizon)
    far += (soft - far) * share
