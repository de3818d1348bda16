"""Guests' words: shaped in any script, never cut off, never boxes."""

import math
import random
import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import ImageFont

from events.templates import UNITS, Box, TextBox
from imaging.arrays import U8
from imaging.directions import levels
from imaging.letterings import SMALLEST, Lettering, letter, shown, uncovered
from imaging.typefaces import FONTS, ORDER, Fonts, Glyph
from imaging.vectors import SVG, Drawing

SIDE = 512
BOXES = (
    TextBox("organization", Box(112, 880, 800, 100), 72, 2, "#ffffff", "#201040", 3),
    TextBox("name", Box(300, 700, 424, 64), 60, 1, "#ffffff", None, 0),
    TextBox("name", Box(40, 40, 300, 240), 90, 4, "#ffffff", "#000000", 6),
)
LETTERS = {
    "Latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéñçøßžłİğ0123456789&.,’–-",
    "Devanagari": "अआइईउएऐओकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "Malayalam": "അആഇഈഉഎഏഐഒഓകഖഗഘങചഛജഞടഠഡണതഥദധനപഫബഭമയരലവശഷസഹളഴറൺൻർൽൾ",
    "Tamil": "அஆஇஈஉஊஎஏஐஒஓகஙசஞடணதநபமயரலவழளறனஜஷஸஹ",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأةىپچگک٠١٢٣",
}
MARKS = {
    "Latin": "\u0301\u0308\u0323",
    "Devanagari": "ािीुूृेैोौंँः़्",
    "Malayalam": "ാിീുൂൃെേൈൊോൌംഃ്",
    "Tamil": "ாிீுூெேைொோௌ்",
    "Arabic": "\u064e\u064f\u0650\u0651\u0652",
}


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts.open()


def names(count: int) -> list[str]:
    """Names of 1 to 120 characters: every script, one word or many, scripts mixed."""
    chance = random.Random(4)
    return [_name(chance, number) for number in range(count)]


def _name(chance: random.Random, number: int) -> str:
    length = 120 if number % 20 == 0 else 1 if number % 20 == 1 else chance.randint(1, 120)
    scripts = chance.sample(sorted(LETTERS), chance.choice((1, 1, 2, 5)))
    longest = chance.choice((4, 9, 15, 120))
    text = ""
    while len(text) < length:
        script = chance.choice(scripts)
        for _ in range(chance.randint(1, longest)):
            text += chance.choice(LETTERS[script])
            if chance.random() < 0.4:
                text += chance.choice(MARKS[script])
            if chance.random() < 0.02:
                text += chance.choice("\u200c\u200d")
        text += " "
    return text[:length].strip() or "A"


def glyphs_of(text: str, fonts: Fonts) -> list[Glyph]:
    return fonts.paragraph(text).shaped(0, len(text))[0]


def from_left_to_right(text: str, fonts: Fonts) -> str:
    """The characters in the order in which they are drawn."""
    places = {glyph.cluster: glyph.x for glyph in glyphs_of(text, fonts)}
    return "".join(text[cluster] for cluster in sorted(places, key=lambda each: places[each]))


def drawn_alpha(letterings: Sequence[Lettering]) -> U8:
    """SIDE×SIDE, at once instead of in bands."""
    inner = "".join(each.svg() for each in letterings)
    svg = f'<svg xmlns="{SVG}" viewBox="0 0 {UNITS} {UNITS}">{inner}</svg>'
    png = np.frombuffer(Drawing(svg, SIDE).encoded(0, SIDE), np.uint8)
    picture = cv2.imdecode(png, cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture[..., 3], np.uint8)


def check_are_inside(letterings: Sequence[Lettering]) -> None:
    """All ink within the boxes, by the pixels; and within which of them, by the outlines."""
    # An outline thinner than a pixel is drawn as wide as one, and fainter.
    seen = drawn_alpha(letterings) > 16
    scale = SIDE / UNITS
    for made in letterings:
        box, ink = made.style.box, made.ink
        assert box.x <= ink.x < ink.x + ink.width <= box.x + box.width
        assert box.y <= ink.y < ink.y + ink.height <= box.y + box.height
        rows = slice(math.floor(box.y * scale), math.ceil((box.y + box.height) * scale))
        columns = slice(math.floor(box.x * scale), math.ceil((box.x + box.width) * scale))
        assert seen[rows, columns].any()
        seen[rows, columns] = False
    assert not seen.any()


