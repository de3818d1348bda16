"""Media types: what a request brings and what it wants back."""

from collections.abc import Iterator

from starlette.requests import Request

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
MULTIPART = "multipart/form-data"
HTML = "text/html"


def content_type(request: Request) -> str:
    """The media type of the body, without parameters; empty if the request names none."""
    return request.headers.get("content-type", "").split(";", 1)[0].strip().lower()


def answer_type(request: Request) -> str:
    """The media type to answer in: the newer one for those who ask for it, else plain JSON."""
    wanted = dict(_weights(request))
    newer, plain = wanted.get(GRAPHQL_JSON, 0.0), wanted.get(JSON, 0.0)
    return GRAPHQL_JSON if newer > 0 and newer >= plain else JSON


def prefers_html(request: Request) -> bool:
    """Whether this is a browser's address bar: HTML wanted by name, and above any JSON."""
    wanted = dict(_weights(request))
    html = wanted.get(HTML, 0.0)
    return html > 0 and html > max(wanted.get(JSON, 0.0), wanted.get(GRAPHQL_JSON, 0.0))


def _weights(request: Request) -> Iterator[tuple[str, float]]:
    """Each media range of `Accept` with its weight (RFC 9110, section 12.5.1)."""
    for part in request.headers.get("accept", "").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        try:
            yield name, float(weight)
        except ValueError:
            yield name, 0.0
