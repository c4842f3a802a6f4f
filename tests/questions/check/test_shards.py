"""`check --shard K/N`: each scenario on one machine, and on one alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escalation_sim.errors import UsageError
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.shards import Shard, read_shard, share
from tests.commands import command
from tests.questions.check.folders import CLOCK, write
from tests.questions.check.test_check import FAILED, HELD, data, folder

__all__ = ["folder"]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 13, 50])
@pytest.mark.parametrize("of", [1, 2, 3, 5, 60])
def test_the_shards_are_even_and_hold_every_scenario_once(count: int, of: int) -> None:
    found = [Found(f"s{number}", Path(f"s{number}.yaml")) for number in range(count)]
    parts = [share(list(reversed(found)), Shard(number, of))[0] for number in range(1, of + 1)]
    assert sorted(one.name for part in parts for one in part) == sorted(one.name for one in found)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert parts == [share(found, Shard(number, of))[0] for number in range(1, of + 1)], "in whatever order they were found"


@pytest.mark.parametrize("text", ["0/5", "6/5", "2/0", "2", "a/b", "-1/3", "1/2/3", "1/1001", "1.0/2", "٢/٥", "", "2/", "02/5"])
def test_nonsense_is_refused(folder: Path, text: str) -> None:
    write(folder, a=HELD)
    with pytest.raises(UsageError):
        read_shard(text)
    answer = command("check", ".", f"--shard={text}")
    assert (answer.status, answer.out) == (2, "")
    assert f"--shard {text}: write --shard NUMBER/OF, such as 2/5" in answer.err


def test_the_shard_is_named_and_only_its_scenarios_are_checked(folder: Path) -> None:
    write(folder, a=HELD, b=FAILED, c=HELD, d=CLOCK, e=HELD)
    first, second = command("check", ".", "--shard", "1/2"), command("check", ".", "--shard", "2/2")
    assert first.status == 0
    assert first.out.splitlines()[0] == "held: claims: 3 held; shard 1/2: 3 of 5 scenarios"
    assert second.status == 1
    assert second.out.splitlines()[0] == "failed: claims: 1 failed; shard 2/2: 2 of 5 scenarios"
    told = data(".", "--shard", "2/2")
    assert told["settings"]["shard"] == "2/2"
    assert [one["name"] for one in told["scenarios"]] == ["b", "d"]
    assert "shard" not in data(".")["settings"]
    page = command("check", ".", "--shard", "1/2", "--format", "markdown").out
    assert page.startswith("## held: claims: 3 held; shard 1/2: 3 of 5 scenarios\n")


def test_the_shards_together_say_what_one_machine_says(folder: Path) -> None:
    write(folder, a=HELD, b=FAILED, c=HELD, d=CLOCK)
    command("check", ".", "--update", "a", "c")
    Path("c.yaml").rename("f.yaml")
    parts = [one for number in "123" for one in data(".", "--shard", f"{number}/3")["scenarios"]]
    whole = data(".")["scenarios"]
    assert sorted(map(json.dumps, parts)) == sorted(map(json.dumps, whole))
    assert "orphaned" in [one["record"] for one in whole]


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "junit", "github"])
def test_an_empty_shard_passes_and_says_so(folder: Path, format_: str) -> None:
    write(folder, a=FAILED)
    answer = command("check", ".", "--shard", "2/2", "--format", format_)
    assert answer.status == 0
    if format_ in ("text", "markdown", "github"):
        assert "held: shard 2/2 has none of the 1 scenario" in answer.out
    assert not answer.out.endswith("\n\n")


def test_the_margin_of_an_outcome_in_another_shard_is_fine(folder: Path) -> None:
    write(folder, a=CLOCK, b=CLOCK.replace("day_of_strike", "hour"))
    assert command("check", ".", "--shard", "1/2", "--margin", "hour=1").status == 0
