"""The person of an event avatar, drawn by ourselves: head, neck, costume, nothing around."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from events.loading import read_events
from events.templates import UNITS, Costume
from imaging import landmarks as face
from imaging.analysis import largest
from imaging.arrays import U8, floats
from imaging.busts import draw_bust
from imaging.head_masks import head_mask
from imaging.heads import draw_head
from imaging.portraits import Portrait
from imaging.vision import Vision
from kinds import AvatarLook, CartoonStyle, Gender
from tests.portrait_photos import ASTRONAUT, HOPPER, NAMES, portrait_of

SIDE = 512
SKIN = '<rect x="0" y="0" width="1024" height="1024" class="fill-skin" fill="#123456"/>'


@cache
def costume_of(look: AvatarLook, gender: Gender = Gender.FEMALE) -> Costume:
    return read_events(None)["default"].scenes[look].costume(gender)


@cache
def bust_of(name: str, look: AvatarLook, gender: Gender) -> U8:
    return draw_bust(portrait_of(name), costume_of(look, gender), 2, SIDE)


@cache
def vision() -> Vision:
    return Vision()


def before_grey(bust: U8) -> U8:
    """The bust as the network is shown it."""
    alpha = bust[..., 3:].astype(np.float32) / 255
    return (bust[..., :3] * alpha + 170 * (1 - alpha)).astype(np.uint8)


@pytest.mark.parametrize("look", AvatarLook)
@pytest.mark.parametrize("name", NAMES)
def test_a_bust_is_a_person_with_nothing_around(name: str, look: AvatarLook) -> None:  # A3
    bust, costume = bust_of(name, look, Gender.FEMALE), costume_of(look)
    assert bust.shape == (SIDE, SIDE, 4)
    alpha, scale = bust[..., 3], SIDE / UNITS
    assert not alpha[:20].any()
    assert not alpha[: SIDE // 3, [0, -1]].any()
    x, chin, head = (round(each * scale) for each in (*costume.chin, costume.head))
    assert alpha[chin - head : chin, x - head // 5 : x + head // 5].min() == 255
    assert alpha[-8:, x - 40 : x + 40].min() == 255  # it stands on the lower edge
    assert cv2.connectedComponents((alpha > 127).astype(np.uint8))[0] == 2


@pytest.mark.parametrize("look", AvatarLook)
@pytest.mark.parametrize("name", NAMES)
def test_the_head_is_where_the_costume_wants_it(name: str, look: AvatarLook) -> None:  # A3
    seen, costume = before_grey(bust_of(name, look, Gender.FEMALE)), costume_of(look)
    points = vision().landmarks(seen, largest(vision().faces(seen))) * (UNITS / SIDE)
    chin, forehead = points[face.CHIN], points[face.FOREHEAD]
    assert chin == pytest.approx(floats(costume.chin), abs=0.09 * costume.head)
    assert np.linalg.norm(chin - forehead) == pytest.approx(costume.head, rel=0.12)


def test_equal_seeds_give_equal_bytes_and_others_another_picture() -> None:  # G8
    first = bust_of(ASTRONAUT, AvatarLook.SUPERHERO, Gender.FEMALE)
    costume = costume_of(AvatarLook.SUPERHERO)
    again, other = (draw_bust(portrait_of(ASTRONAUT), costume, seed, SIDE) for seed in (2, 3))
    assert (again == first).all()
    assert np.abs(other.astype(int) - first)[first[..., 3] > 250].mean() > 8


@pytest.mark.parametrize("look", AvatarLook)
def test_variants_of_a_look_differ(look: AvatarLook) -> None:  # A2
    women, men = (bust_of(ASTRONAUT, look, gender) for gender in (Gender.FEMALE, Gender.MALE))
    assert (np.abs(women.astype(int) - men).max(2) > 40).mean() > 0.05


def all_skin() -> Costume:
    """A costume that is a wall of the person's skin."""
    wall = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">{SKIN}</svg>'
    return replace(costume_of(AvatarLook.PROFESSIONAL), front=wall, back=None)


@cache
def before_a_wall(name: str) -> U8:
    return draw_bust(portrait_of(name), all_skin(), 2, SIDE)


