"""HTTP that is not GraphQL: the files of a person, by signed link or by header, and health."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import PurePosixPath

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from errors import ErrorCode, NotFound, Unavailable, VisageError
from resolvers.files import is_kept, is_owned
from resolvers.health import database_needed
from resolvers.viewers import HEADER, Caller, known_viewer, parse_bearer
from storage.protocol import Storage, StoredFile
from studio import Studio
from tokens import Signer, Verdict, seconds_left

Owns = Callable[[Request, str], Awaitable[bool]]  # the caller named by headers owns the file
Kept = Callable[[str], Awaitable[bool]]  # a document for this file exists still
Endpoint = Callable[[Request], Awaitable[Response]]

_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_NEVER_SERVED = "private/"
_SKETCH_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # its name is made of its content
    # Drawings of an operator's: opened by themselves, they still run and load nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_NOT_CACHED = "private, no-store"  # another caller at the same address must ask again


def service_routes() -> list[BaseRoute]:
    """The routes of a web process, whose studio is in `app.state.studio`."""
    return [
        Route("/uploads/{key:path}", _uploads, methods=["GET", "HEAD"]),
        Route("/sketches/{name}.svg", _sketches, methods=["GET", "HEAD"]),
    ]


async def _uploads(request: Request) -> Response:
    """A file, which a signed link opens even while the database is away."""
    studio: Studio = request.app.state.studio
    try:
        with database_needed():
            return await uploads(studio.storage, studio.signer, _owns, is_kept)(request)
    except Unavailable as error:
        return _refusal(503, error.code, error.message)


async def _sketches(request: Request) -> Response:
    """A drawing of an event's, of which avatars are composed; for anybody."""
    studio: Studio = request.app.state.studio
    drawing = studio.sketchbook.drawings.get(request.path_params["name"])
    if drawing is None:
        return _not_found()
    return Response(drawing, media_type="image/svg+xml", headers=_SKETCH_HEADERS)


async def _owns(request: Request, key: str) -> bool:
    headers = request.headers
    try:
        caller = Caller(headers.get(HEADER), parse_bearer(headers.get("authorization")))
        viewer = await known_viewer(request.app.state.studio, caller)
    except Unavailable:
        raise
    except VisageError:
        return False
    return viewer is not None and await is_owned(viewer, key)


def uploads(storage: Storage, signer: Signer, owns: Owns, kept: Kept) -> Endpoint:
    """The endpoint of `/uploads/{key:path}`, for GET and HEAD."""

    async def endpoint(request: Request) -> Response:
        key = request.path_params["key"]
        now = datetime.now(UTC)
        expires = request.query_params.get("expires", "")
        signature = request.query_params.get("signature")
        verdict = Verdict.EXPIRED
        if signature is not None:
            verdict = signer.check(key, expires, signature, now)
        if verdict is Verdict.FORGED:
            return _refusal(403, ErrorCode.UNAUTHENTICATED, "This link is not valid.")
        if key.startswith(_NEVER_SERVED):
            return _not_found()
        if verdict is Verdict.EXPIRED and not await owns(request, key):
            return _not_found()
        valid = verdict is Verdict.VALID
        caching = f"private, max-age={seconds_left(expires, now)}" if valid else _NOT_CACHED
        try:
            return _answer(storage, await storage.stat(key), request, caching)
        except NotFound:
            if await kept(key):
                structlog.get_logger().error("file_missing", key=key)
            return _not_found()

    return endpoint


def _answer(storage: Storage, file: StoredFile, request: Request, caching: str) -> Response:
    etag = f'"{file.etag}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(file.modified, usegmt=True),
        "Cache-Control": caching,
        "X-Content-Type-Options": "nosniff",
    }
    if _unchanged(request.headers, etag, file.modified):
        return Response(status_code=304, headers=headers)
    headers |= {
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(request, file.key),
        "Content-Type": _TYPES.get(PurePosixPath(file.key).suffix, "application/octet-stream"),
    }
    wanted = _wanted(request, etag, file)
    if wanted is None:
        return _FileResponse(storage, file.key, (0, file.size), 200, headers)
    if wanted.start >= wanted.stop:
        headers["Content-Range"] = f"bytes */{file.size}"
        del headers["Content-Type"], headers["Content-Disposition"]
        return Response(status_code=416, headers=headers)
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    return _FileResponse(storage, file.key, (wanted.start, wanted.stop), 206, headers)


def _disposition(request: Request, key: str) -> str:
    """To be shown, or with `download` in the address to be kept under a name that tells where it
    came from (RFC 6266)."""
    if "download" not in request.query_params:
        return "inline"
    name = PurePosixPath(key).name.partition("_")[2]  # without the milliseconds
    return f'attachment; filename="visage-{name}"'


def _unchanged(headers: Headers, etag: str, modified: datetime) -> bool:
    """Preconditions as in RFC 9110, section 13.2.2: a tag counts more than a date."""
    tags = headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in [tag.strip(" \tW/") for tag in tags.split(",")]
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and modified.replace(microsecond=0) <= since


def _wanted(request: Request, etag: str, file: StoredFile) -> range | None:
    """The part that is asked for; None for the whole, an empty range for one that is not there.

    Several parts at once may be answered with the whole (RFC 9110, section 14.2).
    """
    unit, _, spec = request.headers.get("range", "").partition("=")
    first, dash, last = (part.strip() for part in spec.partition("-"))
    numbers = all(len(part) < 20 and (part or "0").isdecimal() for part in (first, last))
    if request.method != "GET" or unit.strip().lower() != "bytes" or not (dash and numbers):
        return None
    if not _same_file(request.headers.get("if-range"), etag, file.modified):
        return None
    if not first:
        return range(max(0, file.size - int(last)), file.size) if last else None
    stop = int(last) + 1 if last else file.size
    return range(int(first), min(stop, file.size)) if not last or int(first) < stop else None


def _same_file(condition: str | None, etag: str, modified: datetime) -> bool:
    if condition is None or condition.strip() == etag:
        return True
    return _date(condition) == modified.replace(microsecond=0)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


class _FileResponse(Response):
    """Streams a part of a stored file, and closes it when the client goes away."""

    def __init__(
        self,
        storage: Storage,
        key: str,
        part: tuple[int, int],
        status: int,
        headers: dict[str, str],
    ) -> None:
        headers["Content-Length"] = str(part[1] - part[0])
        super().__init__(status_code=status, headers=headers)
        self._storage, self._key, self._part = storage, key, part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        async with aclosing(self._storage.stream(self._key, *self._part)) as chunks:
            try:
                chunk = await anext(chunks, b"")
            except NotFound:  # deleted since it was looked at
                await _not_found()(scope, receive, send)
                return
            except Unavailable as error:
                await _refusal(503, error.code, error.message)(scope, receive, send)
                return
            start = {"status": self.status_code, "headers": self.raw_headers}
            await send({"type": "http.response.start", **start})
            while chunk and not await request.is_disconnected():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = await anext(chunks, b"")
            await send({"type": "http.response.body", "body": b""})


def _not_found() -> Response:
    return _refusal(404, ErrorCode.NOT_FOUND, "This file does not exist, or the link is too old.")


def _refusal(status: int, code: ErrorCode, message: str) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return JSONResponse(body, status_code=status, headers=headers)
