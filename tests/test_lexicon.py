"""The illustrator's words and artwork, and an operator's own."""

import re
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from illustrator.artwork.art import Art
from illustrator.artwork.figures import FIGURES
from illustrator.plans import Scene
from illustrator.words.entries import InvalidLexicon
from illustrator.words.lexicon import SHIPPED, Lexicon
from illustrator.words.reading import read
from illustrator.words.spelling import spelled

DOCS = Path(__file__).parent.parent / "docs" / "illustrator.md"
CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle r="9"/></svg>'


@pytest.fixture(scope="module")
def art() -> Art:
    return Art.open()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.read(None)


def test_all_artwork_is_there(lexicon: Lexicon, art: Art) -> None:  # P2
    for name, icon in lexicon.icons.items():
        assert name in FIGURES or art.body(name, "c"), name
        if icon.tones and not name.startswith("@"):
            assert {f"{name}-{tone}" for tone in ("light", "medium", "dark")} <= art.names, name


def test_a_word_means_one_thing() -> None:
    meant: Counter[str] = Counter()
    for file in SHIPPED.glob("*.toml"):
        for entry in tomllib.loads(file.read_text("utf-8")).get("subjects", {}).values():
            words = entry.get("words", "").split(",")
            meant.update({spelled(word) for word in words if word.strip()})
    assert not [word for word, times in meant.items() if times > 1]


def test_every_emoji_means_something_that_is_known(lexicon: Lexicon) -> None:
    for emoji, words in lexicon.emoji.items():
        plan = read(emoji, lexicon)
        assert plan.subjects or plan.scene or plan.hour or plan.weather or plan.mood, words


def test_artwork_is_read_by_many_threads_at_once(art: Art) -> None:
    wanted = sorted(art.names)[:200]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda name: art.body(name, "n"), wanted))
    assert found == [art.body(name, "n") for name in wanted]
    assert art.body("fox", "c") != art.body("fox", "f")
    assert art.body("no-such-thing", "c") is None


def test_the_example_of_the_page_is_read_and_ones_own_words_win(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "ours.toml").write_text(example[1], "utf-8")
    (tmp_path / "later.toml").write_text('[subjects]\nduck = { words = "robin, monday" }', "utf-8")
    (tmp_path / "cargo-bike.svg").write_text(CIRCLE, "utf-8")
    lexicon = Lexicon.read(tmp_path)
    plan = read("Our new cargo bike at the town hall", lexicon)
    assert [each.icon.name for each in plan.subjects] == ["cargo-bike.svg", "classical-building"]
    body = Art.open(lexicon.drawings).body("cargo-bike.svg", "f")
    assert body is not None
    assert "<circle" in body[0]
    assert read("a day at the velodrome", lexicon).scene is Scene.STAGE
    for words, shown in {"robin": "duck", "monday": "duck", "sparrow": "bird"}.items():
        assert read(words, lexicon).subjects[0].icon.name == shown


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[subjects]\nfox = { word = "fox" }', "subjects.fox.word: is not known here"),
        ('[subjects]\nfoxx = { words = "fox" }', "foxx: there is no artwork foxx; perhaps fox"),
        ('[subjects]\nfox = { size = "vast" }', "subjects.fox.size: Input should be 'tiny',"),
        ('[scenes]\nmoor = "moor"', "scenes.moor: Input should be 'meadow',"),
        ('[colours]\nred = "red"', "colours.red: should be a colour such as #ffdf9a"),
        ("[subjects]\nfox = ]\n", "is no TOML: Invalid value (at line 2, column 7). Mend it there"),
        ('[subjects]\nfox = { words = "a b c d e f g h" }', "has more than 7 words; shorten it"),
        ('[subjects]\nfox = { company = "vixn" }', "fox.company: no subject has the word 'vixn'"),
        (b'[colours]\nred = "\xff"', "line 2 is not UTF-8; save the file as UTF-8"),
        ("#" * 1_100_000, "is larger than 1024 KB; divide it"),
        ('[subjects]\na = { artwork = "../none.svg" }', "artwork of a cannot be drawn"),
        ('[subjects]\na = { artwork = "out.svg" }', "leads outside itself"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_entry(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    body = content.encode() if isinstance(content, str) else content
    (tmp_path / "ours.toml").write_bytes(body)
    (tmp_path / "out.svg").write_text(
        CIRCLE.replace("<circle", '<image href="file:///secret.png"/><circle'), "utf-8"
    )
    with pytest.raises(InvalidLexicon) as raised:
        Lexicon.read(tmp_path)
    assert str(tmp_path) in str(raised.value)
    assert told in str(raised.value)


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidLexicon, match="LEXICON_DIR"):
        Lexicon.read(tmp_path / "nowhere")
