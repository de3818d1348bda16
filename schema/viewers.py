"""Whoever calls, as clients see him."""

from datetime import datetime

import strawberry

from resolvers import viewers


@strawberry.type(description="Whoever calls.")
class Viewer:
    id: strawberry.ID
    device_id: strawberry.ID | None
    email: str | None = strawberry.field(description="The address that was proved, in lower case.")
    email_verified: bool
    created_at: datetime
    last_active_at: datetime

    @classmethod
    def of(cls, viewer: viewers.Viewer) -> "Viewer":
        return cls(
            id=strawberry.ID(viewer.id),
            device_id=strawberry.ID(viewer.device_id) if viewer.device_id else None,
            email=viewer.email,
            email_verified=viewer.email is not None,
            created_at=viewer.created_at,
            last_active_at=viewer.last_active_at,
        )
