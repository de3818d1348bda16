"""A real SMTP server on this machine, and what people find in their mailboxes."""

import asyncio
import re
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from ipaddress import IPv4Address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "visage@mail.example", "p@ss/word"
HANG = "hang"
OK = "250 OK"


@dataclass
class MailServer:
    """What a server answers, at which port it does, and what it was given so far."""

    rcpt: str = OK  # or `HANG`, as each of these
    data: str = OK
    port: int = 0
    calls: int = 0
    letters: dict[str, list[EmailMessage]] = field(default_factory=lambda: defaultdict(list))
    raw: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    busy: Counter[str] = field(default_factory=Counter)  # so many letters to whom it refuses first

    @property
    def url(self) -> str:
        """An SMTP_URL without user."""
        return f"smtp://{HOST}:{self.port}"

    def code_for(self, email: str) -> str:
        """The code in the newest letter to this address."""
        found = re.match(r"\d{6}\b", str(self.letters[email][-1]["Subject"]))
        assert found is not None
        return found.group()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.busy[address] > 0:
            self.busy[address] -= 1
            return "451 Come again"
        if self.rcpt == OK:
            envelope.rcpt_tos.append(address)
        return await self._answer(self.rcpt)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data == OK:
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=SMTPUTF8)
            assert isinstance(letter, EmailMessage)
            for address in envelope.rcpt_tos:
                self.letters[address].append(letter)
            self.raw.append(envelope.content)
            self.encrypted.append(session.ssl is not None)
        return await self._answer(self.data)

    async def _answer(self, answer: str) -> str:
        if answer == HANG:
            await asyncio.sleep(3600)
        return answer


@asynccontextmanager
async def mail_server(
    server: MailServer | None = None,
    tls: ssl.SSLContext | None = None,
    *,
    implicit: bool = False,
    password: bool = False,
    international: bool = True,
) -> AsyncIterator[MailServer]:
    """Serve SMTP until the block ends, on a port of its own: with `tls` by STARTTLS or `implicit`;
    with `password` only for whoever knows USER and PASSWORD."""
    server = server or MailServer()
    loop = asyncio.get_running_loop()

    def judged(smtp: SMTP, at: Session, envelope: Envelope, way: str, given: object) -> AuthResult:
        known = given == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)

    def session() -> SMTP:
        server.calls += 1
        return SMTP(
            server,
            hostname="mail.example",
            enable_SMTPUTF8=international,
            tls_context=None if implicit else tls,
            auth_required=password,
            authenticator=judged,
            loop=loop,
        )

    listening = await loop.create_server(session, HOST, server.port, ssl=tls if implicit else None)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext, Path]:
    """For a server named `localhost`, for a client that trusts nobody else, and whom it trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    moment = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address(HOST))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both, trusted = folder / "server.pem", folder / "trusted.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    both.write_bytes(private + trusted.read_bytes())
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(both)
    return serving, ssl.create_default_context(cafile=str(trusted)), trusted
