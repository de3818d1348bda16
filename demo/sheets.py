"""The contact sheet: every picture of a story on an even grid, with what it is below it."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from demo.stories import Chapter, Shot

FONTS = Path(__file__).parent.parent
TITLE = FONTS / "illustrator/fonts/PlayfairDisplay-ExtraBold.ttf"
TEXT = FONTS / "imaging/fonts/AnekLatin-Bold.ttf"

COLUMNS = 4
TILE, GAP, MARGIN = 352, 24, 56  # pixels
HEAD, HEADING, CAPTION = 150, 64, 40  # the heights of a title, a heading, a line below a tile
ROUND = 18  # the radius of a tile's corners
INSET = 12  # around what is transparent
FIELDS = 16  # of a checkerboard, in a row
PAPER, TYPE, QUIET = (250, 248, 244), (38, 36, 44), (122, 116, 124)
LIGHT, DARK = (255, 255, 255), (222, 220, 226)


def draw_sheet(title: str, subtitle: str, chapters: Sequence[Chapter]) -> bytes:
    """A PNG of all chapters that have pictures, each under its heading, in rows of four; chapters
    that fit into one row share it."""
    bands = _bands([chapter for chapter in chapters if chapter.shots])
    height = HEAD + sum(map(_height, bands)) + MARGIN
    sheet = Image.new("RGB", (2 * MARGIN + COLUMNS * TILE + (COLUMNS - 1) * GAP, height), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((MARGIN, 44), title, TYPE, _font(TITLE, 50), anchor="lt")
    pen.text((MARGIN, 112), subtitle, QUIET, _font(TEXT, 24), anchor="lt")
    top = HEAD
    for band in bands:
        first = 0
        for chapter in band:
            place = (_left(first), top + HEADING - 20)
            pen.text(place, chapter.title, TYPE, _font(TEXT, 30), anchor="ls")
            for number, shot in enumerate(chapter.shots, first):
                row, column = divmod(number, COLUMNS)
                _put(sheet, shot, _left(column), top + HEADING + row * (TILE + CAPTION))
            first += len(chapter.shots)
        top += _height(band)
    body = BytesIO()
    sheet.save(body, "PNG")
    return body.getvalue()


def _bands(chapters: Sequence[Chapter]) -> list[list[Chapter]]:
    bands: list[list[Chapter]] = []
    for chapter in chapters:
        if bands and sum(len(each.shots) for each in [*bands[-1], chapter]) <= COLUMNS:
            bands[-1].append(chapter)
        else:
            bands.append([chapter])
    return bands


def _height(band: Sequence[Chapter]) -> int:
    rows = -(-sum(len(chapter.shots) for chapter in band) // COLUMNS)
    return HEADING + rows * (TILE + CAPTION)


def _left(column: int) -> int:
    return MARGIN + column * (TILE + GAP)


def _put(sheet: Image.Image, shot: Shot, left: int, top: int) -> None:
    sheet.paste(_tile(shot.picture), (left, top), _rounded())
    font = _font(TEXT, 21)
    place = (left + TILE // 2, top + TILE + 26)
    ImageDraw.Draw(sheet).text(place, _fitting(shot.caption, font), QUIET, font, anchor="ms")


def _tile(picture: bytes) -> Image.Image:
    """The whole picture in the middle of a square; what is transparent shows a checkerboard."""
    with Image.open(BytesIO(picture)) as opened:
        opened.draft("RGB", (2 * TILE, 2 * TILE))
        whole = opened.convert("RGBA")
    clear = whole.getchannel("A").getextrema() != (255, 255)
    tile = _checkerboard() if clear else Image.new("RGB", (TILE, TILE), PAPER)
    scale = (TILE - 2 * INSET * clear) / max(whole.size)
    size = (round(whole.width * scale), round(whole.height * scale))
    whole = whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    tile.paste(whole, ((TILE - whole.width) // 2, (TILE - whole.height) // 2), whole)
    return tile


def _checkerboard() -> Image.Image:
    small = Image.new("RGB", (FIELDS, FIELDS), LIGHT)
    for x in range(FIELDS):
        for y in range(x % 2, FIELDS, 2):
            small.putpixel((x, y), DARK)
    return small.resize((TILE, TILE), Image.Resampling.NEAREST)


@cache
def _rounded() -> Image.Image:
    """The mask of a tile; drawn larger, for smooth corners."""
    large = Image.new("L", (4 * TILE, 4 * TILE), 0)
    box = (0, 0, 4 * TILE - 1, 4 * TILE - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, 4 * ROUND, fill=255)
    return large.resize((TILE, TILE), Image.Resampling.LANCZOS)


@cache
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


def _fitting(text: str, font: ImageFont.FreeTypeFont) -> str:
    """The text, cut off where it would be wider than a tile."""
    if font.getlength(text) <= TILE:
        return text
    while text and font.getlength(f"{text}…") > TILE:
        text = text[:-1]
    return f"{text.rstrip()}…"
