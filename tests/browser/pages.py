"""Pages of scenarios in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.commands import command

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAIT = 30_000
"""So many milliseconds at most until something is there: they pass only where a test fails."""
LEVER = "defensive_threshold"
"""The lever of base.yaml that is moved."""
SLIDER = f"#set-{LEVER}"


@dataclass
class Shown:
    """A page that is open, and what it should not have done."""

    page: Page
    file: Path
    faults: list[str] = field(default_factory=list)

    def goes_to(self, state: str) -> None:
        """Another state, by its address: once the page has heard of it."""
        self.page.evaluate(
            """state => new Promise(heard => {
              const before = location.hash;
              addEventListener('hashchange', () => heard(), { once: true });
              location.hash = state;
              if (location.hash === before) heard();
            })""",
            state,
        )

    def rests(self) -> dict[str, Any]:
        """The state that is answered in full, once it is."""
        self.page.wait_for_function(
            """() => {
              const { state } = document.querySelector('.answer').dataset;
              return state === JSON.stringify(window.escalationSim.state())
                && document.querySelector('#answer').getAttribute('aria-busy') === 'false';
            }""",
            timeout=WAIT,
        )
        found: dict[str, Any] = self.page.evaluate("() => window.escalationSim.state()")
        return found

    def answer(self) -> dict[str, Any]:
        """What the page answers for the state that it shows."""
        found: dict[str, Any] = json.loads(self.page.evaluate("() => window.escalationSim.answer().then(JSON.stringify)"))
        return found

    def text(self, selector: str) -> str:
        """The words at a place, with ordinary spaces."""
        return self.page.inner_text(selector).replace("\N{NO-BREAK SPACE}", " ")


def state_when(page: Shown, condition: str) -> dict[str, Any]:
    """The state that is shown once a condition on it holds."""
    page.page.wait_for_function(f"() => {{ const state = window.escalationSim.state(); return {condition}; }}")
    return page.rests()


def written(folder: Path, *scenarios: Path | str) -> Path:
    """The page of some scenarios as a file in a folder."""
    file = folder / "page.html"
    answer = command("report", *map(str, scenarios), "-o", str(file), "--quiet")
    assert answer.status == 0, answer.err
    return file


@contextmanager
def shown(browser: Browser, file: Path, state: str = "n=1000", **context: Any) -> Iterator[Shown]:
    """A page at a state. It must ask for nothing, have no fault, and say nothing in the console."""
    made = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    try:
        page = made.new_page()
        found = Shown(page, file)
        page.set_default_timeout(WAIT)
        page.on("console", lambda message: found.faults.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: found.faults.append(str(error)))
        page.on("request", lambda request: found.faults.append(f"asked for {request.url[:200]}") if asks(request.url) else None)
        page.goto(file.as_uri() + (f"#{state}" if state else ""))
        yield found
        assert found.faults == []
    finally:
        made.close()


def asks(url: str) -> bool:
    """Whether something is asked for that is not the page itself."""
    return not url.startswith(("blob:", "data:")) and not url.partition("#")[0].endswith("/page.html")
