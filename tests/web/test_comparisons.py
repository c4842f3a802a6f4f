"""Scenarios beside each other on the page: the differences of `compare`, digit by digit."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.compare.differences import differences
from escalation_sim.questions.compare.sides import known, played
from escalation_sim.questions.report.words import words_of
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.figures import about
from tests.web.node import ask

SCRIPT = Path(__file__).parent / "comparisons.mjs"
RANDOM = range(9_000, 9_150)


def on_the_page(pairs: list[tuple[Document, Document]], settings: list[Settings], n: int) -> list[Any]:
    """What the page finds of each pair; None where a history of either stops."""
    sides = [
        [{**about(Setup(one.scenario, how), n), "known": words_of(one)} for one in pair]
        for pair, how in zip(pairs, settings, strict=True)
    ]
    return [json.loads(text) for text in ask(*({"from": a, "to": b, "n": n} for a, b in sides), script=SCRIPT)]


def by_compare(pair: tuple[Document, Document], how: Settings, n: int) -> list[dict[str, Any]] | None:
    """The same by Python, of the stages above the start of either."""
    try:
        a, b = (played("", one, Setup(one.scenario, how), n, (), jobs=1) for one in pair)
    except RunError:
        return None
    one, other = known(a, b)
    found = {
        difference.of: difference for difference in differences(one, other, {}, paired=True) if difference.quantity == "reached"
    }
    rows = []
    for ladder, stages in b.ladders.items():
        for stage in (stage for stage in stages if stage in found and any(above(one, stage) for one in pair)):
            mine, theirs = (np.asarray(side["reached", stage].values, bool) for side in (one, other))
            rows.append({
                "ladder": list(b.ladders).index(ladder),
                "stage": stage,
                "value": found[stage].difference,
                "low": found[stage].low,
                "high": found[stage].high,
                "gained": int((theirs & ~mine).sum()),
                "lost": int((mine & ~theirs).sum()),
            })  # fmt: skip
    return list(json.loads(to_json(rows)))


def above(document: Document, stage: str) -> bool:
    """Whether a stage is not there from the beginning."""
    return stage in [one.name for one in document.scenario.ladder_of[stage].above]


def assert_the_same(pairs: list[tuple[Document, Document]], settings: list[Settings], n: int) -> tuple[int, int]:
    """How many of the stages differ, and how many of the pairs stop."""
    differ = stopped = 0
    for pair, how, answer in zip(pairs, settings, on_the_page(pairs, settings, n), strict=True):
        expected = by_compare(pair, how, n)
        if expected is None:
            assert answer is None
            stopped += 1
            continue
        assert [{key: one[key] for key in one if key != "title"} for one in answer["stages"]] == expected, pair[1].scenario.title
        differ += sum(one["gained"] + one["lost"] > 0 for one in expected)
    return differ, stopped


def test_random_scenarios_beside_each_other() -> None:
    """Each beside another one, under any luck."""
    luck = random.Random(11)  # noqa: S311 - no secret depends on it
    one = [loads(to_yaml(random_scenario(seed))) for seed in RANDOM]
    pairs = [(a, luck.choice(one)) for a in one]
    settings = [Settings(seed=luck.choice([1, 2, 2**53 - 1]), uncertain=luck.random() < 0.4) for _ in pairs]
    differ, stopped = assert_the_same(pairs, settings, 60)
    assert differ > 20
    assert 0 < stopped < len(pairs) / 3


def test_the_base_beside_all_that_come_with_the_program() -> None:
    """Its variants, which have its stages, and others, with which it has none in common."""
    documents = [load(path) for path in sorted(SCENARIOS.glob("*.yaml"))]
    base = next(one for one in documents if one.scenario.name == "base")
    pairs = [(base, one) for one in documents]
    differ, stopped = assert_the_same(pairs, [Settings(uncertain=k % 3 == 2) for k in range(len(pairs))], 400)
    assert differ > 15
    assert stopped == 0


def test_what_only_one_of_two_has_is_named() -> None:
    """And what neither has is not."""
    base, past = (load(SCENARIOS / f"{name}.yaml") for name in ("base", "germany_tanks"))
    (answer,) = on_the_page([(base, past)], [Settings()], 20)
    assert answer["stages"] == []
    assert "“Leopard 2 battle tanks”" in answer["here"]
    assert "“Defensive weapons, sent directly”" in answer["there"]
    assert "the ladder of Seoul (People)" in answer["there"]
