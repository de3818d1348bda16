"""Event templates: those that are shipped, an operator's own, and what is said about mistakes."""

import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from events.drawings import InvalidTemplate
from events.loading import SHIPPED, read_events
from events.templates import Template
from imaging.arrays import U8
from imaging.vectors import rasterised
from kinds import AvatarLook, Gender
from tests.studios import shipped_events

SIDE = 128
LARGEST_SHIPPED = 64 * 1024  # bytes: a designer's editor opens them at once
HAT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">{}</svg>'


@pytest.fixture(scope="module")
def events() -> dict[str, Template]:
    return dict(shipped_events())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An operator's folder with one event, copied from the shipped one."""
    shutil.copytree(SHIPPED / "default", tmp_path / "reunion")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def drawn(template: Template, look: AvatarLook, gender: Gender, seed: int = 0) -> U8:
    """A costume without its wearer, on grey."""
    costume = template.scenes[look].costume(gender)
    palette = costume.palettes[seed % len(costume.palettes)]
    picture = np.full((SIDE, SIDE, 3), 128, np.float32)
    for svg in (costume.back, costume.front):
        if svg is not None:
            layer = rasterised(svg, SIDE, palette).astype(np.float32)
            alpha = layer[..., 3:] / 255
            picture += (layer[..., :3] - picture) * alpha
    return picture.astype(np.uint8)


def test_the_shipped_events_have_every_look_in_every_variant(events: dict[str, Template]) -> None:
    # A2
    assert set(events) == {"default", "gala"}
    for template in events.values():
        assert {text.field for text in template.texts} >= {"organization"}  # A3
        assert set(template.scenes) == set(AvatarLook)
        for scene in template.scenes.values():
            assert set(scene.costumes) == set(Gender)
            assert len(scene.palettes) >= 3
            for costume in scene.costumes.values():
                # So each costume's colours meet those of one scene only, which they contrast with.
                assert len(costume.palettes) % len(scene.palettes) == 0


def test_all_variants_differ_at_a_glance(events: dict[str, Template]) -> None:  # A2
    pictures = {
        (look, gender): drawn(events["default"], look, gender).astype(np.int16)
        for look in AvatarLook
        for gender in Gender
    }
    assert len(pictures) == 9
    for one, other in combinations(pictures, 2):
        different = np.abs(pictures[one] - pictures[other]).max(axis=2) > 40
        assert different.mean() > 0.07, (one, other)


def test_palettes_change_the_costume_and_the_person_lends_the_skin(  # A3
    events: dict[str, Template],
) -> None:
    for look in AvatarLook:
        first, second = (drawn(events["default"], look, Gender.NEUTRAL, seed) for seed in (0, 1))
        assert (np.abs(first.astype(np.int16) - second).max(axis=2) > 40).mean() > 0.03
        for costume in events["default"].scenes[look].costumes.values():
            bare = rasterised(costume.front, SIDE, {"skin": "#00ff00"})
            assert (bare[..., :3] == (0, 255, 0)).all(axis=2).sum() > 20, look


def test_cards_let_the_corners_be_seen_through_and_show_the_words(
    events: dict[str, Template],
) -> None:  # A3
    for template in events.values():
        assert template.card is not None
        alpha = rasterised(template.card, SIDE)[..., 3]
        assert alpha[0, 0] == alpha[0, -1] == alpha[-1, 0] == alpha[-1, -1] == 0
        for text in template.texts:
            box = text.box
            columns = slice(int(box.x / 8), int((box.x + box.width) / 8))
            rows = slice(int(box.y / 8), int((box.y + box.height) / 8))
            assert (alpha[rows, columns] == 255).all(), (template.slug, text.field)


def test_shipped_drawings_stay_small_enough_to_edit() -> None:  # A3
    for file in SHIPPED.rglob("*.svg"):
        assert file.stat().st_size <= LARGEST_SHIPPED, file.name


def test_a_new_event_is_data_only(own: Path) -> None:  # A3
    folder = own / "reunion"
    edit(folder / "event.toml", 'title = "Visage"', 'title = "Reunion"')
    (folder / "costumes").mkdir()
    hat = HAT.format('<path class="fill-suit fill-skin" d="M0,0H9V9Z"/>')
    (folder / "costumes" / "superhero-male.svg").write_text(hat)
    events = read_events(own)
    assert set(events) == {"default", "gala", "reunion"}
    assert events["reunion"].title == "Reunion"
    scene = events["reunion"].scenes[AvatarLook.SUPERHERO]
    assert scene.costume(Gender.MALE).front == hat  # its own comes before the shared one
    assert scene.costume(Gender.FEMALE).front != hat


