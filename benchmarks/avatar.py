"""A whole avatar at 4096×4096 against its engine's drawing alone, and the memory of a worker.

Each avatar is made as a worker makes it: the photo framed, the person drawn and encoded, the
picture composed and encoded. A worker meets a template's drawings for the first time once.
"""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import cv2

from events.loading import read_events
from events.templates import SIDE, TextField
from imaging.analysis import analyse
from imaging.busts import write_bust
from imaging.compositions import compose
from imaging.framing import frame
from imaging.heads import draw_head
from imaging.photos import read_photo
from imaging.vectors import Rasters
from imaging.vision import Vision
from kinds import AvatarLook, Gender

PHOTO = Path(__file__).parent.parent / "tests" / "photos" / "astronaut.png"
EVENT = "default"
ORGANIZATION = "Kochi Institute of Technology"
AT_WORK = "--at-work"  # as a worker, which prints its peak memory

T = TypeVar("T")


class Bench:
    """One worker's thread, and the processor time of each step in it."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self.vision = Vision()
        self.rasters = Rasters()
        self.template = read_events(None)[EVENT]
        self.seconds: dict[str, float] = {}

    def timed(self, step: str, work: Callable[[], T]) -> T:
        """Do it, and note how long it took."""
        started = time.process_time()
        done = work()
        self.seconds[step] = time.process_time() - started
        return done

    def avatar(self, look: AvatarLook, seed: int) -> dict[str, float]:
        """Seconds by step."""
        self.seconds = {}
        photo = PHOTO.read_bytes()
        framed = self.timed("frame", lambda: frame(photo, self.vision))
        drawn = self.timed("draw", lambda: self._drawn(framed, look, seed))
        self.timed("compose", lambda: self._composed(drawn, look, seed))
        return self.seconds

    def _drawn(self, framed: bytes, look: AvatarLook, seed: int) -> bytes:
        """What the builtin engine does."""
        portrait = analyse(self.vision, read_photo(framed))
        assert portrait is not None
        costume = self.template.scenes[look].costume(Gender.FEMALE)
        return write_bust(draw_head(portrait, costume, seed, SIDE), costume, seed, self.rasters)

    def _composed(self, drawn: bytes, look: AvatarLook, seed: int) -> bytes:
        words: dict[TextField, str] = {"organization": ORGANIZATION}
        return compose(drawn, self.template, look, words, seed, self.vision, SIDE, self.rasters)


def main() -> None:
    """First and next avatar of each look, and the peak memory of a fresh process that made them."""
    if AT_WORK in sys.argv:
        _work()
        return
    bench = Bench()
    print("                       avatar    frame     draw  compose   avatar ÷ draw")
    ratios = []
    for look in AvatarLook:
        for which in ("first", "next"):
            steps = bench.avatar(look, 1)
            whole = sum(steps.values())
            ratio = whole / steps["draw"]
            ratios.append(ratio)
            print(
                f"{look:<13} {which:<6} {whole:6.2f} s"
                + "".join(f" {seconds:6.2f} s" for seconds in steps.values())
                + f"   {ratio:.2f}"
            )
    print(f"median: {statistics.median(ratios):.2f}")
    command = [sys.executable, "-m", "benchmarks.avatar", AT_WORK]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"peak memory of a worker process: {done.stdout.strip()} MB")


def _work() -> None:
    """Two avatars in a process that has loaded all that a worker loads."""
    import worker.performing  # noqa: F401

    bench = Bench()
    for look in (AvatarLook.SUPERHERO, AvatarLook.WARRIOR):
        bench.avatar(look, 1)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
