"""axe-core finds nothing on the page, whatever it shows, in light and dark, on a telephone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.checkers import AXE
from tests.browser.pages import Shown, shown, written
from tests.browser.test_controls import FRAGILE
from tests.browser.test_games import ADDRESS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = """async () => {
  const options = { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
  const { violations, passes } = await window.axe.run(document, options);
  const seen = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\\n${failureSummary}`);
  return { violations: violations.flatMap(seen), passes: passes.length };
}"""
"""All that axe has of WCAG 2 at A and AA and of best practice; `target-size` is off unless it is asked for."""


def finds_nothing(page: Shown) -> None:
    """In both colours and at two sizes."""
    page.page.evaluate(AXE.read_text(encoding="utf-8"))
    for colours in ("light", "dark"):
        page.page.emulate_media(color_scheme=colours)
        for width, height in ((1280, 900), (360, 740)):
            page.page.set_viewport_size({"width": width, "height": height})
            settled(page)
            found: dict[str, Any] = page.page.evaluate(RULES)
            assert found["violations"] == [], f"{colours}, {width} pixels"
            assert found["passes"] > 10, "axe has looked at nothing"


def settled(page: Shown) -> None:
    """No part is pale, as what belongs to another state is, and none is still turning."""
    page.page.wait_for_function(
        """() => !document.querySelector('.stale, [aria-busy=true]')
          && document.getAnimations().every(one => one.playState !== 'running')"""
    )


def at_rest(page: Shown) -> None:
    page.page.wait_for_selector("#whynot:not(.stale) h2")


def unfolded(page: Shown) -> None:
    at_rest(page)
    page.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")


def held(page: Shown) -> None:
    at_rest(page)
    page.page.click("#hold")
    page.goes_to("n=1000&set.defensive_threshold=6000&without=law")
    page.page.wait_for_selector("#held table")
    at_rest(page)


def guessed(page: Shown) -> None:
    page.page.click("#reveal")
    page.page.wait_for_selector("#sentence .guessed")
    at_rest(page)


def selected(selector: str) -> Callable[[Shown], None]:
    return lambda page: page.page.wait_for_selector(selector) and None


STATES: dict[str, tuple[str, Callable[[Shown], None]]] = {
    "before the guess": ("", selected("#guess")),
    "after it": ("", guessed),
    "everything unfolded": ("n=1000", unfolded),
    "something held": ("n=1000", held),
    "a decision": (f"{ADDRESS}&play=30&answers=yes", selected("#answers")),
    "the end of a game": (f"{ADDRESS}&play=30&answers=yes,60,yes,no,yes,yes", selected("#beside:not([aria-busy])")),
    "an address that makes no sense": ("n=1000&tea=green", at_rest),
    "a game that cannot go on": ("play=1&answers=perhaps", selected("#game h2")),
}


@pytest.mark.parametrize("state", STATES)
def test_of_base(browser: Browser, base: Path, state: str) -> None:
    address, until = STATES[state]
    with shown(browser, base, address) as page:
        until(page)
        finds_nothing(page)


def test_of_two_ladders(browser: Browser, five: Path) -> None:
    with shown(browser, five, "scenario=pair&n=1000") as page:
        unfolded(page)
        finds_nothing(page)


def test_of_a_state_at_which_a_history_stops(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text(FRAGILE, encoding="utf-8")
    with shown(browser, written(tmp_path, tmp_path / "town.yaml"), "set.divisor=0") as page:
        page.page.wait_for_selector(".trouble")
        finds_nothing(page)
