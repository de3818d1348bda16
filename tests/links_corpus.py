"""The links of links_corpus.toml: those that are refused, by family, and those that are proper."""

import tomllib
from pathlib import Path
from typing import Any

CORPUS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

FAR = "192.0.2.1"  # stands for the open internet: the tests let links lead to 192.0.2.0/24
LONGEST = 2048


def _parts(table: str) -> dict[str, list[str]]:
    """What a table says, by its keys."""
    said: dict[str, Any] = CORPUS[table]
    return {key: each.split() if isinstance(each, str) else each for key, each in said.items()}


def _as_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _link_of(length: int, sign: str = "a") -> str:
    start = "https://photos.example/"
    return start + sign * (length - len(start))


ADDRESSES = [each for family in _parts("addresses").values() for each in family]
PUBLIC = _parts("public")["addresses"]
REFUSED = {
    **{
        f"hosts: {family}": [f"https://{host}/latest/meta-data" for host in hosts]
        for family, hosts in _parts("hosts").items()
    },
    **{
        f"addresses: {family}": [f"https://{_as_host(each)}/" for each in addresses]
        for family, addresses in _parts("addresses").items()
    },
    **{f"links: {family}": links for family, links in _parts("links").items()},
    "too long": [
        _link_of(LONGEST + 2),
        _link_of(100_000),
        _link_of(500, "ü"),  # six times as long as it goes out
        f"https://photos.example/#{'a' * LONGEST}",
        f"https://{'.'.join(['a' * 60] * 5)}/",
    ],
    "half a character": ["https://photos\ud800.example/", "https://photos.example/\udc00"],
}
TRAPS = _parts("traps") | {
    "bad-hundredth.example": [*(f"192.0.2.{each}" for each in range(1, 100)), "127.0.0.1"]
}
LOCATIONS = [each for family in _parts("redirects").values() for each in family]
LOCATIONS += [_link_of(LONGEST + 1), "/" + "a" * LONGEST]
PROPER: dict[str, str] = {
    **CORPUS["kept"],
    **{each: each for each in _parts("proper")["as_they_are"]},
    _link_of(LONGEST): _link_of(LONGEST),
    f"https://{'.'.join(['a' * 63] * 3)}.example/": f"https://{'.'.join(['a' * 63] * 3)}.example/",
}