def test_an_own_event_takes_the_place_of_a_shipped_one(own: Path) -> None:  # A3
    (own / "reunion").rename(own / "default")
    edit(own / "default" / "event.toml", 'title = "Visage"', 'title = "Ours"')
    assert read_events(own)["default"].title == "Ours"


def test_a_variant_that_is_missing_is_drawn_as_neutral(own: Path) -> None:  # A2
    costumes = own / "reunion" / "costumes"
    costumes.mkdir()
    shipped = (SHIPPED / "costumes" / "professional.toml").read_text()
    (costumes / "professional.toml").write_text(_only(shipped, "NEUTRAL"))
    scene = read_events(own)["reunion"].scenes[AvatarLook.PROFESSIONAL]
    assert scene.costume(Gender.MALE) == scene.costumes[Gender.NEUTRAL]


def _only(costumes: str, gender: str) -> str:
    head, *variants = costumes.split("[variants.")
    return head + "".join(f"[variants.{each}" for each in variants if each.startswith(gender))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Visage"', 'titel = "Visage"', "event.toml: title: is missing"),
        ("lines = 2", "lines = 2\nline = 2", "event.toml: texts.0.line: is not known"),
        ("y = 0,", "y = 9,", "event.toml: person goes beyond the canvas"),
        ("lines = 2", "lines = 0", "event.toml: texts.0.lines: Input should be greater"),
        (
            'colour = "#ffffff"',
            'colour = "white"',
            "event.toml: texts.0.colour: should be",
        ),
        ('card = "card.svg"', 'card = "../card.svg"', "event.toml: card: should be a file"),
        ('card = "card.svg"', 'card = "kard.svg"', "event.toml: card: there is no kard.svg"),
        ("sky-top = ", "ski-top = ", "scenes.SUPERHERO.palettes.0: nothing has a class like"),
        ("[scenes.WARRIOR]", "[scenes.KNIGHT]", "event.toml: scenes.KNIGHT"),
        ("[[texts]]", "[[texts]", "event.toml: cannot be read"),
    ],
)
def test_a_slip_in_a_template_is_told_with_file_and_field(  # A3
    own: Path, old: str, new: str, said: str
) -> None:
    edit(own / "reunion" / "event.toml", old, new)
    with pytest.raises(InvalidTemplate) as caught:
        read_events(own)
    assert said in str(caught.value)
    assert str(own / "reunion") in str(caught.value)


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (HAT.format("<script/>"), "<script> is not allowed"),
        (HAT.format("<g><foreignObject/></g>"), "<foreignObject> is not allowed"),
        (HAT.format('<image href="data:,"/>'), "<image> is not allowed"),
        (HAT.format('<use href="file:///etc/passwd"/>'), "leads outside the drawing"),
        (HAT.format('<path fill="url(http://example.com/#a)"/>'), "leads outside the drawing"),
        (HAT.format("<g>"), "is no SVG that can be read"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + HAT.format("&a;"), "it has a DOCTYPE"),
        (HAT.format("").replace("1024 1024", "512 512"), "needs viewBox"),
        ("<html/>", "is no SVG, it begins with <html>"),
        ('<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"/>', "plain SVG"),
        (HAT.format('<desc>href="hat"</desc>'), "href"),
    ],
)
def test_drawings_that_reach_out_or_do_not_fit_are_refused(  # A3, S3
    own: Path, drawing: str, said: str
) -> None:
    (own / "reunion" / "card.svg").write_text(drawing)
    with pytest.raises(InvalidTemplate, match=r"card\.svg: ") as caught:
        read_events(own)
    assert said in str(caught.value)


def test_what_a_drawing_program_notes_in_a_drawing_is_left_out(own: Path) -> None:  # A3
    noted = "<?made-by href='x'?><!-- an <svg> -->" + HAT.format('<!-- href="hat.png" --><path/>')
    (own / "reunion" / "card.svg").write_text("\ufeff" + noted)
    card = read_events(own)["reunion"].card
    assert card is not None
    assert rasterised(card, 8).shape == (8, 8, 4)


def test_a_folder_with_a_name_no_guest_could_type_is_refused(own: Path) -> None:  # A3
    (own / "reunion").rename(own / "Class Reunion")
    with pytest.raises(InvalidTemplate, match="Class Reunion"):
        read_events(own)
    with pytest.raises(InvalidTemplate, match="EVENTS_DIR"):
        read_events(own / "nowhere")
