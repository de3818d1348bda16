"""Showing what is transparent."""

import numpy as np

from imaging.arrays import U8

FIELDS = 12  # in a row


def on_checkerboard(rgba: U8) -> U8:
    """An RGBA picture as RGB, on light and dark fields."""
    height, width = rgba.shape[:2]
    fields = np.indices((height, width)) // max(1, width // FIELDS)
    board = np.where(fields.sum(0) % 2, 255, 214).astype(np.float32)[..., None]
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return (rgba[..., :3] * alpha + board * (1 - alpha)).astype(np.uint8)
