"""The builtin engine against `cv2.stylization`: processor time of one thread at 1024×1024."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from imaging.analysis import analyse
from imaging.cartoons import render
from imaging.looks import look
from imaging.vision import Vision
from kinds import CartoonStyle

PHOTO = Path(__file__).parent.parent / "tests" / "photos" / "astronaut.png"
SIDE = 1024
ROUNDS = 5


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time, of all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Alternate the two, so that both meet the same load of the machine."""
    cv2.setNumThreads(1)
    with Image.open(PHOTO) as opened:
        photo = np.asarray(opened.convert("RGB").resize((SIDE, SIDE)))
    vision = Vision()
    portrait = analyse(vision, photo)
    assert portrait is not None
    for style in CartoonStyle:
        render(portrait, look(style, 1))  # what is made once a process
    peer, analysis = [], []
    styles: dict[CartoonStyle, list[float]] = {style: [] for style in CartoonStyle}
    for seed in range(ROUNDS):
        peer.append(cpu(lambda: cv2.stylization(photo, sigma_s=60, sigma_r=0.45)))
        analysis.append(cpu(lambda: analyse(vision, photo)))
        for style in CartoonStyle:
            styles[style].append(cpu(lambda s=style, n=seed: render(portrait, look(s, n))))  # type: ignore[misc]
    _print(statistics.median(peer), statistics.median(analysis), styles)


def _print(peer: float, analysis: float, styles: dict[CartoonStyle, list[float]]) -> None:
    print(f"cv2.stylization  {peer:6.3f} s   1.00")
    print(f"analysis         {analysis:6.3f} s   {analysis / peer:.2f}")
    for style, seconds in styles.items():
        drawing = statistics.median(seconds)
        first = analysis + drawing
        print(
            f"{style:<8} first   {first:6.3f} s   {first / peer:.2f}"
            f"   next {drawing:6.3f} s   {drawing / peer:.2f}"
        )


if __name__ == "__main__":
    main()
