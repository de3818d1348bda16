"""How a mood shows in a painted backdrop: its colours and its corners."""

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.brushes.frames import Frame
from illustrator.plans import Mood
from imaging.arrays import floats, saturation

# How colourful, how much contrast, what tints it and how much, how dark the corners are.
GRADES: dict[Mood, tuple[float, float, str, float, float]] = {
    Mood.CALM: (0.86, 0.92, "#eef2f2", 0.06, 0.0),
    Mood.HAPPY: (1.12, 1.03, "#fff2cc", 0.03, 0.0),
    Mood.COSY: (1.04, 1.02, "#ffb46a", 0.10, 0.22),
    Mood.SPOOKY: (0.62, 1.10, "#35523f", 0.20, 0.50),
    Mood.DRAMATIC: (1.06, 1.20, "#2a2038", 0.05, 0.42),
    Mood.SAD: (0.52, 0.94, "#78879a", 0.14, 0.22),
}


def graded(frame: Frame) -> None:
    """The colours of a finished backdrop as its mood has them; without a mood they stay."""
    if frame.plan.mood is None:
        return
    colour, contrast, tint, share, corners = GRADES[frame.plan.mood]
    pixels = cv2.transform(cv2.merge(list(frame.planes)), saturation(colour))
    away = (frame.columns - 0.5) ** 2 + (frame.rows - 0.5) ** 2
    vignette = 1 - np.float32(corners) * floats(away) * np.float32(1.7)
    middle = 118 - 40 * frame.light.darkness  # a night keeps its darkness
    for plane, part, value in zip(frame.planes, cv2.split(pixels), rgb(tint), strict=True):
        toned = (part - middle) * np.float32(contrast) + middle
        plane[:] = (toned + (value - toned) * np.float32(share)) * vignette
