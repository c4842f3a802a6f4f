"""Firefox, as it is installed, driven by WebDriver BiDi: what the tests of the page need of it, and no more.

Playwright drives a Firefox of its own, or one newer than those that are supported for long; puppeteer would be 80 packages.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.browser.pages import WAIT, asks

NAMES = ("firefox-esr", "firefox")
KEYS = {"ArrowRight": "\ue014", "End": "\ue010", "Home": "\ue011", "Enter": "\ue007", "Space": " "}
"""https://www.w3.org/TR/webdriver2/#keyboard-actions"""

SETTLED = """(async () => {
  const until = Date.now() + LIMIT;
  while (!(CONDITION)) {
    if (Date.now() > until) throw new Error('it never came about');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
})()"""

MIDDLE = """one => {
  one.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = one.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}"""


def program() -> str | None:
    """Where it is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str:
    """What is missing, and how to have it; nothing where all is there."""
    return "" if program() else "there is no Firefox here: on Debian `apt-get install firefox-esr`, elsewhere Firefox will do"


class Firefox:
    """A browser that is running. A command waits for its answer; events that come before it are kept.

    It is talked to in a thread of its own: in that of the tests Playwright may keep a loop that is running.
    """

    def __init__(self, address: str) -> None:
        self._runner, self._thread = asyncio.Runner(), ThreadPoolExecutor(max_workers=1)
        self._socket: WebSocketClientConnection = self._run(_connected(address))
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self.asked("session.new", capabilities={})
        self.asked("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def asked(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command. Raises RuntimeError where Firefox refuses it, or what it evaluates throws."""
        found: dict[str, Any] = self._run(self._asked(method, params))
        return found

    def _run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._runner.run, doing).result(2 * WAIT / 1000)

    async def _asked(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        await self._socket.write_message(json.dumps({"id": self._number, "method": method, "params": params}))
        while (text := await self._socket.read_message()) is not None:
            message = json.loads(text)
            if message["type"] == "event":
                self.events.append(message)
            elif message["id"] == self._number:
                return _result(message)
        raise RuntimeError(f"Firefox has gone while it was asked for {method}")

    def closed(self) -> None:
        self.asked("browser.close")
        self._run(self._parted())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    async def _parted(self) -> None:
        """Waits until the other side has closed too: a socket that is left open fails whichever test runs when it is found."""
        self._socket.close()
        while await self._socket.read_message() is not None:
            pass


async def _connected(address: str) -> WebSocketClientConnection:
    return await websocket_connect(address)


def _result(message: dict[str, Any]) -> dict[str, Any]:
    if message["type"] == "error":
        raise RuntimeError(f"{message['error']}: {message['message']}")
    result: dict[str, Any] = message["result"]
    if result.get("type") == "exception":
        raise RuntimeError(result["exceptionDetails"]["text"])
    return result


@contextmanager
def running(folder: Path) -> Iterator[Firefox]:
    """Firefox without a window, with a profile of its own in a folder."""
    command = [program() or NAMES[0], "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            address = _address(process.stderr)
            threading.Thread(target=deque, args=(process.stderr, 0), daemon=True).start()
            firefox = Firefox(address)
            yield firefox
            firefox.closed()
            process.wait(WAIT / 1000)
        finally:
            process.kill()  # where all went well it has ended


def _address(lines: IO[str]) -> str:
    """Where Firefox listens, as it says when it begins."""
    said = []
    for line in lines:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            return f"{found[1]}/session"
        said.append(line)
    raise RuntimeError(f"Firefox does not begin: {''.join(said)}")


class Window:
    """A page that is open."""

    def __init__(self, firefox: Firefox, file: Path, state: str) -> None:
        self._firefox, self._file = firefox, file
        self.context: str = firefox.asked("browsingContext.create", type="window")["context"]
        self._told("browsingContext.setViewport", viewport={"width": 1280, "height": 900})
        self.goes_to(state)

    def _told(self, method: str, **params: Any) -> dict[str, Any]:
        return self._firefox.asked(method, context=self.context, **params)

    def goes_to(self, state: str) -> None:
        self._told("browsingContext.navigate", url=f"{self._file.as_uri()}#{state}", wait="complete")

    def reloads(self) -> None:
        self._told("browsingContext.reload", wait="complete")

    def goes_back(self) -> None:
        self._told("browsingContext.traverseHistory", delta=-1)

    def found(self, expression: str) -> Any:
        """What an expression gives, awaited; as JSON has it."""
        asked = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        result = self._firefox.asked("script.evaluate", expression=asked, target={"context": self.context}, awaitPromise=True)
        return json.loads(result["result"]["value"])

    def until(self, condition: str) -> None:
        """Waits for a condition of JavaScript."""
        self.found(SETTLED.replace("LIMIT", str(WAIT)).replace("CONDITION", condition))

    def presses(self, key: str, place: str = "") -> None:
        """A key, at an element that is given the focus first."""
        if place:
            self.found(f"document.querySelector({json.dumps(place)}).focus()")
        keys = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
        self._told("input.performActions", actions=[{"type": "key", "id": "keyboard", "actions": keys}])

    def clicks(self, place: str) -> None:
        """With the mouse, in the middle of an element."""
        x, y = self.found(f"({MIDDLE})(document.querySelector({json.dumps(place)}))")
        way = [{"type": "pointerMove", "x": x, "y": y}, *({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))]
        self._told("input.performActions", actions=[{"type": "pointer", "id": "mouse", "actions": way}])

    def faults(self) -> list[str]:
        """What was said in the console, and what was asked for that is not the page."""
        mine = [one for one in self._firefox.events if self.context in (one["params"].get("context"), _of(one))]
        said = [one["params"]["text"] for one in mine if one["method"] == "log.entryAdded"]
        urls = [one["params"]["request"]["url"] for one in mine if one["method"] == "network.beforeRequestSent"]
        return [*said, *(f"asked for {url[:200]}" for url in urls if asks(url))]

    def closes(self) -> None:
        self._told("browsingContext.close")


def _of(event: dict[str, Any]) -> str | None:
    source: dict[str, Any] = event["params"].get("source", {})
    return source.get("context")


@contextmanager
def opened(firefox: Firefox, file: Path, state: str = "n=1000") -> Iterator[Window]:
    """A page at a state, opened from the disk. It must ask for nothing, and say nothing in the console."""
    window = Window(firefox, file, state)
    yield window
    assert window.faults() == []
    window.closes()
