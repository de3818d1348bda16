"""The typed clients against a running Visage: the TypeScript one itself, and for the Dart one what
its links send."""

from collections.abc import AsyncIterator

import pytest

from chaos.forks import Forks
from documents.embedded import EmbeddedServer
from tests.node_houses import CLIENTS, MISSING, open_node_house, run_node

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"The typed clients: {MISSING}.")


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedServer, forks: Forks, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, str]]:
    async with open_node_house(forks, server.uri, tmp_path_factory.mktemp("node")) as environment:
        yield environment


@pytest.fixture(scope="module")
async def built() -> None:
    """The TypeScript client, its examples and its tests, as JavaScript."""
    await run_node("node_modules/typescript/bin/tsc")


@pytest.mark.usefixtures("built")
async def test_the_typescript_client_works(house: dict[str, str]) -> None:
    # C2, C5, G2, G5, G6, G7, I2
    # What a test that failed has left open must not hold up the others.
    said = await run_node("--test-force-exit", "build/test/all.js", **house)
    assert "\n# skipped 0\n" in said
    assert "\n# pass 16\n" in said


async def test_the_types_of_typescript_are_those_of_the_schema() -> None:
    await run_node("generate.mjs", "--check")


async def test_what_the_links_of_dart_send_is_understood(house: dict[str, str]) -> None:
    # C1, C2, G2, S2
    await run_node(str(CLIENTS.parent / "tests" / "dart_links.mjs"), **house)
