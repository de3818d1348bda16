"""Patterns that shapes are filled with, as SVG definitions."""

from collections.abc import Callable, Sequence

import numpy as np

SMALLEST, LARGEST = 32, 60  # px of a tile


def pattern(name: str, ground: str, ink: str, dice: np.random.Generator) -> str:
    """A `pattern` element of that name: one of MOTIFS in `ink` on `ground`."""
    side = int(dice.integers(SMALLEST, LARGEST))
    motif = MOTIFS[int(dice.integers(len(MOTIFS)))](side, ink)
    turn = f' patternTransform="rotate({dice.integers(-20, 21)})"' if dice.random() < 0.3 else ""
    return (
        f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse"{turn}>'
        f'<rect width="{side}" height="{side}" fill="{ground}"/>{motif}</pattern>'
    )


def _stroked(outline: str, ink: str, width: float) -> str:
    cap = 'stroke-linecap="round" fill="none"'
    return f'<path d="{outline}" stroke="{ink}" stroke-width="{width:.1f}" {cap}/>'


def _dots(q: int, ink: str) -> str:
    return f'<circle cx="{q / 2}" cy="{q / 2}" r="{q * 0.2:.1f}" fill="{ink}"/>'


def _stripes(q: int, ink: str) -> str:
    outline = (
        f"M0,{q} L{q},0 M{-q / 2},{q / 2} L{q / 2},{-q / 2} M{q / 2},{q * 1.5} L{q * 1.5},{q / 2}"
    )
    return f'<path d="{outline}" stroke="{ink}" stroke-width="{q * 0.3:.1f}"/>'


def _ripples(q: int, ink: str) -> str:
    rows = (
        f"M0,{q * at} Q{q / 4},{q * (at - 0.25)} {q / 2},{q * at} T{q},{q * at}"
        for at in (0.25, 0.75)
    )
    return _stroked(" ".join(rows), ink, q * 0.13)


def _zigzags(q: int, ink: str) -> str:
    return _stroked(f"M0,{q * 0.65} L{q / 2},{q * 0.3} L{q},{q * 0.65}", ink, q * 0.17)


def _crosses(q: int, ink: str) -> str:
    return _stroked(
        f"M{q / 2},{q * 0.24} V{q * 0.76} M{q * 0.24},{q / 2} H{q * 0.76}", ink, q * 0.14
    )


def _scales(q: int, ink: str) -> str:
    rings = (f'<circle cx="{q / 2}" cy="{q}" r="{q * r:.1f}" fill="none" stroke="{ink}"'
             f' stroke-width="{q * 0.09:.1f}"/>' for r in (0.46, 0.24))  # fmt: skip
    return "".join(rings)


def _checks(q: int, ink: str) -> str:
    half = q / 2
    square = f"h{half} v{half} h{-half}Z"
    return f'<path d="M0,0 {square} M{half},{half} {square}" fill="{ink}"/>'


def _rings(q: int, ink: str) -> str:
    return (
        f'<circle cx="{q / 2}" cy="{q / 2}" r="{q * 0.24:.1f}" fill="none" stroke="{ink}"'
        f' stroke-width="{q * 0.1:.1f}"/>'
    )


def _diamonds(q: int, ink: str) -> str:
    half, d = q / 2, q * 0.24
    return f'<path d="M{half},{half - d} l{d},{d} l{-d},{d} l{-d},{-d}Z" fill="{ink}"/>'


MOTIFS: Sequence[Callable[[int, str], str]] = (
    _dots, _stripes, _ripples, _zigzags, _crosses, _scales, _checks, _rings, _diamonds,
)  # fmt: skip
