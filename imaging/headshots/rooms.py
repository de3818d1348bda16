"""Rooms behind casual headshots: an office, a living room, a café, a loft."""

from imaging.arrays import F32, floats
from imaging.headshots.colours import hexed
from imaging.headshots.scenery import Scenery

DAY = floats([1.75, 1.95, 2.2])  # light that comes through windows
WARM = floats([9.0, 6.6, 3.6])  # a lamp
NEUTRAL = floats([5.2, 5.1, 4.8])
TOWN = ("8fa3b5", "a9b7c2", "7d92a6", "9fb0a0")
GARDEN = ("6f8f5a", "8fab6c", "557a45", "a9bf80", "47683c")
LEAVES = ("3f6a35", "557f3f", "6f9a4c", "2f5230", "86ab5e")
BOOKS = ("7a4b3a", "c9b79a", "4a5560", "8d8f86", "a06a45", "d8d2c4", "5d4a52", "2f4858")


def plant(board: Scenery, x: float, y: float, size: float) -> None:
    """A pot plant whose leaves spread around a place; `size` in distances of the eyes."""
    pot = size * board.distance / board.width * 0.28
    board.box(x - pot, y, x + pot, y + 0.14, board.one_of(("c9bfb2", "5b5048", "a4674a")))
    for _ in range(34):
        away, up = board.between(-0.55, 0.55), board.between(-1.15, 0.1)
        at = x + away * size * board.distance / board.width
        colour = floats(board.one_of(LEAVES) * board.between(0.6, 1.7))
        leaf = (size * 0.26, size * 0.07)
        board.leaf(
            at, y + up * size * board.distance / board.height, leaf, board.between(0, 180), colour
        )


def windows(board: Scenery, left: float, right: float, panes: int, garden: bool) -> None:
    """A row of tall windows onto a garden, or a town far away."""
    board.box(left, 0.02, right, 0.72, hexed("4d5257"))
    width = (right - left) / panes
    for pane in range(panes):
        start, end = left + width * (pane + 0.04), left + width * (pane + 0.96)
        board.box(start, 0.04, end, 0.70, floats(DAY * board.between(0.9, 1.1)))
        board.box(start, 0.38, end, 0.70, floats(DAY * 0.80))
        (_garden if garden else _town)(board, start, end)


def _town(board: Scenery, start: float, end: float) -> None:
    at = start
    while at < end:
        wide = board.between(0.02, 0.05)
        colour = floats(board.one_of(TOWN) * board.between(0.8, 1.5))
        board.box(at, board.between(0.34, 0.58), min(at + wide, end), 0.70, colour)
        at += wide * board.between(0.8, 1.3)


def _garden(board: Scenery, start: float, end: float) -> None:
    for _ in range(44):
        down = board.between(0, 1) ** 0.6
        colour = floats(board.one_of(GARDEN) * board.between(0.6, 1.9) * (1.7 - 0.8 * down))
        x, y = board.between(start + 0.01, end - 0.01), 0.30 + 0.38 * down
        board.disc(x, y, board.between(0.05, 0.15), colour)


def shelf(board: Scenery, left: float, right: float, top: float, rows: int) -> None:
    """A shelf of books, lit from above."""
    board.box(left, top, right, top + rows * 0.15 + 0.02, hexed("6a4f3a"))
    for row in range(rows):
        base = top + 0.15 * (row + 1)
        board.box(left + 0.01, base - 0.135, right - 0.01, base, floats(hexed("3a2a20") * 0.9))
        at = left + 0.015
        while at < right - 0.03:
            wide = board.between(0.012, 0.034)
            colour = floats(board.one_of(BOOKS) * board.between(0.7, 1.6))
            board.box(at, base - board.between(0.07, 0.125), at + wide, base - 0.008, colour)
            at += wide * (1.0 if board.between(0, 1) < 0.8 else 2.2)


def lamp(board: Scenery, x: float, y: float, colour: F32, size: float = 0.10) -> None:
    """A lamp and its glow on what is behind it."""
    board.glow(x, y, size * 5, floats(colour * 0.05))
    board.disc(x, y, size, colour)


def office(board: Scenery) -> F32:
    """Glass on one side, warm wood on the other, a ceiling with lights that run away."""
    board.ramp(hexed("b9bfc4"), hexed("8f8c88"))
    windows(board, -0.02, 0.50, 4, garden=False)
    for slat in range(13):
        colour = hexed("9c7650") * board.between(0.75, 1.15)
        board.box(0.62 + slat * 0.032, 0.10, 0.648 + slat * 0.032, 0.74, floats(colour))
    board.shape([(0, 0), (1, 0), (0.72, 0.13), (0.30, 0.13)], hexed("a7abad"))
    for row, height in enumerate((0.015, 0.06, 0.10)):
        inset = 0.10 + row * 0.09
        for at in (0.30, 0.62):
            start = inset + (1 - 2 * inset) * at
            board.box(start, height, start + 0.13 - row * 0.03, height + 0.016, NEUTRAL)
    shelf(board, 0.74, 0.98, 0.26, 3)
    for at in (0.12, 0.36, 0.60):
        board.box(at, 0.63, at + 0.13, 0.74, hexed("23282e"))
        board.box(at + 0.008, 0.64, at + 0.122, 0.725, floats(hexed("6f93b8") * 1.3))
    board.box(0, 0.745, 1, 0.79, hexed("b28a62"))
    board.box(0, 0.79, 1, 1, hexed("5f5a55"))
    plant(board, 0.56, 0.70, 1.0)
    lamp(board, 0.68, 0.30, floats(WARM * 0.7), 0.07)
    return board.out_of_focus(0.62)


