"""axe-core finds nothing on the page, whatever it shows, in light and dark, on a telephone and at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.checkers import AXE
from tests.browser.pages import Shown, shown
from tests.browser.states import STATES, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = """async () => {
  const options = { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
  const { violations, passes } = await window.axe.run(document, options);
  const seen = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\\n${failureSummary}`);
  return { violations: violations.flatMap(seen), passes: passes.length };
}"""
"""All that axe has of WCAG 2 at A and AA and of best practice; `target-size` is off unless it is asked for."""


DESK, TELEPHONE = (1280, 900), (360, 740)
DIAGONAL = (("light", DESK), ("dark", TELEPHONE))
ALL = (*DIAGONAL, ("dark", DESK), ("light", TELEPHONE))
"""Colours and sizes. Hardly a rule depends on both: all of them are for the state that shows all there is."""


def finds_nothing(page: Shown, colours: str, size: tuple[int, int]) -> None:
    page.page.emulate_media(color_scheme=colours)
    page.page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    found: dict[str, Any] = page.page.evaluate(RULES)
    assert found["violations"] == [], f"{colours}, {size[0]} pixels"
    assert found["passes"] > 10, "axe has looked at nothing"


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(request: pytest.FixtureRequest, browser: Browser, state: str) -> None:
    one = STATES[state]
    with shown(browser, request.getfixturevalue(one.page), one.address) as page:
        one.until(page)
        page.page.evaluate(AXE.read_text(encoding="utf-8"))
        for look in ALL if state == "unfolded" else DIAGONAL:
            finds_nothing(page, *look)
