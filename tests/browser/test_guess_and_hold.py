"""What is asked before the answer and what stays in sight beside it: a guess, the share it is about, a state that is held."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.pages import SLIDER, shown, state_when
from tests.browser.states import at_rest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_guess_comes_before_the_answer(browser: Browser, base: Path) -> None:
    with shown(browser, base, "") as page:
        page.page.wait_for_selector("#guess")
        assert page.text("#guess label").endswith("“Defensive weapons, sent directly” by 2025-12-31?")
        assert not page.page.is_visible("#sentence")
        assert not page.page.is_visible("#more")
        page.page.locator("#guessed").press("Home")
        for _ in range(7):
            page.page.locator("#guessed").press("ArrowRight")
        page.page.click("#reveal")
        page.page.wait_for_selector("#sentence .guessed")
        assert page.text(".guessed").startswith("You said 7.0 %; here it is ")
    with shown(browser, base, "") as page:
        page.page.click("#skip")
        page.rests()
        assert page.page.is_visible("#sentence")


def test_a_guess_goes_along_to_another_scenario(browser: Browser, five: Path) -> None:
    """While that has the stage, and says of which scenario it was; where it has not, that is said."""
    with shown(browser, five, "") as page:
        page.page.click("#reveal")
        page.page.wait_for_selector("#sentence .guessed")
        page.rests()
        assert page.text(".guessed").startswith("You said 50 %; here it is ")
        title = page.text("h1")
        of = f"You said 50 % get to “Defensive weapons, sent directly” in “{title}”; "
        page.page.select_option("#scenario", index=3)
        state_when(page, "state.scenario === 3")
        share = page.answer()["stages"][2]["reached"]["probability"]
        assert re.fullmatch(rf"{re.escape(of)}here it is {share * 100:.0f} %\.", page.text(".guessed"))
        page.page.select_option("#scenario", label="Two neighbours")
        state_when(page, "state.scenario === 4")
        assert page.text(".guessed") == f"{of}there is no such stage here."
        page.page.select_option("#scenario", index=0)
        state_when(page, "state.scenario === 0")
        assert page.text(".guessed").startswith("You said 50 %; here it is ")


def test_the_share_that_is_asked_about_stands_out(browser: Browser, base: Path) -> None:
    """In the sentence, also where most histories end there; the words are those of the terminal all the same."""
    with shown(browser, base) as page:
        for state in ("n=1000", "n=1000&without=law&without=public_opinion&without=fear_of_moscow"):
            page.goes_to(state)
            page.rests()
            share = page.answer()["stages"][2]["reached"]["probability"]
            assert page.text("#sentence strong") == f"{share * 100:.0f} %"
            ahead = page.text("#sentence p").partition(f" {share * 100:.0f} % (")[0]
            assert ahead.endswith(("“Defensive weapons, sent directly” in", "It gets there in"))
        assert "ends at “Defensive weapons, sent directly”" in ahead
        page.goes_to("n=1000&set.indirect_threshold=500000&set.defensive_threshold=500000")
        page.page.wait_for_function("() => document.querySelector('#sentence').textContent.includes('never gets')")
        assert page.page.locator("#sentence strong").count() == 0


def test_at_a_glance_the_same_stage_is_asked_about_whatever_is_moved(browser: Browser, base: Path) -> None:
    with shown(browser, base) as page:
        page.page.set_viewport_size({"width": 360, "height": 740})
        page.rests()
        asked = page.text("#glance p").partition(" get to ")[2]
        page.goes_to("n=1000&without=law&without=public_opinion&without=fear_of_moscow")
        page.rests()
        share, _, stage = page.text("#glance p").partition(" get to ")
        assert stage == asked
        assert float(share.removesuffix(" %")) > 50


def test_what_is_held_stays_in_sight_beside_what_it_has_become(browser: Browser, base: Path) -> None:
    """At a desk too, further down the page; let go, the bar is gone: the sentence says it."""
    with shown(browser, base) as page:
        page.rests()
        assert not page.page.is_visible("#glance")
        before = page.page.text_content("#glance p")
        assert before
        page.page.click("#hold")
        page.page.locator(SLIDER).press("Home")
        page.page.wait_for_selector("#held table")
        share, _, rest = page.text("#glance p").partition(" get to ")
        held = before.replace("\N{NO-BREAK SPACE}", " ").partition(" get to ")[0]
        assert rest.endswith(f"(held: {held})")
        assert share != held
        page.page.locator("#whynot").scroll_into_view_if_needed()
        assert page.page.evaluate("() => document.querySelector('#glance').getBoundingClientRect().top") >= 0
        page.page.click("#hold")
        page.rests()
        assert not page.page.is_visible("#glance")


def test_held_and_nothing_moved_since_is_said(browser: Browser, base: Path) -> None:
    """Right after holding, and back where it was; what was moved and matters not is something else, and so is other luck."""
    nothing = "Nothing was moved since."
    with shown(browser, base, "n=10000") as page:
        at_rest(page)
        page.page.click("#hold")
        page.page.wait_for_selector("#held h2")
        assert nothing in page.text("#held")
        page.page.locator(SLIDER).press("End")
        page.page.wait_for_selector("#held table")
        page.page.click("#reset")
        page.page.wait_for_selector("#held:not(.stale):not(:has(table))")
        assert nothing in page.text("#held")
        page.page.locator("#seed").fill("2")
        page.page.locator("#seed").press("Enter")
        page.page.wait_for_function("() => document.querySelector('#held').textContent.includes('seed 2')")
        assert "Nothing was moved since but what stands under “Luck”, which is the same for both." in page.text("#held")
        page.goes_to("n=1000&without=no_power_to_act")
        page.rests()
        page.page.wait_for_selector("#held:not(.stale)")
        assert "Nothing was moved" not in page.text("#held")
