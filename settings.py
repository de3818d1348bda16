"""Every setting with its default; the only reader of the environment and of `.env`."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shapes import (
    BusServer,
    Categories,
    Collector,
    DatabaseName,
    EngineNames,
    KeySet,
    MailServer,
    Networks,
    Origins,
    OwnServer,
    PublicUrl,
    Region,
    Sender,
    StorageUrl,
)

# A shorter secret could be guessed from one signed link.
SHORTEST_SECRET = 32

# Where containers put secrets: files that are named as their settings.
SECRETS = Path("/run/secrets")

# So that whoever tries it out can begin at once.
DEVELOPMENT_CREDITS = 10


class InvalidSettings(Exception):
    """Settings that cannot be right: a sentence for each, with its name and what is allowed."""


class Settings(BaseSettings):
    """One value for each setting; `.env.example` lists them in this order."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    # Where it listens and keeps things.
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    data_dir: Path = Path("var")
    environment: Literal["development", "production"] = "development"

    # Links and who may call from a browser.
    public_url: PublicUrl | None = None
    cdn_url: PublicUrl | None = None
    allowed_origins: Origins = ()
    secret_key: SecretStr | None = None

    # Who somebody is: one-time codes by mail, our own tokens, those of an identity provider.
    smtp_url: MailServer | None = None
    mail_from: Sender = "Visage <visage@localhost>"
    code_minutes: Annotated[float, Field(gt=0)] = 10.0
    session_days: Annotated[float, Field(gt=0)] = 30.0
    jwks_url: KeySet | None = None
    jwt_issuer: str | None = None
    jwt_audience: str | None = None
    operator_scope: Annotated[str, Field(pattern=r"^\S+$")] = "visage:operator"

    # Event avatars.
    events_dir: Path | None = None
    default_phone_region: Region = "IN"
    avatar_categories: Categories = (
        "Students",
        "Working Professionals",
        "Business Owners",
        "Entrepreneurs",
        "Freelancers",
        "Others",
    )

    # Pictures from words.
    max_images_per_generation: Annotated[int, Field(ge=1, le=4)] = 4
    lexicon_dir: Path | None = None
    moderation_rules: Path | None = None
    share_similar: bool = False
    image_check: bool = False

    # Headshots from a link.
    headshot_results: Literal["keep", "broker"] = "keep"
    headshot_http: bool = False
    link_networks: Networks = ()

    # Credits: what they are spent on and what a tier allows is in a file (see `tariffs`).
    tariffs: Path | None = None
    default_user_credits: Annotated[int, Field(ge=0)] = 10
    anonymous_credits: Annotated[int, Field(ge=0)] | None = None

    # What draws, the first to be asked first; how each is called is in a file (`engines.specs`).
    cartoon_engine: EngineNames = ("builtin",)
    face_engine: EngineNames = ("builtin",)
    headshot_engine: EngineNames = ("builtin",)
    avatar_engine: EngineNames = ("builtin",)
    pictures_engine: EngineNames = ("builtin",)
    engines: Path | None = None
    engine_keys_dir: Path | None = None
    openrouter_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    stability_api_key: SecretStr | None = None
    getimg_api_key: SecretStr | None = None
    aiserver_api_key: SecretStr | None = None
    aiserver_url: OwnServer | None = None

    # The database; empty: the embedded server, a child process with its data under DATA_DIR.
    mongodb_uri: SecretStr | None = None
    mongodb_database: DatabaseName = "visage"
    secantusd_rs: Path | None = None

    # How processes hear of changes; empty: the change stream of the database.
    bus_url: BusServer | None = None

    # Where files are kept; empty: on the local disk, under DATA_DIR.
    storage_url: StorageUrl | None = None
    storage_key_id: str | None = None
    storage_secret: SecretStr | None = None

    # What may come in.
    max_upload_bytes: Annotated[int, Field(gt=0)] = 10 * 1024 * 1024
    max_photo_bytes: Annotated[int, Field(gt=0)] = 5 * 1024 * 1024
    max_pixels: Annotated[int, Field(gt=0)] = 50_000_000
    decode_seconds: Annotated[float, Field(gt=0)] = 15.0
    decode_memory_bytes: Annotated[int, Field(gt=0)] = 1536 * 1024 * 1024
    introspection: bool = True
    min_free_bytes: Annotated[int, Field(ge=0)] = 256 * 1024 * 1024

    # How much one caller may ask for; 0: as much as he likes.
    contacts_per_minute: Annotated[int, Field(ge=0)] = 60
    uploads_per_minute: Annotated[int, Field(ge=0)] = 30
    regenerations_per_minute: Annotated[int, Field(ge=0)] = 60
    avatars_per_minute: Annotated[int, Field(ge=0)] = 30
    avatars_per_minute_per_address: Annotated[int, Field(ge=0)] = 120
    headshots_per_minute: Annotated[int, Field(ge=0)] = 30
    pictures_per_minute: Annotated[int, Field(ge=0)] = 30
    lookups_per_minute: Annotated[int, Field(ge=0)] = 60
    lookups_per_minute_per_address: Annotated[int, Field(ge=0)] = 600
    changes_per_minute: Annotated[int, Field(ge=0)] = 240
    codes_per_hour: Annotated[int, Field(ge=0)] = 5
    codes_per_hour_per_address: Annotated[int, Field(ge=0)] = 60
    trusted_proxies: Networks = ()

    # How work is done.
    ai_generation_enabled: bool = True
    cartoons_enabled: bool = True
    headshots_enabled: bool = True
    avatars_enabled: bool = True
    pictures_enabled: bool = True
    worker_slots: Annotated[int, Field(ge=1, le=64)] = min(2, os.cpu_count() or 1)
    lease_seconds: Annotated[float, Field(gt=0)] = 30.0
    attempt_seconds: Annotated[float, Field(gt=0)] = 60.0
    drain_seconds: Annotated[float, Field(ge=0)] = 60.0
    queue_limit: Annotated[int, Field(ge=1)] = 10_000
    queue_limit_per_owner: Annotated[int, Field(ge=1)] = 500

    # How long things are kept.
    cartoon_ttl_hours: Annotated[float, Field(gt=0)] = 24.0
    idempotency_hours: Annotated[float, Field(gt=0)] = 24.0
    generation_retention_days: Annotated[float, Field(gt=0)] = 90.0

    # What is written to the log.
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    # What else those who operate it can see.
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    worker_metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    otel_exporter_otlp_endpoint: Collector | None = None
    otel_exporter_otlp_headers: SecretStr | None = None

    @property
    def otel_headers(self) -> str | None:
        """What is sent with traces."""
        given = self.otel_exporter_otlp_headers
        return given.get_secret_value() if given is not None else None

    @property
    def device_credits(self) -> int:
        """What a bare device is given to begin with."""
        if self.anonymous_credits is not None:
            return self.anonymous_credits
        return 0 if self.environment == "production" else DEVELOPMENT_CREDITS

    @model_validator(mode="after")
    def _names_a_whole_provider(self) -> Self:
        if self.jwks_url is not None and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError("JWKS_URL needs JWT_ISSUER and JWT_AUDIENCE to be set")
        return self

    @model_validator(mode="after")
    def _names_a_whole_key(self) -> Self:
        s3 = (self.storage_url or "").startswith("s3:")
        if s3 and (self.storage_key_id is None) != (self.storage_secret is None):
            raise ValueError("STORAGE_KEY_ID and STORAGE_SECRET are to be set together, or neither")
        return self

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.environment != "production":
            return self
        needed = ("secret_key", "public_url", "mongodb_uri", "smtp_url")
        missing = [name.upper() for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"ENVIRONMENT=production needs {', '.join(missing)} to be set")
        if self.secret_key and len(self.secret_key.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"ENVIRONMENT=production needs a SECRET_KEY of {SHORTEST_SECRET} characters or more"
            )
        return self


def read_settings() -> Settings:
    """The settings of this process; `InvalidSettings`, which quotes no secret."""
    try:
        return Settings(_secrets_dir=_folders_of_secrets())  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidSettings(" ".join(map(_sentence, wrong))) from None


def _folders_of_secrets() -> list[Path]:
    """Where containers and systemd put them."""
    systemd = os.environ.get("CREDENTIALS_DIRECTORY")
    folders = [SECRETS, *([Path(systemd)] if systemd else [])]
    return [each for each in folders if each.is_dir()]


def _sentence(wrong: Any) -> str:
    name = str(wrong["loc"][0]).upper() if wrong["loc"] else ""
    if wrong["type"] == "bool_parsing":
        return f"{name} should be true or false."
    words = re.sub(r"^(Value error, |Input )|, unable to .*$", "", wrong["msg"])
    # Of secrets, the only ones that have a length.
    words = re.sub(r"^Value (.* at least \d+) items after.*$", r"\1 characters", words)
    return f"{name} {words}".strip() + "."
