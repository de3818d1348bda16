"""What is brought along for Prometheus and Grafana: rules that hold, and figures that there are."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from instruments.panel import Panel
from instruments.versions import VERSION

ROOT = Path(__file__).parent.parent
PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTS = PROMETHEUS / "alerts.yaml"
BOARD = ROOT / "deploy" / "grafana" / "visage.json"
PROMTOOL = shutil.which("promtool") or ""
with_promtool = pytest.mark.skipif(not PROMTOOL, reason="promtool (Debian: prometheus) is missing")


def expressions() -> Iterator[str]:
    """Those of the dashboard."""
    for panel in json.loads(BOARD.read_text())["panels"]:
        for target in panel.get("targets", []):
            yield target["expr"]


def shown() -> set[str]:
    """The names that a process of Visage tells, whatever has happened in it."""
    kinds = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    told = re.findall(r"# TYPE (\w+) (\w+)", Panel().text().decode())
    return {f"{name}{ending}" for name, kind in told for ending in kinds[kind]}


def test_every_figure_on_the_dashboard_and_in_an_alert_is_there() -> None:  # O3
    text = " ".join([*expressions(), ALERTS.read_text()])
    asked = set(re.findall(r"\b(?:visage_|process_)\w+", text))
    assert len(asked) > 30
    assert asked <= shown()
    assert {name for name in asked if name.startswith("process_")}


def test_what_to_do_about_each_alert_is_written_down() -> None:
    told = (ROOT / "docs" / "observing.md").read_text()
    alerts = re.findall(r"alert: (\w+)", ALERTS.read_text())
    assert len(alerts) > 10
    assert [name for name in alerts if f"`{name}`" not in told] == []
    tested = (PROMETHEUS / "alerts_test.yaml").read_text()
    assert f"value: {len(alerts)}" in tested


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def promtool(*arguments: str) -> None:
    done = subprocess.run([PROMTOOL, *arguments], cwd=PROMETHEUS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@with_promtool
def test_prometheus_takes_the_rules_and_they_tell_of_what_they_are_for() -> None:  # O3
    promtool("check", "config", "--syntax-only", "prometheus.yaml")
    promtool("test", "rules", "alerts_test.yaml")


@with_promtool
def test_prometheus_can_read_what_the_dashboard_asks(tmp_path: Path) -> None:
    said = [each.replace("$__rate_interval", "5m") for each in expressions()]
    rules = [{"record": f"r{number}", "expr": each} for number, each in enumerate(said)]
    path = tmp_path / "rules.yaml"
    path.write_text(json.dumps({"groups": [{"name": "board", "rules": rules}]}))
    promtool("check", "rules", str(path))
