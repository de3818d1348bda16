"""The check of finished pictures: what it lets pass, what it refuses, and what it needs."""

from pathlib import Path

import pytest

from engines.checks import NudityCheck, find_model, open_check
from errors import EngineError, EngineUnavailable, ImageRejected
from settings import Settings

PHOTOS = Path(__file__).parent / "photos"


def asking(**settings: bool) -> Settings:
    return Settings(_env_file=None, **settings)  # type: ignore[arg-type,call-arg]


def test_nothing_is_checked_unless_it_is_asked_for() -> None:
    assert open_check(asking()) is None


def test_a_check_that_is_asked_for_and_not_installed_stops_the_start() -> None:
    with pytest.raises(EngineUnavailable, match="pip install"):
        open_check(asking(image_check=True), package="no_such_package")


async def test_an_ordinary_picture_passes_and_a_score_at_the_threshold_does_not() -> None:  # P3
    model = find_model()
    assert model is not None
    picture = (PHOTOS / "astronaut.png").read_bytes()
    lenient, strict = NudityCheck(model), NudityCheck(model, threshold=0.0)
    await lenient.require_decent(picture)
    assert 0 <= await lenient.score(picture) < 0.2
    with pytest.raises(ImageRejected) as refused:
        await strict.require_decent(picture)
    assert not refused.value.retryable
    await lenient.close()
    await strict.close()


async def test_what_cannot_be_looked_at_is_asked_for_again() -> None:  # P3 G4
    check = open_check(asking(image_check=True))
    assert check is not None
    with pytest.raises(EngineError) as failed:
        await check.require_decent(b"<html>Sorry</html>")
    assert failed.value.retryable
    await check.close()
