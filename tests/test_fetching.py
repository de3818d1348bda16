"""The guarded fetch: to where no link leads, counted where connections are opened."""

import re
import ssl
from collections.abc import Iterable
from functools import cache

import httpcore
import pytest

from engines.dialing import Resolve
from engines.fetching import Fetcher, NotFetched
from errors import UnsafeUrl
from tests.far_hosts import PICTURE, FarHosts, Names, Sockets, answering
from tests.links_corpus import FAR, LOCATIONS, PROPER, REFUSED, TRAPS

STAND_IN = ("192.0.2.0/24",)  # stands for the open internet
START = "https://photos.example/a/b"
LOOPBACK = ("127.0.0.1", "::1")
NO_HEADER = re.compile(r"^$|^\s|\s$|[\0-\x08\x0a-\x1f\x7f\ud800-\udfff]")  # has this in it


@pytest.fixture(scope="module")
def sockets() -> Sockets:
    return Sockets()


@cache
def no_trust() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def opened(
    resolve: Resolve,
    dial: httpcore.AsyncNetworkBackend | None = None,
    networks: Iterable[str] = STAND_IN,
    allow_http: bool = True,
) -> Fetcher:
    return Fetcher(no_trust(), allow_http, networks, resolve=resolve, dial=dial)


async def require_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(UnsafeUrl, match=r"\.$"):
        pytest.fail(f"{url!r}: {await fetcher.fetch(url)!r}")


@pytest.mark.parametrize("networks", [(), STAND_IN])
async def test_a_link_that_must_not_be_followed_opens_no_connection(  # S3
    sockets: Sockets, networks: Iterable[str]
) -> None:
    """With the system's own connections, were there any: loopback is where each name leads."""
    named = [f"https://{name}/" for name in TRAPS]
    urls = [each for family in REFUSED.values() for each in family] + named
    urls += [each.replace("https:", "http:", 1) for each in urls]
    fetcher = opened(Names(TRAPS, LOOPBACK), None, networks)
    with sockets.counted() as asked:
        for url in urls:
            # It says nothing of addresses here, and what 192.0.2.0/24 may be is another test's.
            if not (networks and url.startswith(("https://192.0.2.", "http://192.0.2."))):
                await require_refused(fetcher, url)
        assert asked == []


async def test_the_count_of_connections_counts(sockets: Sockets) -> None:  # S3
    fetcher = opened(Names({}, LOOPBACK), None, ["127.0.0.0/8", "::1/128"])
    with sockets.counted() as asked, pytest.raises(NotFetched):
        await fetcher.fetch(START)
    assert asked == ["socket.connect"] * 2
    far = Fetcher(no_trust())
    with sockets.counted() as asked, pytest.raises(NotFetched):
        await far.fetch(START)
    await far.close()
    assert asked == ["socket.getaddrinfo"]  # which is how it looks names up by itself


async def test_a_proper_link_is_fetched_from_the_address_that_was_judged() -> None:  # S3
    for url, kept in PROPER.items():
        hosts, names = FarHosts(), Names({}, [FAR])
        assert await opened(names, hosts).fetch(url) == PICTURE
        _, _, authority, path = kept.split("/", 3)
        host, _, port = authority.partition(":")
        assert hosts.dialled == [(FAR, int(port or 443))]
        assert (hosts.shown, names.asked) == ([host], {host: 1})
        said = hosts.heard[0].decode().split("\r\n")
        assert said[:2] == [f"GET /{path} HTTP/1.1", f"Host: {authority}"]


async def test_nothing_of_ours_goes_out() -> None:  # S3
    begun = answering("302 Found", location="/there", set_cookie="a=b; Path=/")
    hosts = FarHosts([begun, answering()])
    await opened(Names({}, [FAR]), hosts).fetch(START)
    for heard in hosts.heard:
        said = heard.decode().lower().split("\r\n")[1:-2]
        names = [line.partition(":")[0] for line in said]
        assert names == ["host", "user-agent", "accept", "accept-encoding", "connection"]


