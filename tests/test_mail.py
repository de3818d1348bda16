"""Mail with codes, through real SMTP servers: how it looks, who hears it, and when it cannot go."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from addresses import normal_email
from chaos.forks import Forks
from errors import BadUserInput, ErrorCode, Unavailable
from mail import PATIENCE, LogMailer, NotSent, SmtpMailer, open_mailer
from settings import Settings
from tests.forked import run
from tests.mailboxes import HANG, HOST, PASSWORD, USER, MailServer, certificates, mail_server

ANN, CODE = "ann@example.com", "048213"
SENDER = "Visage, the studio <visage@example.org>"
LOGIN = f"{quote(USER)}:{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server, and for a client that trusts it."""
    serving, trusting, _ = certificates(tmp_path_factory.mktemp("certificates"))
    return serving, trusting


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as opened:
        yield opened


def mailer(url: str, tls: ssl.SSLContext | None = None) -> SmtpMailer:
    return SmtpMailer(url, SENDER, tls or ssl.create_default_context())


async def send(server: MailServer, to: str = ANN) -> None:
    await mailer(server.url).send_code(to, CODE, 10)


def part(letter: EmailMessage, kind: str) -> str:
    (found,) = (each for each in letter.walk() if each.get_content_type() == kind)
    return str(found.get_content())


# How it looks.


async def test_the_mail_says_what_it_is_in_text_and_in_html(server: MailServer) -> None:  # I3
    await send(server)
    (letter,) = server.letters[ANN]
    assert letter["From"].addresses[0].addr_spec == "visage@example.org"
    assert letter["From"].addresses[0].display_name == "Visage, the studio"
    assert letter["To"] == ANN
    assert letter["Subject"] == f"{CODE} is your Visage code"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime is not None
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter.get_content_type() == "multipart/alternative"
    kinds = [each.get_content_type() for each in letter.iter_parts()]
    assert kinds == ["text/plain", "text/html"]  # the best comes last (RFC 2046, section 5.1.4)
    for kind in kinds:
        text = " ".join(part(letter, kind).split())
        assert text.count(CODE) == 1
        assert "10 minutes" in text
        assert "If you did not ask for a code, ignore this mail" in text
    page = part(letter, "text/html")
    assert "http" not in page  # nothing to load, nowhere to go
    assert "src=" not in page
    assert all(len(line) <= 998 for line in server.raw[0].split(b"\r\n"))  # RFC 5321


async def test_one_minute_is_called_so(server: MailServer) -> None:  # I3
    await mailer(server.url).send_code(ANN, CODE, 1)
    assert "1 minute." in part(server.letters[ANN][0], "text/plain")


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("ann@exämple.org", "ann@xn--exmple-cua.org"),
        ("änn@exämple.org", "änn@xn--exmple-cua.org"),
    ],
)
async def test_international_addresses_are_written_to(  # I3
    server: MailServer, typed: str, wire: str
) -> None:
    await send(server, normal_email(typed))
    (letter,) = server.letters[wire]
    assert letter["To"] == wire


async def test_a_server_that_takes_only_ascii_gets_what_it_can_take() -> None:  # I3
    async with mail_server(international=False) as server:
        await send(server, "ann@exämple.org")
        assert list(server.letters) == ["ann@xn--exmple-cua.org"]
        with pytest.raises(BadUserInput, match="Use another one"):
            await send(server, "änn@example.org")


@pytest.mark.parametrize("typed", ["ann@example.com\r\nBcc: all@example.com", "ann@example.com\n"])
async def test_no_address_adds_a_line_to_the_mail(server: MailServer, typed: str) -> None:  # I3
    if "Bcc" in typed:
        with pytest.raises(ValueError, match="Write an e-mail address"):
            normal_email(typed)
    with pytest.raises(ValueError, match=r"."):
        await send(server, typed)
    assert not server.raw


# Who hears it.


