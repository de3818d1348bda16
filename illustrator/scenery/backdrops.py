"""From a plan to a painted scene without its subjects, for the styles that paint."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from illustrator.brushes.frames import Frame, frame_of
from illustrator.plans import Plan, Scene
from illustrator.scenery.cities import city, road
from illustrator.scenery.concerts import stage
from illustrator.scenery.heights import sky, space
from illustrator.scenery.indoors import room
from illustrator.scenery.moods import graded
from illustrator.scenery.outdoors import desert, forest, meadow, mountain, snow
from illustrator.scenery.podiums import podium
from illustrator.scenery.shores import beach, coast, lake, sea
from illustrator.scenery.tables import bedroom, desk, table
from illustrator.scenery.underwater import underwater
from illustrator.scenery.weather import SHELTERED, mist
from illustrator.stages import SIDE, Backdrop, Light, Take

SCENES: Mapping[Scene, Callable[[Frame], None]] = MappingProxyType(
    {
        Scene.MEADOW: meadow,
        Scene.FOREST: forest,
        Scene.MOUNTAIN: mountain,
        Scene.SNOW: snow,
        Scene.DESERT: desert,
        Scene.ROAD: road,
        Scene.CITY: city,
        Scene.SPACE: space,
        Scene.SKY: sky,
        Scene.ROOM: room,
        Scene.BEDROOM: bedroom,
        Scene.DESK: desk,
        Scene.TABLE: table,
        Scene.STAGE: stage,
        Scene.PODIUM: podium,
        Scene.UNDERWATER: underwater,
        Scene.SEA: sea,
        Scene.BEACH: beach,
        Scene.COAST: coast,
        Scene.LAKE: lake,
    }
)
# Where the horizon lies: by variant, so that neighbours are never alike.
HORIZONS = (0.56, 0.62, 0.51, 0.585)


def backdrop(plan: Plan, light: Light, take: Take) -> Backdrop:
    """The scene of a plan (a meadow when it has none), the same whenever the dice are.

    The light that comes back is the one things stand in: within a room another than `light`.
    """
    frame = painted(plan, light, take, SIDE)
    horizon = round(frame.horizon * SIDE)
    return Backdrop(frame.pixels(), horizon, frame.light, frame.shore)


def painted(plan: Plan, light: Light, take: Take, side: int) -> Frame:
    """The same at any size in px."""
    horizon = HORIZONS[take.number] + float(take.dice.uniform(-0.015, 0.015))
    frame = frame_of(plan, light, take, side, horizon)
    scene = plan.scene or Scene.MEADOW
    SCENES[scene](frame)
    if not scene.is_inside and scene not in SHELTERED:
        mist(frame)
    graded(frame)
    return frame
