"""Phone numbers: what people type, and the forms in which they are kept and found again."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

NOWHERE = "001"  # the region of dial codes that belong to no country, as +800
FEWEST_DIGITS, MOST_DIGITS = 10, 15  # E.164 allows no more
LONGEST_TYPED = 60  # characters, with all that groups the digits

_TYPED = re.compile(r"\(?\+?[0-9 ().\-/]*")
_DIAL_CODE = re.compile(r"\+?([0-9]{1,3})")


class WrongNumber(ValueError):
    """A sentence for the person who typed it, and which of the two fields it is about."""

    def __init__(self, message: str, field: str = "phone") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Phone:
    """A number as it is kept: in E.164, and as it is dialled within its country."""

    e164: str
    national: str

    @property
    def keys(self) -> list[str]:
        """What it is found by: with its dial code, with or without plus, and without."""
        return [self.e164, self.e164.removeprefix("+"), self.national]


def phone_of(number: str, dial_code: str | None, region: str) -> Phone:
    """The phone of a guest, who may have typed its dial code apart, or none, being in `region`.

    `WrongNumber` when it has not 10 to 15 digits, or no such number is possible.
    """
    typed, dial = _bare(number), _dial_of(dial_code)
    parsed = _parsed(typed, dial, region)
    digits = len(typed.lstrip("+"))
    # With its dial code beside it the number of a small country may be shorter, if there is one.
    short = dial is not None and len(dial) + digits >= FEWEST_DIGITS
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS and not (
        short and phonenumbers.is_valid_number(parsed)
    ):
        raise WrongNumber(
            f"A phone number has {FEWEST_DIGITS} to {MOST_DIGITS} digits. Write all of them."
        )
    if not phonenumbers.is_possible_number(parsed):
        raise WrongNumber(
            "There can be no such phone number. Write it with its dial code, as in +91 98765 43210."
        )
    return Phone(
        phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        phonenumbers.national_significant_number(parsed),
    )


def phone_key(number: str, dial_code: str | None, region: str) -> str:
    """What a number is looked up by: with a dial code only that number, without one all that are
    dialled so within their countries. `WrongNumber` as `phone_of`."""
    phone = phone_of(number, dial_code, region)
    tells_country = _dial_of(dial_code) is not None or _bare(number).startswith("+")
    return phone.e164 if tells_country else phone.national


def _parsed(typed: str, dial: str | None, region: str) -> PhoneNumber:
    if dial is not None:
        region = phonenumbers.region_code_for_country_code(int(dial))
        if region == NOWHERE and not typed.startswith("+"):
            typed = f"+{dial}{typed}"
    try:
        parsed = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise WrongNumber(
            "This is no phone number. Write it with its dial code, as in +91 98765 43210."
        ) from None
    if dial is not None and parsed.country_code != int(dial):
        raise WrongNumber(
            f"This number begins with +{parsed.country_code}, not with +{dial}. Correct one of "
            "the two.",
            "dialCode",
        )
    return parsed


def _bare(number: str) -> str:
    """Digits of any script as ASCII, with the leading plus; without what groups them."""
    visible = (each for each in number if unicodedata.category(each) != "Cf")  # phone books add it
    plain = "".join(
        " " if each.isspace() else str(unicodedata.decimal(each, each)) for each in visible
    ).strip()
    if len(number) > LONGEST_TYPED or not _TYPED.fullmatch(plain):
        raise WrongNumber("A phone number has digits only, with a + before them if you like.")
    return re.sub(r"[^+0-9]", "", plain)


def _dial_of(dial_code: str | None) -> str | None:
    if dial_code is None or not dial_code.strip():
        return None
    match = _DIAL_CODE.fullmatch(dial_code.strip())
    if match is None or phonenumbers.region_code_for_country_code(int(match[1])) == "ZZ":
        raise WrongNumber("There is no such dial code. Write one such as +91.", "dialCode")
    return match[1]
