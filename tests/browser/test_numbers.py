"""The numbers of the page are those of the command line, to the last digit."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from escalation_sim.language.loading import load
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.report.question import report
from tests.browser.files import FOUR
from tests.browser.pages import shown
from tests.commands import command
from tests.places import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATES = 10
"""Random states of each scenario."""


def random_state(scenario: Scenario, number: int) -> tuple[list[str], str]:
    """Some options of `run`, and the same as the address of a state."""
    luck = random.Random(f"{scenario.name} {number}")  # noqa: S311 - not for secrets
    movable = [one for one in scenario.parameters if one.range]
    options, parts = [], []
    for one in luck.sample(movable, luck.randint(0, min(4, len(movable)))):
        assert one.range
        value = round(luck.uniform(*one.range), luck.choice([0, 2, 6]))
        options += ["--set", f"{one.name}={value!r}"]
        parts.append(f"set.{one.name}={value!r}")
    for name in luck.sample(scenario.removable, luck.choice([0, 0, 1, 2])):
        options += ["--without", name]
        parts.append(f"without={name}")
    seed, n = luck.choice([1, 2, 7, 2**53 - 1]), luck.choice([1, 7, 300, 1_001])
    options += ["--seed", str(seed), "-n", str(n)]
    parts += [f"seed={seed}", f"n={n}"]
    if luck.random() < 0.3:
        options.append("--uncertain")
        parts.append("uncertain=1")
    return options, "&".join(parts)


def of_the_command_line(path: Path, options: list[str]) -> Any:
    answer = command("run", str(path), *options, "--format", "json", "--quiet")
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("name", [*FOUR, "pair"])
def test_random_states(browser: Browser, five: Path, name: str) -> None:
    path = five.parent / "pair.yaml" if name == "pair" else SCENARIOS / f"{name}.yaml"
    scenario = load(path).scenario
    with shown(browser, five, f"scenario={name}") as page:
        for number in range(STATES):
            options, state = random_state(scenario, number)
            page.goes_to(f"scenario={name}&{state}")
            page.page.wait_for_function("seed => window.escalationSim.state().seed === seed", arg=json.loads(seed_of(state)))
            assert page.answer() == of_the_command_line(path, options), options


def seed_of(state: str) -> str:
    return next(part for part in state.split("&") if part.startswith("seed=")).removeprefix("seed=")


def test_the_sentences_are_those_of_run(browser: Browser, five: Path) -> None:
    for name in FOUR:
        expected = report(load(SCENARIOS / f"{name}.yaml"), name).sentences
        with shown(browser, five, f"scenario={name}&n=1000") as page:
            page.rests()
            assert page.text("#sentence").split("\n\n") == expected


def test_the_history_that_is_told_is_that_of_run(browser: Browser, five: Path) -> None:
    for name in FOUR:
        told = json.loads(command("run", str(SCENARIOS / f"{name}.yaml"), "--format", "json", "--quiet").out)["history"]
        ladders = [told, *told.get("ladders", {}).values()]
        moves = sorted(
            (move["at"].replace("T", " ").removesuffix(" 00:00"), move["to"]) for one in ladders for move in one["moves"]
        )
        titles = load(SCENARIOS / f"{name}.yaml").scenario
        with shown(browser, five, f"scenario={name}&n=1000") as page:
            page.page.wait_for_selector("#ordinary .which")
            assert f"replication {told['settings']['replication']} of seed 1" in page.text("#ordinary .which")
            heads = page.page.eval_on_selector_all("#ordinary .moves > li > b", "all => all.map(one => one.textContent)")
            assert len(heads) == len(moves)
            for head, (at, to) in zip(sorted(heads), moves, strict=True):
                assert head.startswith(at)
                assert titles.title_of(to) in head


def spoken(at: str) -> str:
    return at.replace("T", " ").removesuffix(" 00:00")


@pytest.mark.parametrize("options", [[], ["--seed", "4", "--uncertain"]], ids=["as written", "uncertain"])
def test_its_moves_have_the_reasons_of_run(browser: Browser, five: Path, options: list[str]) -> None:
    """Since when the condition held, which brakes held it back for how long, and how long the decision took."""
    held_back = 0
    for name in (*FOUR, "pair"):
        path = five.parent / "pair.yaml" if name == "pair" else SCENARIOS / f"{name}.yaml"
        told = json.loads(command("run", str(path), *options, "--format", "json", "--quiet").out)["history"]
        ladders = [told, *told.get("ladders", {}).values()]
        moves = sorted((spoken(move["at"]), move["because"]) for one in ladders for move in one["moves"])
        scenario, state = load(path).scenario, "&seed=4&uncertain=1" if options else ""
        with shown(browser, five, f"scenario={name}&n=1000{state}") as page:
            page.page.wait_for_selector("#ordinary .which")
            found = page.page.eval_on_selector_all("#ordinary .moves > li", "all => all.map(one => one.innerText)")
        for (_, because), why in zip(moves, sorted(found), strict=True):
            for pattern in (SINCE, TOOK):
                assert clause(pattern, because) == clause(pattern, why), because
            by = clause(HELD_BACK, because)
            assert clause(HELD_BACK, why) == (by and titled(by, scenario)), because
            held_back += clause(HELD_BACK, because) is not None
    assert held_back, "no brake held anything back: another seed would tell more"


def titled(text: str, scenario: Scenario) -> str:
    """With the titles of brakes for their names."""
    return re.sub(r"(?<= by )\w+", lambda one: f"“{scenario.title_of(one[0])}”", text)


SINCE, HELD_BACK, TOOK = r"held from (\d{4}-\d\d-\d\d)", r"[Hh]eld back ([^;\n]*)", r"took ([^;\n]*)"


def clause(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return found[1].strip() if found else None


def test_a_difference_in_the_middle_between_two_tenths_is_rounded_as_by_compare(browser: Browser, base: Path) -> None:
    """2,095 of 10,000: 20.95 points, whose last digit hangs on how the difference is taken."""
    found = command("compare", str(SCENARIOS / "base.yaml"), "--without", "public_opinion", "-n", "10000", "--quiet").out
    points, low, high = re.search(r"reaches defensive_weapons: .*: (\S+) points \((\S+) to (\S+)\)", found).groups()
    with shown(browser, base, "n=10000") as page:
        page.rests()
        page.page.click("#hold")
        page.goes_to("n=10000&without=public_opinion")
        page.rests()
        row = page.page.locator("#held tbody tr", has_text="Defensive weapons").inner_text()
        assert row.split("\t") == ["Defensive weapons, sent directly", points, f"{low} to {high}", "2,095 / 0"]


def test_a_held_state_is_compared_in_pairs(browser: Browser, base: Path) -> None:
    """As `compare` does."""
    path = str(SCENARIOS / "base.yaml")
    answer = command("compare", path, "--with", "defensive_threshold=6000", "-n", "1000", "--format", "json", "--quiet")
    found = {one["of"]: one for one in json.loads(answer.out)["differences"] if one["quantity"] == "reached"}
    with shown(browser, base) as page:
        page.rests()
        page.page.click("#hold")
        page.goes_to("set.defensive_threshold=6000&n=1000")
        page.page.wait_for_function("() => window.escalationSim.state().set.defensive_threshold === 6000")
        page.rests()
        row = page.page.locator("#held tbody tr", has_text="Defensive weapons").inner_text()
    one = found["defensive_weapons"]
    difference, low, high = (f"{abs(one[key]) * 100:.1f}" for key in ("difference", "low", "high"))
    assert one["low"] > 0, "another state would tell more"
    assert f"+{difference}" in row
    assert f"+{low} to +{high}" in row
