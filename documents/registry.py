"""Every document class, for binding them to a database; what others refer to comes first."""

from beanie import Document

from documents.accounts import Account, Device
from documents.arrivals import Arrival
from documents.avatars import Avatar
from documents.codes import Code
from documents.generations import Generation
from documents.grants import Grant
from documents.idempotency import IdempotencyKey
from documents.identities import Identity
from documents.images import Cartoon, Face, Original
from documents.leases import Lease
from documents.limits import Limit
from documents.pictures import Picture
from documents.queues import Queue
from documents.services import ServiceState
from documents.usage import UsageEntry
from documents.workers import WorkerSeen

DOCUMENTS: list[type[Document]] = [
    Grant,  # whoever imports what was granted since must not grant it again
    Account,
    Device,
    Identity,
    Queue,
    Original,
    Cartoon,
    Face,
    Avatar,
    Picture,
    UsageEntry,
    Generation,
    IdempotencyKey,
    Limit,
    Code,
    Lease,
    ServiceState,
    WorkerSeen,
    Arrival,
]
