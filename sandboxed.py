"""The inside of the sandbox: a process that answers requests until its parent is gone.

It imports as little as it can: each one costs that much, before its first picture.
"""

import ctypes
import os
import pickle
import resource
import signal
import struct
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from errors import VisageError

LENGTH = struct.Struct("<Q")  # before each pickled message, in both directions

_PR_SET_PDEATHSIG = 1


def imported(*functions: Callable[..., Any]) -> int:
    """How many functions arrived: to arrive, their modules had to be imported."""
    return len(functions)


def serve(memory_bytes: int) -> None:
    """The child's side: answer requests until the parent closes its end or dies."""
    # The parent's death kills us even in the middle of a picture (Linux, prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, who ends us
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what a library prints must not end up in a reply
    try:
        while header := requests.read(LENGTH.size):
            _reply(replies, _answer(requests.read(LENGTH.unpack(header)[0])))
    except BrokenPipeError:  # the parent has ended meanwhile
        os._exit(0)  # a usual end would try to write the rest


def _answer(request: bytes) -> bytes:
    try:
        function, args = pickle.loads(request)
        del request
        return pickle.dumps((True, function(*args)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        try:
            if not isinstance(error, VisageError):
                error.add_note(f"In the sandbox:\n{traceback.format_exc()}")
            reply = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(reply)  # an error may pickle well and still not come back
        except Exception:
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))
        return reply


def _reply(replies: BinaryIO, message: bytes) -> None:
    replies.write(LENGTH.pack(len(message)))
    replies.write(message)
    replies.flush()
