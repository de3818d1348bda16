"""Signing in and out, as clients do it."""

from datetime import datetime

import strawberry

from resolvers import sessions
from schema.context import Info
from schema.viewers import Viewer


@strawberry.type(description="A code is on its way.")
class CodeRequest:
    email: str = strawberry.field(description="In lower case.")
    expires_at: datetime = strawberry.field(description="When the code is no longer good.")


@strawberry.type(description="What it takes to speak for somebody.")
class Session:
    token: str = strawberry.field(description="To be sent as `Authorization: Bearer …`.")
    expires_at: datetime
    viewer: Viewer

    @classmethod
    def of(cls, session: sessions.Session) -> "Session":
        return cls(
            token=session.token,
            expires_at=session.expires_at,
            viewer=Viewer.of(session.viewer),
        )


@strawberry.type
class SessionMutations:
    """The part of Mutation that is about sessions; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Send a one-time code to an e-mail address. The code before is no longer good."
    )
    async def request_code(self, info: Info, email: str) -> CodeRequest:
        context = info.context
        email, ends = await sessions.request_code(context.studio, email, context.address)
        return CodeRequest(email=email, expires_at=ends)

    @strawberry.mutation(
        description="Exchange the code for a token that speaks for that e-mail address. What the "
        "device made without it is that person's from then on."
    )
    async def verify_code(self, info: Info, email: str, code: str) -> Session:
        context = info.context
        device = context.caller.device_id
        session = await sessions.verify_code(context.studio, email, code, device, context.address)
        return Session.of(session)

    @strawberry.mutation(
        description="Exchange a token, ours or that of the identity provider, for a fresh one. "
        "What the device made without it is that person's from then on."
    )
    async def refresh_session(self, info: Info) -> Session:
        context = info.context
        known = await context.signed_in()
        device = context.caller.device_id
        return Session.of(await sessions.refresh_session(context.studio, known, device))

    @strawberry.mutation(description="End every session of the account, on all devices.")
    async def sign_out(self, info: Info) -> bool:
        context = info.context
        return await sessions.sign_out(context.studio, await context.signed_in())