@pytest.mark.parametrize("name", NAMES)
def test_the_neck_has_the_skin_of_the_face(name: str) -> None:  # A3
    costume, bust = all_skin(), before_a_wall(name)
    (x, chin), head = (floats(costume.chin) * SIDE / UNITS).astype(int), costume.head * SIDE / UNITS
    rows = slice(chin - int(head * 0.55), chin - int(head * 0.4))
    aside = int(head * 0.28)
    cheeks = np.hstack([bust[rows, at - 8 : at + 8, :3] for at in (x - aside, x + aside)])
    neck = bust[chin + int(head * 0.4) :, :, :3]
    colours = floats([np.median(part.reshape(-1, 3), 0) / 255 for part in (cheeks, neck)])
    lab = cv2.cvtColor(colours[None], cv2.COLOR_RGB2LAB)[0]
    assert np.linalg.norm(lab[0] - lab[1]) < 14


def test_the_head_throws_a_shadow_on_the_neck() -> None:  # A3
    head = draw_head(portrait_of(HOPPER), all_skin(), 2, SIDE)
    bust = before_a_wall(HOPPER)
    shadow, front = (each.rows(0, SIDE, SIDE) for each in (head.shadow, head.front))
    assert shadow is not None
    assert front is not None
    seen = (shadow > 200) & (front[..., 3] == 0)
    assert seen.sum() > 60
    assert bust[seen][:, :3].mean() < bust[-1, :, :3].mean() * 0.8


def test_hair_that_hangs_below_the_jaw_falls_behind_the_shoulders() -> None:  # A3
    portrait, costume = with_long_hair(portrait_of(ASTRONAUT)), costume_of(AvatarLook.PROFESSIONAL)
    assert not head_mask(portrait_of(ASTRONAUT)).hangs
    assert head_mask(portrait).hangs
    head = draw_head(portrait, costume, 2, SIDE)
    assert head.behind is not None
    behind, front = (each.rows(0, SIDE, SIDE) for each in (head.behind, head.front))
    assert behind is not None
    assert front is not None
    below = round((costume.chin[1] + costume.head * 0.2) * SIDE / UNITS)
    assert behind[below:, :, 3].any()
    assert not front[below:, :, 3].any()


def with_long_hair(portrait: Portrait) -> Portrait:
    """The portrait with a braid on each side, of the hair's own colour."""
    matte, crisp, skin = (
        portrait.matte.copy(),
        portrait.half_crisp.copy(),
        portrait.half_skin.copy(),
    )
    hair = np.median(crisp[60:90, 230:290].reshape(-1, 3), 0)
    for ear, aside in ((234, -1), (454, 1)):
        x, y = portrait.landmarks[ear].astype(int)
        left, right = sorted((int(x), int(x + aside * 110)))
        matte[y - 60 : 900, left:right] = 255
        crisp[(y - 60) // 2 : 450, left // 2 : right // 2] = hair
        skin[(y - 60) // 2 : 450, left // 2 : right // 2] = 0
    return replace(portrait, matte=matte, half_crisp=crisp, half_skin=skin)


def test_a_head_that_the_photo_cuts_off_gets_a_round_top() -> None:  # A3
    portrait = portrait_of(ASTRONAUT)
    matte = portrait.matte.copy()
    cut = int(portrait.landmarks[face.FOREHEAD, 1] - portrait.eye_distance * 0.4)
    matte[:cut] = 0
    mask = head_mask(replace(portrait, matte=matte)).whole > 127
    top = int(np.flatnonzero(mask.any(1))[0])
    assert top < cut
    assert mask[top + 1].sum() < mask[cut + 20].sum() * 0.5


@pytest.mark.parametrize("style", sorted(set(CartoonStyle) - {CartoonStyle.COMIC}))
def test_a_head_can_be_drawn_in_every_style(style: CartoonStyle) -> None:  # A3
    costume = replace(costume_of(AvatarLook.PROFESSIONAL), style=style)
    alpha = draw_bust(portrait_of(HOPPER), costume, 1, 256)[..., 3]
    assert 0.2 < (alpha > 127).mean() < 0.8
