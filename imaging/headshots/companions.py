"""Other people beside the one whose headshot it is: where he ends and they begin."""

from dataclasses import dataclass

import numpy as np

from imaging.arrays import F32, U8, blurred, floats
from imaging.headshots.windows import Window
from imaging.vision import Face

LEAST_FACE = 0.25  # of the own face: what is smaller stands in the background
OWN, THEIRS = 0.95, 0.55  # widths of a face from its middle that are nobody else's
AWAY = 0.25  # how much a border costs that is not where two people of their sizes would touch
SOFT = 6.0  # px over which columns are looked at together


@dataclass(frozen=True)
class _Span:
    """A face in a frame: its middle and width, px."""

    middle: float
    width: float


def only_one(person: F32, covered: U8, frame: Window, own: Face, faces: list[Face]) -> U8:
    """What a frame has of the photo (255) without the columns in which other people stand.

    `person` is the rough matte of everybody, 0..1; `faces` are all that were found.
    """
    mine = _span(own, frame)
    result = covered
    for other in faces:
        theirs = _span(other, frame)
        if other is own or theirs.width < mine.width * LEAST_FACE:
            continue
        border = _border(person, mine, theirs)
        if border is not None:
            result = result.copy()
            result[:, border:] = 0 if theirs.middle > mine.middle else result[:, border:]
            result[:, :border] = 0 if theirs.middle < mine.middle else result[:, :border]
    return result


def _span(found: Face, frame: Window) -> _Span:
    left, top, width, height = found.box
    middle = frame.points(floats([[left + width / 2, top + height / 2]]))[0]
    return _Span(float(middle[0]), width * frame.zoom)


def _border(person: F32, mine: _Span, theirs: _Span) -> int | None:
    """The column with least of anybody between two faces; None where they are one behind another.

    The whole height counts, since what is between two people shows between their heads, too.
    """
    side = 1 if theirs.middle > mine.middle else -1
    near = mine.middle + side * OWN * mine.width
    far = theirs.middle - side * THEIRS * theirs.width
    low, high = sorted((near, far))
    if (far - near) * side <= 0 or high <= 0 or low >= person.shape[1]:
        return None
    columns = np.arange(max(0, int(low)), min(person.shape[1], int(high) + 1))
    share = mine.width / (mine.width + theirs.width)
    touching = mine.middle + (theirs.middle - mine.middle) * share
    filled = blurred(floats(person.mean(0)[None]), SOFT)[0][columns]
    off = np.abs(columns - touching) / max(high - low, 1.0)
    return int(columns[np.argmin(filled + AWAY * off)]) if len(columns) else None
