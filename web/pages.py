"""The page at `/`, its files under `/static/` and the document of GraphiQL."""

import re
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.examples import examples_json

_FOLDER = Path(__file__).parent
# What guests' words are written in on avatars, and so in a preview of one.
_LETTERING = _FOLDER.parent / "imaging" / "fonts"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS: Mapping[str, str] = {**_HEADERS, "Content-Security-Policy": _POLICY}
"""What the page is sent with: nothing from elsewhere, nothing inline."""

GRAPHIQL_HEADERS: Mapping[str, str] = {
    **_HEADERS,
    # GraphiQL's editor writes style elements, and its fonts are inside its style sheet.
    "Content-Security-Policy": (
        f"{_POLICY}; style-src 'self' 'unsafe-inline'; font-src 'self' data:"
    ),
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache",
    # The same address answers API clients with JSON.
    "Vary": "Accept",
}
"""What `graphiql_html` is sent with."""

# A name that carries a version never changes its content.
_VERSIONED = re.compile(r"-\d+\.\d+\.\d+\.")


class _Files(StaticFiles):
    """Files with security headers; revalidated by ETag unless their name carries a version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(PAGE_HEADERS)
        versioned = _VERSIONED.search(path) is not None
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if versioned else "no-cache"
        )
        return response


def page_routes() -> list[BaseRoute]:
    """Routes for `/`, `/static/page/…`, `/static/graphiql/…` and the examples, from disk."""
    page = _Files(directory=_FOLDER / "page")
    examples = examples_json()

    async def index(request: Request) -> Response:
        return await page.get_response("index.html", request.scope)

    async def all_examples(request: Request) -> Response:
        headers = {**PAGE_HEADERS, "Cache-Control": "no-cache"}
        return Response(examples, headers=headers, media_type="application/json")

    return [
        Route("/", index, methods=["GET", "HEAD"], name="page"),
        Mount("/static/page", page, name="page_files"),
        Mount("/static/lettering", _Files(directory=_LETTERING), name="lettering_files"),
        Route("/static/examples.json", all_examples, name="examples"),
        Mount("/static/graphiql", _Files(directory=_FOLDER / "graphiql"), name="graphiql_files"),
    ]


def graphiql_html() -> bytes:
    """GraphiQL's document, read from disk: call it once, at start-up; send `GRAPHIQL_HEADERS`."""
    return (_FOLDER / "graphiql" / "index.html").read_bytes()
