"""Links that strangers give: which of them may be followed, by their form and by their addresses.

A link is read strictly, once, and what was read is written anew: so whoever follows it, we or a
service elsewhere, reads the same host in it that was judged here.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

import idna

from errors import UnsafeUrl

LONGEST = 2048  # characters
PORTS = {"https": 443, "http": 80}

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MALFORMED = "This is not a link that can be followed. Copy it again: https://, a name, and a path."
TOO_LONG = f"A link has at most {LONGEST:,} characters. Use a shorter one."
NOT_PUBLIC = "This link does not lead to a public site. Put the picture where anybody can open it."
ONLY_HTTPS = "Only links that begin with https:// are followed."
HTTP_TOO = "Only links that begin with https:// or http:// are followed."
NO_PASSWORD = "A link with a user name or a password is not followed. Leave them out."
NO_PORT = "A link with a port of its own is not followed. Leave the port out."

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.ASCII | re.I)
_PARTS = re.compile(
    r"(https?)://(\[[^\[\]]*\]|[^/?#:@\[\]]*)(?::([1-9]\d{0,4}))?([/?][^#]*)?(?:#.*)?",
    re.ASCII | re.I,  # without ASCII, `ſ` would be an `s`
)
# Underscores are in no host name by RFC 1123, but in names of buckets that are served all the same.
_LABEL = re.compile(r"(?!xn--)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_PLAIN = "/?:@!$&'()*+,;=-._~[]%"  # stays as it is behind the host

# Names that lead nowhere but near: RFC 6761, 6762, 7686 and 8375, what ICANN set aside
# (.internal, .corp, .home), and what routers make up.
_NEARBY = frozenset(
    {
        *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home"),
        *("lan", "arpa", "onion"),
    }
)

# Not global by IANA's registry of special-purpose IPv4 addresses, and what is no single host.
_CLOSED_4 = [
    *map(IPv4Network, ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8")),
    *map(IPv4Network, ("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24")),
    *map(IPv4Network, ("192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16")),
    *map(IPv4Network, ("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24")),
    IPv4Network("224.0.0.0/3"),
    IPv4Network("168.63.129.16/32"),  # Azure's own services, near every machine there
]
# All of IPv6 that is handed out (RFC 4291, section 2.4). Outside: IPv4 in IPv6 of most kinds
# (mapped, compatible, translated), unique local, link-local, site-local, multicast.
_GLOBAL_6 = IPv6Network("2000::/3")
_CLOSED_6 = [
    IPv6Network("2001::/23"),  # IETF's own, with Teredo
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("2620:4f:8000::/48"),  # AS112: answers for addresses that are private
    IPv6Network("3fff::/20"),  # documentation
]
_ISATAP = {0x00005EFE, 0x02005EFE}  # RFC 5214: before an IPv4 address, in any network


@dataclass(frozen=True)
class Link:
    """A link in its parts. `host` is in ASCII and lower case, an IPv6 address without brackets;
    `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as a link has them, and a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def require_public(url: str, allow_http: bool = False, networks: Iterable[str] = ()) -> str:
    """The link in the form in which it is to be kept and passed on; `UnsafeUrl` for one that must
    not be followed. Nothing is looked up: where a name leads, only the fetch can tell.

    `networks`, such as 10.0.0.0/8, are those of the operator's that links may lead into.
    """
    return str(read_link(url, allow_http, [ip_network(each) for each in networks]))


def read_link(url: str, allow_http: bool, networks: list[Network]) -> Link:
    """The parts of a link whose form allows to follow it; `UnsafeUrl`."""
    if len(url) > LONGEST:
        raise UnsafeUrl(TOO_LONG)
    require_plain(url)
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in (PORTS if allow_http else {"https"}):
        raise UnsafeUrl(HTTP_TOO if allow_http else ONLY_HTTPS)
    parts = _PARTS.fullmatch(url)
    if parts is None or int(parts[3] or 0) > 65535:
        raise UnsafeUrl(_why_malformed(url))
    name, host, port, target = parts.groups(default="")
    link = Link(
        scheme=name.lower(),
        host=_host(host),
        port=int(port or PORTS[name.lower()]),
        target=quote(target if target.startswith("/") else "/" + target, safe=_PLAIN),
    )
    _require_far(link, networks)
    if len(str(link)) > LONGEST:
        raise UnsafeUrl(TOO_LONG)
    return link


def require_plain(text: str) -> None:
    """`UnsafeUrl` for spaces, line ends and other control characters, and for backslashes, which
    some who read a link drop and some take for a slash."""
    if not text.isprintable() or " " in text or "\\" in text:
        raise UnsafeUrl(MALFORMED)


def _why_malformed(url: str) -> str:
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    return NO_PASSWORD if "@" in authority else MALFORMED


def _host(written: str) -> str:
    if written.startswith("["):
        return str(_address(written[1:-1], IPv6Address))
    name = unicodedata.normalize("NFC", written.lower()).removesuffix(".")
    labels = [_label(each) for each in name.split(".")]
    host = ".".join(labels)
    if len(host) > 253:
        raise UnsafeUrl(MALFORMED)
    if name.rpartition(".")[2][:1].isdigit():  # as in no name, but in addresses however written
        return str(_address(host, IPv4Address))
    return host


def _label(written: str) -> str:
    """A part of a name in ASCII, by IDNA 2008; no digit, dot or letter is taken for another."""
    if _LABEL.fullmatch(written):
        return written
    try:
        return idna.alabel(written).decode()
    except UnicodeError:  # as which idna refuses
        raise UnsafeUrl(MALFORMED) from None


def _address(written: str, kind: type[IPv4Address] | type[IPv6Address]) -> Address:
    try:
        if "%" in written:  # a zone: which of our own networks it is to be
            raise UnsafeUrl(NOT_PUBLIC)
        return kind(written)
    except ValueError:
        raise UnsafeUrl(MALFORMED) from None


def _require_far(link: Link, networks: list[Network]) -> None:
    address = literal(link.host)
    if address is not None:
        require_address(address, link.port, networks)
    elif not networks:  # with networks of the operator's, only the addresses of a name can tell
        _require_port(link.port)
        if "." not in link.host or link.host.rpartition(".")[2] in _NEARBY:
            raise UnsafeUrl(NOT_PUBLIC)


def literal(host: str) -> Address | None:
    """The address that a host is, if it is one and no name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def require_address(address: Address, port: int, networks: list[Network]) -> None:
    """`UnsafeUrl` unless the address is public and the port the web's, or the address is in one of
    the networks."""
    if any(address in each for each in networks):
        return
    if not is_public(address):
        raise UnsafeUrl(NOT_PUBLIC)
    _require_port(port)


def is_public(address: Address) -> bool:
    """Whether an address is a single host's on the open internet, without another one inside it."""
    if isinstance(address, IPv4Address):
        return not any(address in each for each in _CLOSED_4)
    if address not in _GLOBAL_6 or any(address in each for each in _CLOSED_6):
        return False
    return int(address) >> 32 & 0xFFFFFFFF not in _ISATAP


def _require_port(port: int) -> None:
    if port not in PORTS.values():
        raise UnsafeUrl(NO_PORT)
