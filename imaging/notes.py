"""What is kept beside a photo and beside a cartoon, as bytes: private, versioned, no pickle.

Both kinds are a header (magic, version, a JSON list of arrays) and the arrays after another.
Arrays with large even areas are deflated, the others are kept as they are: deflating photographs
saves a tenth and costs more time than drawing.
"""

import json
import struct
import zlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from imaging.arrays import F32, U8
from imaging.portraits import SIDE, Drawing, Portrait

VERSION = 1  # raise it when a layer is computed in another way: old notes are then made anew
PHOTO_MAGIC, CARTOON_MAGIC = b"VSGP", b"VSGC"
HEADER = struct.Struct("<4sHI")  # magic, version, length of the JSON
DEFLATED = frozenset({"matte", "half_skin", "half_marks"})
TYPES = {"uint8": np.uint8, "float32": np.float32}
LARGEST = 16 * 1024 * 1024  # bytes of one array: more is not ours


@dataclass(frozen=True)
class CartoonNotes:
    """What is needed to cut the face out of a finished cartoon."""

    landmarks: F32  # 468×2, px of the cartoon
    matte: U8  # SIDE×SIDE


def pack_portrait(portrait: Portrait) -> bytes:
    """A portrait's own layers; `unpack_portrait` gives an equal one."""
    layers = {field.name: getattr(portrait, field.name) for field in fields(Portrait)}
    return _pack(PHOTO_MAGIC, layers)


def unpack_portrait(notes: bytes) -> Portrait:
    """The portrait of `pack_portrait`; ValueError for anything else."""
    layers = _unpack(PHOTO_MAGIC, notes)
    if set(layers) != {field.name for field in fields(Portrait)}:
        raise ValueError("These notes are not of a photo.")
    if layers["photo"].shape != (SIDE, SIDE, 3) or layers["matte"].shape != (SIDE, SIDE):
        raise ValueError("These notes are of a portrait of another size.")
    return Portrait(**layers)


def pack_cartoon(drawing: Drawing) -> bytes:
    """Landmarks and matte of a finished cartoon."""
    return _pack(CARTOON_MAGIC, {"landmarks": drawing.landmarks, "matte": drawing.matte})


def unpack_cartoon(notes: bytes) -> CartoonNotes:
    """The notes of `pack_cartoon`; ValueError for anything else."""
    layers = _unpack(CARTOON_MAGIC, notes)
    if set(layers) != {"landmarks", "matte"} or layers["landmarks"].shape != (468, 2):
        raise ValueError("These notes are not of a cartoon.")
    return CartoonNotes(landmarks=layers["landmarks"], matte=layers["matte"])


def _pack(magic: bytes, layers: dict[str, npt.NDArray[Any]]) -> bytes:
    listed, pieces = [], []
    for name, layer in layers.items():
        piece = np.ascontiguousarray(layer).tobytes()
        if name in DEFLATED:
            piece = zlib.compress(piece, 1)
        listed.append([name, str(layer.dtype), list(layer.shape), len(piece)])
        pieces.append(piece)
    head = json.dumps(listed).encode()
    body = b"".join([head, *pieces])
    return HEADER.pack(magic, VERSION, len(head)) + struct.pack("<I", zlib.adler32(body)) + body


def _unpack(magic: bytes, notes: bytes) -> dict[str, npt.NDArray[Any]]:
    try:
        found, version, length = HEADER.unpack_from(notes)
        (checksum,) = struct.unpack_from("<I", notes, HEADER.size)
    except struct.error as error:
        raise ValueError("These notes are cut short.") from error
    if found != magic or version != VERSION:
        raise ValueError("These notes are of another kind or version.")
    body = memoryview(notes)[HEADER.size + 4 :]
    if zlib.adler32(body) != checksum:
        raise ValueError("These notes are damaged.")
    try:
        return _arrays(json.loads(bytes(body[:length])), body[length:])
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError("These notes are damaged.") from error


def _arrays(listed: list[Any], body: memoryview) -> dict[str, npt.NDArray[Any]]:
    layers, start = {}, 0
    for name, dtype, shape, length in listed:
        piece = body[start : start + length]
        if name in DEFLATED:
            piece = memoryview(zlib.decompressobj().decompress(piece, LARGEST))
        # Read-only arrays over the notes' own bytes: nothing is copied.
        layers[name] = np.frombuffer(piece, TYPES[dtype]).reshape(shape)
        start += length
    return layers
