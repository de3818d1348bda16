"""What operators see of a house at work: one request id from the wish to the last event, one trace
over both processes, metrics of all of it, and no secret or personal data anywhere."""

import re
from collections.abc import AsyncIterator

import pytest

from chaos.forks import Forks
from documents.embedded import EmbeddedServer
from instruments.panel import Panel
from tests.watched_houses import ASKED, TRACES_KEY, Watched, leaks, watched_house


@pytest.fixture(scope="module")
async def watched(
    forks: Forks, server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Watched]:
    async with watched_house(forks, server.uri, tmp_path_factory.mktemp("watched")) as seen:
        yield seen


def test_one_request_id_leads_from_the_wish_to_the_last_event(watched: Watched) -> None:  # O3
    named = [line for line in watched.web_lines if ASKED in line]
    (wish,) = [line for line in named if "mutation" in line]
    assert "[info" in wish
    assert "field=generatePictures" in wish
    delivered = [line for line in named if "event delivered" in line]
    assert "status=SUCCEEDED" in delivered[-1]
    ours = [each for each in watched.worker.records if each.get("request_id") == ASKED]
    (ended,) = [each for each in ours if each["event"] == "generation ended"]
    assert {each["generation"] for each in ours} == {watched.wish} == {ended["generation"]}
    assert (ended["level"], ended["kind"], ended["engine"]) == ("info", "PICTURES", "openai")
    assert {*ended["seconds"]} == {"all", "draw", "keep", "settle"}
    others = [line for line in watched.web_lines if "query" in line and "ms=" in line]
    assert others
    assert all("[debug" in line for line in others)  # quiet, unless somebody wants to know


def test_one_trace_leads_through_both_processes(watched: Watched) -> None:  # O3
    spans = watched.collector.spans
    (wish,) = [
        span
        for span in spans
        if span.attributes.get("visage.request_id") == ASKED and span.role == "web"
    ]
    assert wish.name == "mutation generatePictures"
    same = {span.name: span for span in spans if span.trace == wish.trace}
    assert set(same) == {wish.name, "queued", "attempt PICTURES", "draw", "call", "keep", "settle"}
    attempt = same["attempt PICTURES"]
    assert {same["queued"].parent, attempt.parent} == {wish.id}
    assert {same["draw"].parent, same["settle"].parent} == {attempt.id}
    assert same["call"].parent == same["draw"].id
    assert {span.role for name, span in same.items() if span is not wish} == {"worker"}
    assert attempt.attributes["visage.generation"] == watched.wish
    assert all(f"x-key: {TRACES_KEY}" in head.lower() for head in watched.collector.heads)


def value(text: str, name: str, **labels: str) -> float:
    """The sum of the samples of `name` that have these labels."""
    found = 0.0
    for line in text.splitlines():
        fits = all(f'{label}="{said}"' in line for label, said in labels.items())
        if fits and line.startswith((f"{name}{{", f"{name} ")):
            found += float(line.rpartition(" ")[2])
    return found


def told(text: str) -> set[str]:
    """The names of all metrics."""
    return set(re.findall(r"# TYPE (\w+)", text))


def test_metrics_tell_what_has_happened(watched: Watched) -> None:  # O3
    web, worker = watched.metrics["web"], watched.metrics["worker"]
    pictures = {"kind": "PICTURES", "engine": "openai"}
    assert value(worker, "visage_generations_ended_total", **pictures, status="SUCCEEDED") == 1
    assert value(worker, "visage_generations_failed_total", **pictures) == 1
    assert value(worker, "visage_attempts_total", **pictures, outcome="succeeded") == 1
    for step in ("wait", "draw", "settle"):
        assert value(worker, "visage_step_seconds_count", **pictures, step=step) >= 1
    assert value(worker, "visage_engine_calls_total", engine="openai", outcome="answered") == 2
    assert value(worker, "visage_provider_dollars_total", engine="openai") > 0
    assert value(worker, "visage_credits_taken_total", kind="PICTURES") == 1
    assert value(web, "visage_generations_ended_total", kind="AVATAR", status="CANCELLED") == 1
    timed = {"operation": "mutation", "field": "generatePictures"}
    assert value(web, "visage_graphql_operation_seconds_count", **timed) == 2
    assert value(web, "visage_errors_total", code="GRAPHQL_VALIDATION_FAILED") == 1
    assert value(web, "visage_http_requests_total", route="graphql", status="2xx") > 10
    assert value(web, "visage_http_requests_total", route="metrics", status="4xx") == 1
    assert value(web, "visage_events_delivered_total") >= 3
    assert value(web, "visage_event_lag_seconds_count") >= 3
    assert value(web, "visage_database_seconds_count", command="find") > 10
    assert value(web, "visage_workers") == 1
    assert value(web, "visage_engine_slots", engine="openai") == 8
    assert value(web, "visage_disk_free_bytes") > 0
    assert value(web, "visage_ready", part="database") == 1
    for text in (web, worker):
        assert told(text) == told(Panel().text().decode())  # whatever has happened
        assert value(text, "process_resident_memory_bytes") > 0
        assert value(text, "visage_build_info") == 1


def test_labels_are_words_of_the_house(watched: Watched) -> None:
    texts = "\n".join(watched.metrics.values())
    labels = {said for said in re.findall(r'\w+="([^"]*)"', texts) if not said[:1].isdigit()}
    assert not [said for said in labels if not re.fullmatch(r"[A-Za-z_+][\w.]*", said)]
    assert len(labels) < 120


def test_nobody_can_read_a_secret_or_who_somebody_is(watched: Watched) -> None:  # S6
    written = watched.written()
    assert "mutation" in written
    assert len(watched.collector.bodies) >= 2
    assert leaks(written, watched.secrets) == {}
