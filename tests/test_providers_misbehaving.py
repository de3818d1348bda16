"""Whole generations while a provider misbehaves: how they end, who drew, and what was paid."""

import dataclasses
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from documents.accounts import Account
from documents.base import find
from documents.costs import billionths
from documents.generations import Generation
from documents.services import state_of
from engines.hosted import Hosted
from errors import ErrorCode
from kinds import GenerationStatus
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import drawing_with, open_poor_house, perform_again
from tests.far_engines import forget_engines, near
from tests.hosted import opened
from tests.houses import shared_house
from tests.provider import Provider
from tests.provider_behaviours import Behaviour, Pace
from tests.stories import create_viewer
from tests.wishes import ask_for

FAILED, SUCCEEDED = GenerationStatus.FAILED, GenerationStatus.SUCCEEDED
PRICE = Decimal("0.014")  # of a picture by openai
FEW = 4  # sockets of a generation: each call has one of its own, and the link of a picture too

house = shared_house(open_poor_house)
nothing_known = pytest.fixture(autouse=True)(forget_engines)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Provider]:
    async with Provider(Pace(retry_after=0, patience=30)) as provider:
        yield provider


@dataclasses.dataclass(frozen=True)
class Ending:
    """How a picture ends: by whom, after how many calls, and what was billed."""

    engine: str
    calls: int
    billed: int  # pictures
    code: ErrorCode | None = None
    reason: str = ""


UNAVAILABLE, REJECTED = ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.IMAGE_REJECTED
BROKEN, LATE = ErrorCode.ENGINE_FAILED, ErrorCode.ENGINE_TIMEOUT
ENDINGS = {
    Behaviour.FAILS_ONCE: Ending("openai", 2, 1),  # after a retry
    Behaviour.FAILS: Ending("near", 3, 0, BROKEN, "http_500"),
    Behaviour.BUSY: Ending("near", 6, 0, BROKEN, "busy"),  # each time once more within the call
    Behaviour.HANGS_UP: Ending("near", 1, 1, BROKEN, "lost"),  # may have been billed
    Behaviour.SILENT: Ending("near", 1, 1, LATE, "timeout"),
    Behaviour.QUOTA: Ending("near", 1, 0, UNAVAILABLE, "no_credit"),
    Behaviour.LINK_PRIVATE: Ending("near", 1, 1, BROKEN, "link_unsafe"),
    Behaviour.REFUSED: Ending("", 1, 0, REJECTED, "refused"),  # and nobody else is asked
}


@pytest.mark.parametrize("behaviour", ENDINGS)
async def test_a_generation_ends_once_whatever_the_provider_does(
    house: Studio, provider: Provider, behaviour: Behaviour
) -> None:  # G3, G4, P8
    wanted = ENDINGS[behaviour]
    for others in ([near()], []):
        provider.forget()
        provider.behave(behaviour)
        await forget_engines(house)
        hosted = opened("openai", provider, seconds=0.4 if behaviour is Behaviour.SILENT else 20)
        viewer = await create_viewer()
        ended = await drawn_once(drawing_with(house, hosted, None, *others), viewer)
        assert len(provider.calls) == wanted.calls
        assert ended.provider_cost == billionths(PRICE * wanted.billed)
        await require_paid(viewer, ended)
        if wanted.engine == "openai" or (wanted.engine and others):
            assert (ended.status, ended.engine) == (SUCCEEDED, wanted.engine)
            assert ended.delivered == 1
            if wanted.engine == "openai":
                break
        else:
            assert ended.failure is not None
            told = ended.failure
            assert (ended.status, told.code, told.reason) == (FAILED, wanted.code, wanted.reason)
        await require_nothing_held(hosted, provider)


async def drawn_once(studio: Studio, viewer: Viewer) -> Generation:
    """A picture that was asked for, at its end."""
    asked = await ask_for(studio, viewer, "A lighthouse", count=1)
    return await perform_again(studio, asked.id)


async def require_paid(viewer: Viewer, ended: Generation) -> None:
    """What was delivered is paid, and nothing is held for the rest."""
    account = await find(Account, viewer.id)
    assert account is not None
    assert (account.purse.used, account.purse.held) == (ended.delivered, 0)


async def require_nothing_held(hosted: Hosted, provider: Provider) -> None:
    assert (await state_of("openai")).slots == {}
    await hosted.close()
    assert await provider.quiet() == 0
    assert provider.most_open <= FEW
    assert (provider.trapped, provider.complaints) == (0, [])