def home(board: Scenery) -> F32:
    """A living room in the afternoon: curtains, a lamp, pictures, a sofa."""
    board.ramp(hexed("d9cdbb"), hexed("b3a48f"))
    windows(board, 0.02, 0.34, 2, garden=True)
    for left in (-0.04, 0.33):
        for fold in range(4):
            colour = floats(hexed("efe6d6") * board.between(0.75, 1.25))
            board.box(left + fold * 0.025, 0, left + fold * 0.025 + 0.022, 0.78, colour)
    for left, wide, top in ((0.50, 0.10, 0.20), (0.63, 0.07, 0.16), (0.63, 0.07, 0.34)):
        board.box(left, top, left + wide, top + wide * 1.5, hexed("3a332c"))
        inner = board.one_of(("c7a27c", "7f98a3", "c98d6b", "91a58a"))
        board.box(left + 0.01, top + 0.015, left + wide - 0.01, top + wide * 1.5 - 0.015, inner)
    shelf(board, 0.80, 1.02, 0.12, 4)
    board.glow(0.745, 0.46, 0.9, floats(WARM * 0.06))
    board.shape([(0.718, 0.38), (0.772, 0.38), (0.80, 0.50), (0.69, 0.50)], floats(WARM * 0.5))
    board.box(0.741, 0.50, 0.749, 0.68, hexed("3a332c"))
    sofa = board.one_of(("7b8a8c", "a0654a", "6f7a5c", "8d7b9a"))
    board.box(0.30, 0.66, 0.94, 0.82, sofa)
    for left in (0.36, 0.52, 0.72):
        colour = board.one_of(("d9b36c", "d8d2c6", "b5624a", "e2d6c0"))
        board.box(left, 0.63, left + 0.10, 0.74, floats(colour * 1.1))
    board.box(0, 0.82, 1, 1, hexed("9a7d5f"))
    plant(board, 0.42, 0.66, 1.1)
    return board.out_of_focus(0.70)


def cafe(board: Scenery) -> F32:
    """Dark wood, hanging lamps in a row, bottles, a bright window at the far end."""
    board.ramp(hexed("5e4432"), hexed("2d211a"))
    windows(board, -0.06, 0.22, 2, garden=True)
    for row in range(3):
        top = 0.22 + row * 0.15
        board.box(0.48, top + 0.115, 1.02, top + 0.13, hexed("a9794f"))
        at = 0.50
        while at < 1.0:
            colour = board.one_of(("6f8f6a", "c98a3f", "e0c9a0", "8a3f2c", "48606a", "d9d2c0"))
            tall = board.between(0.05, 0.10)
            board.box(at, top + 0.115 - tall, at + 0.02, top + 0.115, floats(colour * 1.3))
            at += board.between(0.024, 0.05)
    for number in range(5):
        away = number / 4
        lamp(board, 0.20 + 0.19 * number, 0.16 - 0.06 * away, WARM, 0.14 - 0.05 * away)
    for _ in range(14):
        x, y = board.between(0.4, 1), board.between(0.2, 0.62)
        board.disc(x, y, board.between(0.02, 0.04), floats(WARM * 0.8))
    board.box(0, 0.72, 1, 0.77, hexed("b98a5a"))
    board.box(0, 0.77, 1, 1, hexed("3a2a20"))
    for at in (0.30, 0.44):
        board.box(at, 0.66, at + 0.05, 0.72, hexed("e8e0d0"))
    plant(board, 0.34, 0.62, 0.8)
    return board.out_of_focus(0.78)


def loft(board: Scenery) -> F32:
    """Brick, tall windows, plants."""
    board.ramp(hexed("a2664c"), hexed("7a4a38"))
    for row in range(22):
        for brick in range(16):
            left = brick / 15 - (0.03 if row % 2 else 0)
            colour = floats(hexed("a8674b") * board.between(0.55, 1.5))
            board.box(left, row / 26, left + 0.058, row / 26 + 0.031, colour)
    windows(board, 0.55, 1.02, 3, garden=True)
    for bar in range(1, 4):
        board.box(0.55, 0.70 * bar / 4, 1.02, 0.70 * bar / 4 + 0.010, hexed("33302e"))
    lamp(board, 0.20, 0.20, WARM, 0.12)
    lamp(board, 0.40, 0.14, WARM, 0.09)
    board.box(0, 0.80, 1, 1, hexed("6b5443"))
    board.box(0.02, 0.66, 0.40, 0.80, board.one_of(("3f4f4a", "4a4038", "5b5f66")))
    plant(board, 0.50, 0.70, 1.4)
    plant(board, 0.93, 0.72, 1.0)
    return board.out_of_focus(0.72)
