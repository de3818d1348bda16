"""Places outdoors behind casual headshots: a park, a terrace at sunset, a street at night."""

from imaging.arrays import F32, floats
from imaging.headshots.colours import hexed
from imaging.headshots.scenery import Scenery

SUN = floats([7.5, 6.6, 3.6])
FOLIAGE = ("5f8a44", "87ad5a", "41692f", "b4cc74", "2f5226", "9dbb63")
SHOPS = ("e0a05a", "f0d09a", "8fb7d0", "d98a6a")
LIGHTS = ([9.0, 6.0, 2.6], [9.0, 7.5, 5.0], [8.0, 2.6, 1.5], [2.4, 5.0, 9.0], [9.0, 7.0, 3.0])


def park(board: Scenery) -> F32:
    """Leaves with the sun behind them, a lawn, a path."""
    board.ramp(hexed("cfe0a6"), hexed("3f5f35"))
    for _ in range(460):
        y = board.between(0, 0.78)
        colour = board.one_of(FOLIAGE) * board.between(0.55, 1.6) * (1.2 - 0.6 * y)
        board.disc(board.between(0, 1), y, board.between(0.06, 0.34), floats(colour))
    for at in (0.10, 0.86, 0.66):
        left = at + board.between(-0.05, 0.05)
        board.box(left, 0.05, left + board.between(0.02, 0.05), 0.80, hexed("4a3b2c"))
    sun = board.between(0.15, 0.85)
    for _ in range(52):
        x = min(max(sun + float(board.random.normal()) * 0.22, 0), 1)
        board.disc(x, board.between(0, 0.5), board.between(0.02, 0.055), SUN)
    board.box(0, 0.74, 1, 1, floats(hexed("9db565") * 0.9))
    board.shape([(0.42, 0.74), (0.52, 0.74), (0.86, 1), (0.30, 1)], hexed("c9bda0"))
    for _ in range(90):
        colour = floats(board.one_of(FOLIAGE) * board.between(0.8, 1.9))
        leaf = (board.between(0.1, 0.3), 0.05)
        board.leaf(board.between(0, 1), board.between(0.76, 1), leaf, 0, colour)
    return board.out_of_focus(0.80)


def terrace(board: Scenery) -> F32:
    """The last sun over hills and roofs."""
    board.ramp(floats(hexed("7f9cc4") * 1.1), floats(hexed("ffc27a") * 1.25))
    for _ in range(9):
        colour = floats(board.one_of(("f3b48c", "e89a86", "d7b4c4")) * 1.2)
        leaf = (board.between(1.0, 2.6), board.between(0.08, 0.2))
        board.leaf(board.between(0, 1), board.between(0.05, 0.4), leaf, 0, colour)
    board.glow(0.24, 0.48, 2.4, floats([0.50, 0.28, 0.10]))
    board.glow(0.24, 0.48, 0.9, floats([1.3, 0.8, 0.30]))
    board.disc(0.24, 0.48, 0.22, floats([9.0, 6.2, 2.8]))
    for base, code, rough in (
        (0.54, "b58a86", 0.03),
        (0.60, "7d6470", 0.04),
        (0.67, "4c4652", 0.05),
    ):
        tops = [(at / 8, base + board.between(-rough, rough)) for at in range(9)]
        board.shape([*tops, (1, 1), (0, 1)], hexed(code))
    for _ in range(46):
        at = board.between(0, 1), board.between(0.63, 0.86)
        board.disc(*at, board.between(0.015, 0.04), floats([8.0, 4.8, 1.8]))
    for left in (0.02, 0.80):
        for _ in range(60):
            colour = floats(board.one_of(("3c4a33", "57603a", "7a6a3a")) * board.between(0.6, 1.8))
            at = left + board.between(-0.06, 0.16), board.between(0.40, 0.95)
            board.leaf(*at, (0.22, 0.07), board.between(0, 180), colour)
    board.box(0, 0.90, 1, 1, hexed("3d3236"))
    return board.out_of_focus(0.72)


def street(board: Scenery) -> F32:
    """Shops and lamps that run away into a blue evening."""
    board.ramp(hexed("24365c"), hexed("2b1d2e"))
    for side in (0, 1):
        for house in range(5):
            near, far = house / 6, (house + 1) / 6
            left, right = (
                (near * 0.55, far * 0.55) if side == 0 else (1 - far * 0.55, 1 - near * 0.55)
            )
            colour = board.one_of(("2d3a56", "40304a", "1c2740", "4a3a44"))
            board.box(
                left, 0.05 + 0.3 * near, right, 0.80, floats(colour * board.between(0.7, 1.4))
            )
            if house % 2 == side:
                shop = floats(board.one_of(SHOPS) * board.between(0.5, 1.9))
                board.box(left + 0.012, 0.54, right - 0.012, 0.70, shop)
                board.box(left + 0.012, 0.50, right - 0.012, 0.53, floats(shop * 0.4))
            for _ in range(5):
                x, y = board.between(left, right), board.between(0.15 + 0.3 * near, 0.48)
                board.box(x, y, x + 0.016, y + 0.03, floats(hexed("f0c47a") * 1.5))
    board.box(0, 0.78, 1, 1, hexed("1c1a24"))
    for _ in range(46):
        colour = floats(LIGHTS[int(board.random.integers(len(LIGHTS)))])
        at = board.between(0.0, 1.0), board.between(0.30, 0.80)
        board.disc(*at, board.between(0.015, 0.05), floats(colour * board.between(0.4, 1.1)))
    for number in range(5):
        away = number / 5
        for x in (0.04 + 0.40 * away, 0.96 - 0.40 * away):
            board.disc(x, 0.10 + 0.32 * away, 0.09 * (1 - 0.7 * away), floats([9.0, 6.8, 4.0]))
    return board.out_of_focus(0.85)
