"""The page of base.yaml in Chromium: from a slider's event to the painted picture, and how long it takes to open."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from contestants import BASE, ENGINE, ROOT, setup_of
from rounds import Row, by_the_clock, ratios
from shell import OURS, python

sys.path.append(str(ROOT))
from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOVES = 24
HISTORIES = 10_000
"""At rest, where a page is not asked for more or fewer."""
SLIDER = "#set-defensive_threshold"
STATE = "seed=2"
"""In the address: it is answered at once, without a guess."""
AT_REST = """() => {
  const { state } = document.querySelector('.answer')?.dataset ?? {};
  const all = document.querySelector('#whynot h2') !== null && document.querySelector('.stale') === null;
  return all && state === JSON.stringify(window.escalationSim.state());
}"""
WORKERS = "the page's own thread only: Chromium slows no workers"


def in_the_page() -> Iterator[Row]:
    """Milliseconds, each with what is wanted of it; the page rests before each move, and nothing else is asked meanwhile."""
    if chromium.missing():
        print(f"Not measured: {chromium.missing()}.")
        return
    with tempfile.TemporaryDirectory() as folder, started() as browser:
        file = Path(folder) / "page.html"
        python(*OURS, "report", BASE, "-o", file)
        opening = [opened(browser, file) for _ in range(MOVES)]
        yield Row("it opens: to its first picture", opening, at_most=1_000, unit="ms")
        page = at_rest(browser, file)
        first, whole, alone = moves(page)
        yield Row("a slider is moved: to the first picture, 1,000 histories", first, at_most=60, unit="ms")
        yield Row("… to that of 10,000", whole, at_most=160, unit="ms")
        yield Row("… to that of 10,000 / these alone, under wasmtime with a thread for each core", ratios(whole, alone))
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        slow, _, _ = moves(page)
        yield Row(f"… to the first picture, slowed four times ({WORKERS})", slow, at_most=300, unit="ms")


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium. As root it has no sandbox of its own."""
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.browser(), args=["--no-sandbox"] if root else [])
        yield browser
        browser.close()


def begun(browser: Browser, file: Path) -> Page:
    """A page that begins to open."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(path=Path(__file__).with_suffix(".js"))
    page.goto(f"{file.as_uri()}#{STATE}", wait_until="commit")
    return page


def opened(browser: Browser, file: Path) -> float:
    """How long a page takes to its first picture."""
    page = begun(browser, file)
    milliseconds: float = page.evaluate("() => window.useful")
    page.close()
    return milliseconds


def at_rest(browser: Browser, file: Path) -> Page:
    """A page that has shown all that it has."""
    page = begun(browser, file)
    page.wait_for_function(AT_REST)
    return page


def moves(page: Page) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each move to the first picture and to that of all histories, and of as many histories alone, in between.

    A first move warms up, and is not told.
    """
    play, found = partial(setup_of(BASE).ensemble, HISTORIES, engine=ENGINE, jobs=os.cpu_count() or 1), []
    for number in range(MOVES + 1):
        first, whole = page.evaluate("([slider, value]) => window.moved(slider, value)", [SLIDER, 4_000 + 200 * number])
        page.wait_for_function(AT_REST)
        before = by_the_clock()
        play()
        found.append((first, whole, 1e3 * (by_the_clock() - before)))
    first, whole, alone = zip(*found[1:], strict=True)
    return list(first), list(whole), list(alone)
