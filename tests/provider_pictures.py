"""Small pictures a provider answers with, and what only looks like one."""

import struct
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageOps, UnidentifiedImageError

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}
BOMB_SIDE = 30_000  # pixels; 2.7 GB when decoded
GZIP_BOMB = 64  # MB when unpacked

Size = tuple[int, int]


@dataclass(frozen=True)
class Picture:
    """Bytes, and what they are said to be."""

    data: bytes
    type: str


@lru_cache(maxsize=256)
def draw(size: Size, tone: int, form: str = "png", clear: bool = False) -> Picture:
    """64 fields whose colours depend on `tone`; with `clear` the outermost are transparent."""
    chance = Random(tone)
    fields = Image.frombytes("RGB", (8, 8), chance.randbytes(192))
    if clear:
        fields.putalpha(ImageOps.expand(Image.new("L", (6, 6), 255), 1, fill=0))
    elif form == "png":
        fields = fields.quantize(64)  # five times as fast as in full colour
    return encoded(fields.resize(size, Image.Resampling.NEAREST), form)


def encoded(image: Image.Image, form: str) -> Picture:
    kept = BytesIO()
    image.save(kept, form.upper(), **({"compress_level": 1} if form == "png" else {}))
    return Picture(kept.getvalue(), TYPES.get(form, f"image/{form}"))


def echo(photo: bytes, size: Size, tone: int, form: str) -> Picture:
    """The photo itself in that size, with a corner whose colour tells pictures apart."""
    image = ImageOps.fit(Image.open(BytesIO(photo)).convert("RGB"), size)
    colour = Random(tone).randbytes(3)
    image.paste((colour[0], colour[1], colour[2]), (0, 0, size[0] // 8, size[1] // 8))
    return encoded(image, form)


def measured(data: bytes) -> Size:
    """Width and height of a picture that really decodes; ValueError for anything else."""
    try:
        image = Image.open(BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("the picture that was sent does not decode") from error
    return image.size


def in_another_form(size: Size, form: str) -> Picture:
    return draw(size, 1, form)


def cut_short(size: Size) -> Picture:
    whole = draw(size, 1, "jpeg")
    return Picture(whole.data[: len(whole.data) // 2], whole.type)


def vector() -> Picture:
    """A drawing with a script in it, which nobody is to pass on."""
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>1</script></svg>'
    return Picture(text.encode(), "image/svg+xml")


@cache
def bomb() -> Picture:
    """A proper PNG of a few MB that takes gigabytes to decode (RFC 2083)."""
    raw = (BOMB_SIDE * 3 + 1) * BOMB_SIDE
    size = struct.pack(">IIBBBBB", BOMB_SIDE, BOMB_SIDE, 8, 2, 0, 0, 0)
    # Adler-32 of n zero bytes is n mod 65521 above 1 (RFC 1950)
    packed = b"\x78\x01" + zeros(raw) + struct.pack(">HH", raw % 65521, 1)
    chunks = ((b"IHDR", size), (b"IDAT", packed), (b"IEND", b""))
    return Picture(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*it) for it in chunks), "image/png")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def zeros(count: int) -> bytes:
    """A raw deflate stream of that many zero bytes, made by repeating one packed megabyte."""
    megabyte = 1024 * 1024
    times, rest = divmod(count, megabyte)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(bytes(megabyte)) + packer.flush(zlib.Z_FULL_FLUSH)
    return once * times + packer.compress(bytes(rest)) + packer.flush(zlib.Z_FINISH)


@cache
def gzip_bomb() -> bytes:
    """A proper gzip body (RFC 1952) of some 70 kB that unpacks to `GZIP_BOMB` MB."""
    megabyte, check = bytes(1024 * 1024), 0
    for _ in range(GZIP_BOMB):
        check = zlib.crc32(megabyte, check)
    count = GZIP_BOMB * len(megabyte)
    head = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"
    return head + zeros(count) + struct.pack("<II", check, count)
