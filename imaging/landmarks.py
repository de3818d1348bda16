"""Which of the 468 points of MediaPipe's face mesh are what.

"Right" and "left" are the person's own; numbers as in MediaPipe's canonical face model.
"""

from imaging.arrays import F32, floats

OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
LIPS = [
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375,
    291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
]  # fmt: skip
INNER_LIPS = [
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324,
    308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
]  # fmt: skip
RIGHT_EYE = [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246]
LEFT_EYE = [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466]
EYES = (RIGHT_EYE, LEFT_EYE)
UPPER_LIDS = (
    [33, 246, 161, 160, 159, 158, 157, 173, 133],
    [263, 466, 388, 387, 386, 385, 384, 398, 362],
)
LOWER_LIDS = (
    [33, 7, 163, 144, 145, 153, 154, 155, 133],
    [263, 249, 390, 373, 374, 380, 381, 382, 362],
)
RIGHT_BROW = [70, 63, 105, 66, 107, 55, 65, 52, 53, 46]
LEFT_BROW = [300, 293, 334, 296, 336, 285, 295, 282, 283, 276]
BROWS = (RIGHT_BROW, LEFT_BROW)
JAW = [58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288]
MOUTH_LINE = [61, 78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 291]
NOSE_BASE = [98, 97, 2, 326, 327]
CHEEKS = (50, 280)
# Where skin is bare in nearly every face: cheeks, nose bridge, chin.
SKIN_SAMPLES = [50, 280, 205, 425, 101, 330, 117, 346, 9, 8, 195, 5, 199, 200, 187, 411]
NOSE_TIP = 1
UPPER_LIP = 13  # the middle of its lower edge
CHIN = 152
FOREHEAD = 10
BETWEEN_BROWS = 9


def eye_centres(points: F32) -> tuple[F32, F32]:
    """Right and left eye, in the units of `points`, from corners and lids."""
    right, left = points[[33, 133, 159, 145]], points[[263, 362, 386, 374]]
    return floats(right.mean(0)), floats(left.mean(0))


def stretched(points: F32, factors: tuple[float, float] | float) -> F32:
    """`points` moved away from their mean by a factor, one for both axes or (x, y)."""
    centre = points.mean(0)
    return floats(centre + (points - centre) * floats(factors))
