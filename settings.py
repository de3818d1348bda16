"""Every setting with its default; the only reader of the environment and of `.env`."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


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
    public_url: str | None = None
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    secret_key: SecretStr | None = None

    # The database; empty: the embedded server, a child process with its data under DATA_DIR.
    mongodb_uri: SecretStr | None = None
    mongodb_database: str = "visage"
    secantusd_rs: Path | None = None

    # What may come in.
    max_upload_bytes: Annotated[int, Field(gt=0)] = 10 * 1024 * 1024
    max_pixels: Annotated[int, Field(gt=0)] = 50_000_000
    decode_seconds: Annotated[float, Field(gt=0)] = 15.0
    decode_memory_bytes: Annotated[int, Field(gt=0)] = 1536 * 1024 * 1024
    introspection: bool = True

    # How work is done.
    ai_generation_enabled: bool = True
    worker_slots: Annotated[int, Field(ge=1, le=64)] = min(2, os.cpu_count() or 1)
    lease_seconds: Annotated[float, Field(gt=0)] = 30.0
    attempt_seconds: Annotated[float, Field(gt=0)] = 60.0
    drain_seconds: Annotated[float, Field(ge=0)] = 60.0

    # How long things are kept.
    cartoon_ttl_hours: Annotated[float, Field(gt=0)] = 24.0
    idempotency_hours: Annotated[float, Field(gt=0)] = 24.0
    generation_retention_days: Annotated[float, Field(gt=0)] = 90.0

    # What is written to the log.
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.environment == "production":
            needed = {"SECRET_KEY": self.secret_key, "PUBLIC_URL": self.public_url}
            needed["MONGODB_URI"] = self.mongodb_uri
            missing = [name for name, value in needed.items() if not value]
            if missing:
                raise ValueError(f"ENVIRONMENT=production also needs {', '.join(missing)}.")
        return self


def read_settings() -> Settings:
    """The settings; ValueError with a sentence that names each wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        raise ValueError(" ".join(_sentence(each) for each in error.errors())) from None


def with_database(settings: Settings) -> Settings:
    """The settings of a single role, which has no database of its own; ValueError without one."""
    if settings.mongodb_uri is None:
        raise ValueError(
            "A single role needs MONGODB_URI. Run `python main.py` without a role for a database "
            "of its own."
        )
    return settings


def _sentence(error: Any) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}." if name else message
