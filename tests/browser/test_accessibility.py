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


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(request: pytest.FixtureRequest, browser: Browser, state: str) -> None:
    one = STATES[state]
    with shown(browser, request.getfixturevalue(one.page), one.address) as page:
        one.until(page)
        finds_nothing(page)
