"""What a team needs to live with its records: margins, required records, all of them made anew, hunks that can be read."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.presentation import writing
from escalation_sim.questions.check.layout import record_text
from tests.commands import command
from tests.places import ROOT
from tests.questions.check.folders import CLOCK, COIN, expecting, write
from tests.questions.check.test_check import data, folder
from tests.two_ladders import PAIR

__all__ = ["folder"]

HEAVIER = COIN.replace("odds: {value: 0.3", "odds: {value: 0.31")
"""The coin comes up heads in seven histories more of a thousand."""


@pytest.fixture
def coin(folder: Path) -> Path:
    """A coin that was recorded, and is a little heavier now."""
    write(folder, coin=COIN)
    assert command("check", ".", "--update", "coin").status == 0
    return write(folder, coin=HEAVIER) / "coin.yaml"


def only(*options: str) -> dict[str, Any]:
    (scenario,) = data(".", *options)["scenarios"]
    found: dict[str, Any] = scenario
    return found


@pytest.mark.parametrize(
    ("margins", "verdict", "status"),
    [
        ((), "changed", 1),
        (("probability=0.02",), "equivalent", 0),
        (("probability=0.001",), "changed", 1),
        (("prize=0.2",), "equivalent", 0),
        (("prize=0.05",), "changed", 1),
        (("probability=0.02", "prize=0.05"), "changed", 1),
        (("days=1",), "equivalent", 0),
        (("days=0.01",), "changed", 1),
        (("climbs=0.02", "days=1", "prize=1", "probability=0.1"), "equivalent", 0),
        (("climbs=0.001",), "changed", 1),
        (("height=0",), "equivalent", 0),
    ],
)
def test_a_record_passes_within_the_margins_and_what_has_none_does_not_decide(
    coin: Path, margins: tuple[str, ...], verdict: str, status: int
) -> None:
    options = [word for margin in margins for word in ("--margin", margin)]
    found = only(*options)
    assert found["record"] == verdict
    assert found["verdict"] == ("held" if verdict == "equivalent" else "failed")
    assert command("check", ".", *options).status == status


def test_the_difference_itself_is_held_against_the_margin(coin: Path) -> None:
    """The luck is the same, so it is no estimate; and a difference of nine digits is met to the last."""
    told = {one["of"]: one for one in only()["record_differences"] if one["quantity"] == "reached"}["high"]
    difference = round(told["now"] - told["record"], 9)
    assert only("--margin", f"probability={difference}")["record"] == "equivalent"
    assert only("--margin", f"probability={difference - 1e-9:.9f}")["record"] == "changed"


def test_what_lies_beyond_its_margin_is_told_with_the_margin(coin: Path) -> None:
    found = only("--margin", "probability=0.001")
    assert {one["margin"] for one in found["record_differences"]} == {0.001}
    assert {one["quantity"] for one in found["record_differences"]} == {"reached", "highest", "final", "never"}
    assert data(".", "--margin", "probability=0.001")["settings"]["margins"] == {"probability": 0.001}
    assert "margins" not in data(".")["settings"]


def test_an_equivalent_record_is_counted_as_one_and_has_nothing_to_mend(coin: Path) -> None:
    answer = command("check", ".", "--margin", "probability=0.02")
    assert answer.out == "held: records: 1 equivalent\n\n  coin   no claims   record equivalent\n"
    assert (
        "| coin | held | no claims | record equivalent |"
        in command("check", ".", "--margin", "days=9", "--format", "markdown").out
    )


def test_other_stages_are_a_change_whatever_the_margin(coin: Path) -> None:
    coin.write_text(COIN.replace("stage: low", "stage: lower"))
    assert only("--margin", "probability=1")["record"] == "changed"


@pytest.mark.parametrize(
    ("margin", "words"),
    [
        ("probability", "write --margin NAME=X"),
        ("probability=-1", "'-1' is no size"),
        ("probability=nan", "'nan' is no size"),
        ("prise=1", "there is nothing called 'prise'; did you mean prize?"),
    ],
)
def test_a_margin_that_means_nothing_is_refused(coin: Path, margin: str, words: str) -> None:
    answer = command("check", ".", "--margin", margin)
    assert (answer.status, answer.out) == (2, "")
    assert words in answer.err


def test_the_margin_of_an_outcome_that_only_one_scenario_has_is_fine(coin: Path) -> None:
    write(coin.parent, clock=CLOCK.replace("day_of_strike", "hour"))
    assert command("check", ".", "--margin", "hour=1").status == 0


def test_where_records_are_required_one_that_is_not_there_is_a_failure(folder: Path) -> None:
    write(folder, clock=expecting(CLOCK, "probability: reached_high, equals: 1"))
    assert command("check", ".").status == 0
    answer = command("check", ".", "--require-records")
    assert answer.status == 1
    told = " ".join(answer.out.split())
    assert (
        "clock.yaml:1:1: failed: clock: recorded result there is no expected/clock.json, and --require-records wants one" in told
    )
    assert "(--update clock records it)" in told
    found = data(".", "--require-records")
    assert (found["verdict"], found["without_record"], found["scenarios"][0]["record"]) == ("failed", ["clock"], None)
    assert found["settings"]["require_records"] is True
    assert command("check", ".", "--update-all").status == 0
    assert command("check", ".", "--require-records").status == 0


def test_all_that_is_not_as_it_was_recorded_is_recorded_at_once(coin: Path) -> None:
    write(coin.parent, clock=CLOCK, still=CLOCK)
    command("check", ".", "--update", "still")
    before = (Path("expected/still.json").stat().st_mtime_ns, Path("expected/still.json").stat().st_ino)
    answer = command("check", ".", "--update-all")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0] == "clock: new, recorded in expected/clock.json"
    assert lines[1] == "coin: changed, recorded in expected/coin.json"
    assert lines[2].startswith("    reached high was 0.298, is 0.305;")
    assert lines[-1] == "1 record is identical, and left alone"
    assert (Path("expected/still.json").stat().st_mtime_ns, Path("expected/still.json").stat().st_ino) == before
    assert {one["record"] for one in data(".")["scenarios"]} == {"identical"}
    assert command("check", ".", "--update-all").out == "3 records are identical, and left alone\n"


def test_a_record_whose_scenario_is_gone_is_named_and_left(coin: Path) -> None:
    coin.rename("penny.yaml")
    answer = command("check", ".", "--update-all")
    assert answer.out == (
        "penny: new, recorded in expected/penny.json\n"
        "expected/coin.json: its scenario is gone; delete it, or bring the scenario back\n"
    )
    assert Path("expected/coin.json").exists()


def test_if_one_cannot_be_played_all_of_its_kind_are_named_and_none_is_recorded(coin: Path) -> None:
    before = Path("expected/coin.json").read_bytes()
    write(coin.parent, a="title: x\n", b="lader: []\n")
    answer = command("check", ".", "--update-all")
    assert (answer.status, answer.out) == (2, "")
    assert "a.yaml:1:1: error" in answer.err
    assert "b.yaml:1:1: error" in answer.err
    assert answer.err.endswith("nothing was recorded\n")
    assert Path("expected/coin.json").read_bytes() == before


@pytest.mark.parametrize("last", [False, True])
def test_if_one_cannot_be_written_none_is(coin: Path, monkeypatch: pytest.MonkeyPatch, last: bool) -> None:
    """The disk is full as the second is made ready; or it gets no name, after the first got its own."""
    write(coin.parent, clock=CLOCK, zebra=COIN)
    before = Path("expected/coin.json").read_bytes()

    def full(path: Path, pieces: Any, real: Any = writing._beside) -> Path:
        if path.stem == "zebra" and not last:
            raise OSError(28, "No space left on device")
        found: Path = real(path, pieces)
        if path.stem == "zebra":
            path.mkdir()
        return found

    monkeypatch.setattr(writing, "_beside", full)
    answer = command("check", ".", "--update-all")
    assert answer.status == 3
    assert "expected/zebra.json cannot be written: " in answer.err
    assert "all files are as they were" in answer.err
    assert [path.name for path in Path("expected").iterdir() if path.is_file()] == ["coin.json"]
    assert Path("expected/coin.json").read_bytes() == before


def test_where_ci_is_set_nothing_is_recorded_without_a_yes(coin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    refused = command("check", ".", "--update-all")
    assert (refused.status, refused.out) == (2, "")
    assert "CI is set" in refused.err
    assert command("check", ".", "--update-all", "--yes").status == 0


def test_update_all_of_a_folder_that_is_not_there_is_refused(coin: Path) -> None:
    answer = command("check", ".", "scenaros", "--update-all")
    assert answer.status == 2
    assert "there is no scenaros" in answer.err


@pytest.mark.parametrize("text", [COIN, PAIR, (ROOT / "scenarios" / "base.yaml").read_text().replace("../seeds", "seeds")])
def test_a_hunk_of_a_record_shows_the_stage_or_the_name_of_what_changed(folder: Path, text: str) -> None:
    """Whatever line of it differs: with the three lines around it that a diff shows."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    write(folder, one=text)
    assert command("check", ".", "--update", "one").status == 0
    lines = Path("expected/one.json").read_text().splitlines()
    stage = ""
    for place, line in enumerate(lines):
        if line.startswith(' "'):
            stage = ""
        elif line.startswith('  {"stage": '):
            stage = line.split('"')[3]
        changed = [*lines[:place], f"{line} ", *lines[place + 1 :]]
        hunk = "\n".join(difflib.unified_diff(lines, changed, lineterm="", n=3))
        named = line.startswith((' "', '  "', '   "stages"')) or line in ("{", "}")
        assert named or (stage and f'"stage": "{stage}"' in hunk), line


