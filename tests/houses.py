"""The house that all tests of a module share."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeVar

import pytest

from chaos.forks import Forks
from documents.embedded import EmbeddedServer

H = TypeVar("H")
Opener = Callable[[str, Path], AbstractAsyncContextManager[H]]
ServedOpener = Callable[[Forks, str, Path], AbstractAsyncContextManager[H]]


def shared_house(opened: Opener[H]) -> Callable[..., AsyncIterator[H]]:
    """The fixture `house` of a module: what `opened` gives for the database server and a folder."""

    @pytest.fixture(scope="module")
    async def house(
        server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncIterator[H]:
        async with opened(server.uri, tmp_path_factory.mktemp("house")) as given:
            yield given

    return house


def served_house(opened: ServedOpener[H]) -> Callable[..., AsyncIterator[H]]:
    """The same for a house with processes of its own."""

    @pytest.fixture(scope="module")
    async def house(
        forks: Forks, server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncIterator[H]:
        async with opened(forks, server.uri, tmp_path_factory.mktemp("house")) as given:
            yield given

    return house
