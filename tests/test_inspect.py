"""Uploads are judged by their content and kept upright and without metadata."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms, JpegImagePlugin

from errors import ErrorCode, ImageRefused
from imaging.inspect import Inspected, Limits, inspect
from tests import pictures

LIMITS = Limits(max_bytes=10 * 1024 * 1024, max_pixels=50_000_000)
CORNERS = {(0, 0): "red", (1, 0): "lime", (0, 1): "blue", (1, 1): "white"}


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any value of any pixel."""
    extrema = ImageChops.difference(one, other).getextrema()
    return max(int(high) for _, high in extrema)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("make", "code", "named"), pictures.BAD, ids=[each[0].__name__ for each in pictures.BAD]
)
def test_a_bad_file_is_refused_with_what_is_wrong(  # C2
    make: pictures.Maker, code: ErrorCode, named: str
) -> None:
    with pytest.raises(ImageRefused, match=named) as refusal:
        inspect(make(), LIMITS)
    assert refusal.value.code is code


@pytest.mark.parametrize(("make", "mime"), pictures.GOOD)
def test_every_proper_picture_is_taken(make: pictures.Maker, mime: str) -> None:  # C2
    result = inspect(make(), LIMITS)
    image = opened(result.image)
    assert (result.mime, Image.MIME[str(image.format)]) == (mime, mime)
    assert (result.width, result.height) == image.size == (pictures.WIDTH, pictures.HEIGHT)
    assert opened(result.thumbnail).format == "WEBP"
    assert result.medium is None
    assert result.placeholder


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int) -> None:  # C3
    result = inspect(pictures.turned(orientation), LIMITS)
    image = opened(result.image)
    assert image.size == (result.width, result.height) == (pictures.WIDTH, pictures.HEIGHT)
    assert difference(image, pictures.scene()) < 60  # edges suffer a little
    for (right, low), name in CORNERS.items():
        spot = image.getpixel((20 + 50 * right, 15 + 35 * low))
        expected = Image.new("RGB", (1, 1), name).getpixel((0, 0))
        assert isinstance(spot, tuple)
        assert isinstance(expected, tuple)
        assert all(abs(a - b) < 9 for a, b in zip(spot, expected, strict=True))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_of_an_upload_is_kept(format: str) -> None:  # C3
    upload = pictures.full_of_metadata(format)
    assert b"SECRET" in upload
    result = inspect(upload, LIMITS)
    for data in (result.image, result.thumbnail):
        image = opened(data)
        assert b"SECRET" not in data
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


@pytest.mark.parametrize(
    "make", [pictures.png, pictures.webp, pictures.clear_png, pictures.clear_webp]
)
def test_png_and_webp_lose_nothing(make: pictures.Maker) -> None:  # C3
    before, after = opened(make()), opened(inspect(make(), LIMITS).image)
    assert after.mode == before.mode
    assert after.tobytes() == before.tobytes()


def test_transparency_reaches_every_size() -> None:
    upload = pictures.encoded(Image.new("RGBA", (1500, 300), (200, 10, 10, 90)), "WEBP")
    result = inspect(upload, LIMITS)
    assert result.medium is not None
    for data, size in (
        (result.image, (1500, 300)),
        (result.medium, (1024, 205)),
        (result.thumbnail, (256, 51)),
    ):
        image = opened(data)
        assert image.size == size
        assert image.getpixel((9, 9))[3] == 90  # type: ignore[index]
    assert opened(inspect(pictures.palette_png(), LIMITS).image).mode == "RGBA"


def test_deep_grey_keeps_its_range() -> None:
    image = opened(inspect(pictures.deep_png(), LIMITS).image).convert("L")
    middle = image.getpixel((pictures.WIDTH // 2, 5))
    assert image.getextrema() == (0, 255)
    assert isinstance(middle, int)
    assert 120 < middle < 136


def test_cmyk_keeps_its_colours() -> None:
    image = opened(inspect(pictures.cmyk_jpeg(), LIMITS).image)
    assert difference(image, pictures.scene()) < 60


def test_colours_of_a_profile_are_kept_without_it() -> None:  # C3
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    broken = pictures.encoded(pictures.scene(), "PNG", icc_profile=b"no profile at all")
    other = pictures.encoded(pictures.scene(), "PNG", icc_profile=lab)
    assert opened(inspect(broken, LIMITS).image).tobytes() == pictures.scene().tobytes()
    assert "icc_profile" not in opened(inspect(other, LIMITS).image).info


@pytest.mark.parametrize(("sampling", "kept"), [(0, 0), (1, 0), (2, 2)])
def test_colour_keeps_its_resolution(sampling: int, kept: int) -> None:
    upload = pictures.encoded(pictures.scene(), "JPEG", quality=90, subsampling=sampling)
    image = opened(inspect(upload, LIMITS).image)
    assert JpegImagePlugin.get_sampling(image) == kept


def test_a_very_long_picture_has_a_thumbnail() -> None:
    upload = pictures.encoded(Image.new("RGB", (20_000, 64), "red"), "PNG")
    assert opened(inspect(upload, LIMITS).thumbnail).size == (256, 1)


def test_limits_are_those_given() -> None:
    upload = pictures.jpeg()
    assert isinstance(inspect(upload, Limits(len(upload), 96 * 64)), Inspected)
    for limits in (Limits(len(upload) - 1, 96 * 64), Limits(len(upload), 96 * 64 - 1)):
        with pytest.raises(ImageRefused) as refusal:
            inspect(upload, limits)
        assert refusal.value.code is ErrorCode.IMAGE_TOO_LARGE
        assert refusal.value.details["size"] == refusal.value.details["limit"] + 1
