"""What axe-core, the checker for accessibility, has against what a page shows."""

import importlib.resources
import importlib.util
from typing import Any

import pytest

from tests.browser import Page

_PACKAGE = "axe_playwright_python"
LIGHT = (1180, 860)
PHONE = (360, 780)


def require_nothing_against(page: Page, state: str) -> None:
    """No finding in this state: by all rules on a desk by day, and of colours and sizes on a
    phone by night. Where axe-core is not installed this is skipped."""
    if importlib.util.find_spec(_PACKAGE) is None:
        pytest.skip(f"no {_PACKAGE} here: make test installs it")
    assert (state, _findings(page)) == (state, [])
    page.screen(*PHONE, dark=True, still=True)
    assert (state, _findings(page, "color-contrast", "target-size")) == (state, [])
    assert page.js("document.documentElement.scrollWidth") <= PHONE[0], state
    page.screen(*LIGHT, still=True)


def _findings(page: Page, *rules: str) -> list[Any]:
    if not page.js("'axe' in window"):
        page.js((importlib.resources.files(_PACKAGE) / "axe.min.js").read_text())
    only = f"runOnly: {list(rules)}," if rules else ""
    found = page.js(f"""axe.run(document, {{ {only} resultTypes: ["violations"] }}).then(
      ({{ violations }}) => violations.map(({{ id, nodes }}) =>
        [id, nodes.map(({{ html, failureSummary }}) => [html.slice(0, 200), failureSummary])]))""")
    assert isinstance(found, list)
    return found
