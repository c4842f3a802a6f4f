"""The page on paper: what is on one sheet, and what no line breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import Shown, shown
from tests.browser.states import at_rest, guessed
from tests.browser.test_games import ADDRESS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHEET = {"width": 673, "height": 1017}
"""What a sheet A4 holds between the margins of style.css, in pixels."""
TO_SPARE = 45
"""So many of them, 12 mm, stay free: letters differ between computers."""
MUCH = "n=10000&uncertain=1&without=law&without=public_opinion&set.defensive_threshold=6000&set.indirect_threshold=500000"


def without_a_guess(page: Shown) -> None:
    page.page.click("#skip")
    at_rest(page)


def much_moved_since_held(page: Shown) -> None:
    """Every row that the table of differences may have."""
    guessed(page)
    page.page.click("#hold")
    page.goes_to(MUCH)
    page.rests()
    page.page.wait_for_function("() => document.querySelectorAll('#held tbody tr').length === 7")
    at_rest(page)


FIRST_SHEETS = {"untouched": without_a_guess, "guessed": guessed, "held": much_moved_since_held}


def sheets(page: Shown, folder: Path) -> int:
    """How many sheets Chromium prints."""
    page.page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "page.pdf").read_bytes()))


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)], ids=["desk", "telephone"])
@pytest.mark.parametrize("comes", FIRST_SHEETS.values(), ids=FIRST_SHEETS)
def test_the_answer_and_its_pictures_are_one_sheet(
    browser: Browser, base: Path, comes: Callable[[Shown], None], size: tuple[int, int], tmp_path: Path
) -> None:
    """Of the page as it is opened, with 10,000 histories; with some room to spare, and from whatever screen it is printed."""
    with shown(browser, base, "", viewport=dict(zip(("width", "height"), size, strict=True))) as page:
        comes(page)
        assert page.rests()["n"] == 10_000
        expected = (
            3 if comes is much_moved_since_held else 4
        )  # one history, why not, and, where there is no room below, what moves it
        assert sheets(page, tmp_path) == expected
        assert page.page.locator("#areas.sheet").count() == 0, "on the screen it is again as it was"
        page.page.emulate_media(media="print")
        page.page.set_viewport_size(SHEET)  # type: ignore[arg-type]
        page.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        bottom = page.page.evaluate("() => document.querySelector('#areas').getBoundingClientRect().bottom + scrollY")
        assert page.page.locator("#areas svg").count() == 3
        assert bottom < SHEET["height"] - TO_SPARE


def pieces(page: Shown, selector: str) -> list[str]:
    """The pieces of a command; each stands in one line, and together they are the command."""
    found: list[str] = page.page.locator(f"{selector} .piece").all_inner_texts()
    assert " ".join(found) == page.page.text_content(selector)
    of_one_line = """one => one.getClientRects().length === 1
      && one.getBoundingClientRect().height < 2 * parseFloat(getComputedStyle(one).fontSize)"""
    assert page.page.evaluate(
        f"selector => [...document.querySelectorAll(`${{selector}} .piece`)].every({of_one_line})", selector
    )
    return found


def test_commands_are_broken_between_their_words_alone(browser: Browser, base: Path) -> None:
    """On paper and on a telephone: an option stays with its value."""
    with shown(browser, base, "n=1000&without=law&without=public_opinion&set.defensive_threshold=6000&uncertain=1") as page:
        page.rests()
        for media in ("screen", "print"):
            page.page.emulate_media(media=media)  # type: ignore[arg-type]
            page.page.set_viewport_size({"width": 360, "height": 740})
            found = pieces(page, "#command")
            assert found[:5] == ["escalation-sim", "run", "base.yaml", "-n 1000", "--uncertain"]
            assert found[5:] == ["--set defensive_threshold=6000", "--without law", "--without public_opinion"]
            page.page.emulate_media(media="screen")
        page.goes_to(f"{ADDRESS}&play=30&answers=yes,60,yes,no,yes,yes")
        page.page.wait_for_selector("#common code")
        found = pieces(page, "#common code")
        assert "--without waiting_for_washington" in found
        assert found[-1] == "--answers yes,60,yes,no,yes,yes"


def test_beside_each_other_the_commands_are_printed(browser: Browser, several: Path) -> None:
    """Though nobody has unfolded them, and once where somebody has."""
    with shown(browser, several, "n=100&compare=all") as page:
        page.page.wait_for_function("() => window.escalationSim.comparison() !== null")
        command = "escalation-sim compare base.yaml no_legal_brake.yaml -n 100"
        assert command not in page.text("footer")
        for unfolds in (False, True):
            if unfolds:
                page.page.click("footer summary")
            page.page.emulate_media(media="print")
            assert page.text("footer").count(command) == 1
            page.page.emulate_media(media="screen")


def test_beside_each_other_a_heading_stays_with_its_pictures(browser: Browser, several: Path) -> None:
    """Neither it nor what is said below it is the last of a sheet."""
    with shown(browser, several, "n=100&compare=all") as page:
        page.page.wait_for_function("() => window.escalationSim.comparison() !== null")
        page.page.emulate_media(media="print")
        kept = page.page.evaluate(
            "() => [...document.querySelectorAll('#multiples > h2, #multiples > p')].map(one => getComputedStyle(one).breakAfter)"
        )
        assert kept == ["avoid", "avoid-page"]
