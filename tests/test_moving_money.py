"""Credits in an export that is made while Visage works: in the new house all adds up."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from beanie import init_beanie

from audit import audited
from documents.accounts import Account
from documents.base import find
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.registry import DOCUMENTS
from kinds import GenerationStatus, Tier
from moving.exporting import Export
from moving.importing import import_house
from moving.manifests import MANIFEST, Manifest, portable
from storage.local import LocalStorage
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, perform_again, perform_next
from tests.lives import create_person, sign_in
from tests.moved_houses import empty_database
from tests.stories import create_viewer, killed_at
from tests.studios import open_test_studio
from tests.test_credits_cut_off import granted, healed


async def test_what_moves_while_it_is_exported_adds_up_where_it_is_imported(  # P8
    server: EmbeddedServer, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    async with open_test_studio(database, tmp_path / "old", anonymous_credits=20) as studio:
        viewer, device, person = await create_viewer(), await create_viewer(), await create_person()
        waiting = await ask_for_pictures(studio, viewer, 1)
        await granted(studio, device, 50, "before", Tier.BASIC)

        async def live(name: str) -> None:
            if name == "usage":  # what waited when it was read is paid by now
                await perform_next(studio)
            if name == "accounts":
                await ask_for_pictures(studio, viewer, 3)
                with killed_at("arrival.store:before"):  # its hold is known
                    await perform_next(studio)
                await granted(studio, viewer, 7, "meanwhile")
                await sign_in(studio, device, person)

        await exported(studio, database, folder, live)
        assert (await audited()).differences == []
    async with (
        empty_database(server) as new,
        open_test_studio(new, tmp_path / "new", anonymous_credits=20) as studio,
    ):
        await import_house(new, studio.storage, folder, DOCUMENTS)
        assert (await audited()).differences == []
        await healed(studio)
        assert len(await Generation.find_all().to_list()) == 1
        ended = await perform_again(studio, waiting.id)
        assert (ended.status, ended.cost) == (GenerationStatus.SUCCEEDED, 1)
        await granted(studio, viewer, 7, "meanwhile")  # said once more
        figures = []
        for id in (viewer.id, device.id, person.id):
            account = await find(Account, id)
            assert account is not None
            figures.append((account.purse.total, account.purse.used, account.purse.held))
        assert figures == [(27, 1, 0), (20, 0, 0), (50, 0, 0)]
        await healed(studio)
    await init_beanie(database, document_models=DOCUMENTS, skip_indexes=True)


async def exported(
    studio: Studio, database: Database, folder: Path, live: Callable[[str], Awaitable[None]]
) -> None:
    """An export into `folder`, before each collection of which `live` is called."""
    target, collections = LocalStorage(folder), {}
    export = Export(database, studio.storage, folder, target)
    for name, model in reversed(portable(DOCUMENTS).items()):
        await live(name)
        collections[name] = await export.collection(name, model)
    await target.save(MANIFEST, Manifest.listing(collections).model_dump_json().encode())
