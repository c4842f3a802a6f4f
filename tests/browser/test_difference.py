"""The command for the difference from what is held: it prints the numbers that the page shows, or is not there."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import Shown, shown
from tests.browser.states import at_rest
from tests.commands import command
from tests.places import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LUCK = "n=700&seed=3"  # of 700 no share lies in the middle between two tenths of a percent
CASES = {
    "moved and left out": ("", "set.defensive_threshold=6000&without=law&without=public_opinion"),
    "from what was moved": ("set.law_weighs=12&set.fear_weighs=20", "set.law_weighs=30&set.alarm=2&without=public_opinion"),
    "with the same left out": ("without=law", "without=law&set.defensive_threshold=2000"),
    "both drawn": ("uncertain=1", "uncertain=1&set.law_weighs=12&without=public_opinion"),
}
UNSAID = {
    "one of them drawn": ("", "uncertain=1&set.law_weighs=12"),
    "something put back": ("without=law", "without=public_opinion"),
    "drawn again": ("uncertain=1&set.law_weighs=12", "uncertain=1"),
    "nothing": ("set.law_weighs=12", "set.law_weighs=12"),
}


def held_then(page: Shown, held: str, now: str) -> None:
    """Holds one state, and goes to another."""
    page.goes_to(f"{LUCK}&{held}")
    page.page.wait_for_function("() => window.escalationSim.state().seed === 3")
    page.rests()
    page.page.click("#hold")
    page.page.wait_for_selector("#held h2")
    page.goes_to(f"{LUCK}&{now}")
    page.rests()
    at_rest(page)


def points(share: float) -> str:
    """A difference as the page has it in its table."""
    value = share * 100
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{'<0.1' if 0 < abs(value) < 0.05 else f'{abs(value):.1f}'}"


def prints_what_is_shown(page: Shown) -> None:
    """The command, run, and the table: stage by stage the difference, its interval, and how many changed sides."""
    _, *words = shlex.split(page.text("#difference"))
    words = [str(SCENARIOS / word) if word.endswith(".yaml") else word for word in words]
    done = command(*words, "--format", "json", "--quiet", "--exit-zero")
    assert done.status == 0, done.err
    titles = page.page.evaluate("() => [...document.querySelectorAll('#held tbody tr')].map(row => row.innerText)")
    rows = {text.split("\t")[0]: text.split("\t")[1:3] for text in titles}
    assert len(rows) > 1
    by_title = {}
    data = json.loads(done.out)
    words_of = json.loads(page.page.text_content("#escalation-sim-scenarios") or "")["scenarios"]
    stages = {stage["name"]: stage["title"] for one in words_of for ladder in one["ladders"] for stage in ladder["stages"]}
    for one in data["differences"]:
        if one["quantity"] == "reached":
            by_title[stages[one["of"]]] = [points(one["difference"]), f"{points(one['low'])} to {points(one['high'])}"]
    for title, numbers in rows.items():
        assert numbers == by_title[title], title


@pytest.mark.parametrize(("held", "now"), CASES.values(), ids=CASES)
def test_it_prints_the_differences_that_are_shown(browser: Browser, base: Path, held: str, now: str) -> None:
    with shown(browser, base, "n=100") as page:
        page.rests()
        assert not page.page.is_visible("#difference"), "nothing is held"
        held_then(page, held, now)
        prints_what_is_shown(page)
        page.page.click("#hold")
        page.rests()
        assert not page.page.is_visible("#difference")


@pytest.mark.parametrize(("held", "now"), UNSAID.values(), ids=UNSAID)
def test_what_the_command_line_cannot_say_has_none(browser: Browser, base: Path, held: str, now: str) -> None:
    with shown(browser, base, "n=100") as page:
        page.rests()
        held_then(page, held, now)
        assert not page.page.is_visible("#difference")
        assert page.page.is_visible("#command")


def test_from_another_scenario(browser: Browser, several: Path) -> None:
    """Of two files, with what was moved in the second."""
    with shown(browser, several, "n=100") as page:
        page.rests()
        held_then(page, "", "scenario=no_legal_brake&set.defensive_threshold=6000")
        assert page.text("#difference").startswith("escalation-sim compare base.yaml no_legal_brake.yaml -n 700 --seed 3")
        prints_what_is_shown(page)
        page.goes_to(f"{LUCK}&scenario=spiral")
        page.rests()
        page.page.wait_for_function("() => window.escalationSim.state().scenario === 2")
        assert not page.page.is_visible("#difference"), "compare refuses ladders with other stages"
