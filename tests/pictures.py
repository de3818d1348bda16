"""Pictures good and bad, made in memory: what people and attackers really send."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

from errors import ErrorCode

WIDTH, HEIGHT = 96, 64


def scene(mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """Red in the upper left corner, green right of it, blue below, white in the last quarter."""
    image = Image.new("RGB", size, "white")
    halves = (size[0] // 2, size[1] // 2)
    for colour, corner in (("red", (0, 0)), ("lime", (halves[0], 0)), ("blue", (0, halves[1]))):
        image.paste(colour, (*corner, corner[0] + halves[0], corner[1] + halves[1]))
    return image.convert(mode)


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpeg() -> bytes:
    return encoded(scene(), "JPEG", quality=95)


def png() -> bytes:
    return encoded(scene(), "PNG")


def webp() -> bytes:
    return encoded(scene(), "WEBP", lossless=True)


def turned(orientation: int) -> bytes:
    """A JPEG that looks like `scene` once its EXIF orientation (1 to 8) is obeyed."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # values of Image.Transpose
    image = scene()
    if orientation in undo:
        image = image.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", quality=95, subsampling=0, exif=exif)


def cmyk_jpeg() -> bytes:
    return encoded(scene("CMYK"), "JPEG", quality=95)


def grey_jpeg() -> bytes:
    return encoded(scene("L"), "JPEG")


def progressive_jpeg() -> bytes:
    return encoded(scene(), "JPEG", progressive=True)


def two_picture_jpeg() -> bytes:
    """What many telephones write: a JPEG with a second picture behind it (MPO)."""
    return encoded(scene(), "MPO", save_all=True, append_images=[scene("L").convert("RGB")])


def deep_png() -> bytes:
    """16 bits of grey, from black on the left to white on the right."""
    row = b"".join(struct.pack(">H", 65535 * x // (WIDTH - 1)) for x in range(WIDTH))
    return _png(WIDTH, HEIGHT, 16, 0, zlib.compress((b"\0" + row) * HEIGHT))


def palette_png() -> bytes:
    return encoded(scene().quantize(8), "PNG", transparency=0)


def clear_png() -> bytes:
    image = scene("RGBA")
    alpha = Image.linear_gradient("L").resize(image.size)
    alpha.paste(0, (0, 0, 20, 20))  # colours that cannot be seen are kept too
    image.putalpha(alpha)
    return encoded(image, "PNG")


def clear_webp() -> bytes:
    with Image.open(BytesIO(clear_png())) as image:
        return encoded(image, "WEBP", lossless=True, exact=True)


def full_of_metadata(format: str) -> bytes:
    """Says SECRET in EXIF, XMP, comment or text, and carries a colour profile."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET place"
    options: dict[str, Any] = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET</x:xmpmeta>",
    }
    if format == "JPEG":
        options["comment"] = "SECRET comment"
    return encoded(scene(), format, **options)


def empty() -> bytes:
    return b""


def text() -> bytes:
    return b"This is only a text, whatever its name says.\n" * 40


def gif() -> bytes:
    return encoded(scene(), "GIF")


def bmp() -> bytes:
    return encoded(scene(), "BMP")


def tiff() -> bytes:
    return encoded(scene(), "TIFF")


def avif() -> bytes:
    return encoded(scene(), "AVIF")


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)


def svg() -> bytes:
    return b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def truncated_jpeg() -> bytes:
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), "JPEG")
    return whole[: len(whole) // 2]


def truncated_png() -> bytes:
    whole = encoded(Image.effect_noise((200, 200), 90), "PNG")
    return whole[: len(whole) // 2]


def truncated_webp() -> bytes:
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), "WEBP")
    return whole[: len(whole) // 2]


def only_a_jpeg_signature() -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(400)


def too_many_bytes() -> bytes:
    """A proper JPEG, filled up to 10 MB and one byte."""
    return jpeg().ljust(10 * 1024 * 1024 + 1, b"\0")


def endless_png() -> bytes:
    """A header that promises 100,000 × 100,000 pixels, and nothing behind it."""
    return _png(100_000, 100_000, 8, 2, b"")


def png_bomb() -> bytes:
    """20,000 × 20,000 black pixels in some fifty kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 20_000 // 8)
    rows = b"".join(packer.compress(row * 1000) for _ in range(20))
    return _png(20_000, 20_000, 1, 0, rows + packer.flush())


def huge_webp() -> bytes:
    """A header that promises 16,383 × 16,383 pixels."""
    whole = bytearray(clear_webp())
    assert whole[12:16] == b"VP8L"
    whole[21:25] = struct.pack("<I", 16382 | 16382 << 14 | 1 << 28)
    return bytes(whole)


def animated_webp() -> bytes:
    frames = [scene().rotate(90)]
    return encoded(scene(), "WEBP", save_all=True, append_images=frames, duration=100)


def animated_png() -> bytes:
    frames = [scene().rotate(90)]
    return encoded(scene(), "PNG", save_all=True, append_images=frames, duration=100)


def tiny() -> bytes:
    return encoded(scene(size=(200, 63)), "PNG")


Maker = Callable[[], bytes]

GOOD: tuple[tuple[Maker, str], ...] = (
    (jpeg, "image/jpeg"),
    (png, "image/png"),
    (webp, "image/webp"),
    (cmyk_jpeg, "image/jpeg"),
    (grey_jpeg, "image/jpeg"),
    (progressive_jpeg, "image/jpeg"),
    (two_picture_jpeg, "image/jpeg"),
    (deep_png, "image/png"),
    (palette_png, "image/png"),
    (clear_png, "image/png"),
    (clear_webp, "image/webp"),
)

# What each is refused with, and what the message must name.
BAD: tuple[tuple[Maker, ErrorCode, str], ...] = (
    (empty, ErrorCode.INVALID_IMAGE, "empty"),
    (text, ErrorCode.INVALID_IMAGE, "not a picture"),
    (gif, ErrorCode.UNSUPPORTED_IMAGE, "GIF"),
    (bmp, ErrorCode.UNSUPPORTED_IMAGE, "BMP"),
    (tiff, ErrorCode.UNSUPPORTED_IMAGE, "TIFF"),
    (avif, ErrorCode.UNSUPPORTED_IMAGE, "AVIF"),
    (heic, ErrorCode.UNSUPPORTED_IMAGE, "HEIC"),
    (svg, ErrorCode.UNSUPPORTED_IMAGE, "SVG"),
    (truncated_jpeg, ErrorCode.INVALID_IMAGE, "not complete"),
    (truncated_png, ErrorCode.INVALID_IMAGE, "not complete"),
    (truncated_webp, ErrorCode.INVALID_IMAGE, "not complete"),
    (only_a_jpeg_signature, ErrorCode.INVALID_IMAGE, "not complete"),
    (too_many_bytes, ErrorCode.IMAGE_TOO_LARGE, "10,485,761 bytes; at most 10,485,760"),
    (endless_png, ErrorCode.IMAGE_TOO_LARGE, "100000 × 100000 pixels; at most 50 million"),
    (png_bomb, ErrorCode.IMAGE_TOO_LARGE, "20000 × 20000 pixels"),
    (huge_webp, ErrorCode.IMAGE_TOO_LARGE, "16383 × 16383 pixels"),
    (animated_webp, ErrorCode.UNSUPPORTED_IMAGE, "still picture"),
    (animated_png, ErrorCode.UNSUPPORTED_IMAGE, "still picture"),
    (tiny, ErrorCode.INVALID_IMAGE, "200 × 63"),
)


def _png(width: int, height: int, depth: int, colour: int, body: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
