"""The pictures of the page in `docs/page/`: `python -m tests.browser.pictures` makes them anew, in Chromium.

With a folder behind it, it puts there every state of `states.py` at three sizes, whole, and the printed page: to be looked at.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser import chromium
from tests.browser.files import PAGES, made
from tests.browser.pages import Shown, shown
from tests.browser.states import STATES, State, at_rest, compared, settled
from tests.places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = ROOT / "docs" / "page"
SIZES = {"telephone": (360, 740), "desk": (1280, 900), "projector": (1920, 1080)}
BESIDE = ("base", "no_legal_brake", "moscow_deterred", "moscow_punishes")
KEPT = {
    "page": (State("n=10000", at_rest), "desk", "light"),
    "guess": (STATES["guess"], "desk", "light"),
    "held": (STATES["held"], "desk", "light"),
    "dark": (State("n=10000&set.law_weighs=12&without=public_opinion", at_rest), "projector", "dark"),
    "telephone": (State("n=10000", at_rest), "telephone", "light"),
    "beside": (State("n=10000&compare=all", compared, "variants"), "desk", "light"),
    "decision": (STATES["decision"], "desk", "light"),
    "end": (STATES["end"], "desk", "light"),
    "trouble": (STATES["trouble"], "telephone", "light"),
}
"""The state, the size of the window, the colours."""
SHEETS = 4
"""So many sheets of paper has the page of base.yaml."""


def kept(browser: Browser, files: dict[str, Path]) -> None:
    """What is shown in the documents: what a window shows, and sheets of paper."""
    FOLDER.mkdir(exist_ok=True)
    for name, (state, size, colours) in KEPT.items():
        with at(browser, files, state, size, colours) as page:
            small(Image.open(io.BytesIO(page.page.screenshot())), FOLDER / f"{name}.png")
    printed = [Image.open(io.BytesIO(sheet)) for sheet in sheets(browser, files, STATES["answer"], 60)]
    assert len(printed) == SHEETS, f"the page is printed on {len(printed)} sheets: are they broken where a teacher would?"
    small(side_by_side(printed), FOLDER / "paper.png")


def all_of_them(browser: Browser, files: dict[str, Path], folder: Path) -> None:
    """Every state at every size, the whole page, and on paper."""
    folder.mkdir(exist_ok=True)
    for name, state in STATES.items():
        for size in SIZES:
            with at(browser, files, state, size, "dark" if size == "projector" else "light") as page:
                page.page.screenshot(path=folder / f"{name}_{size}.png", full_page=True)
        for number, sheet in enumerate(sheets(browser, files, state, 70), 1):
            (folder / f"{name}_paper_{number}.png").write_bytes(sheet)


@contextmanager
def at(browser: Browser, files: dict[str, Path], state: State, size: str, colours: str) -> Iterator[Shown]:
    with shown(browser, files[state.page], state.address, color_scheme=colours) as page:
        width, height = SIZES[size]
        page.page.set_viewport_size({"width": width, "height": height})
        state.until(page)
        settled(page)
        page.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
        yield page


def sheets(browser: Browser, files: dict[str, Path], state: State, dots: int) -> list[bytes]:
    """The printed page, sheet by sheet, at so many dots an inch; `pdftoppm` is in poppler-utils."""
    with at(browser, files, state, "desk", "light") as page, tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / "page.pdf"
        page.page.pdf(path=whole, prefer_css_page_size=True)
        subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(whole), str(whole.with_suffix(""))], check=True)
        return [one.read_bytes() for one in sorted(Path(temporary).glob("*.png"))]


def side_by_side(printed: list[Image.Image]) -> Image.Image:
    """Sheets of one size on grey, a little apart."""
    width, height, gap = printed[0].width, printed[0].height, 8
    found = Image.new("RGB", ((width + gap) * len(printed) + gap, height + 2 * gap), "#808080")
    for number, sheet in enumerate(printed):
        found.paste(sheet, (gap + number * (width + gap), gap))
    return found


def small(picture: Image.Image, file: Path) -> None:
    """With no more colours than it needs."""
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def main(arguments: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=chromium.browser(), args=alone)
        pages = {**PAGES, "variants": BESIDE}
        files = {name: made(Path(temporary) / name, scenarios) for name, scenarios in pages.items()}
        if arguments:
            all_of_them(browser, files, Path(arguments[0]))
        else:
            kept(browser, files)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
