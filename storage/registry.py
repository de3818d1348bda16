"""Chooses the storage that the settings ask for."""

from settings import Settings
from storage.local import LocalStorage
from storage.protocol import Storage


def open_storage(settings: Settings) -> Storage:
    """The bucket at STORAGE_URL; without one the folder `files` under DATA_DIR. `check` it before
    it is used."""
    if settings.storage_url is None:
        return LocalStorage(settings.data_dir / "files")
    from storage.cloud import CloudStorage  # a large library, of no use to most
    from storage.stores import place_at

    return CloudStorage(
        place_at(settings.storage_url, settings.storage_key_id, settings.storage_secret)
    )
