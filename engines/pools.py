"""Pixel work in threads beside the event loop; what goes wrong in it is an engine's error."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from errors import EngineError, ImageRefused, VisageError

T = TypeVar("T")


async def run_in(pool: Executor, work: Callable[[], T], failed: str) -> T:
    """What `work` returns; `EngineError` for a picture it refuses, and, with the sentence `failed`,
    for whatever goes wrong in it."""
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, work)
    except ImageRefused as error:
        raise refused(error.message) from error
    except VisageError:
        raise
    except Exception as error:  # whatever goes wrong in pixel work: the job says so, and ends
        raise EngineError(failed) from error


def refused(message: str) -> EngineError:
    """A wish that repeating cannot mend."""
    error = EngineError(message)
    error.retryable = error.ill = False
    return error
