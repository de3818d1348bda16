"""Words that cannot be pictured: set in any script, in sensible lines, and always to be read."""

import cv2
import numpy as np
import pytest

from illustrator.artwork.art import Art
from illustrator.artwork.sprites import Sprites
from illustrator.plans import Plan
from illustrator.stages import SIDE
from illustrator.takes import take_for
from illustrator.type.inks import READABLE, contrast, luminance, luminances, readable
from illustrator.type.lettering import SMALLEST, fonts_for, typeset
from illustrator.type.phrases import divided, phrase_of
from illustrator.type.posters import draw, washed
from illustrator.type.sheets import Sheet, scenery, sheet_of
from imaging.arrays import F32, floats
from imaging.typefaces import Fonts
from kinds import PictureStyle

LONG = ("In the middle of difficulty lies opportunity. " * 11)[:500]
TEXTS = (
    "Hope",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    LONG,
    "لا تؤجل عمل اليوم إلى الغد",
    "Никогда не сдавайся",
    "हर दिन एक नई शुरुआत है",
    "ความสุขอยู่ที่ใจ",
    "生活就像一盒巧克力，你永远不知道下一颗是什么味道。",
    "コーヒーを飲みながら、新しいアイデアを考える朝",
    "오늘도 좋은 하루 되세요",
    "x" * 500,
)
UNWRITTEN = "ሕይወት ጉዞ ናት"  # Ethiopic: no font for it is shipped


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return fonts_for(PictureStyle.MINIMAL, 0)


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites(Art.open())


def lines(text: str, fonts: Fonts) -> list[str]:
    """The words of each line, by the characters that its glyphs draw."""
    whole, block = divided(text), typeset(text, fonts, 744, 620, 104)
    starts = [min(glyph.cluster for glyph in line.glyphs) for line in block.lines]
    return [
        whole[first:last].strip() for first, last in zip(starts, [*starts[1:], None], strict=True)
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_fits_its_column_and_is_no_row_of_boxes(text: str, fonts: Fonts) -> None:  # P3
    phrase = phrase_of(text, fonts)
    assert phrase is not None
    block = typeset(phrase.text, fonts, 744, 620, 220)
    assert block.width <= 745
    assert block.height <= 625
    assert block.size >= SMALLEST * 0.8
    assert all(glyph.number for line in block.lines for glyph in line.glyphs)


def test_lines_end_where_the_sense_allows(fonts: Fonts) -> None:
    assert lines("Be brave. Be kind. Begin again.", fonts) == [
        "Be brave.",
        "Be kind.",
        "Begin again.",
    ]
    for line in lines("In the middle of difficulty lies opportunity", fonts):
        assert line.split()[-1] not in ("In", "the", "of")


def test_no_line_of_chinese_or_japanese_begins_with_a_mark_or_ends_within_a_loan_word(
    fonts: Fonts,
) -> None:
    drink = lines("スターバックスのキャラメルマキアートが、大好きです。", fonts)
    assert any("スターバックス" in line for line in drink)
    assert any("キャラメルマキアート" in line for line in drink)
    thanks = lines("「ありがとう」と言える人は、きっと幸せになれる。", fonts)
    assert not any(line[0] in "」、。" for line in thanks)
    assert lines("生日快乐！愿你一切顺利", fonts) == ["生日快乐！", "愿你一切顺利"]


def test_han_characters_have_japanese_shapes_where_there_are_kana(fonts: Fonts) -> None:
    def shape(text: str) -> int:
        return typeset(text, fonts, 744, 620, 104).lines[0].glyphs[0].number

    assert shape("直す") != shape("直接")


def test_a_long_word_is_divided_between_syllables() -> None:
    pieces = divided("pneumonoultramicroscopicsilicovolcanoconiosis").split()
    assert all(piece.endswith("-") for piece in pieces[:-1])
    assert max(map(len, pieces)) <= 19
    assert all(
        piece.endswith("-") for piece in divided("Dampfschifffahrtskapitänsmütze").split()[:-1]
    )
    assert divided("https://example.com/a-rather-long-address") == (
        "https://example.com/a-rather-long-address"
    )


def test_an_author_is_told_from_the_quotation(fonts: Fonts) -> None:
    phrase = phrase_of("What you seek is seeking you. — Rumi", fonts)
    assert phrase is not None
    assert (phrase.text, phrase.author) == ("What you seek is seeking you.", "Rumi")
    for text in (
        "A well-known fact",
        "Open 9 - 5 every day",
        "We came — and we stayed with all of you",
    ):
        whole = phrase_of(text, fonts)
        assert whole is not None
        assert whole.author is None, text


def test_emoji_and_strange_signs_are_left_out_and_strange_texts_are_not_written(
    fonts: Fonts,
) -> None:
    phrase = phrase_of("Believe 💛 in ሕ yourself 🚀", fonts)
    assert phrase is not None
    assert phrase.text == "Believe in yourself"
    assert phrase_of(UNWRITTEN, fonts) is None
    assert phrase_of("🎉🎉", fonts) is None


def test_what_no_font_has_becomes_a_place_without_words(sprites: Sprites) -> None:
    plan, style = Plan(UNWRITTEN), PictureStyle.MINIMAL
    drawn = draw(plan, style, take_for(plan, style, 2), sprites)
    assert np.array_equal(drawn, scenery(plan, style, take_for(plan, style, 2), sprites))


def column(sheet: Sheet) -> np.ndarray:
    """A mask of letters, as wide and high as words can be."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    top, left = int(sheet.middle - sheet.height / 2) + 40, int(sheet.left) + 20
    for y in range(top, int(sheet.middle + sheet.height / 2) - 40, 60):
        cv2.putText(mask, "illegible words", (left, y + 30), 0, 2.4, 255, 9, cv2.LINE_AA)
    return mask


def worst(sheet: Sheet, mask: np.ndarray) -> float:
    own, light = luminance(sheet.ink) + 0.05, luminances(sheet.pixels[mask > 0]) + 0.05
    return float(np.percentile(np.maximum(own / light, light / own), 1))


@pytest.mark.parametrize(
    ("style", "number"),
    [*((PictureStyle.MINIMAL, number) for number in range(4)), (PictureStyle.VIBRANT, 1),
     (PictureStyle.VIBRANT, 3)],
)  # fmt: skip
def test_flat_posters_can_be_read(style: PictureStyle, number: int, sprites: Sprites) -> None:
    plan = Plan("Be brave")
    sheet = sheet_of(plan, style, take_for(plan, style, number), sprites)
    mask = column(sheet)
    assert worst(washed(sheet, mask), mask) >= READABLE


def noisy(low: float, high: float) -> F32:
    return floats(np.random.default_rng(3).uniform(low, high, (SIDE, SIDE, 1)).repeat(3, 2))


def test_words_can_be_read_on_any_painting_whose_border_stays() -> None:
    before = noisy(0, 255)
    sheet = Sheet(before.copy(), "#fffaf0", "#120f24", "#ffd98a", haze=0.18,
                  others=("#120f24", "#fdf6e6", "#8a3f22"))  # fmt: skip
    mask = column(sheet)
    inked = washed(sheet, mask)
    assert worst(inked, mask) >= READABLE
    assert np.abs(sheet.pixels[:, :30] - before[:, :30]).max() < 4


def test_an_ink_is_darkened_or_lightened_until_it_can_be_read() -> None:
    for ink, ground in (("#e9a15b", "#f3f1e7"), ("#3d2f5f", "#241c3a"), ("#000000", "#ffffff")):
        assert contrast(readable(ink, ground), ground) >= READABLE
