"""Wishes for pictures from words, as tests make them in this process."""

from typing import Any

from documents.base import find
from documents.generations import Generation
from documents.pictures import Picture
from kinds import GenerationStatus, PictureStyle
from resolvers.pictures import generate
from resolvers.viewers import Viewer
from studio import Studio
from tests.stories import ending

WORDS = "A red fox in the snow at dawn"
MINIMAL = PictureStyle.MINIMAL


async def ask_for(
    studio: Studio, viewer: Viewer, words: str = WORDS, count: int | None = 2, **given: Any
) -> Generation:
    """A wish, as it is answered."""
    return await generate(studio, viewer, words, given.pop("style", MINIMAL), count, **given)


async def pictures_of(studio: Studio, viewer: Viewer, generation: Generation) -> list[Picture]:
    """The pictures a generation ended with; all that it names are there."""
    ended = await ending(studio, viewer, generation.id)
    assert ended.status is GenerationStatus.SUCCEEDED, ended.failure
    found = [await find(Picture, id) for id in ended.result_ids]
    return [picture for picture in found if picture is not None]


async def pictured(studio: Studio, viewer: Viewer, **given: Any) -> list[Picture]:
    """The pictures of a wish that is fulfilled."""
    return await pictures_of(studio, viewer, await ask_for(studio, viewer, **given))
