"""How often somebody may ask: of an owner, by his tier, and of the network he calls from.

Each operation counts for itself. What is refused before it is counted, because it is switched off
or not included in a tier, or because the queue is full, has cost us next to nothing.
"""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address

from ulid import ULID

from documents.accounts import Admit
from documents.base import now
from documents.limits import (
    DAY,
    HOUR,
    MINUTE,
    PICTURES_OF_A_DAY,
    count_again,
    give_back,
    interval_of,
    take,
)
from errors import (
    BadUserInput,
    Conflict,
    ImageRefused,
    NotFound,
    PromptRejected,
    RateLimited,
    Unavailable,
    VisageError,
)
from mail import NotSent
from resolvers.tiers import allowance_of
from resolvers.viewers import Viewer
from studio import Studio

# One host may take any of the 2^64 addresses of its network (RFC 4291, section 2.5.1).
IPV6_HOST_BITS = 64
FROM_YOUR_NETWORK = "Too many requests of this kind come from your network."
TRIES_PER_CODE = 10  # people mistype, and share a network
LONGEST_IN_SECONDS = 120  # longer times are told in minutes
LONGEST_IN_MINUTES = 120  # and those in hours


def newcomers(studio: Studio, address: str) -> Admit:
    """What lets in a new device at `address`, or raises `RateLimited`."""

    async def admit(device: str) -> None:
        per_minute = studio.settings.contacts_per_minute
        complaint = "Too many new devices call from your network."
        await _take(studio, "contact", network_of(address), device, per_minute, complaint)

    return admit


@asynccontextmanager
async def counted_upload(studio: Studio, viewer: Viewer, generation_id: str) -> AsyncIterator[None]:
    """Count an upload that is to start this generation; `RateLimited` when it is one too many.

    A picture that is refused inside was work, and is so each time it is sent again.
    """
    per_minute = paced(studio, viewer, studio.settings.uploads_per_minute)
    complaint = "You send photos too quickly."
    await _take(studio, "upload", viewer.id, generation_id, per_minute, complaint)
    try:
        yield
    except ImageRefused:
        if per_minute:
            await count_again("upload", viewer.id, generation_id)
        raise


async def take_regeneration(studio: Studio, viewer: Viewer, generation_id: str) -> None:
    """Count a regeneration; `RateLimited` when it is one too many."""
    per_minute = paced(studio, viewer, studio.settings.regenerations_per_minute)
    complaint = "You ask for cartoons too quickly."
    await _take(studio, "regenerate", viewer.id, generation_id, per_minute, complaint)


async def take_headshot(studio: Studio, viewer: Viewer, generation_id: str) -> None:
    """Count a wish for a headshot; `RateLimited` when it is one too many."""
    per_minute = paced(studio, viewer, studio.settings.headshots_per_minute)
    complaint = "You ask for headshots too quickly."
    await _take(studio, "headshot", viewer.id, generation_id, per_minute, complaint)


@asynccontextmanager
async def counted_registration(
    studio: Studio, viewer: Viewer, address: str, generation_id: str
) -> AsyncIterator[None]:
    """Count a registration, of its owner and of the network it comes from; `RateLimited` when it is
    one too many. A form that is refused inside was work, and is so each time it is sent again."""
    settings, complaint = studio.settings, "You register guests too quickly."
    network = network_of(address)
    most = paced(studio, viewer, settings.avatars_per_minute)
    most_of_all = settings.avatars_per_minute_per_address
    await _take(studio, "avatar", viewer.id, generation_id, most, complaint)
    await _take(studio, "avatar-network", network, generation_id, most_of_all, FROM_YOUR_NETWORK)
    try:
        yield
    except BadUserInput:
        if most:
            await count_again("avatar", viewer.id, generation_id)
        if most_of_all:
            await count_again("avatar-network", network, generation_id)
        raise


@asynccontextmanager
async def counted_pictures(
    studio: Studio, viewer: Viewer, generation_id: str
) -> AsyncIterator[None]:
    """Count a wish for pictures that is to become this generation; `RateLimited` when it is one too
    many. Words that are refused inside count each time they are sent again."""
    per_minute = paced(studio, viewer, studio.settings.pictures_per_minute)
    complaint = "You ask for pictures too quickly."
    await _take(studio, "pictures", viewer.id, generation_id, per_minute, complaint)
    try:
        yield
    except PromptRejected:
        if per_minute:
            await count_again("pictures", viewer.id, generation_id)
        raise


@asynccontextmanager
async def counted_of_day(
    studio: Studio, viewer: Viewer, generation_id: str, pictures: int
) -> AsyncIterator[None]:
    """Count the pictures that this generation is to draw among those of the viewer's day;
    `RateLimited` when they are too many. What is refused inside was not asked for; what is not
    delivered is given back when the generation settles."""
    most = allowance_of(studio, viewer).pictures_per_day
    if not most:
        yield
        return
    names = PICTURES_OF_A_DAY, viewer.id, generation_id
    wait = await take(*names, most, now(), DAY, pictures)
    if wait:
        studio.panel.traffic.limited(PICTURES_OF_A_DAY)
        raise _too_many_of_day(viewer, most, pictures, wait)
    try:
        yield
    except Unavailable:
        raise  # half done, perhaps
    except VisageError:
        await give_back(*names, pictures)
        raise


