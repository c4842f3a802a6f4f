"""Recorded results: what is kept, when it is out of date, and how it is accepted anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command
from tests.questions.check.folders import CLOCK, COIN, expecting, write
from tests.questions.check.test_check import data, folder

__all__ = ["folder"]


def record(name: str = "coin") -> Path:
    return Path("expected") / f"{name}.json"


@pytest.fixture
def coin(folder: Path) -> Path:
    """A coin whose result is recorded."""
    write(folder, coin=COIN)
    assert command("check", ".", "--update", "coin").status == 0
    return folder / "coin.yaml"


def test_a_record_has_the_bytes_of_run(coin: Path) -> None:
    assert record().read_text() == command("run", "coin.yaml", "-n", "1000", "--format", "json").out


def test_a_record_is_as_good_as_new_until_something_changes(coin: Path) -> None:
    assert data(".")["scenarios"][0]["record"] == "identical"
    assert command("check", ".").status == 0


def test_updating_twice_changes_no_byte_and_updating_one_leaves_the_others_alone(folder: Path) -> None:
    write(folder, a=COIN, b=COIN, c=CLOCK)
    command("check", ".", "--update", "a", "b")
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("expected").iterdir()}
    assert set(first) == {"a.json", "b.json"}
    write(folder, b=COIN.replace("odds: {value: 0.3", "odds: {value: 0.4"))
    command("check", ".", "--update", "a")
    assert record("a").read_bytes() == first["a.json"][0]
    assert (record("b").read_bytes(), record("b").stat().st_mtime_ns) == first["b.json"]
    assert not record("c").exists()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("title: A coin", "title: Another"),
        lambda text: text.replace("assumption: a}", "assumption: another reason}"),
        lambda text: expecting(text, "probability: reached_high, at_most: 0.9"),
        lambda text: "# a comment\n" + text,
        lambda text: text.replace("range: [0, 1]", "range: [0.1, 0.9]"),
    ],
    ids=["title", "assumption", "claim", "comment", "range"],
)
def test_what_changes_no_result_makes_no_record_out_of_date(coin: Path, edit: Callable[[str], str]) -> None:
    coin.write_text(edit(COIN))
    assert data(".")["scenarios"][0]["record"] == "identical"


def size_of(told: dict[str, Any]) -> float:
    """Of a probability the difference, of anything else how large it is beside what differs."""
    difference = abs(told["now"] - told["record"])
    probability = told["quantity"] in ("reached", "highest", "final", "never")
    return float(difference if probability else difference / max(abs(told["now"]), abs(told["record"])))


def test_a_changed_parameter_is_named_with_its_line_and_the_worst_differences(coin: Path) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    answer = command("check", ".")
    assert answer.status == 1
    line = next(number for number, line in enumerate(COIN.splitlines(), 1) if "odds:" in line)
    assert f"coin.yaml:{line}:17: failed: coin: recorded result" in answer.out
    words = " ".join(answer.out.split())
    assert "reached high was 0.298, is 0.499" in words
    assert "odds was 0.3, is 0.5" in words
    assert "--update coin" in words
    (scenario,) = data(".")["scenarios"]
    assert (scenario["verdict"], scenario["record"]) == ("failed", "changed")
    assert scenario["record_parameters"] == {"odds": {"record": "0.3", "now": "0.5"}}
    told = scenario["record_differences"]
    assert [one["quantity"] for one in told[:2]] == ["reached", "outcome"], "what a reader wants to know first"
    sizes = [size_of(one) for one in told[2:]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 2


def test_an_inherited_parameter_is_pointed_at_where_it_stands(folder: Path) -> None:
    write(folder, coin=COIN, variant="extends: coin.yaml\n")
    command("check", ".", "--update", "variant")
    write(folder, coin=COIN.replace("reward: {value: 10", "reward: {value: 20"))
    assert "coin.yaml:5:19: failed: variant: recorded result" in command("check", "variant.yaml").out


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text.replace("at: 2025-01-05", "at: 2025-01-06"), "Something else than a parameter was changed"),
        (lambda text: text.replace("stage: low", "stage: lower"), "Its stages were low, high, and are lower, high"),
        (lambda text: text.replace("  prize: final(heads)\n", ""), "outcome prize was"),
    ],
    ids=["event", "stages", "outcome"],
)
def test_any_other_change_of_a_result_is_a_change(coin: Path, edit: Callable[[str], str], words: str) -> None:
    coin.write_text(edit(COIN))
    answer = command("check", ".")
    assert answer.status == 1
    assert words in " ".join(answer.out.split())


def test_a_result_that_changed_although_the_scenario_did_not_is_laid_at_the_programs_door(coin: Path) -> None:
    record().write_text(record().read_text().replace('"climbs": {\n  "mean": 0.', '"climbs": {\n  "mean": 0.9'))
    assert "the program, or a library, has changed" in " ".join(command("check", ".").out.lower().split())


def test_a_quantile_alone_is_a_change(coin: Path) -> None:
    told = json.loads(record().read_text())
    told["outcomes"]["height"]["q90"] += 1e-6
    record().write_text(json.dumps(told))
    assert data(".")["scenarios"][0]["record"] == "changed"


def test_another_spread_around_a_mean_of_nothing_is_a_change_and_no_crash(coin: Path) -> None:
    told = json.loads(record().read_text())
    told["outcomes"]["height"].update(mean=0, sd=1)
    record().write_text(json.dumps(told))
    coin.write_text(coin.read_text().replace("outcomes:", "outcomes:  # an edit", 1))
    assert data(".")["scenarios"][0]["record"] == "changed"


def altered(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    def alter(told: dict[str, Any]) -> Any:
        for path, value in changes.items():
            where = told
            *keys, last = path.split("__")
            for key in keys:
                where = where[key]
            where[last] = value
        return told

    return alter


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (altered(settings__replications=500), "it has 500 replications, and a record has 1,000"),
        (altered(settings__seed=7), "its seed is 7, and that of a record is 1"),
        (altered(settings__uncertain=["odds"]), "its uncertain parameters were drawn"),
        (altered(format="escalation-sim/history"), "it is no result of `run -n`"),
        (altered(version=99), "it is no result of `run -n`"),
        (altered(outcomes__height="tall"), "it is damaged"),
        (altered(outcomes__height__mean="tall"), "it is damaged: a number is missing"),
        (altered(stages=[]), "changed"),
        (altered(stages=None), "it is damaged"),
        (altered(settings__parameters=[]), "it is damaged"),
        (lambda told: [told], "it is no result of `run -n`"),
        (lambda told: {}, "it is damaged: parts of it are missing"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_used_says_why(coin: Path, alter: Callable[[dict[str, Any]], Any], words: str) -> None:
    record().write_text(json.dumps(alter(json.loads(record().read_text()))))
    answer = command("check", ".")
    assert answer.status == (1 if words == "changed" else 3)
    assert words in " ".join(answer.out.split())


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"format": 1e999}', b" " * 2_000_000])
def test_damaged_bytes_are_no_crash(coin: Path, text: bytes) -> None:
    record().write_bytes(text)
    answer = command("check", ".")
    assert answer.status == 3
    assert "expected/coin.json:1:1: failed: coin: recorded result" in answer.out
    assert "--update coin" in answer.out
    assert command("check", ".", "--update", "coin").status == 0
    assert command("check", ".").status == 0


def test_the_record_of_a_scenario_that_is_gone_fails(coin: Path) -> None:
    write(coin.parent, other=CLOCK)
    coin.unlink()
    answer = command("check", ".")
    assert answer.status == 1
    assert "expected/coin.json:1:1: failed: coin: recorded result\n    its scenario is gone" in answer.out
    assert {one["name"]: one["record"] for one in data(".")["scenarios"]} == {"other": None, "coin": "orphaned"}
    assert command("check", "other.yaml").status == 0, "only who asks for the folder asks for all its records"


def test_update_shows_what_it_accepts(coin: Path) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    answer = command("check", ".", "--update", "coin")
    assert answer.out.startswith("coin: changed, recorded in expected/coin.json\n    reached high was 0.298, is 0.499")
    assert "odds was 0.3, is 0.5" in " ".join(answer.out.split())
    assert command("check", ".", "--update", "coin").out == "coin: identical, recorded in expected/coin.json\n"


def test_update_wants_a_name_that_is_there(coin: Path) -> None:
    answer = command("check", ".", "--update", "cion")
    assert answer.status == 2
    assert "there is no scenario 'cion' among those found; did you mean coin?" in answer.err


def test_update_wants_to_know_where(coin: Path) -> None:
    answer = command("check", "scenaros", "--update", "coin")
    assert answer.status == 2
    assert "say where the scenarios are" in answer.err


def test_update_of_two_of_one_name_wants_the_folder_too(folder: Path) -> None:
    write(folder / "one", same=COIN)
    write(folder / "two", same=COIN)
    assert "name one of one/same, two/same" in command("check", "one", "two", "--update", "same").err
    assert command("check", "one", "two", "--update", "two/same").status == 0
    assert [path.as_posix() for path in Path().rglob("*.json")] == ["two/expected/same.json"]


def test_where_ci_is_set_nothing_is_recorded_without_a_yes(coin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    before = record().read_bytes()
    monkeypatch.setenv("CI", "true")
    answer = command("check", ".", "--update", "coin")
    assert answer.status == 2
    assert "CI is set" in answer.err
    assert record().read_bytes() == before
    assert command("check", ".", "--update", "coin", "--yes").status == 0
    assert record().read_bytes() != before


def test_if_one_cannot_be_played_none_is_recorded(folder: Path) -> None:
    write(folder, a=COIN, b="title: x\n")
    assert command("check", ".", "--update", "a", "--update", "b").status == 2
    assert not Path("expected").exists()


def test_claims_may_be_tested_with_another_seed_and_the_record_is_still_that_of_seed_1(coin: Path) -> None:
    coin.write_text(expecting(COIN, "mean: height, at_least: 0"))
    (scenario,) = data(".", "--seed", "5")["scenarios"]
    assert scenario["record"] == "identical"
    record().unlink()
    assert data(".", "--seed", "5")["scenarios"][0]["claims"] == scenario["claims"]
    assert data(".")["scenarios"][0]["claims"] != scenario["claims"]
