"""Doing a wish once: idempotency keys, and what every wish for a picture needs."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog

from documents import idempotency
from documents.base import now
from documents.merging import follow_owner, merged_since
from errors import BadUserInput, FeatureDisabled, Unavailable, VisageError
from kinds import GenerationKind
from resolvers.viewers import Viewer
from settings import Settings
from studio import Studio

LONGEST_KEY = 255


WORDS = {
    GenerationKind.CARTOON: "cartoons",
    GenerationKind.FACE: "faces",
    GenerationKind.HEADSHOT: "headshots",
    GenerationKind.AVATAR: "avatars",
    GenerationKind.PICTURES: "pictures from words",
}


def is_enabled(settings: Settings, kind: GenerationKind) -> bool:
    """Whether new ones of this kind may be asked for. Faces always may: nobody is to lose what was
    drawn already."""
    switches = {
        GenerationKind.CARTOON: settings.cartoons_enabled,
        GenerationKind.HEADSHOT: settings.headshots_enabled,
        GenerationKind.AVATAR: settings.avatars_enabled,
        GenerationKind.PICTURES: settings.pictures_enabled,
    }
    return kind not in switches or (settings.ai_generation_enabled and switches[kind])


def require_enabled(studio: Studio, kind: GenerationKind) -> None:
    """`FeatureDisabled` while the operator has switched off this kind, or drawing as a whole."""
    if not is_enabled(studio.settings, kind):
        raise FeatureDisabled(
            f"New {WORDS[kind]} are switched off just now. Please come back later."
        )


@asynccontextmanager
async def wish(
    studio: Studio, viewer: Viewer, key: str | None, asked: dict[str, Any], fresh: list[str]
) -> AsyncIterator[list[str]]:
    """The ids to use for what is asked: `fresh`, or those an earlier call with this key made.

    A call that is refused inside leaves the key free.
    """
    if key is None:
        yield fresh
        return
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadUserInput(f"idempotencyKey must have 1 to {LONGEST_KEY} characters.")
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    lifetime = timedelta(hours=studio.settings.idempotency_hours)
    holder = await _holder(studio, viewer, key, digest, lifetime)
    ids = await idempotency.ids_for(holder, key, digest, fresh, lifetime)
    try:
        yield ids
    except Unavailable:
        raise  # half done, perhaps: the next try goes on with the same ids
    except VisageError:
        await idempotency.free(holder, key, ids)
        raise


async def _holder(studio: Studio, viewer: Viewer, key: str, asked: str, lifetime: timedelta) -> str:
    """Whose key it is: the viewer's, or that of a device on which he has signed in since it made
    this very call, which is now repeated."""
    for account in await merged_since(viewer.id, now() - lifetime):
        if await idempotency.is_known(account, key, asked, lifetime):
            await follow_owner(account, studio)  # that call may be under way still
            return account
    return viewer.id


def engine_for(studio: Studio, kind: GenerationKind) -> str:
    """The engine that is asked first for this kind."""
    return studio.engines.for_kind(kind)[0]


def request_id() -> str:
    """The id of the request that is being answered; it follows the generation to its end."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
