"""Who is shown down to the chest, and strings: what ties pieces of a flat picture to its edges."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.flat.clusters import Piece, Room
from illustrator.plans import Scene, Stand
from illustrator.stages import Take
from imaging.arrays import F32

AIRBORNE = frozenset({"kite", "balloon"})  # on a string
TALL = 560.0  # px of who is near
SHARE = 0.5  # of the width at most, where others stand beside them
HIDDEN = 0.46  # of who stands behind a table
THICK = 4  # px of a string


def busts(
    kinds: Sequence[Sequence[Piece]], scene: Scene | None, take: Take, room: Room
) -> list[Piece]:
    """People down to the chest: behind the table if there is one, or else cut off by the edge.

    Nobody stands on a table: those of whom there is more are hidden by it from the waist down.
    """
    tabled = bool(room.table)
    near = [each for kind in kinds for each in kind if _is_near(each, tabled)]
    if not near or scene is Scene.PODIUM:
        return []
    others = len(near) < sum(len(kind) for kind in kinds)
    base = room.table if tabled else room.bottom
    width = sum(each.wide * TALL / each.tall for each in near)
    most = (room.right - room.left) * (SHARE if others and not tabled else 0.96)
    seen = 1.0 if all(each.subject.icon.bust for each in near) else 1 - HIDDEN
    scale = min(1.0 / seen, most / width, (base - room.top) / (TALL * seen))
    side = take.side or 1
    aside = side * (170.0 if others and tabled else 40.0)
    if others and not tabled:
        aside = side * (room.right - room.left - width * scale) / 2
    x = room.middle + aside - width * scale / 2
    x = max(room.left, min(x, room.right - width * scale))
    placed = []
    for piece in near:
        tall = TALL * scale
        wide = piece.wide * tall / piece.tall
        below = 0.0 if piece.subject.icon.bust else HIDDEN * tall
        bust = replace(piece, x=x + wide / 2, base=base + below, wide=wide, tall=tall, cut=base)
        placed.append(replace(bust, flying=True, z=-10 if tabled else 900))
        x += wide
    return placed


def _is_near(piece: Piece, tabled: bool) -> bool:
    icon = piece.subject.icon
    return icon.bust or (tabled and icon.stand is Stand.PERSON)


def beside(room: Room, near: Sequence[Piece]) -> Room:
    """What is left for the others: most of a table, or the side where nobody is near."""
    if room.table:  # their hands are before them, and what is on the table beside those
        side = 1 if near[0].x > room.middle else -1
        far = 0.3 * (room.right - room.left)
        if side > 0:
            return replace(room, right=room.right - far, lean=0)
        return replace(room, left=room.left + far, lean=0)
    left = min(each.x - each.wide / 2 for each in near)
    right = max(each.x + each.wide / 2 for each in near)
    if left - room.left > room.right - right:
        return replace(room, right=left, lean=0)
    return replace(room, left=right, lean=0)


def tethered(placed: Sequence[Piece]) -> list[Piece]:
    """Kites and balloons on strings that end in the hand of the nearest who stands."""
    holders = [
        each
        for each in placed
        if each.subject.icon.stand in (Stand.PERSON, Stand.GROUND) and each.name not in AIRBORNE
    ]
    result = []
    for each in placed:
        if each.name in AIRBORNE and holders:
            holder = min(holders, key=lambda one: abs(one.x - each.x))
            way = 1 if each.x > holder.x else -1
            hand = (holder.x + way * 0.3 * holder.wide, holder.base - 0.42 * holder.tall)
            each = replace(each, hand=hand)
        result.append(each)
    return result


def strung(pixels: F32, piece: Piece, colour: str) -> None:
    """The string of a piece that is on one, sagging a little."""
    if piece.hand is None:
        return
    start = np.array([piece.x, piece.base - 0.12 * piece.tall])
    end, along = np.array(piece.hand), np.linspace(0, 1, 24)[:, None]
    sag = 40 * 4 * along * (1 - along)
    line = start + (end - start) * along + np.hstack([0 * sag, sag])
    mask = np.zeros(pixels.shape[:2], np.uint8)
    points = np.round(line * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(mask, [points], False, 255, THICK, cv2.LINE_AA, shift=4)
    low, high = line.min(0).astype(int) - 8, line.max(0).astype(int) + 9
    part = np.s_[max(0, low[1]) : max(0, high[1]), max(0, low[0]) : max(0, high[0])]
    share = mask[part][..., None].astype(np.float32) / np.float32(255)
    pixels[part] += (rgb(colour) - pixels[part]) * share
