"""The roles `export` and `import` of main.py: a database, a store, and sentences for the operator.

Without MONGODB_URI they start the embedded server on DATA_DIR, which its lock refuses while Visage
runs there.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from beanie import init_beanie
from pymongo.errors import PyMongoError

from documents.database import Database, check, connect
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS
from errors import StorageFull, Unavailable
from moving.exporting import Exported, export_house
from moving.importing import import_house
from moving.manifests import Manifest
from progress import Progress
from settings import Settings
from storage.protocol import Storage
from storage.registry import open_storage


async def export_to(settings: Settings, folder: Path, progress: Progress) -> list[str]:
    """Export all that the settings lead to; sentences on what was done."""
    with _told(folder, filling=folder):
        async with _house(settings) as (database, storage):
            await init_beanie(database, document_models=DOCUMENTS, skip_indexes=True)
            exported = await export_house(database, storage, folder, DOCUMENTS, progress)
    return list(_sentences(exported, folder))


async def import_from(settings: Settings, folder: Path, progress: Progress) -> list[str]:
    """Import into what the settings lead to; sentences on what was done."""
    with _told(folder, filling=settings.data_dir):
        async with _house(settings) as (database, storage):
            imported = await import_house(database, storage, folder, DOCUMENTS, progress)
    if imported.before is not None:
        return [f"This export was imported here on {imported.before:%Y-%m-%d}: nothing was done."]
    return [f"Imported {_amount(imported.manifest)}. Nothing else is needed: start Visage."]


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[tuple[Database, Storage]]:
    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is None:
            server = EmbeddedServer(settings.data_dir, settings.secantusd_rs)
            uri = (await stack.enter_async_context(server)).uri
        else:
            uri = settings.mongodb_uri.get_secret_value()
        client = connect(uri)
        stack.push_async_callback(client.close)
        await check(client)
        storage = open_storage(settings)
        stack.push_async_callback(storage.close)
        await storage.check()
        yield client[settings.mongodb_database], storage


@contextmanager
def _told(folder: Path, filling: Path) -> Iterator[None]:
    """Turn what breaks off from outside into a sentence."""
    again = "Run the same command again: it goes on, or begins anew."
    try:
        yield
    except StorageFull as error:
        raise StorageFull(f"The disk of {filling} is full. Make room on it. {again}") from error
    except PyMongoError as error:
        raise Unavailable(f"The database broke off ({type(error).__name__}). {again}") from error
    except OSError as error:
        place = error.filename or folder
        raise Unavailable(f"{place}: {error.strerror or error}. Mend that. {again}") from error


def _sentences(exported: Exported, folder: Path) -> Iterator[str]:
    yield f"Exported {_amount(exported.manifest)} to {folder}."
    yield (
        "It holds photos of people, what was read from their faces, and names, addresses and phone "
        "numbers: keep it closed."
    )
    if exported.open_generations:
        yield (
            f"Warning: generations are open ({exported.open_generations}). They go on where this "
            "is imported, and here as well unless this Visage stays stopped."
        )
    if exported.vanished:
        yield (
            f"Warning: what was deleted meanwhile is left out ({exported.vanished}). Stop Visage "
            "before you move it for good."
        )
    if exported.missing:
        yield (
            f"Warning: files that documents name are missing here ({len(exported.missing)}), such "
            f"as {exported.missing[0]}. `python main.py doctor` tells more."
        )


def _amount(manifest: Manifest) -> str:
    size = manifest.file_bytes / 1_000_000
    return f"{manifest.documents} documents and {manifest.files} files ({size:.1f} MB)"
