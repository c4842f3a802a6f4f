"""The pictures of the page in `docs/page/`: `python -m tests.browser.pictures` makes them anew, in Chromium."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.browser.pages import shown, written
from tests.places import ROOT, SCENARIOS

FOLDER = ROOT / "docs" / "page"
HELD = "n=10000&set.defensive_threshold=6000"
BESIDE = ("base", "no_legal_brake", "moscow_deterred", "moscow_punishes")
PICTURES = {
    "page": (1280, 900, "light", "n=10000"),
    "telephone": (360, 740, "light", "n=10000"),
    "dark": (1920, 1080, "dark", "n=10000&set.law_weighs=12&without=public_opinion"),
}
"""The size of the window, the colours and the state."""


def made(folder: Path) -> None:
    """All of them, the answer at rest and with its reasons; one has a held state, one is of several scenarios."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(exist_ok=True)
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=chromium.browser(), args=alone)
        file = written(Path(temporary), SCENARIOS / "base.yaml")
        for name, (width, height, colours, state) in PICTURES.items():
            with shown(browser, file, state, color_scheme=colours) as page:
                page.page.set_viewport_size({"width": width, "height": height})
                page.page.wait_for_selector("#whynot h2")
                page.page.screenshot(path=folder / f"{name}.png")
        with shown(browser, file, "n=10000") as page:
            page.rests()
            page.page.click("#hold")
            page.goes_to(HELD)
            page.page.wait_for_selector("#held table")
            page.page.wait_for_selector("#whynot:not(.stale) h2")
            page.page.screenshot(path=folder / "held.png")
        several = written(Path(temporary), *(SCENARIOS / f"{name}.yaml" for name in BESIDE))
        with shown(browser, several, "compare=all") as page:
            page.page.wait_for_function("() => window.escalationSim.comparison() !== null")
            page.page.screenshot(path=folder / "beside.png")
        browser.close()


if __name__ == "__main__":
    made(FOLDER)
