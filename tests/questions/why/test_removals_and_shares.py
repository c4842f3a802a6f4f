"""Without one event or brake, and what each brake took: the same histories, counted another way, give the same."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.shares import Shares, shares
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.why.asking import ladder, setup_of, told, why, written

BASE = str(SCENARIOS / "base.yaml")
STAGE = "defensive_weapons"


def reached(path: str, stage: str, *options: str) -> list[bool]:
    """Which histories reached a stage, as a saved result of `run --histories` has it."""
    answer = command("run", path, "-n", "200", "--histories", "--format", "json", "--quiet", *options)
    assert answer.status == 0, answer.err
    return [minute is not None for minute in json.loads(answer.out)["histories"]["first_reached_minute"][stage]]


@pytest.mark.parametrize("name", ["law", "withdrawal", "opinion_moves", "public_opinion"])
@pytest.mark.parametrize("more", [[], ["--seed", "3", "--uncertain"]])
def test_gained_and_lost_count_what_two_saved_results_do(name: str, more: list[str]) -> None:
    before, after = reached(BASE, STAGE, *more), reached(BASE, STAGE, "--without", name, *more)
    found = why(BASE, "--stage", STAGE, "-n", "200", *more)
    one = next(one for one in found["without"] if one["name"] == name)
    assert found["reached"]["count"] == sum(before)
    assert one["gained"] == sum(b and not a for a, b in zip(before, after, strict=True))
    assert one["lost"] == sum(a and not b for a, b in zip(before, after, strict=True))
    assert one["probability"] == sum(after) / 200
    assert one["difference"] == pytest.approx((one["gained"] - one["lost"]) / 200, abs=1e-12)
    assert one["low"] <= one["difference"] <= one["high"]


def test_every_event_and_brake_is_taken_out_once() -> None:
    scenario = setup_of(BASE).scenario
    names = [*(("event", one.name) for one in scenario.events), *(("brake", one.name) for one in scenario.brakes)]
    for options in (["-n", "16"], ["--replication", "1"]):
        assert [(one["kind"], one["name"]) for one in why(BASE, *options)["without"]] == names
    left = why(BASE, "-n", "16", "--stage", STAGE, "--without", "law")
    assert left["settings"]["without"] == ["law"]
    assert "law" not in {one["name"] for one in left["without"]} | {one["brake"] for one in left["shares"]}


def test_one_history_without_each_is_what_run_without_tells() -> None:
    found = why(BASE, "--replication", "1", "--stage", STAGE)
    for one in [one for one in found["without"] if one["reached"]][:2] + found["without"][:2]:
        history = json.loads(
            command("run", BASE, "--replication", "1", "--without", one["name"], "--format", "json", "--quiet").out
        )
        day = next(stage["first_reached_day"] for stage in history["stages"] if stage["stage"] == STAGE)
        assert (one["reached"], one["day"]) == (day is not None, day)


def shares_of(path: str | Path, stage: str, n: int = 200) -> tuple[Shares, int, int]:
    """The shares, and how many get there without all brakes, and with them."""
    setup = setup_of(path)
    question = Question(setup, stage, setup.scenario.end, jobs=1)
    with_ = int((question.days_of(setup.ensemble(n)) >= 0).sum())
    found = shares(question, np.arange(n))
    names = [f"--without={name}" for name in found.shares]
    return found, sum(reached(str(path), stage, *names)), with_


@pytest.mark.parametrize(
    ("name", "stage"), [("base", STAGE), ("base", "offensive_weapons"), ("moscow_answers", STAGE), ("spiral", "mobilised")]
)
def test_shares_add_up_to_the_difference(name: str, stage: str) -> None:
    found, without, with_ = shares_of(SCENARIOS / f"{name}.yaml", stage)
    assert found.exact
    assert found.free == without
    assert abs(sum(found.shares.values()) - (without - with_) / 200) < 1e-12


BRAKES = {
    "law": "{while: x < 3, blocks: all}",
    "fear": "{while: y < 2, blocks: all}",
    "calm": "{while: x < y, blocks: all}",
    "never": "{while: x < -1, blocks: all}",
}
LUCK = (
    "events:\n  rise: {every: 3 days, chance: 0.5, set: {x: x + 1}}\n  warn: {every: 4 days, chance: 0.4, set: {y: y + 1}}\n"
    "  fall: {every: 5 days, chance: 0.5, set: {x: x - 1}}\n"
)


def braked(order: Any) -> str:
    return LUCK + "brakes:\n" + "".join(f"  {name}: {BRAKES[name]}\n" for name in order) + ladder("{when: x > 0}")


def test_shares_do_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    found = [shares_of(written(tmp_path, braked(order)), "high")[0] for order in list(permutations(BRAKES))[::5]]
    assert all(dict(one.shares) == dict(found[0].shares) for one in found)
    assert sum(share > 0 for share in found[0].shares.values()) >= 2
    assert found[0].shares["never"] == 0


def test_the_brakes_that_are_enough_and_necessary_share_alike(tmp_path: Path) -> None:
    """Two brakes that are on for ever: out alone neither changes anything, and each took half."""
    path = written(
        tmp_path, "brakes: {a: {while: y < 1, blocks: all}, b: {while: y < 2, blocks: all}}\n" + ladder("{when: x < 1}")
    )
    found = why(path, "-n", "20")
    assert [one["difference"] for one in found["without"]] == [0, 0]
    assert found["shares"] == [{"brake": "a", "share": 0.5}, {"brake": "b", "share": 0.5}]
    assert why(path, "--replication", "0")["brakes_together"] == [["a", "b"]]
    assert "without “a” and “b” together it would get there" in told(path, "--replication", "0")


def test_beyond_eight_brakes_the_shares_still_add_up(tmp_path: Path) -> None:
    names = [f"b{number}" for number in range(10)]

    def file(order: list[str]) -> str:
        brakes = "".join(f"  {name}: {{while: x + y < {name[1:]}, blocks: all}}\n" for name in order)
        return written(tmp_path, LUCK + "brakes:\n" + brakes + ladder("{when: x > 0}"))

    found, without, with_ = shares_of(file(names), "high")
    assert not found.exact
    assert abs(sum(found.shares.values()) - (without - with_) / 200) < 1e-12
    assert dict(shares_of(file(names[::-1]), "high")[0].shares) == dict(found.shares)
    assert found.shares["b9"] > found.shares["b5"] > found.shares["b2"] >= found.shares["b0"]
    assert "200 orders, drawn by luck" in told(file(names), "-n", "50")
