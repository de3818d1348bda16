"""A visit: the right house, every round through it, and what was found."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import timedelta

import pymongo
import structlog

from doctor import files, generations, money, pictures, usage
from doctor.engines import ask_engines
from doctor.findings import Finding, Report
from doctor.patients import Patient
from documents.accounts import Account
from documents.base import now
from documents.database import open_for_command
from documents.keeping import KEEPERS, id_in
from documents.registry import DOCUMENTS
from errors import Unavailable, VisageError
from progress import Progress
from settings import Settings
from storage.registry import open_storage

log = structlog.get_logger("doctor")

READING_SECONDS = 24 * 3600.0  # None would leave the client's bound on one operation
# What is younger may be in flight.
GRACE = timedelta(hours=1)
# In this order: documents are made again before their files are taken for left over.
ROUNDS = (generations.look, pictures.look, usage.look, money.look, files.look)
# So many pictures are tried before anything is changed, of each class.
TRIED, FEWEST = 50, 10


async def visit(
    settings: Settings, apply: bool, show: Callable[[str], object], progress: Progress
) -> int:
    """Look at everything and tell; with `apply`, mend what can be mended safely.

    Returns 0 when no damage is left and every engine can be asked, else 1; `Unavailable` when it
    cannot be looked at. A running Visage is not disturbed.
    """
    progress.begin("Asking the engines elsewhere")
    sentences, well = await ask_engines(settings)
    progress.end()
    for sentence in sentences:
        show(sentence)
    async with _opened(settings) as patient:
        patient.progress = progress
        report = await examine(patient, apply)
    progress.end()
    show(f"Looked at {patient.looked['documents']} documents and {patient.looked['files']} files.")
    for line in report.lines():
        show(line)
    return 1 if report.left or not well else 0


async def examine(patient: Patient, apply: bool) -> Report:
    """Everything that is wrong, mended as it is found if `apply` says so."""
    await _require_its_own_files(patient, apply)
    report = Report()
    for look in ROUNDS:
        async with aclosing(look(patient)) as findings:
            async for finding in findings:
                report.add(finding)
                if apply and await _mended(finding):
                    report.mended[finding.ailment] += finding.count
    return report


async def _mended(finding: Finding) -> bool:
    if finding.mend is None:
        return False
    try:
        await finding.mend()
    except (VisageError, OSError, ValueError) as error:
        log.error("cannot be mended", subject=finding.subject, error=repr(error))
        return False
    return True


async def _require_its_own_files(patient: Patient, apply: bool) -> None:
    """Another database, or a disk that is not mounted, looks like damage to everything: whoever
    mended that would destroy what is whole."""
    if await Account.find_one({}) is None:
        async for key in patient.storage.names():
            if id_in(key) is not None:
                raise Unavailable(
                    "The database is empty, but there are files: make MONGODB_URI, "
                    "MONGODB_DATABASE and DATA_DIR or STORAGE_URL those of one Visage."
                )
    if not apply:
        return
    tried = [
        image["key"]
        for model in KEEPERS.values()
        for each in await model.get_pymongo_collection().find({}).limit(TRIED).to_list()
        for image in (each.get("image"), (each.get("photo") or {}).get("image"))
        if image
    ]
    absent = await patient.absent(set(tried))
    missing = sum(key in absent for key in tried)
    if len(tried) >= FEWEST and missing > len(tried) / 2:
        raise Unavailable(
            f"Of {len(tried)} pictures, {missing} have no file, so nothing is changed: is the disk "
            "of DATA_DIR or the bucket of STORAGE_URL there, and is it that of this database?"
        )


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Patient]:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            open_for_command(
                settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else None,
                settings.mongodb_database,
                DOCUMENTS,
                settings.data_dir,
                settings.secantusd_rs,
            )
        )
        storage = open_storage(settings)
        stack.push_async_callback(storage.close)
        await storage.check()
        # Nobody waits for a single answer here, and reading all of a collection takes its time.
        stack.enter_context(pymongo.timeout(READING_SECONDS))
        retention = timedelta(days=settings.generation_retention_days)
        yield Patient(storage, now() - GRACE, retention)
