"""Which links may be followed, by their form: the corpus, and what must hold for every text."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_

from errors import UnsafeUrl
from links import LONGEST, is_public, require_public
from tests.links_corpus import ADDRESSES, PROPER, PUBLIC, REFUSED

ODD = [
    *("127.0.0.1", "[::1]", "photos.example", "@", ":", "443", "/", "\\", "//", "?", "#", "%", "."),
    *(
        "a",
        "1",
        "0x",
        "-",
        "_",
        "xn--",
        "[",
        "]",
        "%2e",
        " ",
        "\n",
        "ü",
        "u\u0308",
        "ſ",
        "K",
        "。",
        "１",
    ),
    *("ß", "م", "१", "\u200d", "\u0301", "\ud800", "😀", "a" * 60, "a" * 700),
]


@pytest.mark.parametrize("family", REFUSED)
def test_a_link_that_must_not_be_followed_is_told_by_its_form(family: str) -> None:  # S3, H1
    for https in REFUSED[family]:
        for url in (https, https.replace("https:", "http:", 1)):
            for allow_http in (False, True):
                with pytest.raises(UnsafeUrl, match=r"\.$"):
                    pytest.fail(f"{url!r} became {require_public(url, allow_http)!r}")


def test_a_proper_link_is_kept_in_one_form() -> None:  # S3, H1
    assert len(PROPER) >= 50
    assert sum(map(len, REFUSED.values())) >= 300
    for url, kept in PROPER.items():
        assert require_public(url) == kept == require_public(kept)
        http = url.replace("https:", "http:", 1).replace("HTTPS:", "HTTP:", 1)
        with pytest.raises(UnsafeUrl, match=r"^Only"):
            require_public(http)
        assert require_public(http, allow_http=True).startswith("http://")


def test_an_address_is_public_or_not() -> None:  # S3
    assert [each for each in PUBLIC if not is_public(ip_address(each))] == []
    assert [each for each in ADDRESSES if is_public(ip_address(each))] == []


@given(any_.ip_addresses(v=4) | any_.ip_addresses(v=6))
@settings(max_examples=150, deadline=None)
def test_no_address_is_public_that_python_does_not_take_for_global(  # S3
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


@given(any_.lists(any_.sampled_from(ODD), max_size=6).map("".join))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_kept_in_one_form_or_refused(text: str) -> None:  # S3
    try:
        kept = require_public(f"https://{text}", networks=["0.0.0.0/0", "::/0"])
    except UnsafeUrl:
        return
    assert kept.isascii()
    assert len(kept) <= LONGEST
    assert kept == require_public(kept, networks=["0.0.0.0/0", "::/0"])


def test_a_link_may_lead_into_the_networks_of_the_operator() -> None:  # S3
    inside = ["10.0.0.0/8", "::1/128"]
    for url in (
        "https://10.1.2.3:8443/a",
        "https://[::1]:1/",
        "https://wiki/",
        "https://a.lan:81/",
    ):
        assert require_public(url, networks=inside) == url
        with pytest.raises(UnsafeUrl):
            require_public(url)
    for host in ("11.0.0.1:8443", "127.0.0.1", "[::ffff:10.1.2.3]", "10.1.2.3:65536", "a:99999"):
        with pytest.raises(UnsafeUrl):
            require_public(f"https://{host}/", networks=inside)
