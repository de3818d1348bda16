"""Named places where a test may strike: before and after each durable step.

`with failpoint("upload.files"):` around a step makes two points, `upload.files:before` and
`upload.files:after`. Nothing happens there unless a test has armed this process.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, get_args

Step = Literal[
    # first contact
    "contact.device",
    "contact.account",
    # signing in
    "identity.insert",
    "identity.account",
    "session.end",
    "merge.mark",
    "merge.device",
    "merge.queue",
    "merge.own",
    "merge.clear",
    # limits
    "limit.take",
    "limit.again",
    "limit.give-back",
    # one-time codes
    "code.insert",
    "code.try",
    "code.remove",
    # idempotency keys
    "key.insert",
    "key.free",
    # upload, regenerate, download, and the place in the queue
    "upload.files",
    "upload.original",
    "regenerate.advance",
    "download.promise",
    "queue.rank",
    "queue.give-back",
    "queue.insert",
    # registrations
    "register.files",
    "register.avatar",
    # downloads and preferences
    "picture.hand-out",
    "usage.entry",
    # credits
    "credits.confirm",
    "credits.settle",
    "credits.entry",
    "credits.posted",
    "credits.over",
    "credits.grant",
    "credits.doubt",
    "credits.judge",
    "credits.pass-on",
    "preferences.keep",
    # cancel and delete
    "cancel.wish",
    "delete.let-go",
    "delete.face",
    "delete.forget",
    "delete.face-files",
    "delete.face-document",
    "delete.picture",
    "picture.files",
    "picture.document",
    "original.files",
    "original.document",
    "cartoon.mark",
    "cartoon.files",
    "cartoon.document",
    # flush
    "flush.codes",
    "flush.mark",
    "flush.cancel",
    "flush.forget",
    "flush.files",
    "flush.clear",
    # the work
    "claim.lease",
    "claim.note",
    "slot.take",
    "slot.keep",
    "slot.free",
    "work.calling",
    "work.pass-on",
    "work.progress",
    "work.files",
    "work.notes-file",
    "work.notes",
    "arrival.store",
    "arrival.reject",
    "arrival.picture",
    "copy.anew",
    "arrival.reuse",
    "ending.store",
    "retry.store",
    "due.promote",
    # consequences
    "settle.cartoon",
    "settle.face",
    "settle.avatar",
    "settle.epoch",
    "settle.cancel",
    "settle.drop",
    "settle.clear",
    # heal and sweep
    "heal.settle",
    "heal.merge",
    "heal.money",
    "sweep.lease",
    "sweep.cartoon",
    "sweep.original",
    "sweep.face",
    "sweep.picture",
    "sweep.avatar",
    "sweep.key",
    "sweep.limit",
    "sweep.code",
    "sweep.generation",
    "sweep.file",
]
# Of `main.py import`, which runs by itself and not in the house that is damaged as a whole.
ImportStep = Literal["import.begin", "import.file", "import.documents", "import.finish"]

STEPS: tuple[str, ...] = get_args(Step)
POINTS: tuple[str, ...] = tuple(f"{step}:{side}" for step in STEPS for side in ("before", "after"))


class _Trap:
    """What a test has armed in this process; the one piece of global state there is, because a
    point has to be reachable from everywhere and to cost nothing."""

    act: Callable[[str], None] | None = None


def arm(act: Callable[[str], None] | None) -> None:
    """Call `act` with the name of each point that is reached; None disarms."""
    _Trap.act = act


@contextmanager
def failpoint(step: Step | ImportStep) -> Iterator[None]:
    """Mark a durable step; the point after it is reached only when the step succeeded."""
    if _Trap.act is not None:
        _Trap.act(f"{step}:before")
    yield
    if _Trap.act is not None:
        _Trap.act(f"{step}:after")
