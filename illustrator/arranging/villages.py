"""A village: houses near and far on both sides of the picture."""

from dataclasses import replace

from illustrator.arranging.casting import Cast
from illustrator.arranging.compositions import Setting, placement, within
from illustrator.arranging.placements import Placement, Where
from illustrator.arranging.staging import HOUSES
from illustrator.plans import Icon, Size, Stand
from illustrator.stages import SIDE

# Where they stand: across and down to the viewer as shares, and how large each is.
PLACES = ((-0.36, 0.10, 0.74), (-0.15, 0.02, 0.56), (0.10, 0.0, 0.62), (0.35, 0.16, 0.86),
          (-0.02, 0.42, 1.0))  # fmt: skip
HIGH = 300.0  # px of the largest


def village(cast: Cast, setting: Setting) -> list[Placement]:
    """All houses of all villages in `cast`; behind whoever stands before them, else nearer."""
    done = []
    ground, side = setting.ground, setting.take.side or 1
    alone = not (cast.standing or cast.busts)
    depth = (ground.hero - ground.landmark) * (1.0 if alone else 0.3)
    high = HIGH * setting.take.zoom * (1.0 if alone else 0.72)
    for subject in cast.villages:
        turn = setting.take.number  # so that not the same house is in front in all variants
        houses = (*HOUSES[turn:], *HOUSES[:turn])
        for name, (across, down, share) in zip(houses, PLACES, strict=True):
            icon = Icon(name, Size.HUGE, Stand.GROUND)
            one = setting.member(replace(subject, icon=icon, count=1), high * share)
            x = SIDE / 2 + side * SIDE * across + float(setting.dice.uniform(-44, 44))
            there = within(replace(one, x=x, y=ground.landmark + depth * down))
            done.append(placement(there, Where.GROUND, setting, z=there.y - 400 * (not alone)))
    return done
