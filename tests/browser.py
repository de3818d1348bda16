"""Drives a headless Chromium over its DevTools socket, cut off from every host but this one."""

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # containers run as root, where Chromium's own sandbox refuses to start
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-proxy-server",
    "--remote-debugging-port=0",
    # No window before the first tab, no address bar that is a page of its own beside each tab, and
    # no process kept ready for a next one: nobody sees them, and they take as long as the tests.
    "--no-startup-window",
    "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    # Every other host leads nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)

# Virtual key codes (https://www.w3.org/TR/uievents/#fixed-virtual-key-codes), and what they write.
_KEYS = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "ArrowLeft": (37, ""),
    "ArrowRight": (39, ""),
}


class Page:
    """One tab: goes to addresses, runs JavaScript, and remembers what it asked the network for."""

    def __init__(self, socket: ClientConnection, ids: Iterator[int] | None = None) -> None:
        self._socket = socket
        self._ids = ids or itertools.count(1)
        self._session: str | None = None
        self._context: dict[str, Any] = {}
        self.requests: list[str] = []
        self.problems: list[str] = []

    def attach(self, context: dict[str, Any]) -> None:
        """Opens the tab for the person of this browser context, and listens to what happens."""
        self._context = context
        target = self.call("Target.createTarget", url="about:blank", **context)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self.call(f"{domain}.enable")
        # Else only the newest tab is seen: timers of the others are slowed down.
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def another_tab(self) -> "Page":
        """One more tab of the same person, which ends with this one."""
        tab = Page(self._socket, self._ids)
        tab.attach(self._context)
        return tab

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command; events that come meanwhile are noted."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("id") != number:
                self._note(answer.get("method"), answer.get("params", {}))
                continue
            assert "error" not in answer, f"{method}: {answer['error']}"
            result: dict[str, Any] = answer["result"]
            return result

    def _note(self, method: str | None, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])
        elif method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(params["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.problems.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def goto(self, url: str) -> None:
        """Opens an address; what it shows is waited for with `until`."""
        self.call("Page.navigate", url=url)

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, expression: str, seconds: float = 30) -> None:
        """Returns as soon as the expression is truthy; fails after `seconds`.

        An error is no answer yet: the page may be on its way to another, or half built."""
        end, error = time.monotonic() + seconds, None
        while time.monotonic() < end:
            try:
                if self.js(f"(async () => Boolean(await ({expression})))()"):
                    return
                error = None
            except AssertionError as raised:
                error = raised
            time.sleep(0.1)
        raise AssertionError(
            f"never true at {self.js('location.href')}: {expression}\n"
            f"page says: {self.js('document.body.innerText')}\nlast error: {error}\n"
            f"problems: {self.problems}\n"
            f"last requests: {[each[:200] for each in self.requests[-10:]]}"
        )

    def choose_file(self, selector: str, file: Path) -> None:
        """Puts a file into a file input, as the file dialog would."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def screen(self, width: int, height: int, dark: bool = False, still: bool = False) -> None:
        """Sets the window's size in CSS pixels and what a person prefers: colours, and whether
        things keep still. Narrow ones are touched."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        self.call("Emulation.setTouchEmulationEnabled", enabled=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce" if still else ""}
        self.call("Emulation.setEmulatedMedia", features=[scheme, motion])

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, as on a keyboard: one of `_KEYS`, or a character."""
        for key in keys:
            number, text = _KEYS.get(key.removeprefix("Shift+"), (ord(key[-1].upper()), key))
            pressed = {
                "key": key.removeprefix("Shift+"),
                "windowsVirtualKeyCode": number,
                "modifiers": 8 if key.startswith("Shift+") else 0,
            }
            self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **pressed)
            self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def offline(self, yes: bool) -> None:
        """Cuts this tab off the network, or lets it back."""
        self.call(
            "Network.emulateNetworkConditions",
            offline=yes, latency=0, downloadThroughput=-1, uploadThroughput=-1,
        )  # fmt: skip

    def picture(self, whole: bool = False) -> bytes:
        """A PNG of what is seen, or of the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])


class Browser:
    """A running Chromium, for many persons one after the other."""

    def __init__(self, address: str) -> None:
        self._address = address

    @contextmanager
    def open_page(self) -> Iterator[Page]:
        """A tab of somebody new: what it has stored ends with it."""
        # The browser's farewell stands behind all that nobody has read: it is not waited for.
        with connect(self._address, max_size=None, close_timeout=0.2) as socket:
            page = Page(socket)
            page.attach(page.call("Target.createBrowserContext", disposeOnDetach=True))
            yield page


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A fresh browser; it ends with the block, and all that it has written with it."""
    assert CHROMIUM is not None, "no Chromium here"
    quiet = subprocess.DEVNULL
    with (
        # A short path, since a socket is in it; helpers may still write while the browser ends.
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}"],
            env={**os.environ, "TMPDIR": folder},
            stdout=quiet,
            stderr=quiet,
            stdin=quiet,
        ) as browser,
    ):
        try:
            port, path = _address(Path(folder) / "DevToolsActivePort")
            yield Browser(f"ws://127.0.0.1:{port}{path}")
        finally:
            browser.terminate()
            browser.wait(10)


def _address(file: Path) -> tuple[str, str]:
    for _ in range(300):
        if file.is_file() and len(lines := file.read_text().split()) == 2:
            return lines[0], lines[1]
        time.sleep(0.1)
    raise AssertionError("Chromium did not start within 30 s")
