"""The schema, put together once a process."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from instruments.panel import Panel
from schema.caches import checked_documents
from schema.faults import FaultSchema
from schema.images import Cartoon, Face
from schema.limits import Limits
from schema.multipart import UPLOAD_SCALARS
from schema.mutations import Mutation
from schema.queries import Query
from schema.scalars import TIME_SCALARS
from schema.subscriptions import Subscription
from settings import Settings


def build_schema(settings: Settings, panel: Panel | None = None) -> strawberry.Schema:
    """The schema of this server, with its limits and caches; `panel` shows what is done with it."""
    panel = panel or Panel()
    limits = Limits(introspection=settings.introspection)
    return FaultSchema(
        told=panel.traffic.failed,
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cartoon, Face],
        extensions=[checked_documents(limits, panel)],
        config=StrawberryConfig(
            scalar_map={**UPLOAD_SCALARS, **TIME_SCALARS},
            disable_field_suggestions=not settings.introspection,
        ),
    )
