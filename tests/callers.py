"""Those who call a web process by a token, ours or a provider's, beside a device or without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient

from benchmarks.servers import Running
from chaos.forks import Forks
from documents.database import Database
from sessions import Sessions
from tests.clients import GraphQLClient, Json, Refused
from tests.forked import run, running
from tests.identity_providers import AUDIENCE, ISSUER, IdentityProvider, identity_provider, signed

SECRET = "a secret of at least thirty-two characters"
WHO = "{ viewer { id deviceId email emailVerified createdAt lastActiveAt } }"


@dataclass
class Holder:
    """An account as far as a token speaks of it."""

    id: str
    session_epoch: int = 0


@dataclass
class House:
    """A web process that takes our own tokens and those of a provider; no worker draws."""

    url: str
    database: Database
    environment: dict[str, str]
    provider: IdentityProvider
    forks: Forks

    async def ask(self, query: str = WHO, **headers: str | None) -> Json:
        """The answer to somebody with these headers; `Refused` when there are errors."""
        async with self.client(**headers) as client:
            return await client.execute(query)

    def client(self, device: str | None = None, token: str | None = None) -> GraphQLClient:
        client = GraphQLClient(self.url, device)
        if device is None:
            del client.http.headers["x-device-id"]
        if token is not None:
            client.http.headers["Authorization"] = f"Bearer {token}"
        return client

    async def who(self, device: str | None = None, token: str | None = None) -> Json:
        viewer: Json = (await self.ask(device=device, token=token))["viewer"]
        return viewer

    async def refusal(self, device: str | None = None, token: str | None = None) -> Refused:
        with pytest.raises(Refused) as caught:
            await self.ask(device=device, token=token)
        return caught.value

    async def person(self) -> tuple[str, str]:
        """An e-mail address nobody has used, and the account it has from now on."""
        email = f"{uuid4().hex}@example.com"
        viewer = await self.who(token=signed(email=email, email_verified=True))
        return email, viewer["id"]

    async def operator(self, *arguments: str) -> str:
        environment = {**self.environment, "LOG_LEVEL": "error"}
        code, said = await run(self.forks, "main", "operator", *arguments, **environment)
        assert code == 0, said
        return said.strip()


def ours(account: str, epoch: int = 0, days: float = 30, scope: str = "", key: str = SECRET) -> str:
    """A token of ours, as the running process would issue it."""
    return Sessions(key.encode(), days).issue(Holder(account, epoch), scope)[0]


async def newest_code(web: Running) -> str:
    """The last one-time code in the log, where it is without a mail server."""
    async with asyncio.timeout(10):
        while True:
            await asyncio.sleep(0.1)  # so that it is read, and not the one before it
            codes = [it["code"] for it in web.records if "SMTP_URL" in it.get("event", "")]
            if codes:
                return str(codes[-1])


@asynccontextmanager
async def open_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[House]:
    """A house on a database server, with its data in `folder`, until the block ends."""
    name = f"test_{uuid4().hex[:12]}"
    with identity_provider() as provider:
        environment = {
            "MONGODB_URI": uri,
            "MONGODB_DATABASE": name,
            "DATA_DIR": str(folder),
            "SECRET_KEY": SECRET,
            "JWKS_URL": provider.url,
            "JWT_ISSUER": ISSUER,
            "JWT_AUDIENCE": AUDIENCE,
            "ALLOWED_ORIGINS": "https://app.example",
        }
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri, tz_aware=True)
        async with client, running(forks, "web", **environment) as web:
            yield House(web.url, client[name], environment, provider, forks)
            await client.drop_database(name)
        said = str(web.records)
        assert "example.com" not in said  # S6: nobody's address and no token is in the log
        assert "eyJ" not in said
