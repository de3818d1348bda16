"""What clients can follow."""

from collections.abc import AsyncGenerator

import strawberry

from kinds import GenerationKind
from resolvers import changes, generations
from schema.context import Info
from schema.generations import Generation, GenerationEvent


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="The generation as it is now, then each change; completes once it has ended."
    )
    async def generation(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Generation, None]:
        viewer = await info.context.viewer()
        async for each in generations.follow(info.context.studio, viewer, id):
            yield Generation.of(each)

    @strawberry.subscription(
        description="Every change of the viewer's generations. `after` is the cursor of the last "
        "event seen: every generation that changed since comes first, in its present state, then "
        "what happens. At least once: drop what has a known (id, revision). A cursor older than "
        "what is kept: CURSOR_EXPIRED."
    )
    async def generations(
        self, info: Info, after: str | None = None, kind: GenerationKind | None = None
    ) -> AsyncGenerator[GenerationEvent, None]:
        viewer = await info.context.viewer()
        async for change in changes.changes(info.context.studio, viewer, after, kind):
            yield GenerationEvent.of(change)
