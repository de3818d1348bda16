"""Which way each character of a line is read: the Unicode Bidirectional Algorithm (UAX #9).

Without explicit embeddings and isolates, which letterings drop: a name has none.
"""

import unicodedata
from collections.abc import Sequence

_NUMBERS = {"EN", "AN"}
_NEUTRAL = {"B", "S", "WS", "ON"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def levels(text: str) -> list[int]:
    """The embedding level of each character: even is left to right, odd right to left.

    The paragraph's own level is that of its first strong character (rules P2 and P3).
    """
    given = [unicodedata.bidirectional(character) or "L" for character in text]
    strong = next((kind for kind in given if kind in ("L", "R", "AL")), "L")
    base = 0 if strong == "L" else 1
    kinds = _weak(given, "R" if base else "L")
    _pair_brackets(text, kinds, "R" if base else "L")
    _neutral(kinds, "R" if base else "L")
    return [_implicit(kind, base) for kind in kinds]


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """Indices of runs from left to right (rule L2)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return order


def _implicit(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return 1 if kind == "R" else 2


def _weak(given: Sequence[str], start: str) -> list[str]:
    """Rules W1 to W7: marks, numbers and what stands between numbers."""
    kinds: list[str] = []
    for kind in given:  # W1, and X9 for what is invisible
        kinds.append((kinds[-1] if kinds else start) if kind in ("NSM", "BN") else kind)
    kinds = _after_strong(kinds, start, "AL", "AN")  # W2
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and (kind, after) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            kinds[at] = after
    for first, last in _spans(kinds, {"ET"}):  # W5
        if "EN" in (*kinds[max(0, first - 1) : first], *kinds[last : last + 1]):
            kinds[first:last] = ["EN"] * (last - first)
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    return _after_strong(kinds, start, "L", "L")  # W7


def _after_strong(kinds: Sequence[str], start: str, strong: str, becomes: str) -> list[str]:
    """European numbers whose last strong character before them is `strong`, as `becomes`."""
    result, last = [], start
    for kind in kinds:
        last = kind if kind in ("L", "R", "AL") else last
        result.append(becomes if kind == "EN" and last == strong else kind)
    return result


def _pair_brackets(text: str, kinds: list[str], base: str) -> None:
    """Rule N0: both brackets of a pair go the way of what is in them."""
    opened: list[tuple[str, int]] = []
    pairs = []
    for at, character in enumerate(text):
        if character in _BRACKETS:
            opened.append((_BRACKETS[character], at))
        elif any(character == closing for closing, _ in opened):
            while opened[-1][0] != character:
                opened.pop()
            pairs.append((opened.pop()[1], at))
    for first, last in sorted(pairs):
        inside = {_direction(kind) for kind in kinds[first + 1 : last]} - {""}
        before = next(filter(None, map(_direction, reversed(kinds[:first]))), base)
        if inside:
            kinds[first] = kinds[last] = base if base in inside or before == base else before


def _neutral(kinds: list[str], base: str) -> None:
    """Rules N1 and N2: what has no direction takes that of both sides, or the paragraph's."""
    for first, last in _spans(kinds, _NEUTRAL):
        before = _direction(kinds[first - 1]) if first else base
        after = _direction(kinds[last]) if last < len(kinds) else base
        kinds[first:last] = [before if before == after else base] * (last - first)


def _direction(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind if kind in ("L", "R") else ""


def _spans(kinds: Sequence[str], wanted: set[str]) -> list[tuple[int, int]]:
    """First and last + 1 of each longest row of `wanted` kinds."""
    spans, start = [], 0
    for at in range(len(kinds) + 1):
        if at == len(kinds) or kinds[at] not in wanted:
            if start < at:
                spans.append((start, at))
            start = at + 1
    return spans
