"""A picture from words against a cartoon of the astronaut: processor time of one thread.

Then the engine's own share: what a picture takes through its protocol, and drawn directly.
"""

import asyncio
import resource
import statistics
import time

import cv2

from benchmarks.engine import PHOTO, cpu
from benchmarks.instant import Unheard
from engines.builtin import Builtin
from engines.protocol import Wish
from illustrator.illustrating import Illustrator
from imaging.analysis import analyse
from imaging.arrays import U8
from imaging.cartoons import draw
from imaging.looks import look
from imaging.photos import read_photo, write_jpeg
from imaging.vision import Vision
from kinds import CartoonStyle, GenerationKind, PictureStyle

WORDS = (
    "A red fox under a lighthouse at dawn",
    "Rainy day in Tokyo with a yellow taxi",
    "Three cats on a rooftop under the stars",
    "A cup of coffee on the kitchen table",
    "A sailboat on the sea at sunset",
    "In the middle of difficulty lies opportunity. — Albert Einstein",
)


def main() -> None:
    """Take turns, so that all meet the same load of the machine."""
    cv2.setNumThreads(1)
    vision, photo = Vision(), read_photo(PHOTO.read_bytes())
    opened: list[Illustrator] = []
    opening = cpu(lambda: opened.append(Illustrator.open(None)))
    illustrator = opened[0]
    cartoons: list[float] = []
    seconds: dict[PictureStyle, list[float]] = {style: [] for style in PictureStyle}
    for seed, words in enumerate(WORDS):
        cartoons.append(cpu(lambda seed=seed: _cartoon(vision, photo, seed)))  # type: ignore[misc]
        for style in PictureStyle:
            wish = (words, style, seed)
            seconds[style].append(cpu(lambda wish=wish: illustrator.draw(*wish)))  # type: ignore[misc]
    peer = statistics.median(cartoons)
    print(f"comic cartoon, analysis and JPEG with it  {peer:6.3f} s   1.00")
    for style, taken in seconds.items():
        middle, most = statistics.median(taken), max(taken)
        print(f"{style:<10} {middle:6.3f} s   {middle / peer:.2f}   at most {most:6.3f} s")
    print(f"opening the illustrator, once a process   {opening:6.3f} s   {opening / peer:.2f}")
    _engine(illustrator)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _cartoon(vision: Vision, photo: U8, seed: int) -> bytes:
    portrait = analyse(vision, photo)
    assert portrait is not None
    return write_jpeg(draw(portrait, look(CartoonStyle.COMIC, seed)).picture())


def _engine(illustrator: Illustrator) -> None:
    """What the engine's protocol, its thread and its reports cost."""
    style = PictureStyle.MINIMAL
    four = [(WORDS[0], style, 40 + each) for each in range(4)]
    for wanted in four:
        illustrator.draw(*wanted)  # artwork is kept, here as in the engine
    direct = cpu(lambda: [illustrator.draw(*wanted) for wanted in four])
    wish = Wish(GenerationKind.PICTURES, 40, 4, (1024, 1024), style.value, words=WORDS[0])
    through = asyncio.run(_through(wish))
    print(f"four through the engine ÷ drawn directly: {through / direct:.2f}")


async def _through(wish: Wish) -> float:
    async def four() -> float:
        started = time.process_time()
        assert len([each async for each in engine.draw(wish, Unheard())]) == wish.count
        return time.process_time() - started

    engine = Builtin(1)
    await four()  # opens the illustrator and fills its memory of artwork
    taken = await four()
    await engine.close()
    return taken


if __name__ == "__main__":
    main()
