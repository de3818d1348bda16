"""The machine-readable mark of a generated picture: how it came about, and nothing else.

It is IPTC's Digital Source Type in an XMP packet, put into the encoded file beside the picture's
data, which stays as it is to the last bit. All other metadata goes, but for the colour profile and
what decoding needs. Sources: IPTC Photo Metadata Standard ("Digital Source Type"), XMP part 3
(ISO 16684), ITU-T T.81, W3C PNG (third edition), RFC 9649.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from errors import InvalidImage
from imaging import headers, pixels
from kinds import DigitalSource

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' Iptc4xmpExt:DigitalSourceType="{}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_MARK = re.compile(f'Iptc4xmpExt:DigitalSourceType="{_VOCABULARY}(\\w+)"'.encode())

_MOST_PIXELS = 100_000_000  # of one that is encoded anew

_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
# The end of a scan: a marker that is neither a stuffed byte nor a restart.
_SCAN_END = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
# What readers need to know colours: a JPEG's by the start of the segment, of a PNG all ancillary
# chunks that change how it looks.
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_PNG_KEPT = {b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"cICP", b"mDCV", b"cLLI"}
_WEBP_KEPT = {b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"}
_ICC, _ALPHA, _XMP, _MOVES = 0x20, 0x10, 0x04, 0x02  # flags of VP8X

Part = bytes | memoryview


def marked(body: bytes, source: DigitalSource) -> bytes:
    """A JPEG, PNG or WebP that says how it came about; the pixels are the same.

    One whose metadata turns it is encoded anew, upright (`imaging.pixels.encode`), so that it still
    looks the same without. Time and memory grow with the bytes only. `InvalidImage` when the parts
    of the file do not fit together; what they hold is not decoded.
    """
    format = headers.read(body).format
    if pixels.is_turned(body, _MOST_PIXELS):
        picture, _, full_colour = pixels.decode(body, _MOST_PIXELS)
        body = pixels.encode(picture, format, full_colour)
    packet = _PACKET.format(_VOCABULARY + source.value).encode()
    return {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp}[format](body, packet)


def with_more_put_to_it(source: DigitalSource) -> DigitalSource:
    """What a picture says that is put together of one from `source` and what people made."""
    return DigitalSource.COMPOSITE if source is DigitalSource.MODEL else source


def source_in(body: bytes) -> DigitalSource | None:
    """What a picture that was `marked` says; None when it says nothing."""
    found = _MARK.search(body)
    return DigitalSource(found[1].decode()) if found else None


def _jpeg(body: bytes, packet: bytes) -> bytes:
    start: list[Part] = [b"\xff\xd8"]
    rest: list[Part] = []
    for marker, part in _segments(body):
        if marker == 0xE0:
            start += [part] if len(start) == 1 else []
        elif marker != _START:
            rest.append(part)
    content = _JPEG_XMP + packet
    mark = b"\xff\xe1" + struct.pack(">H", 2 + len(content)) + content
    return b"".join([*start, mark, *rest])


def _segments(body: bytes) -> Iterator[tuple[int, memoryview]]:
    """Markers of the segments that stay, each with all of it, a scan with its data."""
    view, at, scans = memoryview(body), 2, 0
    while at + 2 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF:  # filled up
            at += 1
            continue
        if marker == _END:
            if not scans:
                break
            yield marker, view[at : at + 2]
            return
        length = int.from_bytes(body[at + 2 : at + 4], "big")
        end = at + 2 + length
        if marker < 0xC0 or marker == _START or length < 2 or end > len(body):
            break
        if marker == _SCAN:
            found = _SCAN_END.search(body, end)
            if found is None:
                break
            end, scans = found.start(), scans + 1
        kept = _JPEG_KEPT.get(marker)
        if kept is not None:
            if body.startswith(kept, at + 4):
                yield marker, view[at:end]
        elif not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            yield marker, view[at:end]
        at = end
    raise InvalidImage(headers.BROKEN)


def _png(body: bytes, packet: bytes) -> bytes:
    content = b"iTXt" + b"XML:com.adobe.xmp\0" + b"\0\0" + b"\0" + b"\0" + packet
    mark = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    parts: list[Part] = [body[:8]]
    view, at, is_marked = memoryview(body), 8, False
    while at + 12 <= len(body):
        kind = body[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(body[at : at + 4], "big")
        if end > len(body):
            break
        if kind == b"IDAT" and not is_marked:
            parts.append(mark)
            is_marked = True
        if kind in _PNG_KEPT or kind[:1].isupper():
            parts.append(view[at:end])
        if kind == b"IEND" and is_marked:
            return b"".join(parts)
        at = end
    raise InvalidImage(headers.BROKEN)


def _webp(body: bytes, packet: bytes) -> bytes:
    header = headers.read(body)
    flags, parts, has_picture = _XMP, list[Part](), False
    for kind, chunk in _chunks(body):
        has_picture |= kind in {b"VP8 ", b"VP8L", b"ANMF"}
        if kind == b"VP8X":
            flags |= chunk[8] & (_ALPHA | _MOVES)
        elif kind == b"ICCP":
            flags |= _ICC
        elif kind == b"ALPH" or (kind == b"VP8L" and chunk[12] & 0x10):
            flags |= _ALPHA
        if kind in _WEBP_KEPT:
            parts.append(chunk)
    if not has_picture:
        raise InvalidImage(headers.BROKEN)
    canvas = (header.width - 1).to_bytes(3, "little") + (header.height - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<II", 10, flags) + canvas
    mark = b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    size = 4 + len(extended) + sum(map(len, parts)) + len(mark)
    return b"".join([b"RIFF", struct.pack("<I", size), b"WEBP", extended, *parts, mark])


def _chunks(body: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Names of the chunks, each with all of it, filled up to an even length."""
    view, at = memoryview(body), 12
    whole = 8 + int.from_bytes(body[4:8], "little")
    if whole > len(body):
        raise InvalidImage(headers.BROKEN)
    while at + 8 <= whole:
        length = int.from_bytes(body[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if end > len(body) or length < 1:
            raise InvalidImage(headers.BROKEN)
        if body[at : at + 4] == b"VP8L" and length < 5:
            raise InvalidImage(headers.BROKEN)
        yield body[at : at + 4], view[at:end]
        at = end