def test_a_record_is_json_with_every_quantity_of_a_stage_on_one_of_four_lines(folder: Path) -> None:
    write(folder, pair=PAIR)
    command("check", ".", "--update", "pair")
    text = Path("expected/pair.json").read_text()
    told = json.loads(text)
    assert list(told)[:6] == ["format", "version", "program", "scenario", "settings", "stages"]
    stages = [*told["stages"], *told["ladders"]["west"]["stages"]]
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith('  {"stage": ')]
    assert [lines[index].split('"')[3] for index in starts] == [stage["stage"] for stage in stages]
    assert all('"blocked_alone_days"' in lines[index + 3] for index in starts)


def test_a_record_has_every_digit_of_a_parameter(folder: Path) -> None:
    write(folder, coin=COIN.replace("odds: {value: 0.3", "odds: {value: 0.312345678901"))
    assert command("check", ".", "--update", "coin").status == 0
    assert '"odds": 0.312345678901,' in Path("expected/coin.json").read_text()


def test_the_shipped_records_are_laid_out_so() -> None:
    for path in (ROOT / "scenarios" / "expected").glob("*.json"):
        assert path.read_text() == record_text(json.loads(path.read_text())), path


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="here a file's name is text")
@pytest.mark.parametrize("name", ["bad\udcff", "\x1b[31mred", "\u202egnp"])
def test_a_scenario_whose_name_no_record_may_have_is_refused_and_none_is_written(folder: Path, name: str) -> None:
    write(folder, coin=COIN)
    (folder / f"{name}.yaml").write_text(COIN)
    answer = command("check", ".", "--update-all")
    assert (answer.status, answer.out) == (2, "")
    assert "cannot be recorded: its name has signs that no record may have; give the file another name" in answer.err
    assert "nothing was recorded" in answer.err
    assert not (folder / "expected").exists()
    assert command("check", ".", "--format", "junit").status == 0
