"""Where things may stand, swim and fly in each scene, in px of the finished picture."""

from dataclasses import dataclass

from illustrator.plans import Scene
from illustrator.stages import SIDE

EDGE = 8  # px below the far edge of a table: it hides those who sit behind it from there on
MARGIN = 54  # px that things keep from the frame, or rough paper would cut them

WATERSIDE = frozenset({Scene.BEACH, Scene.COAST, Scene.LAKE})
TABLES = frozenset({Scene.DESK, Scene.TABLE})
WEIGHTLESS = frozenset({Scene.UNDERWATER, Scene.SKY})
# Things lie on it all over, so the first row must not look as if it hung above the rest.
FLOORS = frozenset({Scene.ROOM, Scene.BEDROOM, Scene.STAGE})


@dataclass(frozen=True)
class Ground:
    """Heights from the top: `hero` is where the one in front stands, between `far` and `near`."""

    far: float
    hero: float
    near: float
    sky: tuple[float, float]  # the upper and lower end of the air
    water: tuple[float, float] | None = None  # where keels may be
    span: tuple[float, float] = (MARGIN, SIDE - MARGIN)  # from left to right, for standing
    bay: tuple[float, float] = (MARGIN, SIDE - MARGIN)  # from left to right, for swimming
    landmark: float = 0.0  # where huge things stand behind the others
    weightless: bool = False  # nothing stands: everything floats in the water, in the air

    @property
    def land(self) -> int:
        """The side where the land is, -1 or 1; 0 where it is not on a side."""
        left, right = self.bay
        return 0 if right - left > SIDE / 2 else 1 if left < SIDE / 2 else -1


def ground_of(scene: Scene, horizon: int, shore: int = 0) -> Ground:
    """The ground of a scene whose horizon is `horizon` px from the top; `shore` of a coast."""
    below = SIDE - horizon
    if scene in WEIGHTLESS:
        return Ground(800, 900, 970, (90, 900), (520, 860), landmark=960, weightless=True)
    if scene is Scene.SEA:
        water = (horizon + 0.22 * below, horizon + 0.72 * below)
        return Ground(*_thirds(horizon, 0.2, 0.5, 0.85), (60, horizon * 0.8), water,
                      landmark=horizon + 18)  # fmt: skip
    if scene is Scene.PODIUM:
        return Ground(horizon, horizon, SIDE - 90, (70, 380), span=(250, 774), landmark=horizon)
    if scene in TABLES:
        return Ground(*_thirds(horizon, 0.24, 0.52, 0.86), (90, 470), landmark=horizon + 70)
    if scene in FLOORS:
        return Ground(*_thirds(horizon, 0.22, 0.56, 0.84), (90, 470), landmark=horizon + 60)
    if scene in WATERSIDE:
        return _waterside(scene, horizon, shore)
    return Ground(
        *_thirds(horizon, 0.14, 0.52, 0.88), (70, horizon * 0.82), landmark=horizon + 0.15 * below
    )


def _waterside(scene: Scene, horizon: int, shore: int) -> Ground:
    below = SIDE - horizon
    bank = {Scene.BEACH: 0.44, Scene.COAST: 0.62, Scene.LAKE: 0.52}[scene]
    shares = (bank, max(0.66, bank + 0.06), 0.9)
    water = (horizon + 0.12 * below, horizon + (bank - 0.14) * below)
    landmark, bay = horizon + bank * below, (float(MARGIN), float(SIDE - MARGIN))
    if scene is Scene.COAST:
        landmark = horizon + 0.14 * below
        half = 0.5 * SIDE  # the other one is land up to the horizon
        bay = (bay[0], half) if shore > 0 else (half, bay[1])
    return Ground(
        *_thirds(horizon, *shares), (60, horizon * 0.82), water, bay=bay, landmark=landmark
    )


def _thirds(horizon: int, far: float, hero: float, near: float) -> tuple[float, float, float]:
    below = SIDE - horizon
    return horizon + far * below, horizon + hero * below, horizon + near * below
