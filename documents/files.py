"""Which files a document names, and whether they have to be there."""

from documents.avatars import Avatar
from documents.base import Kept, now
from documents.generations import Generation, Settle
from documents.images import NOBODY, Cartoon, Face, ImageFile, Original
from documents.pictures import Picture


def images_of(document: Kept) -> list[ImageFile]:
    """The pictures that a document keeps."""
    match document:
        case Original() | Cartoon() | Face() | Picture():
            return [document.image]
        case Avatar():
            return [picture.image for picture in document.pictures]
    return []


def files_of(document: Kept) -> list[str]:
    """The keys of the files that have to be there while `document` is.

    A generation names those of its results while it may not have made documents of them.
    """
    match document:
        case Original() | Cartoon() if document.notes_key:
            return [*document.image.keys, document.notes_key]
        case Generation() if document.settle is Settle.DELIVER or not document.ended:
            return [key for result in document.results for key in result.files]
    return [key for image in images_of(document) for key in image.keys]


def served_files_of(document: Kept) -> list[str]:
    """Those of `files_of` that its owner may see; notes of engines are for nobody."""
    return [key for key in files_of(document) if not key.startswith("private/")]


def is_going(document: Kept) -> bool:
    """Whether `document` is marked as being deleted, or has expired: nobody sees it any more, and
    its files may be gone already."""
    expired = isinstance(document, Cartoon) and document.expires_at <= now()
    return expired or document.owner == NOBODY
