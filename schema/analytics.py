"""Analytics as operators see them."""

from datetime import datetime

import strawberry

from documents.analytics import Row
from kinds import GenerationKind
from resolvers import analytics
from resolvers.analytics import MOST_DAYS, MOST_ROWS
from schema.context import Info


@strawberry.type(
    description="What ended on one day, of one engine (that which the generation waited for last) "
    "and one kind."
)
class AnalyticsRow:
    day: datetime = strawberry.field(description="When it began, in UTC.")
    engine: str
    kind: GenerationKind
    succeeded: int = strawberry.field(description="Partial successes and cached ones included.")
    failed: int
    cancelled: int
    cached: int = strawberry.field(
        description="Of those that succeeded: answered with the pictures of an earlier wish."
    )
    pictures: int = strawberry.field(
        description="Delivered: of pictures from words each one, otherwise one a success."
    )
    credits: int = strawberry.field(
        description="Taken for what was delivered; what was given back later is not taken off."
    )
    provider_cost: float = strawberry.field(
        description="US dollars that the engine's provider took, for failed attempts as well."
    )
    p50_ms: int = strawberry.field(
        description="What half of the clients waited at most, from `createdAt` to `finishedAt`, "
        "where it succeeded and was not cached; 0 where nothing did."
    )
    p95_ms: int = strawberry.field(description="The same for 95 of 100 clients.")

    @classmethod
    def of(cls, row: Row) -> "AnalyticsRow":
        return cls(
            day=row.day,
            engine=row.engine,
            kind=row.kind,
            succeeded=row.succeeded,
            failed=row.failed,
            cancelled=row.cancelled,
            cached=row.cached,
            pictures=row.pictures,
            credits=row.credits,
            provider_cost=float(row.provider_cost),
            p50_ms=row.p50 or 0,
            p95_ms=row.p95 or 0,
        )


@strawberry.type(description="Generations that have ended, by day, engine and kind.")
class Analytics:
    since: datetime = strawberry.field(description="The first moment that the rows tell of.")
    until: datetime = strawberry.field(description="The end of what they tell of.")
    rows: list[AnalyticsRow] = strawberry.field(description="By day, then by engine and kind.")


@strawberry.type
class AnalyticsQueries:
    """The part of Query that is about analytics; not a GraphQL type of its own."""

    @strawberry.field(
        description="Operators only: generations, failures, cost and latency by engine and day, "
        "of what ended from `since` on and before `until` (now, unless it is given): at most "
        f"{MOST_DAYS} days and {MOST_ROWS:,} rows. Generations are kept for so many days after "
        "their ending (90, unless the operator set GENERATION_RETENTION_DAYS), and no older ones "
        "are counted."
    )
    async def analytics(
        self, info: Info, since: datetime, until: datetime | None = None
    ) -> Analytics:
        viewer = await info.context.viewer()
        found = await analytics.analytics(info.context.studio, viewer, since, until)
        return Analytics(
            since=found.since,
            until=found.until,
            rows=[AnalyticsRow.of(row) for row in found.rows],
        )
