"""Every setting with its default; the only reader of the environment and of `.env`."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
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