async def test_a_password_goes_over_an_encrypted_line_only(  # I3
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trusting = trust
    async with mail_server(tls=serving, password=True) as server:
        with pytest.raises(NotSent):
            await send(server)
        wrong = mailer(f"smtp://{quote(USER)}:wrong@localhost:{server.port}", trusting)
        with pytest.raises(NotSent):
            await wrong.send_code(ANN, CODE, 10)
        right = mailer(f"smtp://{LOGIN}localhost:{server.port}", trusting)
        await right.send_code(ANN, CODE, 10)
        assert server.encrypted == [True]


async def test_implicit_encryption_works_as_well(  # I3
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trusting = trust
    async with mail_server(tls=serving, implicit=True) as server:
        await mailer(f"smtps://localhost:{server.port}", trusting).send_code(ANN, CODE, 10)
        assert len(server.raw) == 1
        with pytest.raises(NotSent):  # whoever listens there talks no plain SMTP
            await mailer(f"smtps://localhost:{server.port}").send_code(ANN, CODE, 10)


async def test_a_server_nobody_vouches_for_gets_no_mail(  # I3
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    async with mail_server(tls=trust[0]) as server:
        with pytest.raises(NotSent):
            await mailer(f"smtp://localhost:{server.port}").send_code(ANN, CODE, 10)
        assert not server.raw


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://user:pass@mail.example", True),  # encrypted, or not at all
        ("smtp://user:pass@127.0.0.1", None),  # if it is offered
        ("smtp://user:pass@[::1]:25", None),
        ("smtp://user:pass@localhost", None),
        ("smtp://mail.example", None),
        ("smtps://user:pass@mail.example", False),  # encrypted from the first byte
    ],
)
def test_no_password_leaves_this_machine_in_the_clear(url: str, wanted: bool | None) -> None:  # I3
    client = mailer(url)._client()
    assert client._start_tls_on_connect is wanted
    assert client.use_tls is url.startswith("smtps")


# When it cannot go.


def refusing(**answers: str) -> Callable[[], MailServer]:
    return lambda: MailServer(**answers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (refusing(rcpt="550 No such person: ann@example.com"), BadUserInput, "Check it"),
        (refusing(rcpt="451 Come again, ann@example.com"), NotSent, "in a few minutes"),
        (refusing(data="554 Looks like spam to ann@example.com"), NotSent, "in a few minutes"),
    ],
)
async def test_what_a_server_refuses_is_told_and_nobody_is_named(  # I3, S6
    make: Callable[[], MailServer], kind: type[Exception], says: str
) -> None:
    async with mail_server(make()) as server:
        with capture_logs() as logs, pytest.raises(kind, match=says) as refused:
            await send(server)
    assert type(refused.value) is kind
    assert ANN not in str(logs)
    assert CODE not in str(logs)
    assert logs[0]["code"] in (550, 451, 554)


async def test_a_server_that_is_away_is_told_at_once() -> None:  # I3
    nobody = MailServer(port=9)
    with pytest.raises(NotSent, match="Try again in a few minutes") as refused:
        await send(nobody)
    assert refused.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.parametrize("server", [MailServer(rcpt=HANG), MailServer(data=HANG)])
async def test_nobody_waits_long_for_a_server_that_falls_silent(server: MailServer) -> None:  # I3
    async with mail_server(server):
        impatient = SmtpMailer(server.url, SENDER, ssl.create_default_context(), patience=0.3)
        with pytest.raises(Unavailable, match="If no mail comes") as refused:
            await impatient.send_code(ANN, CODE, 10)
    assert not isinstance(refused.value, NotSent)  # who knows
    assert PATIENCE == 10


async def test_nobody_waits_long_for_a_server_that_never_speaks() -> None:  # I3
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, HOST, 0) as silent:
        url = f"smtp://{HOST}:{silent.sockets[0].getsockname()[1]}"
        with pytest.raises(NotSent):
            await SmtpMailer(url, SENDER, ssl.create_default_context(), 0.3).send_code(ANN, CODE, 1)


# Without a server.


async def test_without_a_server_the_code_is_in_the_log_and_no_address(tmp_path: Path) -> None:  # I3
    chosen = open_mailer(Settings(_env_file=None, data_dir=tmp_path))  # type: ignore[call-arg]
    assert isinstance(chosen, LogMailer)
    with capture_logs() as logs:
        await chosen.send_code(ANN, CODE, 10)
    assert logs[0]["code"] == CODE
    assert "ann" not in str(logs)


def given(tmp_path: Path, **settings: str) -> dict[str, Any]:
    return {"DATA_DIR": str(tmp_path), **settings}


async def test_production_does_not_start_without_a_mail_server(  # I3
    forks: Forks, tmp_path: Path
) -> None:
    production = given(
        tmp_path,
        ENVIRONMENT="production",
        SECRET_KEY="x" * 32,
        PUBLIC_URL="https://visage.example",
        MONGODB_URI="mongodb://127.0.0.1:9",
    )
    code, said = await run(forks, "main", "web", **production)
    assert (code, "SMTP_URL" in said) == (os.EX_CONFIG, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "smtp://mail.example:many"),
        ("SMTP_URL", "smtp://user:secret@"),
        ("MAIL_FROM", "Visage"),
        ("MAIL_FROM", "Visage <visage>"),
    ],
)
async def test_settings_that_lead_to_no_mail_are_refused_at_the_start(  # I3
    forks: Forks, tmp_path: Path, name: str, value: str
) -> None:
    code, said = await run(forks, "main", "schema", "--check", **given(tmp_path, **{name: value}))
    assert (code, name in said) == (1, True)
    assert "secret" not in said


def test_a_mailer_reads_what_the_settings_say(tmp_path: Path) -> None:  # I3
    url = f"smtp://{LOGIN}{HOST}:2525"
    settings = Settings(_env_file=None, smtp_url=url)  # type: ignore[call-arg, arg-type]
    chosen = open_mailer(settings)
    assert isinstance(chosen, SmtpMailer)
    client = chosen._client()
    assert (client.hostname, client.port) == (HOST, 2525)
    assert (client._login_username, client._login_password) == (USER, PASSWORD)
