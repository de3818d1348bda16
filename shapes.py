"""The shapes that settings have to be of, each with the sentence for one that is not."""

import re
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

_ORIGIN = re.compile(r"https?://[^/\s]+")


def _like(pattern: str, said: str) -> AfterValidator:
    """Lets pass what matches as a whole; what does not is not quoted: it may be a secret."""

    def check(given: Any) -> Any:
        text = given.get_secret_value() if isinstance(given, SecretStr) else given
        if not re.fullmatch(pattern, text):
            raise ValueError(f"should be {said}")
        return given

    return AfterValidator(check)


def _bare(given: str) -> str:
    return given.rstrip("/")


def _public(given: str) -> str:
    bare = _bare(given)
    if not re.fullmatch(rf"{_ORIGIN.pattern}(/\S*)?", bare):
        raise ValueError("should be an address such as https://visage.example")
    return bare


def _split(given: Any) -> Any:
    """From `https://a.example, https://b.example`."""
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    return given


def _are_origins(given: tuple[str, ...]) -> tuple[str, ...]:
    for origin in given:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(
                "should list origins such as https://app.example, separated by commas and "
                f"without a path, or be *; {origin!r} is none"
            )
    return given


def _are_networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for network in given:
        try:
            ip_network(network)
        except ValueError:
            raise ValueError(
                "should list addresses or networks such as 10.0.0.0/8, separated by commas; "
                f"{network!r} is none"
            ) from None
    return given


def _are_categories(given: tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        raise ValueError("should list at least one category")
    return given


def _are_engines(given: tuple[str, ...]) -> tuple[str, ...]:
    if not given or len(set(given)) < len(given):
        raise ValueError("should name at least one engine, and each once, as openai,builtin")
    return given


def _is_region(given: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # large, and the default is one of them

    if given.upper() not in SUPPORTED_REGIONS:
        raise ValueError("should be the two letters of a country, such as IN")
    return given.upper()


# Lists that are written with commas.
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Origins = Annotated[Listed, AfterValidator(_are_origins)]
Networks = Annotated[Listed, AfterValidator(_are_networks)]
Categories = Annotated[Listed, AfterValidator(_are_categories)]
EngineNames = Annotated[Listed, AfterValidator(_are_engines)]  # the first is asked first

PublicUrl = Annotated[str, AfterValidator(_public)]
Region = Annotated[str, AfterValidator(_is_region)]

_PORT = r"(:([1-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?"
_HTTP = rf"https?://([\w.-]+|\[[\da-fA-F:]+\]){_PORT}(/\S*)?"
_ADDR = r"[^\s<>@]+@[^\s<>@]+"
MailServer = Annotated[
    SecretStr,
    _like(
        r"smtps?://([^/\s]+@)?(\[[\da-fA-F:.]+\]|[^/\s@:\[\]]+)(:\d{1,5})?",
        "an address such as smtp://user:password@host:587 or smtps://host",
    ),
]
Sender = Annotated[
    str,
    _like(
        rf'([^<>"\r\n]+|"[^<>"\r\n]+"\s*)<{_ADDR}>|{_ADDR}',
        "an address such as Visage <visage@host.example>",
    ),
]
KeySet = Annotated[str, _like(_HTTP, "an address such as https://id.example/jwks.json")]
OwnServer = Annotated[
    str, _like(_HTTP, "an address such as http://ai.example:9000"), AfterValidator(_bare)
]
Collector = Annotated[
    str, _like(_HTTP, "an address such as http://127.0.0.1:4318"), AfterValidator(_bare)
]
# Of an engine elsewhere; empty: an operator has to name it.
ServiceUrl = Annotated[str, _like(rf"({_HTTP})?", "an address such as https://api.example")]
BusServer = Annotated[
    SecretStr,
    _like(r"rediss?://\S+", "an address such as redis://host:6379/0 or rediss://host"),
]
# Of an object store; credentials are settings of their own, and may not be in it.
_ASKED = (
    rf"(endpoint=https?://([\w.-]+|\[[\da-fA-F:]+\]){_PORT}(/[\w./-]*)?|(region|account)=[\w-]+)"
)
StorageUrl = Annotated[
    str,
    _like(
        rf"(s3|gs|az)://[a-z\d][a-z\d._-]*(/[\w.=-]+)*/?(\?{_ASKED}(&{_ASKED})*)?",
        "an address such as s3://bucket/folder, gs://bucket or az://container, without a user and "
        "a password; for an own server s3://bucket?endpoint=https://host:9000",
    ),
]
DatabaseName = Annotated[  # what every MongoDB takes, on every system
    str, _like(r"[A-Za-z0-9_-]{1,63}", "1 to 63 letters, digits, - or _, such as visage")
]
