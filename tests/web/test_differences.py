"""Two states under the same luck, compared in JavaScript: every quantity as `compare` has it, byte for byte."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from escalation_sim.errors import EscalationError, RunError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.compare.compare import compare
from escalation_sim.questions.compare.data import comparison_data
from escalation_sim.questions.compare.sides import played
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.figures import about, figures, settings_of

Case = tuple[tuple[Document, Settings], tuple[Document, Settings], int]


def assert_same(cases: list[Case]) -> list[list[dict[str, Any]]]:
    """What differs, where it could be compared."""
    questions, expected = [], []
    for *sides, n in cases:
        setups = [Setup(document.scenario, settings) for document, settings in sides]
        start = setups[0].scenario.start
        by = {
            f"{start:%Y-%m-%d %H:%M}": 0,
            f"{start.year + 1}-01-01": (start.replace(start.year + 1, 1, 1, 0, 0) - start).days * 1440,
        }
        by = {date: minute for date, minute in by.items() if minute == 0 or (start.hour, start.minute) == (0, 0)}
        try:
            one, other = (
                played("x", document, setup, n, list(by), jobs=1) for (document, _), setup in zip(sides, setups, strict=True)
            )
        except RunError:
            continue
        found = compare(one, other)
        if found.verdict == "not comparable":
            continue
        questions.append({"what": "compared", "a": about(setups[0], n), "b": about(setups[1], n), "by": by})
        expected.append(comparison_data(found)["differences"])
    for answer, told in zip(figures(*questions), expected, strict=True):
        assert answer == to_json(told)
    return expected


def test_scenarios_that_come_with_the_program() -> None:
    documents = [load(path) for path in sorted(SCENARIOS.glob("*.yaml"))]
    found = assert_same([((one, Settings()), (other, Settings()), 80) for one, other in pairwise(documents)])
    assert len(found) > 5
    assert any(one["p_holm"] and one["p_holm"] < 0.05 for told in found for one in told)


TALLER = """\
title: The other actor may climb once more
period: {start: 2024-01-01, end: 2024-02-01}
quantities: {x: {initial: "uniform(0, 3)"}}
ladder: [{stage: calm}, {stage: war, climb: {when: x > 1}}]
ladders:
  moscow:
    stages:
      - stage: words
      - stage: soldiers
        climb: {when: x > 0.5}
"""


def test_of_ladders_and_stages_only_those_are_compared_that_both_have() -> None:
    fewer = loads(TALLER)
    more = loads(TALLER + "      - stage: treaty\n        climb: {when: x > 2}\n")
    for told in assert_same([((fewer, Settings()), (more, Settings()), 30), ((more, Settings()), (fewer, Settings()), 30)]):
        stages = {one["of"] for one in told if one["quantity"] == "reached"}
        assert stages == {"calm", "war", "words", "soldiers"}


def less(plain: dict[str, Any], luck: random.Random) -> Document | None:
    """A random scenario with something taken out, or with another thing there; None where it is no scenario then."""
    part = luck.choice([name for name in ("brakes", "outcomes", "ladders", "events") if name in plain] or ["title"])
    names = list(plain[part]) if part != "title" else []
    changed = {name: value for name, value in plain.items() if name != part or len(names) > 1}
    if len(names) > 1:
        changed[part] = {name: plain[part][name] for name in names if name != luck.choice(names)}
    try:
        return loads(to_yaml(changed))
    except EscalationError:
        return None


def test_random_scenarios_with_something_moved_left_out_or_taken_out() -> None:
    luck, cases = random.Random(1), []  # noqa: S311 - no secret depends on it
    for seed in range(9_000, 9_060):
        plain = random_scenario(seed)
        document, other = loads(to_yaml(plain)), less(plain, luck)
        settings = settings_of(Setup(document.scenario, Settings()), luck)
        moved = settings_of(Setup(document.scenario, Settings()), luck)
        here = (document, Settings(settings.seed, uncertain=settings.uncertain))
        there = (document, Settings(settings.seed, moved.changed, uncertain=moved.uncertain, without=moved.without))
        cases.append((here, there, luck.choice([1, 9, 12, 40])))
        if other:
            cases.append((here, (other, here[1]), luck.choice([5, 30])))
            cases.append(((other, here[1]), here, 11))
    found = assert_same(cases)
    assert len(found) > 80
    verdicts = {one["verdict"] for told in found for one in told}
    assert verdicts == {"identical", "changed", "shown"}
