"""What may be typed into a registration form, and the form in which it is kept."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from events.loading import read_events
from kinds import AvatarLook, Gender
from resolvers.phones import WrongNumber, phone_key, phone_of
from resolvers.registrations import Faults, Registration, Typed, registration_of
from settings import Settings

EVENTS = read_events(None)
GOOD = Typed(
    event="default",
    name="Asha Menon",
    email="asha@example.com",
    phone="98765 43210",
    dial_code=None,
    district="Kollam",
    category="Students",
    organization="Sahya Arts",
    look=AvatarLook.SUPERHERO,
    gender=Gender.FEMALE,
)
SETTINGS: dict[str, Any] = {"_env_file": None}


def judged(**changed: str | None) -> tuple[Registration | None, Faults]:
    """A good form with some fields changed; no font has an X."""
    typed = replace(GOOD, **changed)  # type: ignore[arg-type]
    return registration_of(typed, EVENTS, Settings(**SETTINGS), lambda text: "X" * ("X" in text))


def test_a_good_form_has_no_faults() -> None:  # A1
    form, faults = judged()
    assert faults == {}
    assert form is not None
    assert (form.event, form.email, form.phone.e164) == (
        "default",
        "asha@example.com",
        "+919876543210",
    )


def test_every_bad_field_is_told_at_once() -> None:  # A1
    form, faults = judged(
        event="none",
        name="",
        email="asha",
        phone="12",
        district="\n",
        category="Kings",
        organization="x" * 121,
    )
    assert form is None
    fields = ["event", "name", "email", "phone", "district", "category", "organization"]
    assert sorted(faults) == sorted(fields)
    assert "Choose one of: default" in faults["event"]
    assert "Working Professionals" in faults["category"]
    assert "121 characters; at most 120" in faults["organization"]


@pytest.mark.parametrize("field", ["name", "district", "organization"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u200d",
        "\u3164",  # a letter that looks like nothing
        "\u034f\ufe0f",
        "a\nb",
        "a\tb",
        "a\x00b",
        "\x1b[31mred",
        "a\u2028b",
        "\ud800",
        "a\u202eb",
    ],
)
def test_a_text_is_one_line_that_shows(field: str, text: str) -> None:  # A1
    assert list(judged(**{field: text})[1]) == [field]


@pytest.mark.parametrize(
    "name", ["A", "x" * 120, "അനു", "आशा", "ஆஷா", "آشا", "क्‍ष", "O’Neil-Łoś", " trimmed \n"]
)
def test_a_name_of_any_script_is_kept_trimmed_and_composed(name: str) -> None:  # A1, A3
    form, faults = judged(name=name, district="Malmo\u0308")
    assert faults == {}
    assert form is not None
    assert form.name == unicodedata.normalize("NFC", name.strip())
    assert form.district == "Malmö"


def test_only_what_the_template_writes_must_be_in_a_font() -> None:  # A1, A3
    assert judged(district="X")[1] == {}
    for field in {box.field for box in EVENTS["default"].texts}:
        (fault,) = judged(**{field: "Xenia"})[1].items()
        assert fault[0] == field
        assert "cannot be written on the card: X." in fault[1]
    # Of an event that nobody knows, nobody knows what it writes.
    assert list(judged(event="none", organization="Xenia")[1]) == ["event"]


def test_an_address_is_kept_in_lower_case() -> None:  # A1, A5
    form, _ = judged(email=" Asha.Menon@EXAMPLE.com ")
    assert form is not None
    assert form.email == "asha.menon@example.com"


@pytest.mark.parametrize(
    ("number", "dial_code", "kept"),
    [
        ("9876543210", None, "+919876543210"),
        ("+91 (98765) 432-10", None, "+919876543210"),
        ("919876543210", None, "+919876543210"),
        ("09876543210", None, "+919876543210"),
        ("98765.43210", "91", "+919876543210"),
        ("98765 43210", "+91", "+919876543210"),
        ("+919876543210", "91", "+919876543210"),
        ("९८७६५४३२१०", "", "+919876543210"),
        ("\u202a+91\u00a098765\u00a043210\u202c", None, "+919876543210"),
        ("+1 415-555-2671", None, "+14155552671"),
        ("(415) 555 2671", "1", "+14155552671"),
        ("07911 123456", "+44", "+447911123456"),
        ("8123 4567", "65", "+6581234567"),  # a small country
        ("+65 8123 4567", None, "+6581234567"),
        ("12345678", "800", "+80012345678"),  # of no country
        ("+800 1234 5678", "800", "+80012345678"),
        ("(+91) 98765 43210", None, "+919876543210"),
    ],
)
def test_a_phone_is_kept_in_one_form_however_it_is_typed(
    number: str, dial_code: str | None, kept: str
) -> None:  # A1
    assert phone_of(number, dial_code, "IN").e164 == kept


@pytest.mark.parametrize(
    ("number", "dial_code", "field"),
    [
        ("", None, "phone"),
        ("+", None, "phone"),
        ("123456789", None, "phone"),
        ("123456789", "91", "phone"),
        ("1234567890123456", None, "phone"),
        ("12345678901234", None, "phone"),  # 14 digits, but impossible in India
        ("98765 4321O", None, "phone"),
        ("98765 43210 ext. 5", None, "phone"),
        ("9876543210" + " " * 60, None, "phone"),
        ("+999 12345 67890", None, "phone"),
        ("9876543210", "999", "dialCode"),
        ("9876543210", "+", "dialCode"),
        ("9876543210", "India", "dialCode"),
        ("+14155552671", "91", "dialCode"),
    ],
)
def test_what_can_be_no_phone_is_told_by_its_field(
    number: str, dial_code: str | None, field: str
) -> None:  # A1
    with pytest.raises(WrongNumber) as wrong:
        phone_of(number, dial_code, "IN")
    assert wrong.value.field == field
    assert list(judged(phone=number, dial_code=dial_code)[1]) == [field]


@pytest.mark.parametrize(
    ("number", "dial_code"),
    [
        ("9876543210", None),
        ("098765 43210", None),
        ("9876543210", "91"),
        ("+919876543210", None),
        ("919876543210", None),
        ("+919876543210", "+91"),
    ],
)
def test_a_phone_is_found_with_without_and_with_a_separate_dial_code(
    number: str, dial_code: str | None
) -> None:  # A5
    assert phone_key(number, dial_code, "IN") in phone_of("9876543210", "91", "IN").keys


def test_a_phone_from_abroad_is_found_by_its_bare_number() -> None:  # A5
    keys = phone_of("415-555-2671", "1", "IN").keys
    for number, dial_code in (("4155552671", None), ("4155552671", "1"), ("+14155552671", None)):
        assert phone_key(number, dial_code, "IN") in keys
    assert phone_key("14155552671", None, "IN") in keys
    assert phone_key("4155552671", "91", "IN") not in keys
