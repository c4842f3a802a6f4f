"""What a study of sensitivity says is possible, and says of what its intervals are."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.sensitivity.limits import change_within, limits, size_within
from escalation_sim.questions.sensitivity.tables import sensitivity_text
from escalation_sim.results.contrasts import paired_shares
from escalation_sim.results.ensemble import NEVER
from escalation_sim.results.summary import statistics_data
from tests.questions.sensitivity.test_sensitivity import METHODS, answer, by_name, data, scenario
from tests.running.studies import LIVELY, setup

JUMP = scenario("a: {value: 0, range: [0, 1]}, b: {value: 0, range: [0, 1]}", "a + 0 * b", "level > 0.5")
"""Sure from the middle on: a step of Morris's grid makes all of the difference there is."""

RARE = """
title: Rare
period: {start: 2024-01-01, end: 2024-01-31}
parameters: {pace: {value: 100, range: [50, 5000]}, more: {value: 0, range: [0, 1]}}
events: {it: {every: exponential(pace)}}
quantities: {level: "uniform(0, 1)"}
ladder: [{stage: calm}, {stage: aid, climb: {when: level < 0.02 + 0.01 * more}}]
outcomes: {often: count(it), early: first(level < 0.5), long: days(level < 0.5), most: peak(level)}
"""


def words(found: dict[str, Any], told: Any) -> str:
    return " ".join(sensitivity_text(told.scenario, found, "text", color=False).split())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", [RARE, LIVELY])
def test_no_size_and_no_change_is_more_than_is_possible(method: str, text: str) -> None:
    told = setup(text)
    for one in data(told, method, n=30)["answers"]:
        most = np.subtract(*limits(told.scenario, one["answer"])[::-1])
        for row in one["parameters"]:
            for size in (row.get("width"), row.get("mu_star")):
                assert size is None or not any(not 0 <= value <= most for value in size.values() if value == value)
            for end in ("lowest", "highest"):
                if row.get(end):
                    assert not any(abs(value) > most for value in row[end]["change"].values() if value == value)
            assert row.get("mu") is None or abs(row["mu"]) <= most


def test_no_effect_on_a_probability_is_above_100_points() -> None:
    """An effect that is scaled up from a step of two thirds would be 150."""
    found = data(JUMP, "morris", points=16, reach="aid")
    a = by_name(answer(found, "reached_aid"))["a"]
    assert a["mu_star"] == {"value": 1, "low": 1, "high": 1}
    assert a["mu"] == 1
    text = words(found, JUMP)
    assert "100 (100–100)" in text
    assert "most is “a”, by 100 points on average" in text
    assert by_name(answer(found, "mean_number"))["a"]["mu_star"]["value"] == pytest.approx(1)


def test_sizes_and_changes_end_where_what_is_possible_does() -> None:
    size = {"value": 0.86, "low": -0.2, "high": 1.05}
    assert size_within(size, (0, 1)) == {"value": 0.86, "low": 0, "high": 1}
    assert size_within(size, (0, math.inf)) == {"value": 0.86, "low": 0, "high": 1.05}
    assert change_within({"value": -0.9, "low": -1.2, "high": 1.1}, (0, 1)) == {"value": -0.9, "low": -1, "high": 1}
    nothing = change_within({"value": 0.0, "low": math.nan, "high": math.nan}, (0, 1))
    assert nothing["value"] == 0
    assert math.isnan(nothing["low"])


def test_the_ends_of_a_tornado_have_the_interval_of_their_change_and_none_of_their_own() -> None:
    """It is that of the paired difference from the answer as it is, and is called so."""
    told = setup(LIVELY, seed=3)
    found = json.loads(to_json(data(told, "one-at-a-time", points=3, n=300)))
    one = answer(found, "reached_arms")
    base = told.ensemble(300, jobs=1).first_reached[:, 2] != NEVER
    for row in one["parameters"]:
        for end in ("lowest", "highest"):
            there = row[end]
            assert set(there) == {"at", "value", "change"}
            alone = setup(LIVELY, seed=3, changed={row["parameter"]: there["at"]}).ensemble(300, jobs=1)
            low, high = paired_shares(base, alone.first_reached[:, 2] != NEVER)
            wanted = {"value": there["value"] - one["value"], "low": low, "high": high}
            assert there["change"] == pytest.approx(wanted, abs=1e-8)


def test_the_words_say_of_what_the_intervals_are() -> None:
    told = setup(LIVELY)
    tornado = words(data(told, "one-at-a-time", n=200, reach="aid"), told)
    assert "The width is the distance between the two, its interval that of their difference in the same histories." in tornado
    morris = words(data(told, "morris", points=8, n=50, of="waves"), told)
    assert "the size, with its interval, is the mean of these changes without their signs" in morris


def test_too_few_histories_for_an_interval_are_said_to_be() -> None:
    told = setup(LIVELY)
    few = words(data(told, "one-at-a-time", n=5, of="waves"), told)
    assert "Note: 5 histories at each value are too few for an interval of a mean: it may be luck." in few
    assert "too few" not in words(data(told, "one-at-a-time", n=50, of="waves"), told)


def test_where_nothing_moves_no_interval_is_explained() -> None:
    told = setup(RARE)
    nothing = words(data(told, "one-at-a-time", "more", n=20, of="often"), told)
    assert "Nothing that was varied moves the mean of often by more than luck may" in nothing
    assert "interval" not in nothing
    assert "Bars go" not in nothing
    believed = setup(RARE.replace("range: [50, 5000]", 'range: [50, 5000], prior: "uniform(50, 60)"'))
    assert "A range says what is possible" in words(data(believed, "one-at-a-time", "pace", n=20, of="often"), believed)
    assert "A range says what is possible" not in words(data(believed, "one-at-a-time", "more", n=20, of="often"), believed)


NEVER_IS = """
title: Never is
period: {start: 2024-01-01, end: 2024-01-31}
parameters: {a: {value: 0, range: [0, 4]}, b: {value: 0, range: [0, 4]}}
quantities: {level: "a + uniform(0, 0.5)"}
ladder: [{stage: calm}]
outcomes: {never: first(level > 9), late: first(level > 3.9), most: peak(level)}
"""


def test_what_never_was_is_not_said_to_be_moved_or_not() -> None:
    told = setup(NEVER_IS)
    first = data(told, "one-at-a-time", n=20)
    assert first["answer"] == "mean_most", "shown is an outcome of which something is known"
    never = words(data(told, "one-at-a-time", n=20, of="never"), told)
    assert never.endswith("Nothing can be said of the mean of never where it ever was: it never was, at any value.")
    once = words(data(told, "one-at-a-time", n=20, of="late"), told)
    assert once.endswith("Nothing can be said of the mean of late where it ever was: it was at one value alone.")
    points = words(data(told, "morris", n=5, of="late"), told)
    assert points.endswith("Nothing can be said of the mean of late where it ever was: at some points it never was.")


def test_the_interval_of_a_mean_ends_where_its_outcome_does() -> None:
    """Of `run -n` too: a count is never below 0, and no more days are above a level than there are."""
    told = setup(RARE, changed={"pace": 300.0})
    found = statistics_data(told.programme, told.ensemble(12, jobs=1), {})["outcomes"]
    often = told.ensemble(12, jobs=1).outcomes[:, 0]
    assert often.mean() - 1.96 * often.std(ddof=1) / math.sqrt(12) < 0 < often.mean()
    assert found["often"]["low"] == 0
    assert found["often"]["high"] == pytest.approx(often.mean() + 1.96 * often.std(ddof=1) / math.sqrt(12), abs=1e-4)
    assert found["long"]["high"] <= 30
