"""How often somebody may ask: new devices of an address, uploads and regenerations of an owner."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address

from documents.accounts import Admit
from documents.base import now
from documents.limits import MINUTE, count_again, take
from errors import ImageRefused, RateLimited
from resolvers.viewers import Viewer
from studio import Studio

# One host may take any of the 2^64 addresses of its network (RFC 4291, section 2.5.1).
IPV6_HOST_BITS = 64
LONGEST_IN_SECONDS = 120  # longer times are told in minutes


def newcomers(studio: Studio, address: str) -> Admit:
    """What lets in a new device at `address`, or raises `RateLimited`."""

    async def admit(device: str) -> None:
        per_minute = studio.settings.contacts_per_minute
        complaint = "Too many new devices call from your network."
        await _take("contact", network_of(address), device, per_minute, complaint)

    return admit


@asynccontextmanager
async def counted_upload(studio: Studio, viewer: Viewer, generation_id: str) -> AsyncIterator[None]:
    """Count an upload that is to start this generation; `RateLimited` when it is one too many.

    A picture that is refused inside was work, and is so each time it is sent again.
    """
    per_minute = studio.settings.uploads_per_minute
    complaint = "You send photos too quickly."
    await _take("upload", viewer.id, generation_id, per_minute, complaint)
    try:
        yield
    except ImageRefused:
        if per_minute:
            await count_again("upload", viewer.id, generation_id)
        raise


async def take_regeneration(studio: Studio, viewer: Viewer, generation_id: str) -> None:
    """Count a regeneration; `RateLimited` when it is one too many."""
    per_minute = studio.settings.regenerations_per_minute
    complaint = "You ask for cartoons too quickly."
    await _take("regenerate", viewer.id, generation_id, per_minute, complaint)


async def _take(
    limit: str, caller: str, call: str, most: int, complaint: str, period: int = MINUTE
) -> None:
    """Count one call; `RateLimited`, with `complaint`, when `most` in a `period` came before."""
    if not most:
        return
    wait = await take(limit, caller, call, most, now(), period)
    if wait:
        raise RateLimited(f"{complaint} Please try again in {_told(wait)}.", wait)


def _told(seconds: float) -> str:
    """A time to wait, as people say it."""
    count, unit = math.ceil(seconds), "second"
    if count > LONGEST_IN_SECONDS:
        count, unit = math.ceil(seconds / 60), "minute"
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
