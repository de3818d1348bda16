"""Mail: how a one-time code reaches the person it is for.

By SMTP when SMTP_URL is set; else into the log, for trying things out (production refuses to start
without SMTP_URL).
"""

import asyncio
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from ipaddress import ip_address
from string import Template
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from addresses import wire_form
from errors import BadUserInput, Unavailable
from settings import Settings

PATIENCE = 10.0  # seconds for all that is said to a mail server about one mail
FAREWELL = 1.0  # for the server's goodbye, when the mail is out already

log = structlog.get_logger("mail")


class NotSent(Unavailable):
    """No mail went out, and none will."""


class Mailer(Protocol):
    """Brings a code to an e-mail address, in the form of `addresses.normal_email`."""

    async def send_code(self, email: str, code: str, minutes: float) -> None:
        """Send a code that is good for so many minutes.

        `BadUserInput` when mail to this address is refused; `NotSent`, or another `Unavailable`
        when the mail may be on its way all the same.
        """


class LogMailer:
    """Writes codes to the log, and no address: whoever asked for one knows it."""

    async def send_code(self, email: str, code: str, minutes: float) -> None:
        log.warning("no mail server is set up (SMTP_URL): the code is here", code=code)


class SmtpMailer:
    """Hands mail to the server at `url`, an SMTP_URL, from `sender`, a MAIL_FROM.

    Encrypted with `smtps`, and with `smtp` where the server offers it; a password goes to another
    machine in no other way. `tls` says whose certificates are trusted, `patience` how many seconds
    may go by for one mail.
    """

    def __init__(
        self, url: str, sender: str, tls: ssl.SSLContext, patience: float = PATIENCE
    ) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._implicit = parts.scheme == "smtps"
        self._sender = _parsed(sender)
        self._tls, self._patience = tls, patience

    async def send_code(self, email: str, code: str, minutes: float) -> None:
        letter = code_letter(self._sender, _address("", wire_form(email)), code, minutes)
        client, connected = self._client(), False
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()
                connected = True
                await client.send_message(letter)
        except aiosmtplib.SMTPNotSupported:
            raise BadUserInput(
                "Mail cannot be sent to an address with such letters before the @. Use another one."
            ) from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0].code) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            # A server that falls silent may have what it needs to deliver the mail.
            raise _trouble(error, connected and isinstance(error, OSError)) from None
        else:
            with suppress(aiosmtplib.SMTPException):
                await client.quit(timeout=FAREWELL)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        encrypt = True if self._user and not _is_loopback(self._host) else None  # None: if offered
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password if self._user else None,
            use_tls=self._implicit,
            start_tls=False if self._implicit else encrypt,
            tls_context=self._tls,
            timeout=self._patience,
        )


def open_mailer(settings: Settings) -> Mailer:
    """The mailer that the settings ask for. Reads certificates: call it off the event loop."""
    if settings.smtp_url is None:
        return LogMailer()
    url = settings.smtp_url.get_secret_value()
    return SmtpMailer(url, settings.mail_from, ssl.create_default_context())


def _refusal(code: int) -> BadUserInput | NotSent:
    """What to say of an address that the server does not take: for good (5xx), or just now."""
    log.warning("an address was refused", code=code)
    if code >= 500:
        return BadUserInput("Mail to this address is refused. Check it, or use another one.")
    return NotSent("Mail to this address cannot be sent now. Try again in a few minutes.")


def _trouble(error: Exception, maybe_sent: bool) -> Unavailable:
    # What the server says may name the address.
    code = getattr(error, "code", None)
    log.error("mail cannot be sent", error=type(error).__name__, code=code, maybe_sent=maybe_sent)
    if maybe_sent:
        return Unavailable("The mail server is slow. If no mail comes, ask again in a few minutes.")
    return NotSent("Mail cannot be sent now. Try again in a few minutes.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(sender: str) -> Address:
    """From `Name <name@host>`, or the address alone."""
    name, _, address = sender.strip().removesuffix(">").rpartition("<")
    return _address(name.strip().strip('"'), address)


def _address(name: str, email: str) -> Address:
    # By its parts, because `addr_spec` refuses international ones.
    user, _, domain = email.rpartition("@")
    return Address(name, user, domain)


def code_letter(sender: Address, to: Address, code: str, minutes: float) -> EmailMessage:
    """The mail with a code, as plain text and as HTML that needs nothing from elsewhere."""
    letter = EmailMessage()
    letter["Subject"] = f"{code} is your Visage code"
    letter["From"], letter["To"] = sender, to
    letter["Date"] = localtime()
    letter["Message-ID"] = make_msgid(domain=sender.domain)
    letter["Auto-Submitted"] = "auto-generated"  # nobody's absence notes, please (RFC 3834)
    words = {"code": code, "time": f"{minutes:g} minute" + ("" if minutes == 1 else "s")}
    letter.set_content(PLAIN.substitute(words))
    letter.add_alternative(HTML.substitute(words), subtype="html")
    return letter


PLAIN = Template("""\
Your code for Visage:

    $code

Enter it where you asked for it. It can be used once, within $time.

If you did not ask for a code, ignore this mail: without the code, nobody
can sign in with your address. Never give the code to anybody.
""")

HTML = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Your code for Visage</title>
</head>
<body style="margin:0;padding:0;background:#faf6f1">
<div style="display:none;max-height:0;overflow:hidden">Good for $time, for one use.</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#faf6f1">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px;\
background:#fffdfa;border:1px solid #e5dbd1;border-radius:16px;\
font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#2b2325">
<tr><td style="padding:32px 32px 0;font-size:20px;font-weight:600;color:#b5432c">Visage</td></tr>
<tr><td style="padding:16px 32px 0">Enter this code where you asked for it:</td></tr>
<tr><td style="padding:16px 32px 0">
<p style="margin:0;padding:20px 0;background:#f6e4da;border-radius:12px;text-align:center;\
font:700 38px/1.2 ui-monospace,Menlo,Consolas,monospace;\
letter-spacing:8px;text-indent:8px">$code</p>
</td></tr>
<tr><td style="padding:16px 32px 0">It can be used once, within <strong>$time</strong>.</td></tr>
<tr><td style="padding:24px 32px 32px;font-size:14px;color:#6f6264">If you did not ask for a code,
ignore this mail: without the code, nobody can sign in with your address. Never give the code to
anybody.</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
""")