def test_two_hundred_names_stay_in_their_box_and_are_drawn_whole(fonts: Fonts) -> None:  # A3
    written: list[Lettering] = []
    for number, name in enumerate(names(200)):
        style = BOXES[number % len(BOXES)]
        made = letter(name, style, fonts)
        assert made is not None, name
        written.append(made)
        assert len(made.lines) <= style.lines
        assert made.size <= style.size
        text = "".join(line.text for line in made.lines).replace(" ", "")
        assert text == shown(name).replace(" ", ""), name
        whole = glyphs_of(shown(name), fonts)
        assert all(glyph.number for glyph in whole), f"a box for what is missing: {name}"
        inked = [glyph for glyph in whole if glyph.extents]
        drawn = [glyph for line in made.lines for glyph in line.glyphs if glyph.extents]
        assert {glyph.cluster for glyph in drawn} == {glyph.cluster for glyph in inked}, name
    for first in range(0, len(written), len(BOXES)):  # the boxes lie far from one another
        check_are_inside(written[first : first + len(BOXES)])


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("AnekLatin-Bold", "Nguyễn Thị Hương, Wágner & Søn"),
        ("AnekDevanagari-Bold", "कृष्णमूर्ति श्रीवास्तव"),
        ("BalooChettan2-Bold", "ശ്രീലക്ഷ്മി കൃഷ്ണൻ"),
        ("BalooThambi2-Bold", "ஸ்ரீதேவி க்ஷேத்ரா"),
        ("NotoSansArabic-Bold", "محمد عبد الرحمن"),
    ],
)
def test_lines_are_as_long_as_another_typesetter_makes_them(  # A3
    fonts: Fonts, font: str, text: str
) -> None:
    other = ImageFont.truetype(
        str(FONTS / f"{font}.ttf"), 1000, layout_engine=ImageFont.Layout.RAQM
    )
    assert fonts.paragraph(text).shaped(0, len(text))[1] * 1000 == pytest.approx(
        other.getlength(text), rel=0.002
    )


def test_letters_join_conjoin_and_change_places_as_their_script_wants(fonts: Fonts) -> None:  # A3
    for conjunct in ("क्ष", "ക്ഷ", "ഷ്ണ", "ஸ்ரீ"):
        assert len(glyphs_of(conjunct, fonts)) == 1, conjunct
    vowel, consonant = glyphs_of("कि", fonts)  # written after the consonant, drawn before it
    assert consonant.number == glyphs_of("क", fonts)[0].number
    assert vowel.x < consonant.x
    alone = glyphs_of("م", fonts)[0].number
    assert all(glyph.number != alone for glyph in glyphs_of("ممم", fonts))


def test_arabic_is_read_from_right_to_left_and_latin_in_it_from_left_to_right(  # A3
    fonts: Fonts,
) -> None:
    # The brackets of the first are mirrored: the opening one stands at the right.
    assert from_left_to_right("علي (Ali B) 20", fonts) == "20 )Ali B( يلع"
    assert from_left_to_right("Ali (علي) Khan 5", fonts) == "Ali (يلع) Khan 5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc אבג", "0000111"),
        ("אבג abc 12", "1111222222"),
        ("אב 1-2, ab", "1112221122"),
        ("a (ב) ג", "0001001"),
        ("א (b) ג", "1112111"),
        ("ع 5%", "1121"),
        ("א 5%", "1122"),
    ],
)
def test_levels_are_those_of_the_bidirectional_algorithm(text: str, expected: str) -> None:  # A3
    assert "".join(map(str, levels(text))) == expected


def test_what_no_font_covers_is_named_once_each() -> None:  # A3
    assert uncovered("Li 李小龙 李 😀 👍🏽") == "李小龙😀👍🏽"
    assert uncovered("A\ue000") == "\ue000"
    fine = "Zoë O’Neill-Łuk, “B&B” №1 – ₹5 (é) ക്‍ അ‌ब्ب\u064b \u200f\ufe0f\t\n Ωж বাংলা తెలుగు ಕನ್ನಡ"
    assert uncovered(fine) == ""
    assert uncovered("e\u0323\u0301 ष̄") == ""


def test_invisible_characters_are_neither_drawn_nor_counted(fonts: Fonts) -> None:  # A3
    assert shown("\u202eA\u200b \u00ad\n\ufeff B\ufe0f\x07 ") == "A B"
    assert letter("\u200d \u200b", BOXES[0], fonts) is None
    assert letter("", BOXES[0], fonts) is None
    assert shown("e\u0301") == unicodedata.normalize("NFC", "e\u0301")


def test_short_words_have_the_size_of_the_template_and_lines_are_balanced(  # A3
    fonts: Fonts,
) -> None:
    style = BOXES[0]
    made = letter("Eileen", style, fonts)
    assert made is not None
    assert made.size == style.size
    made = letter("Kochi Institute of Technology and Applied Science", style, fonts)
    assert made is not None
    assert len(made.lines) == 2
    widths = [line.right - line.left for line in made.lines]
    assert min(widths) > 0.6 * max(widths)


def test_a_word_is_broken_only_before_it_becomes_too_small_to_read(fonts: Fonts) -> None:  # A3
    style = TextBox("name", Box(112, 880, 800, 100), 72, 3, "#ffffff", None, 0)
    whole = letter("W" * 40, style, fonts)
    broken = letter("W" * 120, style, fonts)
    assert whole is not None
    assert broken is not None
    assert len(whole.lines) == 1
    assert len(broken.lines) == 3
    assert broken.size > SMALLEST


def test_every_font_is_small_enough_and_has_its_licence_beside_it() -> None:  # A3
    told = (FONTS / "README.md").read_text()
    rows = [line.split("|") for line in told.splitlines() if ".ttf |" in line]
    assert {row[1].strip() for row in rows} == {f"{name}.ttf" for name in ORDER}
    assert {row[1].strip() for row in rows} == {file.name for file in FONTS.glob("*.ttf")}
    for row in rows:
        assert "SIL Open Font License" in (FONTS / row[4].strip()).read_text()
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 12 << 20
