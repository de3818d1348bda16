"""Where STORAGE_URL leads: the bucket of an object store, and a client for it.

A cloud more is one line in `_CLIENTS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store
from pydantic import SecretStr

from errors import WrongSetup

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

CONNECT_SECONDS = 3.0
# A store that is busy answers 503 for a moment. Whoever waits for us is told after a few seconds.
RETRIES = 3
RETRY_SECONDS = 8.0


@dataclass(frozen=True)
class Place:
    """A bucket: `scheme` is s3, gs or az, `folder` what all names in it begin with."""

    scheme: str
    bucket: str
    folder: str
    endpoint: str | None  # of an own server; None: the cloud itself
    region: str | None
    account: str | None
    key_id: str | None
    secret: SecretStr | None

    def __str__(self) -> str:
        return f"{self.scheme}://{self.bucket}"


def place_at(url: str, key_id: str | None, secret: SecretStr | None) -> Place:
    """What a STORAGE_URL, which the settings have checked, says."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Place(
        scheme=parts.scheme,
        bucket=parts.netloc,
        folder=parts.path.strip("/"),
        endpoint=query.get("endpoint"),
        region=query.get("region"),
        account=query.get("account"),
        key_id=key_id,
        secret=secret,
    )


def client_for(place: Place, seconds: float) -> "ObjectStore":
    """A client that gives each try of a request so long; `WrongSetup` when it cannot be made.

    What `place` leaves open comes from the environment, as each cloud's own tools read it, or from
    the machine's role.
    """
    options: ClientConfig = {
        "connect_timeout": timedelta(seconds=min(seconds, CONNECT_SECONDS)),
        "timeout": timedelta(seconds=seconds),
        "allow_http": (place.endpoint or "").startswith("http://"),
    }
    retries: RetryConfig = {
        "max_retries": RETRIES,
        "retry_timeout": timedelta(seconds=RETRY_SECONDS),
        "backoff": {
            "init_backoff": timedelta(milliseconds=100),
            "max_backoff": timedelta(seconds=1),
            "base": 2,
        },
    }
    settings = {name: value for name, value in _settings_of(place).items() if value is not None}
    try:
        return _CLIENTS[place.scheme](
            place.bucket,
            prefix=place.folder or None,
            config=settings,
            client_options=options,
            retry_config=retries,
        )
    except (BaseError, ValueError, OSError):  # its words may quote the secret
        raise WrongSetup(
            f"{place} cannot be opened: mend STORAGE_URL, STORAGE_KEY_ID and STORAGE_SECRET, or "
            "what the environment says instead of them."
        ) from None


def _settings_of(place: Place) -> Mapping[str, Any]:
    secret = place.secret.get_secret_value() if place.secret else None
    match place.scheme:
        case "s3":
            return {
                "endpoint": place.endpoint,
                "region": place.region,
                "access_key_id": place.key_id,
                "secret_access_key": secret,
                "disable_bulk_delete": True,  # not every server that speaks S3 knows it
            }
        case "gs":
            return {"base_url": place.endpoint, "service_account_key": secret}
        case _:
            return {
                "endpoint": place.endpoint,
                "account_name": place.account or place.key_id,
                "account_key": secret,
            }


_CLIENTS: Mapping[str, Callable[..., "ObjectStore"]] = {
    "s3": S3Store,
    "gs": GCSStore,
    "az": AzureStore,
}
