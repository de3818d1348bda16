"""Opening the panel of a process."""

from errors import WrongSetup
from instruments.panel import Panel
from instruments.traces import Traces

NOT_INSTALLED = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends traces is not installed: run "
    "`pip install -r requirements-otel.lock`, or leave it empty."
)
BAD_HEADERS = "OTEL_EXPORTER_OTLP_HEADERS should look like name=value,name=value."


def open_panel(role: str, endpoint: str | None = None, headers: str | None = None) -> Panel:
    """The panel of a process in this role. With `endpoint` traces are sent there, and `headers`,
    as name=value,name=value, with them; `WrongSetup` when that cannot be. Close it at the end."""
    return Panel(_open_traces(role, endpoint, headers) if endpoint else None)


def _open_traces(role: str, endpoint: str, headers: str | None) -> Traces:
    try:
        from instruments.exporting import SentTraces  # a fifth of a second, and ten packages
    except ImportError as error:
        raise WrongSetup(NOT_INSTALLED) from error
    return SentTraces(endpoint, _read(headers) if headers else None, role)


def _read(headers: str) -> dict[str, str]:
    pairs = [each.partition("=") for each in headers.split(",") if each.strip()]
    if not all(name.strip() and sign for name, sign, _ in pairs):
        raise WrongSetup(BAD_HEADERS)  # nothing of it is quoted: it may be a key
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
