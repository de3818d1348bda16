"""How values look on the wire: moments as ISO 8601 in UTC with milliseconds."""

from datetime import UTC, datetime
from typing import Any

import strawberry
from graphql import GraphQLError


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise GraphQLError("A DateTime is a string such as 2026-01-31T12:00:00.000Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


TIME_SCALARS: dict[object, Any] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment: ISO 8601, in UTC, with milliseconds.",
        serialize=_written,
        parse_value=_read,
    )
}
