"""What the log says of errors that nobody expected."""

import json
import sys

from structlog.processors import ExceptionRenderer, JSONRenderer

from errors import EngineError
from telemetry import silenced

WORDS = "quillon@example.com"


def broken(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as error:
        raise EngineError(f"This went wrong: {words}") from error


def test_an_error_is_logged_with_its_place_and_without_what_it_says() -> None:  # S6
    try:
        broken(WORDS)
    except EngineError as error:
        for given in (True, error, sys.exc_info()):
            event = silenced(None, "error", {"event": "unexpected", "exc_info": given})
            said = str(JSONRenderer()(None, "error", ExceptionRenderer()(None, "error", event)))
            assert WORDS not in said
            told = json.loads(said)["exception"]
            assert "in broken" in told
            assert "Silent: ValueError" in told
            assert "Silent: EngineError, ENGINE_FAILED" in told


def test_what_is_no_error_stays_as_it_is() -> None:
    assert silenced(None, "info", {"event": "well"}) == {"event": "well"}
