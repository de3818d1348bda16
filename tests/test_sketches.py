"""Sketches: what a form shows of an avatar before there is one."""

from dataclasses import replace

import numpy as np

from events.sketches import Sketchbook
from events.templates import Box
from imaging.vectors import rasterised
from kinds import AvatarLook, Gender
from tests.studios import shipped_events

SIDE = 64


def test_a_sketch_shows_what_is_drawn_later() -> None:  # A2, A3
    events = shipped_events()
    book = Sketchbook.of(events)
    for slug, sketches in book.sketches.items():
        assert len(sketches) == len(AvatarLook) * len(Gender)
        for each in sketches:
            costume = events[slug].scenes[each.look].costume(each.gender)
            assert len(each.costume) == 1 + (costume.back is not None)
            chin = each.head.y + each.head.height - each.person.y
            assert 0.5 < chin / each.person.height < 0.6
            assert 0.8 < each.head.width / each.head.height < 0.9
            middle = each.head.x + each.head.width / 2 - each.person.x
            assert 0.45 < middle / each.person.width < 0.55
    for place, stands in (
        (Box(100, 0, 400, 1000), Box(100, 600, 400, 400)),
        (Box(0, 100, 1000, 400), Box(300, 100, 400, 400)),
    ):
        moved = Sketchbook.of({"gala": replace(events["gala"], person=place)})
        assert {each.person for each in moved.sketches["gala"]} == {stands}
    sketch = book.sketches["gala"][0]
    scene = events["gala"].scenes[sketch.look]
    assert scene.overlay is not None
    for name, svg in ((sketch.background, scene.background), (sketch.overlay, scene.overlay)):
        drawn = rasterised(book.drawings[name or ""].decode(), SIDE)
        assert np.array_equal(drawn, rasterised(svg, SIDE, scene.palettes[0]))
        assert not np.array_equal(drawn, rasterised(svg, SIDE, scene.palettes[1]))
