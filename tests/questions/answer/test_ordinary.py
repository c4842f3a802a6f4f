"""The most ordinary history is the one that the definition names: here it is worked out from `--histories` in another way."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from escalation_sim.engines.columns import NEVER
from escalation_sim.language.loading import loads
from escalation_sim.questions.answer.ordinary import most_ordinary
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT


def named(final: Sequence[int], highest: Sequence[int], first: Sequence[Sequence[int | None]]) -> int:
    """The number that the definition names; *first* has for each stage the minute at which each history first reached it."""
    pairs = list(zip(highest, final, strict=True))
    often = max(pairs.count(pair) for pair in set(pairs))
    pair = next(pair for pair in pairs if pairs.count(pair) == often)
    alike = [number for number in range(len(pairs)) if pairs[number] == pair]
    reached = [[minutes[number] for number in alike] for minutes in first]
    known = [[minute for minute in column if minute is not None] for column in reached if None not in column]
    medians = [statistics.median(column) for column in known]
    far = [sum(abs(column[row] - middle) for column, middle in zip(known, medians, strict=True)) for row in range(len(alike))]
    return alike[far.index(min(far))]


@pytest.mark.parametrize("seed", ["1", "2", "7"])
@pytest.mark.parametrize("name", ["base", "withdrawal", "moscow_answers", "rapid_deployment", "germany_tanks"])
def test_of_shipped_scenarios(name: str, seed: str) -> None:
    path = str(ROOT / "scenarios" / f"{name}.yaml")
    asked = ("run", path, "--seed", seed, "--format", "json", "--quiet")
    told: dict[str, Any] = json.loads(command(*asked, "-n", "1000", "--histories").out)
    histories = told["histories"]
    first = [histories["first_reached_minute"][stage["stage"]] for stage in told["stages"]]
    answer = json.loads(command(*asked).out)
    assert answer["history"]["settings"]["replication"] == named(histories["final"], histories["highest"], first)


THREE = """\
title: Three stages
period: {start: 2025-01-01, end: 2025-02-01}
quantities: {level: 0}
events: {rise: {at: 3, set: {level: 1}}}
ladder: [{stage: low}, {stage: middle, climb: {when: level > 0}}, {stage: high, climb: {when: level > 0}}]
"""


def hand_made(*rows: tuple[int, int, Sequence[int | None]]) -> Ensemble:
    """Histories of their highest and final stage and the minutes at which they first reached each of three."""
    made = Setup(loads(THREE).scenario, Settings()).ensemble(len(rows))
    made.highest[:] = [highest for highest, _, _ in rows]
    made.final[:] = [final for _, final, _ in rows]
    made.first_reached[:] = np.array([[NEVER if minute is None else minute for minute in first] for *_, first in rows])
    return made


TIES = [
    pytest.param([(1, 1, (0, 9, None)), (0, 0, (0, None, None))], 0, id="pairs as frequent: the one that was met first"),
    pytest.param([(0, 0, (0, None, None)), (1, 1, (0, 9, None))], 0, id="the same the other way round"),
    pytest.param([(1, 0, (0, 10, None)), (1, 0, (0, 20, None))], 0, id="distances alike: the lower number"),
    pytest.param([(1, 0, (0, 5, None)), (1, 0, (0, 20, None)), (1, 0, (0, 30, None))], 1, id="the median itself"),
    pytest.param([(1, 0, (0, 5, None)), (1, 1, (0, 20, None)), (1, 1, (0, 30, None))], 1, id="the final stage counts as well"),
    pytest.param(
        [(2, 2, (0, 10, 90)), (2, 2, (0, 12, 50)), (2, 2, (0, 20, 60)), (1, 1, (0, 1, None))], 2, id="the sum over the stages"
    ),
]


@pytest.mark.parametrize(("rows", "number"), TIES)
def test_of_a_few_histories_made_by_hand(rows: list[tuple[int, int, tuple[int | None, ...]]], number: int) -> None:
    highest, final, first = zip(*rows, strict=True)
    assert most_ordinary(hand_made(*rows)) == number
    assert named(final, highest, list(zip(*first, strict=True))) == number
