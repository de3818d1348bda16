"""From SVG to pixels."""

from collections.abc import Mapping
from typing import cast

import cv2
import numpy as np
import resvg_py

from imaging.arrays import U8


def rasterised(svg: str, side: int, colours: Mapping[str, str] | None = None) -> U8:
    """side×side×4: a square drawing as RGBA, its alpha not multiplied in.

    A shape of class `fill-NAME`, `stroke-NAME` or `stop-NAME` takes the colour NAME of `colours`
    (#rrggbb), and keeps its own where there is none.
    """
    sheet = "".join(
        f".fill-{name}{{fill:{colour}}}.stroke-{name}{{stroke:{colour}}}"
        f".stop-{name}{{stop-color:{colour}}}"
        for name, colour in (colours or {}).items()
    )
    encoded = resvg_py.svg_to_bytes(
        svg_string=svg, width=side, height=side, style_sheet=sheet or None, skip_system_fonts=True
    )
    decoded = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None  # it was encoded by ourselves
    return cast(U8, cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA))
