"""Small copies and the placeholder of finished pictures."""

from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from errors import ImageRefused
from imaging.placeholders import thumbhash
from imaging.variants import describe
from tests import pictures

# Made of the same pixels by the first implementation (npm package thumbhash 0.1.1, on node).
GOLDEN = {
    (32, 32): "HwgOpyhwiobAaIiHiKiGiIiGR/iKj8gI",
    (18, 32): "IAgOpChwCox2iGp3aHh0r/iIjA==",
    (32, 21): "5fWJQ4g3gIrUaHlwzfRne3d3cHd3d4g=",  # with transparency
}


def nibbles(text: str) -> list[int]:
    return [half for byte in b64decode(text) for half in (byte & 15, byte >> 4)]


@pytest.mark.parametrize("size", GOLDEN)
def test_placeholders_equal_those_of_the_first_implementation(size: tuple[int, int]) -> None:
    image = pictures.scene("RGBA", size)
    if size == (32, 21):
        image = Image.open(BytesIO(pictures.clear_png())).resize(size)
    ours, theirs = nibbles(thumbhash(image)), nibbles(GOLDEN[size])
    assert len(ours) == len(theirs)
    assert ours[:10] == theirs[:10]  # averages, scales and shape
    # Coefficients half way between two steps may fall either way.
    assert all(abs(a - b) <= 1 for a, b in zip(ours, theirs, strict=True))


def test_a_large_picture_has_three_sizes() -> None:  # P6
    variants = describe(pictures.encoded(pictures.scene("RGBA", (2000, 1000)), "PNG"))
    assert (variants.mime, variants.extension) == ("image/png", "png")
    assert (variants.width, variants.height) == (2000, 1000)
    assert variants.medium is not None
    sizes = [Image.open(BytesIO(data)).size for data in (variants.medium, variants.thumbnail)]
    assert sizes == [(1024, 512), (256, 128)]


@pytest.mark.parametrize(("make", "mime"), pictures.GOOD)
def test_pictures_of_every_kind_are_described(make: pictures.Maker, mime: str) -> None:
    assert describe(make()).mime == mime


def test_what_cannot_be_shown_is_refused() -> None:
    for make in (pictures.text, pictures.truncated_png, pictures.gif, pictures.endless_png):
        with pytest.raises(ImageRefused):
            describe(make())


def test_a_picture_of_exactly_the_medium_size_has_a_copy_only_where_one_is_always_made() -> None:
    body = pictures.encoded(pictures.scene(size=(1024, 700)), "JPEG")
    without, with_one = describe(body), describe(body, always_medium=True)  # P6
    assert without.medium is None
    assert with_one.medium is not None
    medium = Image.open(BytesIO(with_one.medium))
    assert (medium.format, medium.size) == ("WEBP", (1024, 700))
    assert with_one.placeholder == without.placeholder
