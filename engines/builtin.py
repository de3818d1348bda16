"""The engine that is always there: draws with OpenCV on this machine's processors."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import cv2

from engines import wishes
from engines.pools import run_in
from engines.protocol import Drawn, Report, Service, Wish
from errors import NoFaceFound
from imaging import busts, cartoons, cutouts, heads, notes
from imaging.analysis import NO_FACE, analyse
from imaging.arrays import U8
from imaging.headshots import shots
from imaging.headshots.headshots import headshot
from imaging.looks import Look, look
from imaging.photos import read_photo, write_jpeg, write_png
from imaging.portraits import Portrait
from imaging.scenes import draw_scene
from imaging.vectors import Rasters
from imaging.vision import Vision
from kinds import DigitalSource, GenerationKind, HeadshotStyle, PictureStyle

if TYPE_CHECKING:
    from illustrator.illustrating import Illustrator

P = ParamSpec("P")
T = TypeVar("T")

FAILED = "The picture could not be drawn. Please try again."


class Builtin:
    """Draws in its own threads: OpenCV lets go of the interpreter while it works."""

    name = "builtin"
    kinds = frozenset(GenerationKind)
    service: Service | None = None
    follows_links = False
    source = DigitalSource.ALGORITHM

    def __init__(self, slots: int, lexicon_dir: Path | None = None) -> None:
        """`slots` pictures are drawn at a time, one core each.

        `lexicon_dir` holds words of the operator's own for the illustrator.
        """
        cv2.setNumThreads(1)
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="builtin")
        self._own = threading.local()
        self._rasters = Rasters()  # costumes, for all threads
        self._lexicon_dir = lexicon_dir
        self._opening = threading.Lock()
        self._illustrator: Illustrator | None = None  # for all threads, from the first picture on

    async def prepare(self) -> None:
        """Read the operator's words, if there are some: InvalidLexicon tells a mistake in them."""
        if self._lexicon_dir is not None:
            await asyncio.to_thread(self._open)

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """Whatever the kind of the wish asks for, with seeds `wish.seed`, `wish.seed` + 1, …"""
        drawing = {
            GenerationKind.AVATAR: self._draw_busts,
            GenerationKind.PICTURES: self._draw_pictures,
            GenerationKind.HEADSHOT: self._draw_headshots,
        }.get(wish.kind, self._draw_cartoons)
        async for drawn in drawing(wish, report):
            yield drawn

    async def _draw_cartoons(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """The photo drawn, with a face in it or without."""
        style, photo = wishes.cartoon(wish)
        portrait = await self._run(_remembered, wish.notes)
        photo_notes = None
        if portrait is None:
            await report(0.1, "finding the face")
            pixels = await self._run(read_photo, photo)
            portrait = await self._run(self._analyse, pixels)
            photo_notes = await self._run(_noted, portrait)
        for index in range(wish.count):
            await report(0.5 + 0.4 * index / wish.count, "drawing")
            chosen = look(style, wish.seed + index)
            if portrait is None:
                yield Drawn(image=await self._run(_scene, pixels, chosen))
            else:
                image, own_notes = await self._run(_cartoon, portrait, chosen)
                yield Drawn(image=image, notes=own_notes, photo_notes=photo_notes)

    async def _draw_busts(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """The person in costume, nothing around; NoFaceFound where the photo shows no face."""
        costume, photo = wishes.costume(wish)
        portrait = await self._run(_remembered, wish.notes)
        if portrait is None:
            await report(0.1, "finding the face")
            portrait = await self._run(self._analyse, await self._run(read_photo, photo))
        if portrait is None:
            raise NoFaceFound(NO_FACE)
        for index in range(wish.count):
            seed, side, done = wish.seed + index, wish.size[0], 0.8 * index / wish.count
            await report(0.2 + done, "drawing")
            head = await self._run(heads.draw_head, portrait, costume, seed, side)
            await report(0.2 + done + 0.3 / wish.count, "dressing")
            yield Drawn(image=await self._run(busts.write_bust, head, costume, seed, self._rasters))

    async def _draw_pictures(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """What the person's own words say; what is put to them for hosted engines is not read."""
        style, words = wishes.words(wish)
        for index in range(wish.count):
            await report(0.05 + 0.9 * index / wish.count, "drawing")
            yield Drawn(image=await self._run(self._picture, words, style, wish.seed + index))

    async def _draw_headshots(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        """The person as in a studio; NoFaceFound where the photo shows no face, or half of one."""
        style, photo = wishes.headshot(wish)
        await report(0.1, "finding the face")
        pixels = await self._run(read_photo, photo, shots.LONGEST)
        taken = await self._run(self._shot, pixels, wish.size)
        for index in range(wish.count):
            await report(0.5 + 0.4 * index / wish.count, "drawing")
            yield Drawn(image=await self._run(_headshot, taken, style, wish.seed + index))

    async def cut_face(
        self, picture: bytes, notes: bytes | None, link: str, report: Report
    ) -> Drawn:
        """The head of a cartoon, by its own notes or else by looking for a face in it."""
        return Drawn(image=await self._run(self._cut, picture, notes))

    async def close(self) -> None:
        """Let what is being drawn finish: a second or two."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await run_in(self._pool, lambda: work(*args, **kwargs), FAILED)

    def _picture(self, words: str, style: PictureStyle, seed: int) -> bytes:
        return self._open().draw(words, style, seed)

    def _open(self) -> "Illustrator":
        with self._opening:  # half a second, in a thread of the pool
            if self._illustrator is None:
                # Here, since most processes never draw one: the web only asks what engines make.
                from illustrator.illustrating import Illustrator

                self._illustrator = Illustrator.open(self._lexicon_dir)
        return self._illustrator

    def _vision(self) -> Vision:
        """This thread's own networks."""
        if not hasattr(self._own, "vision"):
            self._own.vision = Vision()
        vision: Vision = self._own.vision
        return vision

    def _analyse(self, pixels: U8) -> Portrait | None:
        return analyse(self._vision(), pixels)

    def _shot(self, pixels: U8, size: tuple[int, int]) -> shots.Shot:
        return shots.shot(self._vision(), pixels, size)

    def _cut(self, picture: bytes, own_notes: bytes | None) -> bytes:
        pixels = read_photo(picture)
        known = _known(own_notes, pixels)
        if known is not None:
            return write_png(cutouts.cut_face(pixels, known.landmarks, known.matte))
        face = cutouts.find_and_cut(self._vision(), pixels)
        if face is None:
            raise NoFaceFound(NO_FACE)
        return write_png(face)


def _remembered(photo_notes: bytes | None) -> Portrait | None:
    """The portrait in the notes; None when they are missing, damaged or of another version."""
    if photo_notes is None:
        return None
    try:
        return notes.unpack_portrait(photo_notes)
    except ValueError:
        return None


def _noted(portrait: Portrait | None) -> bytes | None:
    return None if portrait is None else notes.pack_portrait(portrait)


def _cartoon(portrait: Portrait, chosen: Look) -> tuple[bytes, bytes]:
    """The encoded cartoon, and its notes."""
    drawing = cartoons.draw(portrait, chosen)
    return write_jpeg(drawing.picture()), notes.pack_cartoon(drawing)


def _scene(pixels: U8, chosen: Look) -> bytes:
    return write_jpeg(draw_scene(pixels, chosen))


def _headshot(taken: shots.Shot, style: HeadshotStyle, seed: int) -> bytes:
    return write_jpeg(headshot(taken, style, seed))


def _known(own_notes: bytes | None, pixels: U8) -> notes.CartoonNotes | None:
    """A cartoon's own notes, if they fit the picture."""
    if own_notes is None:
        return None
    try:
        known = notes.unpack_cartoon(own_notes)
    except ValueError:
        return None
    return known if known.matte.shape == pixels.shape[:2] else None
