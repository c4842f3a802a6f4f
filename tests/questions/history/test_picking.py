"""`run --pick CONDITION`: the first history in which it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import escalation_sim as es
from escalation_sim.questions.history import picking
from tests.commands import command

RARE = """\
title: Rain
period: {start: 2026-01-01, end: 2026-02-01}
quantities: {level: 0, broken: 0}
events:
  rain: {at: 2026-01-05, set: {level: 'uniform(0, 1)'}}
  fault: {at: 2026-01-06, set: {broken: '1 / (0 if 0.40 < level < 0.41 else 1)'}}
ladder:
  - stage: calm
  - stage: flood
    climb: {when: level > 0.99}
outcomes: {rain_fallen: final(level), faults: final(broken)}
"""


@pytest.fixture
def rain(tmp_path: Path) -> str:
    (tmp_path / "rain.yaml").write_text(RARE.replace("0.40 < level < 0.41", "level < 0"))
    return str(tmp_path / "rain.yaml")


@pytest.fixture
def fragile(tmp_path: Path) -> str:
    (tmp_path / "fragile.yaml").write_text(RARE)
    return str(tmp_path / "fragile.yaml")


def levels(path: str, n: int) -> list[float]:
    """How much rain falls in each history."""
    told = command("run", path, "-n", str(n), "--histories", "--format", "json")
    found: list[float] = json.loads(told.out)["histories"]["outcomes"]["rain_fallen"]
    return found


def test_it_is_the_first_in_which_the_condition_holds(rain: str) -> None:
    first = next(number for number, level in enumerate(levels(rain, 2000)) if level > 0.99)
    picked = command("run", rain, "--pick", "reached_flood", "--format", "json")
    assert picked.out == command("run", rain, "--replication", str(first), "--format", "json").out
    text = " ".join(command("run", rain, "--pick", "reached_flood").out.split())
    assert f"Replication {first} of seed 1, the first one in which `reached_flood` holds" in text


def test_it_looks_from_the_replication_on_that_is_named(rain: str) -> None:
    found = [number for number, level in enumerate(levels(rain, 2000)) if level > 0.99]
    for start, number in ((found[0], found[0]), (found[0] + 1, found[1])):
        picked = command("run", rain, "--pick", "reached_flood", "--replication", str(start), "--format", "json")
        assert json.loads(picked.out)["settings"]["replication"] == number


def test_where_it_holds_in_none_the_status_is_3(rain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST", 5000)
    answer = command("run", rain, "--pick", "rain_fallen > 2", "--replication", "7")
    words = "`rain_fallen > 2` holds in none of 5,000 histories from number 7 on"
    assert answer[:2] == (3, "")
    assert f"error: {words}; ask for less, or look further with --replication 5007\n" in answer.err


def test_where_nothing_is_left_to_luck_one_history_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "sure.yaml"
    path.write_text(RARE.replace("'uniform(0, 1)'", "0.5").replace("0.40 < level < 0.41", "level < 0"))
    answer = command("run", str(path), "--pick", "reached_flood")
    assert answer.status == 3
    assert "`reached_flood` does not hold, and nothing is left to luck: every history is the same" in answer.err


@pytest.mark.parametrize("engine", ["auto", "simpy"])
def test_a_history_that_stops_is_told_only_if_it_comes_first(fragile: str, rain: str, engine: str) -> None:
    told = levels(rain, 2000)
    stops = next(number for number, level in enumerate(told) if 0.40 < level < 0.41)
    before = max(told[:stops])
    picked = command("run", fragile, "--pick", f"rain_fallen >= {before - 1e-7!r}", "--format", "json", "--engine", engine)
    assert json.loads(picked.out)["settings"]["replication"] == told.index(before)
    stopped = command("run", fragile, "--pick", f"rain_fallen > {before + 1e-7!r}", "--engine", engine)
    assert stopped.status == 3
    assert f"replication {stops})" in stopped.err


def test_python_has_the_same(rain: str) -> None:
    scenario = es.load(rain)
    assert es.run(scenario, pick="reached_flood").data() == json.loads(
        command("run", rain, "--pick", "reached_flood", "--format", "json").out
    )
    assert "the first one in which `reached_flood` holds" in " ".join(str(es.run(scenario, pick="reached_flood")).split())


def test_what_does_not_go_together_is_refused(rain: str) -> None:
    for more, words in {
        ("-n", "9"): "error: --pick tells one history, and -n asks for many: take one of them out, or use --given with -n\n",
        ("--pick", "reached_calm"): "error: --pick takes one condition; join several with and, or\n",
        ("--by", "2026-01-05"): "error: --by is about many histories",
    }.items():
        answer = command("run", rain, "--pick", "reached_flood", *more)
        assert answer.status == 2
        assert answer.err.startswith(words)
