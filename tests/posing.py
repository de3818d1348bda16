"""People who have signed in and want headshots, and the site their photos are on."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import uuid4

from benchmarks.instant import Instant, Lineup
from documents.accounts import Account
from documents.base import find
from documents.generations import Generation
from documents.identities import account_of_email
from documents.pictures import Picture
from engines.protocol import Engine
from engines.registry import Engines
from kinds import AspectRatio, HeadshotStyle
from resolvers.headshots import generate
from resolvers.pictures import pictures
from resolvers.viewers import Caller, SignedIn, signed_in
from studio import Studio
from tests.studios import with_settings

LINK = "https://photos.example/me.jpg"  # where nobody looks
# Photos in tests are on this machine, which links may lead to for that.
NEARBY: dict[str, Any] = {"headshot_http": True, "link_networks": ("127.0.0.1/32",)}


async def sign_in(studio: Studio, email: str | None = None) -> SignedIn:
    """Somebody with a verified e-mail address, nobody else's unless it is given."""
    account = await account_of_email(email or f"{uuid4().hex}@example.com")
    return await signed_in(studio, Caller(token=studio.sessions.issue(account)[0]))


async def ask_for_headshot(
    studio: Studio,
    session: SignedIn | None,
    url: str,
    style: HeadshotStyle = HeadshotStyle.STUDIO,
    ratio: AspectRatio = AspectRatio.PORTRAIT,
    key: str | None = None,
) -> Generation:
    """A wish, as it is answered."""
    return await generate(studio, session, url, style, ratio, key)


def engine(**given: Any) -> Instant:
    """One whose queue nobody else fills."""
    return Instant(name=uuid4().hex, **given)


def drawn_by(house: Studio, *engines: Engine, **settings: Any) -> Studio:
    """The house with other engines, the first of which is asked first, and other settings."""
    changed = with_settings(house, **settings)
    lineup = Lineup(*engines, settings=changed.settings)
    return replace(changed, engines=cast(Engines, lineup))


async def kept_of(session: SignedIn) -> list[Picture]:
    """What is in this person's list of pictures, newest first."""
    return list((await pictures(session.viewer, 50, None)).nodes)


async def purse_of(session: SignedIn) -> tuple[int, int]:
    """How many credits of this person's were used, and how many are held."""
    account = await find(Account, session.viewer.id)
    assert account is not None
    return account.purse.used, account.purse.held


@dataclass
class Site:
    """A site that has these pages, each a picture or, as text, where a redirect leads."""

    pages: dict[str, bytes | str]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def link(self, page: str) -> str:
        return f"http://127.0.0.1:{self.port}/{page}"

    async def answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        page = head.split()[1].decode().removeprefix("/")
        self.asked.append(page)
        found = self.pages.get(page, b"")
        status = "302 Found" if isinstance(found, str) else "200 OK" if found else "404 Not Found"
        target = f"Location: {found}\r\n" if isinstance(found, str) else ""
        body = b"" if isinstance(found, str) else found
        said = f"HTTP/1.1 {status}\r\n{target}Content-Length: {len(body)}\r\n\r\n"
        writer.write(said.encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def open_site(**pages: bytes | str) -> AsyncIterator[Site]:
    """One on this machine, until the block ends."""
    site = Site(pages)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site
