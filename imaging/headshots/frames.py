"""Where a headshot is cut out of a photo: eyes level, never below the photo, no air invented."""

from dataclasses import dataclass
from math import sin

import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, floats
from imaging.headshots.poses import Pose
from imaging.headshots.views import Views
from imaging.headshots.windows import Window, similarity

CLOSER = 1.30  # how much larger a face may get, so that no shoulder has to be continued
ASIDE = 0.07  # of the width: how far a face may stand off the middle for the same
LOWER = 0.075  # of the height: how far below their place the eyes may come
AIR = 0.035  # of the height, above the crown
SHARE_OF_BODY = 0.05  # of an edge below the chin that says: the body is cut by it
SHARE_OF_HEAD = 0.35  # of an edge beside the head
MOST_CORNER = 0.05  # of the height: what turning may show of what is below the photo


@dataclass(frozen=True)
class Proportions:
    """How a face stands in a frame of one size."""

    distance: float  # of the eyes, of the frame's width
    eyes: float  # their height, of the frame's


SQUARE = Proportions(0.156, 0.42)
UPRIGHT = Proportions(0.198, 0.365)
WIDE = Proportions(0.122, 0.43)


def proportions_of(size: tuple[int, int]) -> Proportions:
    """Those of a frame of any width and height."""
    if size[0] == size[1]:
        return SQUARE
    return UPRIGHT if size[0] < size[1] else WIDE


@dataclass(frozen=True)
class Cuts:
    """Which borders of the photo cut the person."""

    body: tuple[bool, bool]  # left, right, below the chin
    head: tuple[bool, bool]  # left, right
    top: bool


class _Placing:
    """A frame that is moved about until nothing of the photo is missing in it."""

    def __init__(self, pose: Pose, crown: float, shape: tuple[int, int], size: tuple[int, int]):
        wanted = proportions_of(size)
        self.pose, self.crown, self.size = pose, crown, size
        self.height, self.width = shape
        self.zoom = size[0] * wanted.distance / pose.distance
        self.tilt = pose.tilt
        self.target = floats([size[0] / 2, size[1] * wanted.eyes])
        self.lowest = size[1] * (wanted.eyes + LOWER)

    def window(self) -> Window:
        return similarity(self.zoom, self.tilt, self.pose.centre, self.target, self.size)

    def origin(self, x: float, y: float) -> F32:
        """A place of the frame (0..1) in px of the photo."""
        place = floats([[x * self.size[0], y * self.size[1]]])
        return floats(self.window().origins(place)[0])

    def under_air(self) -> None:
        """Lower the head until its crown is in the frame, as far as that may go."""
        air = float(self.target[1]) - self.crown * self.zoom
        missing = self.size[1] * AIR - air
        if missing > 0:
            self.target[1] = min(float(self.target[1]) + missing, self.lowest)

    def above_the_border(self) -> None:
        """Lower the person until the frame ends with the photo; closer, when that is too low."""
        for _ in range(6):
            below = float(self.origin(0.5, 1)[1]) - (self.height - 1)
            if below > 0:
                self.target[1] += below * self.zoom
            if self.target[1] > self.lowest:
                self.zoom *= 1.05
                self.target[1] = min(float(self.target[1]), self.lowest + 2)

    def levelled(self) -> None:
        """Turn less where turning would show the photo's lower corners, and then come closer."""
        for less in (0.5, 0.5, 0.0):
            corners = max(float(self.origin(x, 1)[1]) for x in (0, 1)) - self.height
            if corners * self.zoom < self.size[1] * MOST_CORNER:
                break
            self.tilt *= less
        room = self.height - 2 - float(self.pose.centre[1])
        room -= abs(sin(self.tilt)) * self.size[0] / self.zoom * 0.3
        self.zoom = max(self.zoom, (self.size[1] - float(self.target[1])) / max(room, 1))

    def gaps(self, cuts: tuple[bool, bool]) -> tuple[float, float]:
        """px of the frame, left and right, beyond a photo that cuts the person there."""
        left = -float(self.origin(0, 0.85)[0]) * self.zoom
        right = (float(self.origin(1, 0.85)[0]) - (self.width - 1)) * self.zoom
        return max(left, 0.0) if cuts[0] else 0.0, max(right, 0.0) if cuts[1] else 0.0

    def between_the_sides(self, body: tuple[bool, bool]) -> None:
        """Closer or aside, so that fewer shoulders have to be continued."""
        left, right = self.gaps(body)
        if left and right:
            middle = float(self.target[0])
            closer = max(middle / max(middle - left, 1), middle / max(middle - right, 1))
            self.zoom *= min(closer, CLOSER)
            left, right = self.gaps(body)
        most = self.size[0] * ASIDE
        self.target[0] += np.clip((right - left) / (2 if left and right else 1), -most, most)

    def at_the_borders(self, cuts: Cuts) -> None:
        """A head that the photo cuts stands at that border of the frame."""
        if any(cuts.head):
            self.tilt = 0.0
            left, right = self.gaps(cuts.head)
            self.target[0] += right - left
        if cuts.top:
            top = floats([[self.pose.centre[0], 2]])
            self.target[1] -= max(0.0, float(self.window().points(top)[0, 1]))


def frame_of(pose: Pose, views: Views, shape: tuple[int, int], size: tuple[int, int]) -> Window:
    """The frame of a size (width, height) in px; `shape` of the photo."""
    placing = _Placing(pose, views.crown(pose), shape, size)
    cuts = _cuts_of(pose, views, shape)
    if not cuts.top:
        placing.under_air()
    placing.above_the_border()
    placing.levelled()
    placing.between_the_sides(cuts.body)
    placing.above_the_border()
    placing.levelled()
    placing.at_the_borders(cuts)
    return placing.window()


def _cuts_of(pose: Pose, views: Views, shape: tuple[int, int]) -> Cuts:
    """Where the matte of the whole photo reaches its borders."""
    matte, window = views.photo.matte, views.photo.window
    points = window.points(pose.landmarks)
    chin = int(np.clip(points[face.CHIN, 1], 1, len(matte) - 2))
    top = pose.centre - floats([0, views.crown(pose)])
    crown = int(np.clip(window.points(top[None])[0, 1], 0, chin - 1))
    edges = matte[:, :2].mean(1) > 0.5, matte[:, -2:].mean(1) > 0.5
    body = [float(edge[chin:].mean()) > SHARE_OF_BODY for edge in edges]
    head = [float(edge[crown:chin].mean()) > SHARE_OF_HEAD for edge in edges]
    reach = pose.distance * window.size[0] / shape[1]
    middle = float(window.points(pose.centre[None])[0, 0])
    over = matte[:3, max(0, int(middle - reach)) : max(1, int(middle + reach))]
    is_cut = bool(over.size) and float(over.mean()) > 0.5
    return Cuts((body[0], body[1]), (head[0], head[1]), is_cut)
