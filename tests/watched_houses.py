"""A house whose operators see all they can, and a story in it that is full of secrets."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx
from PIL import Image
from pymongo import AsyncMongoClient

from benchmarks.servers import Running
from chaos.forks import Forks
from tests.clients import PHOTO, SEND_PHOTO, GraphQLClient, Json, Refused
from tests.collectors import Collector, open_collector
from tests.forked import running
from tests.guests import FORM
from tests.mailboxes import PASSWORD, USER, MailServer, certificates, mail_server
from tests.provider import Provider
from tests.provider_behaviours import Behaviour, Pace
from tests.sign_in_houses import REQUEST, VERIFY

EMAIL, NAME, ORGANIZATION = "quillon.brask@example.com", "Quillon Brask", "Vantreel Guild"
PHONE = ("98470 55613", "9847055613")
WORDS = "a xylophone under vermilion clouds"
ARTIST = "Tamsin Orlebar"
FILE = "holiday-with-zsofia.jpg"
LINK = "http://linkuser:linkpassword@127.0.0.1:9/private-album/me.jpg?signature=linksignature"
PLAIN_LINK = "http://127.0.0.1:9/private-album/me.jpg?signature=linksignature"
KEYS = {
    "SECRET_KEY": "the-signing-key-of-a-house-that-is-watched",
    "METRICS_TOKEN": "the-token-of-whoever-reads-metrics",
    "OPENAI_API_KEY": "sk-the-key-of-one-provider",
    "GETIMG_API_KEY": "the-key-of-another-provider",
}
TRACES_KEY = "the-key-of-a-collector"
CALLER = "203.0.113.77"  # as a proxy tells it
ASKED = "asked-by-the-test-of-watching"  # the request id of the wish that is followed

PICTURES = """mutation ($input: PicturesInput!) {
  generatePictures(input: $input) { id } }"""
WAIT = "query ($id: ID!) { generation(id: $id, wait: 30) { status failure { code } } }"
AVATAR = "mutation ($input: AvatarInput!) { generateAvatar(input: $input) { generation { id } } }"
CANCEL = "mutation ($id: ID!) { cancelGeneration(id: $id) { status } }"
HEADSHOT = "mutation ($input: HeadshotInput!) { generateHeadshot(input: $input) { id } }"
FIND = "query ($email: String!) { avatar(by: { email: $email }) { id } }"


@dataclass
class Watched:
    """All that was to be seen of the story: both logs, metrics, traces; and the secrets in it."""

    web: Running
    worker: Running
    collector: Collector
    metrics: dict[str, str]  # role → what it says
    wish: str  # the generation that is followed
    secrets: dict[str, str]  # what it is → itself

    @property
    def web_lines(self) -> list[str]:
        """Of the log as text."""
        return [str(record["event"]) for record in self.web.records]

    def written(self) -> str:
        """Everything that left the house for its operators, in one piece."""
        records = [json.dumps(each).replace("\\n", "\n") for each in self.worker.records]
        return "\n".join([*self.web_lines, *records, self.collector.text, *self.metrics.values()])


@asynccontextmanager
async def watched_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[Watched]:
    """The story, told once: what there is to be seen of it when both processes have stopped."""
    name = f"test_{uuid4().hex[:12]}"
    async with AsyncExitStack() as stack:
        tls, _, trusted = certificates(folder)
        mails = await stack.enter_async_context(mail_server(tls=tls, password=True))
        collector = await stack.enter_async_context(open_collector())
        provider = await stack.enter_async_context(Provider(Pace(retry_after=0)))
        engines = folder / "engines.toml"
        engines.write_text(f'[openai]\nurl = "{provider.url}"\n[getimg]\nurl = "{provider.url}"\n')
        environment = {
            **KEYS,
            "MONGODB_URI": uri,
            "MONGODB_DATABASE": name,
            "DATA_DIR": str(folder),
            "SMTP_URL": f"smtp://{login()}@localhost:{mails.port}",
            "SSL_CERT_FILE": str(trusted),
            "ENGINES": str(engines),
            "AISERVER_URL": provider.url,
            "CARTOON_ENGINE": "aiserver",
            "PICTURES_ENGINE": "openai",
            "HEADSHOT_ENGINE": "getimg",
            "HEADSHOT_HTTP": "true",
            "LINK_NETWORKS": "127.0.0.1/32",
            "TRUSTED_PROXIES": "127.0.0.1",
            "LOG_LEVEL": "debug",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"x-key={TRACES_KEY}",
        }
        watched = await _told(forks, environment, mails, collector, provider)
        client: AsyncMongoClient[Json] = AsyncMongoClient(uri)
        await client.drop_database(name)
        await client.close()
        yield watched


def login() -> str:
    return f"{quote(USER)}:{quote(PASSWORD, safe='')}"


async def _told(
    forks: Forks,
    environment: dict[str, str],
    mails: MailServer,
    collector: Collector,
    provider: Provider,
) -> Watched:
    async with (
        running(forks, "web", **environment, LOG_FORMAT="text") as web,
        GraphQLClient(web.url) as client,
    ):
        client.http.headers["x-forwarded-for"] = CALLER
        secrets = await _sign_in(client, mails)
        await _register(client)
        async with running(forks, "worker", **environment, WORKER_METRICS_PORT="0") as worker:
            wish = await _wish(client)
            await _fail(client, provider)
            await _send(client)
            metrics = {"web": await scrape(f"{web.url}metrics")}
            (port,) = [each["port"] for each in worker.records if each["event"] == "metrics served"]
            metrics["worker"] = await scrape(f"http://127.0.0.1:{port}/metrics")
    secrets |= {name.lower(): key for name, key in KEYS.items()}
    return Watched(web, worker, collector, metrics, wish, secrets | _known())


def _known() -> dict[str, str]:
    """What the story is full of."""
    words = {word: word for word in (*WORDS.split()[1::2], *LINK.split("/")[2:3], "linksignature")}
    parts = {
        f"part of {word}": word for word in ("quillon", "brask", "vantreel", "zsofia", "orlebar")
    }
    known = {"password": PASSWORD, "login": login(), "user": USER, "caller": CALLER}
    numbers = {f"phone {number}": number for number in PHONE}
    return {**words, **parts, **known, **numbers, "key of traces": TRACES_KEY, "album": "album"}


async def scrape(url: str) -> str:
    """What /metrics says to whoever has the token."""
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.get(url, headers={"Authorization": f"Bearer {KEYS['METRICS_TOKEN']}"})
        assert answer.status_code == 200, answer.text
        return answer.text


async def _sign_in(client: GraphQLClient, mails: MailServer) -> dict[str, str]:
    """A wrong code, an address that is refused, and the right code: what nobody may read."""
    await client.execute(REQUEST, email=EMAIL)
    code = mails.code_for(EMAIL)
    wrong = "000000" if code != "000000" else "111111"
    await refused(client, VERIFY, email=EMAIL, code=wrong)
    mails.rcpt = f"550 {EMAIL} is nobody here"
    await refused(client, REQUEST, email=f"other.{EMAIL}")
    session = (await client.execute(VERIFY, email=EMAIL, code=code))["verifyCode"]
    client.speak_by(session["token"])
    return {"code": code, "token": session["token"], "device": client.device_id}


async def _register(client: GraphQLClient) -> None:
    """A guest, whose avatar is cancelled before there is a worker; and a form that is refused."""
    form = {**FORM, "name": NAME, "email": EMAIL, "phone": PHONE[0], "organization": ORGANIZATION}
    photo = {"variables.input.photo": (FILE, PHOTO, "image/jpeg")}
    made = await client.upload(AVATAR, {"input": {**form, "photo": None}}, photo)
    await client.execute(CANCEL, id=made["generateAvatar"]["generation"]["id"])
    await client.execute(FIND, email=EMAIL)
    damaged = {"variables.input.photo": (FILE, NAME.encode(), "image/jpeg")}
    try:
        await client.upload(AVATAR, {"input": {**form, "photo": None}}, damaged)
    except Refused:
        return
    raise AssertionError("a photo that is none was taken")


async def _wish(client: GraphQLClient) -> str:
    """Pictures from words, asked for under a request id and waited for."""
    body = {"query": PICTURES, "variables": {"input": {"prompt": WORDS, "count": 1}}}
    answer = await client.http.post("/graphql", json=body, headers={"x-request-id": ASKED})
    id = str(answer.json()["data"]["generatePictures"]["id"])
    ended = await client.execute(WAIT, id=id)
    assert ended["generation"]["status"] == "SUCCEEDED", ended
    return id


async def _fail(client: GraphQLClient, provider: Provider) -> None:
    """What goes wrong: providers that refuse, links that lead nowhere, requests that are none."""
    provider.behave(Behaviour.REFUSED, times=1)
    asked = {"prompt": f"{WORDS} again", "count": 1}
    id = (await client.execute(PICTURES, input=asked))["generatePictures"]["id"]
    assert (await client.execute(WAIT, id=id))["generation"]["status"] == "FAILED"
    provider.behave(Behaviour.FAILS, times=1)
    for link in (LINK, PLAIN_LINK):
        asked = {"imageUrl": link, "style": "STUDIO", "aspectRatio": "SQUARE"}
        try:
            id = (await client.execute(HEADSHOT, input=asked))["generateHeadshot"]["id"]
        except Refused:
            continue
        await client.execute(WAIT, id=id)
    field = ORGANIZATION.split()[0]
    await refused(client, f'{{ avatar(by: {{ email: "{EMAIL}" }}) {{ {field} }} }}')
    await refused(client, f'{{ "{NAME}" }}')
    await refused(client, WAIT, id={"name": NAME})
    for path in (f"/{EMAIL}", f"/uploads/{FILE}?signature=linksignature", "/metrics"):
        await client.http.get(path)


async def _send(client: GraphQLClient) -> None:
    """A photo with a telling name, that tells who took it."""
    photo = {"variables.input.image": (FILE, _signed(), "image/jpeg")}
    sent = await client.upload(SEND_PHOTO, {"input": {"image": None}}, photo)
    ended = await client.execute(WAIT, id=sent["upload"]["generation"]["id"])
    assert ended["generation"]["status"] == "SUCCEEDED", ended


def _signed() -> bytes:
    exif, body = Image.Exif(), BytesIO()
    exif[0x013B] = ARTIST
    Image.open(BytesIO(PHOTO)).convert("RGB").save(body, "JPEG", exif=exif)
    return body.getvalue()


async def refused(client: GraphQLClient, query: str, **variables: object) -> None:
    """A call that ends with an error."""
    try:
        await client.execute(query, **variables)
    except Refused:
        return
    raise AssertionError(f"not refused: {query}")


def leaks(written: str, secrets: dict[str, str]) -> dict[str, list[str]]:
    """The secrets that were written, each with where."""
    found = {}
    for what, secret in secrets.items():
        places = [
            written[max(0, at.start() - 80) : at.end() + 40]
            for at in re.finditer(rf"(?<![\w.]){re.escape(secret)}(?!\w)", written, re.IGNORECASE)
        ]
        if places:
            found[what] = places
    return found
