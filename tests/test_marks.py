"""Generated pictures say in their metadata that they are, and nothing else."""

import re
import warnings
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from benchmarks.instant import Instant
from documents.database import Database
from errors import ImageRefused
from imaging.marks import marked, source_in
from kinds import DigitalSource
from resolvers.faces import download
from studio import Studio
from tests import pictures
from tests.drawn_pictures import ask_for_pictures, perform_next
from tests.guests import drawn
from tests.stories import ask, cartoon_from, create_viewer, face_from, files, working
from tests.studios import open_test_studio

MODEL = DigitalSource.MODEL
EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GOOD = [make() for make, _ in pictures.GOOD]
TALKATIVE = [pictures.full_of_metadata(format) for format in ("JPEG", "PNG", "WEBP")]


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


def pixels_of(body: bytes) -> bytes:
    return opened(body).convert("RGBA").tobytes()


def said_by(body: bytes) -> dict[str, str]:
    """All that is in the XMP of a picture."""
    packet = opened(body).info["xmp"]
    text = packet if isinstance(packet, bytes) else packet.encode()
    (described,) = ElementTree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", text))[0]
    assert not list(described)
    return described.attrib


@pytest.mark.parametrize("body", [*GOOD, *TALKATIVE])
def test_a_mark_is_all_the_metadata_and_leaves_the_pixels_alone(body: bytes) -> None:  # S7
    result = marked(body, MODEL)
    assert pixels_of(result) == pixels_of(body)
    assert said_by(result) == {
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about": "",
        EXTENSION: VOCABULARY + "trainedAlgorithmicMedia",
    }
    assert not {"exif", "comment", "timestamp"} & set(opened(result).info)
    assert opened(result).info.get("icc_profile") == opened(body).info.get("icc_profile")
    assert b"SECRET" not in result


def test_a_mark_replaces_the_one_before() -> None:  # S7
    for body in GOOD:
        once = marked(body, MODEL)
        assert marked(once, MODEL) == once
        assert source_in(marked(once, DigitalSource.ALGORITHM)) is DigitalSource.ALGORITHM
        assert source_in(body) is None


def test_what_lies_behind_a_picture_goes() -> None:  # S7
    for body in GOOD:
        assert marked(body + b"SECRET" * 9, MODEL) == marked(body, MODEL)
    assert b"MPF" not in marked(pictures.two_picture_jpeg(), MODEL)


def test_chunks_of_a_marked_png_are_whole() -> None:
    body = marked(pictures.clear_png(), MODEL)
    at = 8
    while at < len(body):
        end = at + 8 + int.from_bytes(body[at : at + 4], "big")
        assert zlib.crc32(body[at + 4 : end]) == int.from_bytes(body[end : end + 4], "big")
        at = end + 4


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_that_its_metadata_turned_looks_the_same_without(orientation: int) -> None:
    result = opened(marked(pictures.turned(orientation), MODEL))
    assert result.getexif().get(0x0112, 1) == 1
    off = np.asarray(result, int) - np.asarray(pictures.scene(), int)
    assert np.abs(off).mean() < 2


def test_damaged_files_are_refused_or_marked_but_never_hang() -> None:
    dice, marks = Random(7), 0
    for body in [*GOOD, *TALKATIVE]:
        for _ in range(60):
            damaged = bytearray(body[: dice.choice([len(body), dice.randrange(len(body))])])
            for _ in range(dice.randrange(4)):
                if damaged:
                    damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            with warnings.catch_warnings(action="ignore"):  # Pillow's, of broken EXIF
                try:
                    marks += source_in(marked(bytes(damaged), MODEL)) is MODEL
                except ImageRefused:
                    continue
    assert marks > 100


def test_a_file_cut_short_is_refused() -> None:
    for whole in (pictures.jpeg(), pictures.png(), pictures.webp(), pictures.progressive_jpeg()):
        for end in range(len(whole)):
            with pytest.raises(ImageRefused):
                marked(whole[:end], MODEL)


# Through the worker: every kind.


@pytest.fixture
def engine() -> Instant:
    return Instant(source=MODEL)


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine) as opened:
        yield opened


async def said_in(studio: Studio, folder: str) -> dict[str, DigitalSource | None]:
    """What the files there say, by key."""
    return {key: source_in(await studio.storage.read(key)) for key in await files(studio, folder)}


async def test_cartoons_and_faces_are_marked_and_photos_are_not(  # S7
    studio: Studio, engine: Instant
) -> None:
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        cartoon = await cartoon_from(studio, viewer, id)
        assert await said_in(studio, "temp/") == dict.fromkeys(cartoon.image.keys, MODEL)
        assert cartoon.image.file_size == len(await studio.storage.read(cartoon.image.key))
        engine.source = DigitalSource.ALGORITHM  # a face is what its cartoon was, whoever cuts it
        cut = await download(studio, viewer, cartoon.id, None)
        face = await face_from(studio, viewer, cut.id)
    assert await said_in(studio, "downloaded/") == dict.fromkeys(face.image.keys, MODEL)
    assert set((await said_in(studio, "originals/")).values()) == {None}


async def test_an_avatar_says_that_it_is_put_together(studio: Studio) -> None:  # S7, A4
    async with working(studio):
        avatar = await drawn(studio, await create_viewer())
    assert avatar.raw is not None
    assert avatar.final is not None
    assert avatar.photo is not None
    assert await said_in(studio, "avatars/") == {
        **dict.fromkeys(avatar.raw.image.keys, MODEL),
        **dict.fromkeys(avatar.final.image.keys, DigitalSource.COMPOSITE),
        **dict.fromkeys(avatar.photo.image.keys, None),
    }


async def test_pictures_from_words_are_marked_in_all_three_sizes(studio: Studio) -> None:  # S7, P6
    await ask_for_pictures(studio, await create_viewer(), 1)
    await perform_next(studio)
    said = await said_in(studio, "pictures/")
    assert sorted(key.partition("_pic_")[2][26:] for key in said) == [
        ".jpg",
        "_medium.webp",
        "_thumb.webp",
    ]
    assert set(said.values()) == {MODEL}