def _too_many_of_day(viewer: Viewer, most: int, pictures: int, wait: float) -> RateLimited:
    left = max(0, pictures - math.ceil(wait * 1_000_000 / interval_of(most, DAY)))
    enough = f"{left} {'is' if left == 1 else 'are'} left now, not {pictures}" if left else ""
    return RateLimited(
        f"Your tier, {viewer.tier}, allows {most} pictures from words a day, and "
        f"{enough or 'they are used up'}. Please try again in {told(wait)}"
        f"{f', or ask for {left}' if left else ''}.",
        wait,
        tier=viewer.tier,
        allowed=most,
        left=left,
    )


async def take_change(
    studio: Studio, viewer: Viewer, operation: str, complaint: str, call: str | None = None
) -> None:
    """Count one of the other changes, each of which has its own limit; the same `call` once.
    `RateLimited`, with `complaint`, when it is one too many."""
    most = paced(studio, viewer, studio.settings.changes_per_minute)
    await _take(studio, operation, viewer.id, call or str(ULID()), most, complaint)


@asynccontextmanager
async def counted_download(
    studio: Studio, viewer: Viewer, generation_id: str
) -> AsyncIterator[None]:
    """Count a wish to keep a cartoon by this generation; `RateLimited` when it is one too many.
    What is refused inside counts each time it is asked for."""
    complaint = "You keep cartoons too quickly."
    await take_change(studio, viewer, "download", complaint, generation_id)
    try:
        yield
    except (NotFound, Conflict):
        if studio.settings.changes_per_minute:
            await count_again("download", viewer.id, generation_id)
        raise


async def take_lookup(studio: Studio, viewer: Viewer, address: str) -> None:
    """Count a search for an avatar, of the viewer and of the network it comes from; `RateLimited`
    when it is one too many."""
    settings, call = studio.settings, str(ULID())
    most = paced(studio, viewer, settings.lookups_per_minute)
    most_of_all = settings.lookups_per_minute_per_address
    await _take(studio, "lookup", viewer.id, call, most, "You look for avatars too quickly.")
    await _take(studio, "lookup-network", network_of(address), call, most_of_all, FROM_YOUR_NETWORK)


@asynccontextmanager
async def counted_code(studio: Studio, email: str, address: str) -> AsyncIterator[None]:
    """Count a code that is asked for, of the network first, so that a stranger who may not ask any
    more does not use up what the owner of `email` may; `RateLimited` when it is one too many.

    Nothing is counted when the mail certainly did not go out: it was our fault.
    """
    settings, call = studio.settings, str(ULID())
    network, most_of_all = network_of(address), settings.codes_per_hour_per_address
    most, complaint = settings.codes_per_hour, "Too many codes were asked for with this address."
    await _take(studio, "code-network", network, call, most_of_all, FROM_YOUR_NETWORK, HOUR)
    await _take(studio, "code", email, call, most, complaint, HOUR)
    try:
        yield
    except NotSent:
        if most_of_all:
            await give_back("code-network", network, call)
        if most:
            await give_back("code", email, call)
        raise


async def take_code_try(studio: Studio, address: str) -> None:
    """Count a try at a code, right or wrong, of the network it comes from; `RateLimited` when it is
    one too many."""
    most = TRIES_PER_CODE * studio.settings.codes_per_hour_per_address
    await _take(studio, "code-try", network_of(address), str(ULID()), most, FROM_YOUR_NETWORK, HOUR)


def paced(studio: Studio, viewer: Viewer, per_minute: int) -> int:
    """What a limit a minute is for this viewer, by the pace of his tier; 0 is none."""
    return max(1, round(per_minute * allowance_of(studio, viewer).pace)) if per_minute else 0


async def _take(
    studio: Studio,
    limit: str,
    caller: str,
    call: str,
    most: int,
    complaint: str,
    period: int = MINUTE,
) -> None:
    """Count one call; `RateLimited`, with `complaint`, when `most` in a `period` came before."""
    if not most:
        return
    wait = await take(limit, caller, call, most, now(), period)
    if wait:
        studio.panel.traffic.limited(limit)
        raise RateLimited(f"{complaint} Please try again in {told(wait)}.", wait)


def told(seconds: float) -> str:
    """A time to wait, as people say it."""
    count, unit = math.ceil(seconds), "second"
    if count > LONGEST_IN_SECONDS:
        count, unit = math.ceil(seconds / 60), "minute"
    if count > LONGEST_IN_MINUTES and unit == "minute":
        count, unit = math.ceil(seconds / 3600), "hour"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def network_of(address: str) -> str:
    """Who is behind an address: IPv4 as it is, IPv6 by the network of a host.

    What is no address stands for itself.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Address(int(ip) >> IPV6_HOST_BITS << IPV6_HOST_BITS))