@pytest.mark.parametrize("hop", [1, 2, 3])
async def test_every_redirect_is_judged_before_it_is_followed(hop: int) -> None:  # S3
    """At each of the three that are allowed; http:// is not, here."""
    families = REFUSED.keys() - {"links: misshapen"}  # of which some lead on within a site
    locations = [*LOCATIONS, "http://start.example/", "http:/", "ftp://start.example/"]
    if hop == 1:  # the first judges for all: the others are seen to be judged at all
        locations += [each for family in families for each in REFUSED[family]]
    start = "https://start.example/a/b"
    on = [answering("302 Found", location=f"/{at}") for at in range(1, hop)]
    for location in locations:
        if NO_HEADER.search(location) or location.startswith(f"https://{FAR}"):
            continue  # this one may be followed here
        hosts = FarHosts([*on, answering("307 Temporary Redirect", location=location)])
        names = Names(TRAPS | {"start.example": [FAR]}, LOOPBACK)
        await require_refused(opened(names, hosts, allow_http=False), start)
        assert hosts.dialled == [(FAR, 443)] * hop, location


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm"])
async def test_a_redirect_leads_on(status: str) -> None:  # S3
    ways = {
        "c": "https://photos.example/a/c",
        "/d?e#f": "https://photos.example/d?e",
        "//other.example/": "https://other.example/",
        "HTTPS://other.example:443": "https://other.example/",
        "https://münchen.example/ü": "https://xn--mnchen-3ya.example/%C3%BC",
        "?x": "https://photos.example/a/b?x",
    }
    for location, reached in ways.items():
        hosts = FarHosts([answering(status, location=location), answering()])
        assert await opened(Names({}, [FAR]), hosts).fetch(START) == PICTURE
        host, _, path = reached.removeprefix("https://").partition("/")
        expected = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n"
        assert hosts.heard[1].startswith(expected.encode())


async def test_three_redirects_are_followed_and_no_loop_is() -> None:  # S3
    on = [answering("302 Found", location=f"/{at}") for at in range(3)]
    hosts = FarHosts([*on, answering()])
    assert await opened(Names({}, [FAR]), hosts).fetch(START) == PICTURE
    for location in ("/4", START, "", "#"):
        hosts = FarHosts([answering("302 Found", location=location)])
        with pytest.raises(NotFetched) as caught:
            await opened(Names({}, [FAR]), hosts).fetch(START)
        assert caught.value.reason == "redirects"
        assert len(hosts.dialled) == 4


async def test_a_name_that_changes_is_not_looked_up_again() -> None:  # S3
    names = Names({"photos.example": [FAR]}, later={"photos.example": ["127.0.0.1"]})
    hosts = FarHosts()
    assert await opened(names, hosts).fetch(START) == PICTURE
    assert (names.asked.total(), hosts.dialled) == (1, [(FAR, 443)])
    # A redirect to the same name looks it up again, and judges what it says by then.
    names = Names({"photos.example": [FAR]}, later={"photos.example": ["127.0.0.1"]})
    hosts = FarHosts([answering("302 Found", location="/again")])
    await require_refused(opened(names, hosts), START)
    assert (names.asked.total(), hosts.dialled) == (2, [(FAR, 443)])


async def test_a_port_is_free_only_where_all_addresses_are_the_operators() -> None:  # S3
    url = "https://photos.example:8443/"
    hosts = FarHosts()
    await opened(Names({}, [FAR, "192.0.2.2"]), hosts).fetch(url)
    assert hosts.dialled == [(FAR, 8443)]
    with pytest.raises(UnsafeUrl, match="port"):
        await opened(Names({}, [FAR]), FarHosts(), []).fetch(url)
    await require_refused(opened(Names({}, [FAR, "198.51.100.1"]), FarHosts()), url)


async def test_the_next_address_is_tried_and_not_for_ever() -> None:  # S3
    there = [f"192.0.2.{each}" for each in range(1, 9)]
    hosts = FarHosts(silent=frozenset(there[:3]))
    assert await opened(Names({}, there), hosts).fetch(START) == PICTURE
    assert [host for host, _ in hosts.dialled] == there[:4]
    hosts = FarHosts(silent=frozenset(there))
    with pytest.raises(NotFetched) as caught:
        await opened(Names({}, there), hosts).fetch(START)
    assert (caught.value.reason, len(hosts.dialled)) == ("unreachable", 4)


async def test_a_name_without_addresses_is_not_reached() -> None:  # S3
    with pytest.raises(NotFetched) as caught:
        await opened(Names({}), FarHosts()).fetch(START)
    assert (caught.value.reason, caught.value.retryable) == ("unreachable", True)
