"""Headshots against comic cartoons: processor time of one thread, alternating in one run."""

import statistics

import cv2

from benchmarks.engine import PHOTO, cpu
from imaging.analysis import analyse
from imaging.cartoons import render
from imaging.headshots.headshots import headshot
from imaging.headshots.shots import LONGEST, shot
from imaging.looks import look
from imaging.photos import read_photo
from imaging.vision import Vision
from kinds import AspectRatio, CartoonStyle, HeadshotStyle

ROUNDS = 5


def main() -> None:
    """Print medians, and what they are in cartoons."""
    cv2.setNumThreads(1)
    photo = read_photo(PHOTO.read_bytes(), LONGEST)
    size = AspectRatio.SQUARE.size
    vision = Vision()
    portrait, taken = analyse(vision, photo), shot(vision, photo, size)
    assert portrait is not None
    analysis, drawing, shots = [], [], []
    styles: dict[HeadshotStyle, list[float]] = {style: [] for style in HeadshotStyle}
    for seed in range(ROUNDS):
        analysis.append(cpu(lambda: analyse(vision, photo)))
        chosen = look(CartoonStyle.COMIC, seed)
        drawing.append(cpu(lambda chosen=chosen: render(portrait, chosen)))  # type: ignore[misc]
        shots.append(cpu(lambda: shot(vision, photo, size)))
        for style in HeadshotStyle:
            styles[style].append(cpu(lambda s=style, n=seed: headshot(taken, s, n)))  # type: ignore[misc]
    first, next_one = statistics.median(analysis), statistics.median(drawing)
    _print("comic", first, next_one, first + next_one)
    for style, seconds in styles.items():
        _print(
            style.lower(), statistics.median(shots), statistics.median(seconds), first + next_one
        )


def _print(name: str, analysis: float, drawing: float, comic: float) -> None:
    first = analysis + drawing
    print(
        f"{name:<10} analysis {analysis:6.3f} s   first {first:6.3f} s   {first / comic:5.2f}"
        f"   next {drawing:6.3f} s   {drawing / comic:5.2f}"
    )


if __name__ == "__main__":
    main()
