"""The two WebSocket protocols: graphql-transport-ws, and the older graphql-ws for those who speak
nothing else (graphql_flutter by default).

Close codes say whether clients come back: 4403, 1012 and 1013 are tried again; 4400, 4401, 4408,
4409, 4429, 1009 and 1011 are final (https://github.com/enisdenjo/graphql-ws).
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_ws.handlers import BaseGraphQLWSHandler
from strawberry.types.execution import ExecutionResult, PreExecutionError

from errors import ErrorCode
from schema.faults import Fault, fault_of, masked

# What `on_connect` raised → the code the socket is closed with. Anything else: 4403.
_CLOSE_CODES: dict[str, int] = {
    ErrorCode.BAD_USER_INPUT: 4400,
    ErrorCode.UNAVAILABLE: 1013,
    ErrorCode.RATE_LIMITED: 1013,
    ErrorCode.INTERNAL: 1011,
}


def _close_code(fault: Fault) -> int:
    return _CLOSE_CODES.get(fault.code, 4403)


def _mistake(message: object, starts: str) -> str | None:
    """What is wrong with the shape of a message, whose operations start with `starts`."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message must be a JSON object with a type"
    kind, payload = message["type"], message.get("payload")
    if kind == "connection_init" and not isinstance(payload, dict | None):
        return "The payload of connection_init must be an object"
    if kind in (starts, "complete", "stop") and not isinstance(message.get("id"), str):
        return "The id of an operation must be a string"
    if kind == starts and not _is_operation(payload):
        return f"The payload of {starts} must be an object with a query"
    return None


def _is_operation(payload: object) -> bool:
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
        and isinstance(payload.get("extensions"), dict | None)
    )


def _too_many(most: int | None) -> dict[str, Any]:
    fault = Fault(
        ErrorCode.QUERY_TOO_COMPLEX,
        f"At most {most} operations run at once on a socket. Stop one first.",
        {"limit": "operations", "maximum": most},
    )
    return fault.formatted()


class TransportHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """One socket that speaks graphql-transport-ws."""

    def on_request_accepted(self) -> None:
        self.view.opened(self.websocket)  # type: ignore[attr-defined]
        super().on_request_accepted()

    async def handle_message(self, message: Any) -> None:
        if mistake := _mistake(message, "subscribe"):
            await self.handle_invalid_message(mistake)
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: Mapping[str, Any]) -> None:
        if self.connection_timed_out:
            return
        if self.connection_init_received:
            await self.websocket.close(4429, "Too many initialisation requests")
            return
        self.connection_init_received = True
        if self.connection_init_timeout_task:
            self.connection_init_timeout_task.cancel()
        try:
            # Dart's client sends `payload: null` when it has nothing to say.
            params = message.get("payload") or {}
            self.context = await self.view.on_connect(params, self.websocket)  # type: ignore[attr-defined]
        except Exception as error:
            fault = fault_of(error)
            await self.websocket.close(_close_code(fault), fault.message)
            return
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True

    async def handle_subscribe(self, message: Any) -> None:
        most = self.max_subscriptions_per_connection
        full = most is not None and len(self.operations) >= most
        if self.connection_acknowledged and full and message["id"] not in self.operations:
            error: Any = {"id": message["id"], "type": "error", "payload": [_too_many(most)]}
            await self.send_message(error)
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        with suppress(WebSocketDisconnected):
            await super().run_operation(operation)

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):
            masked(error)


class LegacyHandler(BaseGraphQLWSHandler[Any, None]):
    """One socket that speaks graphql-ws, the protocol of subscriptions-transport-ws."""

    async def handle(self) -> None:
        self.view.opened(self.websocket)  # type: ignore[attr-defined]
        late = asyncio.create_task(self._close_if_silent())
        try:
            await super().handle()
        except NonJsonMessageReceived:
            await self.websocket.close(4400, "A message must be valid JSON")
        finally:
            late.cancel()

    async def _close_if_silent(self) -> None:
        await asyncio.sleep(self.view.connection_init_wait_timeout.total_seconds())
        if not self.connection_acknowledged:
            await self.websocket.close(4408, "Connection initialisation timeout")

    async def handle_message(self, message: Any) -> None:
        if mistake := _mistake(message, "start"):
            await self.websocket.close(4400, mistake)
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: Mapping[str, Any]) -> None:
        if self.connection_acknowledged:
            await self.websocket.close(4429, "Too many initialisation requests")
            return
        try:
            params = message.get("payload") or {}
            self.context = await self.view.on_connect(params, self.websocket)  # type: ignore[attr-defined]
        except Exception as error:
            fault = fault_of(error)
            await self.send_message({"type": "connection_error", "payload": fault.formatted()})
            await self.websocket.close(_close_code(fault), fault.message)
            return
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True
        self.keep_alive_task = asyncio.create_task(self.handle_keep_alive())

    async def handle_start(self, message: Any) -> None:
        most = self.max_subscriptions_per_connection
        full = most is not None and len(self.tasks) >= most
        if self.connection_acknowledged and full and message["id"] not in self.tasks:
            error: Any = {"id": message["id"], "type": "error", "payload": _too_many(most)}
            await self.send_message(error)
            return
        await super().handle_start(message)

    async def handle_async_results(
        self,
        operation_id: str,
        query: str,
        operation_name: str | None,
        variables: dict[str, object] | None,
    ) -> None:
        """Run one operation of any kind: clients of this protocol send queries over it, too."""
        try:
            source = await self.schema.stream(
                query, variables, self.context, self.root_value, operation_name
            )
            async with aclosing(source):
                async for result in source:
                    if isinstance(result, PreExecutionError):
                        error: Any = (result.errors or [])[0].formatted
                        await self.send_message(
                            {"type": "error", "id": operation_id, "payload": error}
                        )
                        return
                    assert isinstance(result, ExecutionResult)
                    await self.send_data_message(result, operation_id)
            await self.send_message({"type": "complete", "id": operation_id})
        except WebSocketDisconnected:
            pass
        except Exception as error:
            masked(error)
        finally:
            self.tasks.pop(operation_id, None)
