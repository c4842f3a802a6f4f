"""What stood in the way: on scenarios with one known obstacle each it is that one, whoever plays, and it adds up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from escalation_sim.questions.why.obstacles import obstacles
from escalation_sim.questions.why.question import Question
from tests.places import SCENARIOS
from tests.questions.why.asking import RISE, RISE_AND_FALL, ladder, setup_of, told, why, written
from tests.two_ladders import HEATED

ENGINES = ("kernel", "simpy")
LAW = "brakes: {law: {while: y < 1, blocks: all}}\n"
LAW_AND_FEAR = "brakes: {law: {while: y < 1, blocks: all}, fear: {while: x < 9, blocks: all}}\n"
FEAR_GOES = "events: {rise: {at: 3, set: {x: 6}}, calm: {at: 5, set: {x: 9}}}\n"
THREE = "ladder:\n  - stage: low\n  - {stage: mid, climb: {when: x > 9}}\n  - {stage: high, climb: {when: x > 5}}\n"

KNOWN = [
    pytest.param(RISE + LAW + ladder("{when: x > 5}"), "blocked", ["law"], "“law” alone stood in the way", id="a brake"),
    pytest.param(
        RISE + LAW_AND_FEAR + ladder("{when: x > 5}"), "blocked", ["law", "fear"], "“law” and “fear” together", id="two brakes"
    ),
    pytest.param(FEAR_GOES + LAW_AND_FEAR + ladder("{when: x > 5}"), "blocked", ["law"], "“law” alone", id="the last of two"),
    pytest.param(
        "events: {rise: {at: 3, set: {x: 6}}, both: {at: 6, set: {x: 2, y: 1}}}\n" + LAW + ladder("{when: x > 5}"),
        "blocked",
        ["law"],
        "“law” alone stood in the way",
        id="a brake that goes off in the minute in which it is too late",
    ),
    pytest.param(RISE + ladder("{when: x > 5, decide: 2 days, chance: 0}"), "deciding", [], "the decision was a no", id="a no"),
    pytest.param(RISE + ladder("{when: x > 5, chance: 0}"), "deciding", [], "the decision was a no", id="a no at once"),
    pytest.param(
        RISE + ladder("{when: x > 5, decide: 30 days}"), "deciding", [], "had begun and was not finished", id="not finished"
    ),
    pytest.param(
        RISE_AND_FALL + ladder("{when: x > 5, decide: 5 days}"), "deciding", [], "had begun and was not finished", id="shelved"
    ),
    pytest.param(
        RISE_AND_FALL + ladder("{when: x > 5, for: 9 days}"), "building", [], "held, but not for long enough", id="too short"
    ),
    pytest.param(RISE + ladder("{when: x > 7}"), "watching", [], "the conditions never held", id="never met"),
    pytest.param(RISE + THREE, "watching", [], "the town never stood at a step from which a way leads there", id="never there"),
]


@pytest.mark.parametrize(("text", "phase", "brakes", "words"), KNOWN)
@pytest.mark.parametrize("engine", ["kernel", "simpy"])
def test_the_one_known_obstacle_is_named(
    tmp_path: Path, text: str, phase: str, brakes: list[str], words: str, engine: str
) -> None:
    path = written(tmp_path, text)
    found = why(path, "--stage", "high", "-n", "20", "--engine", engine)
    assert found["stood_in_the_way"] == [{"phase": phase, "brakes": brakes, "count": 20}]
    assert found["reached"]["count"] == 0
    assert words in told(path, "--stage", "high", "-n", "20", "--engine", engine)
    one = why(path, "--stage", "high", "--replication", "3", "--engine", engine)["furthest"]
    assert (one["phase"], one["brakes"]) == (phase, brakes)


def test_the_last_time_that_it_came_so_far_is_told_with_its_days(tmp_path: Path) -> None:
    path = written(tmp_path, RISE + LAW + ladder("{when: x > 5}"))
    assert why(path, "--replication", "0")["furthest"] == {
        "route": None, "phase": "blocked", "from_day": 3, "to_day": 20, "brakes": ["law"]
    }  # fmt: skip
    early = why(path, "--replication", "0", "--by", "2024-01-11")
    assert (early["by"], early["furthest"]["to_day"]) == ("2024-01-11", 10)


def test_a_way_that_skips_the_stage_leads_to_it_too(tmp_path: Path) -> None:
    """Nobody who skips a step is said never to have stood before it."""
    skip = (
        "ladder:\n  - stage: low\n  - {stage: mid, climb: {when: x > 9}}\n"
        "  - {stage: high, climb: {from: low, when: x > 5, decide: 30 days}}\n"
    )
    found = why(written(tmp_path, RISE + skip), "--stage", "mid", "-n", "16")
    assert found["stood_in_the_way"] == [{"phase": "deciding", "brakes": [], "count": 16}]


@pytest.mark.parametrize("name", ["base", "troops_alone", "moscow_answers", "spiral", "past_the_phases"])
def test_both_engines_see_the_same_in_the_way(name: str) -> None:
    setup = setup_of(SCENARIOS / f"{name}.yaml")
    replications = np.arange(12)
    for ladder_ in setup.scenario.ladders:
        stage = ladder_.stages[-1].name
        told_ = [obstacles(Question(setup, stage, setup.scenario.end, engine=engine), replications) for engine in ENGINES]
        assert told_[0] == told_[1], stage


@pytest.mark.parametrize("by", [None, "2025-03-01"])
def test_what_stood_in_the_way_adds_up_to_those_that_stop_short(by: str | None) -> None:
    options = ["-n", "300", "--uncertain", *(["--by", by] if by else [])]
    found = why(str(SCENARIOS / "base.yaml"), "--stage", "defensive_weapons", *options)
    assert sum(one["count"] for one in found["stood_in_the_way"]) == 300 - found["reached"]["count"] > 0


def test_a_stage_of_another_ladder(tmp_path: Path) -> None:
    path = tmp_path / "pair.yaml"
    path.write_text(HEATED)
    found = why(str(path), "--stage", "shells", "-n", "50")
    assert sum(one["count"] for one in found["stood_in_the_way"]) == 50 - found["reached"]["count"]
    for replication in range(4):
        one = why(str(path), "--stage", "shells", "--replication", str(replication))
        assert told(str(path), "--stage", "shells", "--replication", str(replication))
        assert (one["furthest"] is None) == one["reached"]
