"""Writes a PNG a few rows at a time, so that the whole picture never lies in memory."""

import struct
import zlib

import numpy as np

from imaging.arrays import U8

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6  # colour type
_SUB = 1  # filter: what a pixel differs by from the one to its left


class PngWriter:
    """RGBA with 8 bits a channel, without metadata (W3C PNG, third edition)."""

    def __init__(self, width: int, height: int) -> None:
        header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
        self._parts = [_SIGNATURE, _chunk(b"IHDR", header)]
        self._deflate = zlib.compressobj(1, strategy=zlib.Z_RLE)

    def add(self, rows: U8) -> None:
        """The next rows: height×width×4, alpha not multiplied in."""
        height, width = rows.shape[:2]
        lines = np.empty((height, 1 + width * 4), np.uint8)
        lines[:, 0] = _SUB
        flat = rows.reshape(height, width * 4)
        lines[:, 1:5] = flat[:, :4]
        np.subtract(flat[:, 4:], flat[:, :-4], out=lines[:, 5:])
        self._data(self._deflate.compress(lines.data))

    def finish(self) -> bytes:
        """The encoded picture."""
        self._data(self._deflate.flush())
        return b"".join([*self._parts, _chunk(b"IEND", b"")])

    def _data(self, compressed: bytes) -> None:
        if compressed:
            self._parts.append(_chunk(b"IDAT", compressed))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
