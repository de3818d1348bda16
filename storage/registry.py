"""Chooses the storage that the settings ask for."""

from settings import Settings
from storage.local import LocalStorage
from storage.protocol import Storage


def open_storage(settings: Settings) -> Storage:
    """Files on the local disk, in the folder `files` under DATA_DIR."""
    return LocalStorage(settings.data_dir / "files")
