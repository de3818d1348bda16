"""The role `sweep` of main.py: what workers remove by and by, told of or removed now."""

from collections import Counter
from collections.abc import Callable

from documents.database import open_for_command
from documents.registry import DOCUMENTS
from errors import Unavailable
from progress import Progress
from settings import Settings
from studio import Studio, open_studio
from worker.leftovers import look_for_left_over, sweep_files_and_tell
from worker.overdue import Swept
from worker.sweeping import look_for_overdue, sweep_and_tell


async def run_sweep(
    settings: Settings, apply: bool, show: Callable[[str], object], progress: Progress
) -> int:
    """Tell what is over, or with `apply` remove it; 0, or 1 when something could not be removed.

    A running Visage is not disturbed: who sweeps holds a lease that only one has at a time.
    `Unavailable` when another process sweeps just now, or nobody could.
    """
    uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else None
    async with (
        open_for_command(
            uri, settings.mongodb_database, DOCUMENTS, settings.data_dir, settings.secantusd_rs
        ) as database,
        open_studio(settings, database) as studio,
    ):
        if apply:
            swept = await _swept(studio, progress)
        else:
            found = await look_for_overdue(studio, progress)
            swept = Swept(found + await look_for_left_over(studio, progress))
    progress.end()
    for line in _report(swept.gone, apply):
        show(line)
    if swept.failed:
        show(f"Could not be removed: {swept.failed}. The log above says why.")
    return 1 if swept.failed else 0


async def _swept(studio: Studio, progress: Progress) -> Swept:
    documents = await sweep_and_tell(studio, urgent=True, progress=progress)
    files = await sweep_files_and_tell(studio, urgent=True, progress=progress)
    if documents is None or files is None:
        raise Unavailable(
            "A worker sweeps just now. Run the same command again to see whether anything is left."
        )
    return Swept(documents.gone + files.gone, documents.failed + files.failed)


def _report(counted: Counter[str], apply: bool) -> list[str]:
    lines = [f"{what}: {count}" for what, count in counted.items() if count]
    if not lines:
        return ["Nothing is over."]
    if apply:
        return [*lines, f"Removed in all: {counted.total()}."]
    return [
        *lines,
        f"Over in all: {counted.total()}. Workers remove it by and by; --apply removes it now.",
    ]
