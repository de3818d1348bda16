"""A web process as in production, which people sign in to over HTTP and by mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from pymongo import AsyncMongoClient

from benchmarks.servers import Running
from chaos.forks import Forks
from documents.database import Database
from tests.clients import Json, Refused, data_in
from tests.forked import running
from tests.mailboxes import PASSWORD, USER, MailServer, certificates, mail_server

REQUEST = "mutation($email: String!) { requestCode(email: $email) { email expiresAt } }"
VIEWER = "viewer { id deviceId email emailVerified }"
SESSION = f"token expiresAt {VIEWER}"
VERIFY = f"""mutation($email: String!, $code: String!) {{
  verifyCode(email: $email, code: $code) {{ {SESSION} }} }}"""
REFRESH = f"mutation {{ refreshSession {{ {SESSION} }} }}"
SIGN_OUT = "mutation { signOut }"
WHO = f"{{ {VIEWER} }}"
COUNT = "{ originals { totalCount } }"


@dataclass
class House:
    """A web process as in production, with all that it tells others."""

    visage: Running
    http: httpx.AsyncClient
    mails: MailServer
    database: Database

    async def ask(
        self, query: str, device: str | None = None, token: str | None = None, **variables: str
    ) -> Any:
        """The one field of an answer to somebody with a device, a token, both or neither."""
        said = {"x-device-id": device, "authorization": token and f"Bearer {token}"}
        headers = {name: value for name, value in said.items() if value is not None}
        wanted = {"query": query, "variables": variables}
        answer = await self.http.post("/graphql", json=wanted, headers=headers)
        (field,) = data_in(answer.json()).values()
        return field

    async def refusal(self, query: str, **given: Any) -> Json:
        """The error that a call ends with."""
        with pytest.raises(Refused) as refused:
            await self.ask(query, **given)
        (error,) = refused.value.errors
        return error

    async def code(self, email: str) -> str:
        """A code, from the mail that brings it."""
        await self.ask(REQUEST, email=email)
        return self.mails.code_for(email)

    async def sign_in(self, email: str, device: str | None = None, token: str | None = None) -> Any:
        code = await self.code(email)
        return await self.ask(VERIFY, device, token, email=email, code=code)


@asynccontextmanager
async def open_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[House]:
    """One on a database of its own at `uri`, with a mail server that demands a password."""
    name = f"test_{uuid4().hex[:12]}"
    serving, _, trusted = certificates(folder)
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri)
    async with mail_server(tls=serving, password=True) as mails:
        login = f"{quote(USER)}:{quote(PASSWORD, safe='')}@"
        environment = {
            "ENVIRONMENT": "production",
            "SECRET_KEY": "a key that is long enough for production",
            "PUBLIC_URL": "http://127.0.0.1",
            "MONGODB_URI": uri,
            "MONGODB_DATABASE": name,
            "DATA_DIR": str(folder),
            "SMTP_URL": f"smtp://{login}localhost:{mails.port}",
            "MAIL_FROM": "Visage <visage@example.org>",
            "SSL_CERT_FILE": str(trusted),
            "CODES_PER_HOUR": "5",
            "LOG_LEVEL": "debug",
        }
        async with (
            running(forks, "web", **environment) as visage,
            httpx.AsyncClient(base_url=visage.url) as http,
        ):
            yield House(visage, http, mails, client[name])
    await client.drop_database(name)
    await client.close()


def address() -> str:
    """Of somebody nobody knows."""
    return f"guest.{uuid4().hex[:12]}@example.com"
