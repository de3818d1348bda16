"""E-mail addresses: one form for each, and a sentence for what is none."""

import pytest

from addresses import LONGEST, normal_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@Example.COM ", "ann@example.com"),
        ("A\u0308nn@exa\u0308mple.org", "änn@exämple.org"),
        ("ann@xn--exmple-cua.org", "ann@exämple.org"),
    ],
)
def test_an_address_has_one_form(typed: str, kept: str) -> None:  # I2, A5
    assert normal_email(typed) == kept == normal_email(kept)


@pytest.mark.parametrize(
    "typed", ["", "ann", "ann@", "@example.com", "ann@host", "a b@example.com", "x" * LONGEST]
)
def test_what_is_no_address_is_told_in_a_sentence(typed: str) -> None:  # I2
    with pytest.raises(ValueError, match="Write an e-mail address such as"):
        normal_email(typed)
    with pytest.raises(ValueError, match="at most 254 characters"):
        normal_email("x" * LONGEST + "@example.com")
