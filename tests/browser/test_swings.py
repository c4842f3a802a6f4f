"""What moves the answer most, for what is set now: asked for by a button, the numbers those of `sensitivity`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.pages import shown, written
from tests.commands import command
from tests.places import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATE = "n=1000&seed=5&set.law_weighs=12&set.opening_support=20.5&without=public_opinion"

CLIFF = """\
title: A town with a cliff
period: {start: 2024-01-01, end: 2024-02-09}
parameters:
  cliff: {value: 1, range: [0, 1], assumption: for the test}
  pace: {value: 2, range: [1, 6], assumption: for the test}
quantities: {level: {initial: 0}}
events:
  storm: {every: exponential(pace), set: {level: level + 1 / cliff}}
ladder:
  - stage: low
  - {stage: high, climb: {when: level >= 9}}
"""


def percent(share: float) -> str:
    """As the page writes a share."""
    value = share * 100
    return f"{value:.1f} %" if 0.05 <= min(value, 100 - value) < 10 else f"{value:.0f} %"


def test_the_numbers_are_those_of_the_command_beside_them(browser: Browser, base: Path) -> None:
    """By keyboard. What is set stays as it is, and is said to."""
    with shown(browser, base, STATE) as page:
        page.rests()
        page.page.locator("#asknow").press("Enter")
        page.page.wait_for_selector("#now h3")
        head = page.page.evaluate("() => document.activeElement.textContent")
        assert head == "For what is set now: reaching “Offensive weapons, sent directly”"
        assert "stay as they are set" in page.text("#now")
        _, *options = shlex.split(page.text("#now code"))
        options = [str(SCENARIOS / "base.yaml") if one.endswith("base.yaml") else one for one in options]
        data = json.loads(command(*options, "--format", "json", "--quiet").out)
        (found,) = (one for one in data["answers"] if one["answer"] == data["answer"])
        page.page.locator("#now summary").press("Enter")
        rows = [
            row.replace("\N{NO-BREAK SPACE}", " ").split("\t") for row in page.page.locator("#now tbody tr").all_inner_texts()
        ]
        clear = [one for one in found["parameters"] if one["width"]["low"] > 0][: len(rows)]
        assert len(rows) == 8
        for (_, lowest, highest, _), one in zip(rows, clear, strict=True):
            assert lowest.split(" at ")[0] == percent(one["lowest"]["value"])
            assert highest.split(" at ")[0] == percent(one["highest"]["value"])


def test_it_says_why_it_is_about_another_stage(browser: Browser, base: Path) -> None:
    """Where the stage of the picture above it is out of reach, another one is asked about: not without a word."""
    with shown(browser, base, "n=1000") as page:
        page.rests()
        page.page.click("#asknow")
        page.page.wait_for_selector("#now h3")
        assert page.text("#now h3") == "For what is set now: reaching “Defensive weapons, sent directly”"
        assert "another question" not in page.text("#now")
        page.goes_to("n=1000&set.defensive_threshold=500000")
        page.page.wait_for_selector("#asknow")
        page.rests()
        page.page.wait_for_selector("#matter svg")
        assert "moves reaching “Defensive weapons, sent directly”" in page.text("#matter")
        page.page.click("#asknow")
        page.page.wait_for_selector("#now h3")
        command_line = shlex.split(page.text("#now code"))
        words = [str(SCENARIOS / "base.yaml") if one.endswith("base.yaml") else one for one in command_line[1:]]
        data = json.loads(command(*words, "--format", "json", "--quiet").out)
        assert data["answer"] == "reached_indirect_supply"
        assert page.text("#now h3") == "For what is set now: reaching “Indirect supply through the United States and Poland”"
        shares = {one["answer"]: percent(one["value"]) for one in data["answers"]}
        there, here = shares["reached_defensive_weapons"], shares["reached_indirect_supply"]
        said = page.text("#now p")
        assert said.startswith("The picture above is about reaching “Defensive weapons, sent directly”: another question.")
        assert f"as it is set now, {there} get there, and {here} get to this one" in said


def test_it_is_gone_once_something_is_moved(browser: Browser, base: Path) -> None:
    """Also while it is still being played: it never belongs to another state."""
    with shown(browser, base, "n=1000") as page:
        page.rests()
        page.page.click("#asknow")
        page.page.locator("#set-defensive_threshold").press("End")
        page.page.wait_for_function("() => window.escalationSim.state().set.defensive_threshold === 20000")
        page.rests()
        page.page.wait_for_selector("#asknow")
        page.page.click("#asknow")
        page.page.wait_for_selector("#now h3")
        assert "stays as it is set" in page.text("#now")
        page.page.click("#undo")
        page.page.wait_for_selector("#asknow")
        assert page.page.locator("#now h3").count() == 0


def test_a_parameter_at_which_a_history_stops_is_left_out(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text(CLIFF, encoding="utf-8")
    with shown(browser, written(tmp_path, tmp_path / "town.yaml")) as page:
        page.rests()
        page.page.click("#asknow")
        page.page.wait_for_selector("#now h3")
        assert "At some value of “cliff” a history stops." in page.text("#now")
        assert page.page.locator("#now svg").count() == 1
