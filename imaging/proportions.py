"""How a look changes a face: larger eyes, a narrower chin."""

from imaging import landmarks as face
from imaging.looks import Look
from imaging.portraits import Portrait
from imaging.warps import Swell


def swells(portrait: Portrait, look: Look) -> list[Swell]:
    """The warp of a finished figure, in px of the portrait."""
    distance = portrait.eye_distance
    grown = [Swell(eye, distance * 0.62, look.eyes) for eye in portrait.eyes]
    chin = portrait.landmarks[face.CHIN]
    return [*grown, Swell(chin, distance * 1.1, 1 / (1 + look.chin * 2))]
