"""What is noted of a generation that has ended: once, by whoever brought about what follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import structlog

from instruments.panel import Panel

log = structlog.get_logger("generations")


class Told(Protocol):
    """Why it failed."""

    @property
    def code(self) -> str: ...


class Ended(Protocol):
    """A generation, as far as it matters here."""

    @property
    def id(self) -> str: ...
    @property
    def request_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def engine(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def failure(self) -> Told | None: ...
    @property
    def attempt(self) -> int: ...
    @property
    def cost(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def finished_at(self) -> datetime | None: ...


def note_ending(panel: Panel, ended: Ended, steps: Mapping[str, float]) -> None:
    """Count it, and write the one line that the log has of it; `steps` are seconds of its last
    attempt. The line bears the id of the request that asked for it, whoever ended it."""
    code = str(ended.failure.code) if ended.failure is not None else None
    seconds = ((ended.finished_at or ended.created_at) - ended.created_at).total_seconds()
    panel.labour.ended(str(ended.kind), ended.engine, str(ended.status), code, seconds)
    panel.money.taken(str(ended.kind), ended.cost)
    log.info(
        "generation ended",
        generation=ended.id,
        **({"request_id": ended.request_id} if ended.request_id else {}),
        kind=str(ended.kind),
        engine=ended.engine,
        status=str(ended.status),
        code=code,
        attempts=ended.attempt,
        credits=ended.cost,
        seconds={"all": seconds, **steps},
    )
