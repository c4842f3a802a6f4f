"""`check`: the verb with its statuses, its text, its JSON and what it looks at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Answer, command
from tests.places import ROOT
from tests.questions.check.folders import CLOCK, COIN, expecting, write

HELD = expecting(CLOCK, "probability: reached_high, equals: 1")
FAILED = expecting(CLOCK, "probability: reached_high, equals: 0")
UNDECIDED = expecting(COIN, "probability: reached_high, equals: 0.3")
BROKEN = "title: x\nlader: []\n"
STOPS = expecting(CLOCK.replace("rung + odds", "1 / (rung * 1e300 * 0)"), "probability: reached_high, equals: 1")
BUDGET = ("--budget", "2000")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def data(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(command("check", *arguments, "--format", "json").out)
    return found


@pytest.mark.parametrize(
    ("scenarios", "options", "status", "verdict"),
    [
        ({"a": HELD}, (), 0, "held"),
        ({"a": CLOCK}, (), 0, "held"),
        ({"a": HELD, "b": FAILED}, (), 1, "failed"),
        ({"a": HELD, "b": FAILED}, ("--exit-zero",), 0, "failed"),
        ({"a": UNDECIDED}, BUDGET, 0, "undecided"),
        ({"a": UNDECIDED}, (*BUDGET, "--strict"), 4, "undecided"),
        ({"a": UNDECIDED}, (*BUDGET, "--strict", "--exit-zero"), 0, "undecided"),
        ({"a": UNDECIDED, "b": FAILED}, (*BUDGET, "--strict"), 1, "failed"),
        ({"a": FAILED, "b": BROKEN}, (), 2, "error"),
        ({"a": FAILED, "b": BROKEN}, ("--exit-zero",), 2, "error"),
        ({"a": FAILED, "b": STOPS}, (), 3, "error"),
        ({"a": FAILED, "b": STOPS}, ("--exit-zero",), 3, "error"),
        ({"a": STOPS, "b": BROKEN}, (), 2, "error"),
    ],
)
def test_the_status_and_the_verdict(
    folder: Path, scenarios: dict[str, str], options: tuple[str, ...], status: int, verdict: str
) -> None:
    write(folder, **scenarios)
    assert command("check", ".", *options).status == status
    assert data(".", *options)["verdict"] == verdict


def test_the_json_of_the_contract(folder: Path) -> None:
    write(folder, coin=expecting(COIN, "probability: reached_high, between: [0.25, 0.35]"))
    found = data("coin.yaml")
    assert (found["format"], found["version"], found["verdict"]) == ("escalation-sim/check", 1, "held")
    (scenario,) = found["scenarios"]
    assert (scenario["name"], scenario["record"]) == ("coin", None)
    (claim,) = scenario["claims"]
    assert (claim["claim"], claim["verdict"], claim["replications"]) == (
        "probability: reached_high, between: [0.25, 0.35]",
        "held",
        1000,
    )
    assert 0.25 <= claim["low"] < claim["value"] < claim["high"] <= 0.35


def test_a_scenario_that_does_not_load_is_told_with_all_its_mistakes_and_the_others_are_checked(folder: Path) -> None:
    write(folder, a=FAILED, b=BROKEN, c=HELD)
    answer = command("check", ".")
    assert "b.yaml:2:1: error: lader: there is no key `lader` here" in answer.err
    assert "b.yaml:1:1: error: `period` is missing" in answer.err
    assert "could not be checked" in answer.out
    verdicts = {one["name"]: one["verdict"] for one in data(".")["scenarios"]}
    assert verdicts == {"a": "failed", "b": "error", "c": "held"}


def test_a_scenario_that_stops_says_where(folder: Path) -> None:
    write(folder, a=STOPS)
    assert "minute 6480" in command("check", "a.yaml").err
    assert "minute 6480" in " ".join(command("check", "a.yaml").out.split())


def test_of_a_folder_the_yaml_directly_in_it_and_every_file_once(folder: Path) -> None:
    write(folder / "deep", below=HELD)
    write(folder, b=HELD, a=HELD)
    (folder / "notes.txt").write_text("no scenario")
    (folder / ".draft.yaml").write_text("hidden")
    assert [one["name"] for one in data(".", "a.yaml", str(folder / "b.yaml"))["scenarios"]] == ["a", "b"]
    assert [one["name"] for one in data("deep", "a.yaml")["scenarios"]] == ["a", "below"]


def test_what_looks_like_a_scenario_and_is_not_looked_at_is_said(folder: Path) -> None:
    write(folder, a=HELD)
    for path in ("flood.yml", "Dam.YAML", ".hidden.yml", "old/older/b.yaml", ".git/c.yaml", "expected/d.yaml", "pictures/e.png"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(HELD)
    answer = command("check", ".")
    assert answer.err == "note: skipped, for only the *.yaml directly in a folder are looked at: Dam.YAML, flood.yml, old/\n"
    assert command("validate", ".").err == answer.err
    assert answer.out.startswith("held: claims: 1 held\n")
    assert command("check", ".", "--quiet").err == ""
    assert command("check", "a.yaml").err == "", "only who asks for the folder asks for all that is in it"
    assert command("check", "flood.yml").status == 0
    (folder / "a.yaml").unlink()
    assert "no *.yaml stands directly in it; there is Dam.YAML, flood.yml, old" in command("check", ".").err


def test_scenarios_of_one_name_are_told_apart(folder: Path) -> None:
    write(folder / "one", same=HELD)
    write(folder / "two", same=FAILED)
    assert [one["name"] for one in data("one", "two")["scenarios"]] == ["one/same", "two/same"]


@pytest.mark.parametrize("path", ["nowhere", "nowhere.yaml", "empty"])
def test_where_there_is_no_scenario_the_status_is_2(folder: Path, path: str) -> None:
    (folder / "empty").mkdir()
    answer = command("check", path)
    assert answer.status == 2
    assert path in answer.err


def test_a_claim_that_failed_says_what_was_found_what_must_be_and_on_which_line(folder: Path) -> None:
    write(folder, coin=expecting(COIN, "probability: reached_high, at_most: 0.9", "mean: height, at_most: 0.4, title: Too high"))
    answer = command("check", "coin.yaml")
    line = len(COIN.splitlines()) + 3
    assert f"coin.yaml:{line}:5: failed: coin: Too high\n    0." in answer.out
    assert "after 1,000 replications; must be at most 0.4" in answer.out


def test_an_undecided_claim_says_what_would_decide_it(folder: Path) -> None:
    write(folder, coin=expecting(COIN, "probability: reached_high, at_most: 0.31", "probability: prize > 1000, equals: 0"))
    words = " ".join(command("check", ".", *BUDGET).out.split())
    assert "replications would decide it (--budget" in words
    assert "give it a tolerance" in words


def long(count: int) -> str:
    claims = [f"probability: reached_high, equals: 0, title: claim {number} {'is long ' * 30}" for number in range(count)]
    return expecting(CLOCK, "probability: reached_high, equals: 1", *claims)


def test_text_has_at_most_forty_lines_the_worst_first(folder: Path) -> None:
    write(folder, a=HELD, b=UNDECIDED, c=long(30), d=BROKEN, **{f"held{number}": HELD for number in range(50)})
    lines = command("check", ".", *BUDGET, "--coverage").out.splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith("error: 1 scenario could not be checked; claims: 30 failed, 1 undecided, 52 held")
    assert [line.split()[0] for line in lines[2:6]] == ["d", "c", "b", "…"]
    assert lines[5] == "  … and 51 held"
    assert "d.yaml:" in lines[7]
    assert any(re.fullmatch(r"… and \d+ more that did not pass; --format json has them all", line) for line in lines)
    assert max(map(len, lines)) <= 120


def test_every_scenario_that_failed_has_a_line_and_nothing_is_cut_in_the_middle(folder: Path) -> None:
    write(folder, **{f"f{number}": long(3) for number in range(20)}, a=HELD)
    text = command("check", ".", *BUDGET).out
    lines = text.splitlines()
    assert len(lines) <= 40
    assert {line.split()[0] for line in lines[2:22]} == {f"f{number}" for number in range(20)}
    assert lines[22:24] == ["  … and 1 held", ""]
    details, _, more = "\n".join(lines[24:]).partition("… and ")
    assert details.count(": failed: ") >= 2
    assert details.rstrip().endswith("must be exactly 0")
    assert re.match(r"\d+ more that did not pass; --format json has them all", more)
    write(folder, **dict.fromkeys([f"a{number}" for number in range(60)], FAILED))
    lines = command("check", ".", *BUDGET).out.splitlines()
    assert len(lines) <= 40
    assert any(re.fullmatch(r"  … and \d+ more scenarios; --format json has them all", line) for line in lines)
    assert any(": failed: " in line for line in lines)


@pytest.mark.parametrize("count", [2, 3])
def test_of_more_than_two_records_to_renew_update_all_is_proposed(folder: Path, count: int) -> None:
    write(folder, **{f"f{number}": CLOCK for number in range(count)})
    assert command("check", ".", "--update-all", "--yes").status == 0
    write(folder, **{f"f{number}": COIN for number in range(count)})
    words = f"{count} records to renew: --update-all records them all, --update NAME one of them."
    for format_ in ("text", "markdown"):
        out = command("check", ".", "--format", format_).out.replace("\\", "")
        assert (words in out) == (count > 2)
        assert "--update f0 records it anew" in " ".join(out.split())


def test_what_failed_comes_before_what_is_undecided_before_what_held(folder: Path) -> None:
    write(folder, a=HELD, b=UNDECIDED, c=FAILED)
    text = command("check", ".", *BUDGET).out
    assert text.index("failed: c:") < text.index("undecided: b:")
    rows = [line.split()[0] for line in text.splitlines()[-3:]]
    assert rows == ["c", "b", "a"]


def test_the_answer_is_the_same_every_time_and_with_another_seed_another(folder: Path) -> None:
    write(folder, coin=expecting(COIN, "mean: height, at_least: 0"))
    assert command("check", ".").out == command("check", ".").out
    assert data(".")["scenarios"] != data(".", "--seed", "2")["scenarios"]


def test_a_title_is_no_command_and_moves_no_cursor(folder: Path) -> None:
    """GitHub's runner obeys `::` at the beginning of a line, and `##[…]` anywhere in it."""
    title = '"::error::x ##[error]y ##vso[task.complete] ::add-mask::z"'
    write(folder, coin=expecting(CLOCK, f"probability: reached_high, equals: 0, title: {title}"))
    for format_ in ("text", "json", "markdown", "junit", "github"):
        lines = command("check", ".", "--format", format_).out.splitlines()
        assert not any("##[" in line or "##vso[" in line for line in lines), format_
        assert [
            line for line in lines if line.lstrip().startswith("::") and not line.startswith("::error file=coin.yaml,line=")
        ] == []
    assert json.loads(command("check", ".", "--format", "json").out)["scenarios"][0]["claims"][0]["claim"].startswith(
        "::error::x ##[error]"
    )


def test_o_writes_a_file_and_never_over_a_scenario_or_a_record(folder: Path) -> None:
    write(folder, coin=HELD)
    assert command("check", ".", "-o", "out.json") == Answer(0, "", "")
    assert json.loads((folder / "out.json").read_text())["verdict"] == "held"
    assert command("check", ".", "-o", "coin.yaml", "--format", "text").status == 2
    assert command("check", ".", "-o", "expected/coin.json").status == 2
    assert (folder / "coin.yaml").read_text() == HELD


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_holds_at_the_first_looks_and_is_as_recorded(path: Path) -> None:
    (scenario,) = data(str(path), "--budget", "2000")["scenarios"]
    assert (scenario["verdict"], scenario["record"]) == ("held", "identical")
    assert len(scenario["claims"]) >= 2
