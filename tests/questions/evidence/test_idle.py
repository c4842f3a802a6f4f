"""`evidence` of several scenarios: which facts none of them uses, and why."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.commands import command
from tests.places import SCENARIOS

FACTS = """
article: {id: A, title: An article}
facts:
  A-1: {says: Ten men came., value: 10, unit: men, as_of: 2024-10-01, claimed_by: [Kyiv, Seoul]}
  A-2: {says: Nobody knows why., idle: It is about something else.}
  A-3: {says: Twelve men came., value: 12, unit: men}
  A-4: {says: They came by train.}
"""
ONE = """
title: One
period: {start: 2024-10-08, end: 2024-12-31}
evidence: ../facts
parameters:
  men: {value: 10, unit: men, source: A-1}
  days: {value: 3, assumption: a guess}
quantities: {alarm: {initial: men + days}}
ladder: [{stage: low}, {stage: high, climb: {when: alarm > 2, source: A-1}}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two scenarios, of which one uses A-1 and the other A-1 and A-3."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.yaml").write_text(FACTS)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "one.yaml").write_text(ONE)
    (tmp_path / "two" / "other.yaml").write_text("extends: one.yaml\nparameters: {men: {source: [A-1, A-3], assumption: a}}\n")
    return tmp_path


def data(*paths: str) -> dict[str, Any]:
    answer = command("evidence", *paths, "--format", "json")
    assert (answer.status, answer.err) == (0, "")
    read: dict[str, Any] = json.loads(answer.out)
    return read


def words(*arguments: str) -> str:
    answer = command("evidence", *arguments, "--quiet")
    assert (answer.status, answer.err) == (0, "")
    return " ".join(answer.out.split())


def test_several_scenarios_have_a_line_each(folder: Path) -> None:
    lines = [line.split() for line in command("evidence", "two/one.yaml", "two/other.yaml").out.splitlines()]
    assert " ".join(lines[0]) == "Where the numbers of 2 scenarios come from"
    first = lines.index(["one", "2", "1", "(50", "%)", "1", "of", "4"])
    assert lines[first + 1] == ["other", "2", "1", "(50", "%)", "2", "of", "4"]


def test_every_fact_that_none_uses_is_listed_with_its_reason(folder: Path) -> None:
    told = words("two/")
    assert "2 of the 4 facts (50 %) are used by none; 1 of these has a reason." in told
    listed = told.split("Facts that none uses")[1]
    assert "A-2 Nobody knows why. It is about something else." in listed
    assert "A-4 They came by train. no reason given" in listed
    assert "Ten men" not in listed
    assert "Twelve men" not in listed, "one of the two uses it"


def test_a_folder_is_the_scenarios_directly_in_it(folder: Path) -> None:
    (folder / "two" / "deeper").mkdir()
    (folder / "two" / "deeper" / "third.yaml").write_text(ONE)
    answer = command("evidence", "two")
    assert (answer.status, answer.out) == (0, command("evidence", "two/other.yaml", "two/one.yaml").out)
    assert "skipped" in answer.err
    assert "two/deeper/" in answer.err
    assert [one["name"] for one in json.loads(command("evidence", "two", "--format", "json").out)["scenarios"]] == [
        "one",
        "other",
    ]


def test_json_has_the_sums_of_each_and_who_uses_every_fact(folder: Path) -> None:
    read = data("two")
    assert (read["format"], read["version"]) == ("escalation-sim/evidence-of-several", 1)
    for one in read["scenarios"]:
        alone = data(f"two/{one['name']}.yaml")
        assert one == {**alone["scenario"], "summary": alone["summary"]}
    assert {fact["id"]: (fact["used_by"], fact["idle"]) for fact in read["facts"]} == {
        "A-1": (["one", "other"], ""),
        "A-2": ([], "It is about something else."),
        "A-3": (["other"], ""),
        "A-4": ([], ""),
    }
    assert read["summary"] == {
        "scenarios": 2,
        "facts": 4,
        "facts_used": 2,
        "facts_only_named": 0,
        "facts_idle_with_a_reason": 1,
        "facts_used_though_idle": 0,
    }


def test_csv_has_a_row_for_each_fact(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(command("evidence", "two", "--format", "csv").out)))
    assert [(row["fact"], row["used_by"], row["idle"]) for row in rows] == [
        ("A-1", "one, other", ""),
        ("A-2", "", "It is about something else."),
        ("A-3", "other", ""),
        ("A-4", "", ""),
    ]
    assert (rows[0]["value"], rows[0]["unit"], rows[0]["claimed_by"], rows[0]["as_of"]) == (
        "10",
        "men",
        "Kyiv, Seoul",
        "2024-10-01",
    )


def test_one_scenario_shows_the_reason_of_what_it_does_not_use(folder: Path) -> None:
    told = words("two/one.yaml")
    assert "1 of the 4 facts in the folder (25 %) is used. 1 of the others says why no scenario uses it." in told
    assert "A-2 Nobody knows why. nobody idle: It is about something else." in told
    assert "A-4 They came by train. nobody" in told
    assert "Nobody knows why. | nobody<br>idle: It is about something else. |" in words("two/one.yaml", "--format", "markdown")
    rows = list(csv.DictReader(io.StringIO(command("evidence", "two/one.yaml", "--format", "csv").out)))
    assert {row["fact"]: row["idle"] for row in rows if row["kind"] == "nobody"} == {
        "A-2": "It is about something else.",
        "A-3": "",
        "A-4": "",
    }


def test_a_fact_that_is_said_to_stay_idle_and_is_used_is_named(folder: Path) -> None:
    (folder / "facts" / "a.yaml").write_text(FACTS.replace("value: 12,", "idle: It is too many., value: 12,"))
    said = "A-3 is said to stay idle, and used: take the key idle out there."
    assert said not in words("two/one.yaml")
    assert said in words("two/other.yaml")
    for format_ in ("text", "markdown"):
        assert said in words("two", "--format", format_)
    assert "A-3 other It is too many." in words("two").split("Facts that are used, though said to stay idle")[1]
    assert "1 of the others says why no scenario uses it." in words("two/other.yaml")
    summary = data("two")["summary"]
    assert (summary["facts_used_though_idle"], summary["facts_idle_with_a_reason"]) == (1, 1)
    assert {fact["id"]: fact["idle"] for fact in data("two/other.yaml")["facts"] if fact["used_by"]} == {
        "A-1": "",
        "A-3": "It is too many.",
    }


def test_a_fact_that_words_name_is_neither_used_nor_idle(folder: Path) -> None:
    text = ONE.replace("assumption: a guess", "assumption: Not A-44. As for A-4, against: Nobody knows (A-4)")
    (folder / "two" / "one.yaml").write_text(text)
    told = words("two/one.yaml")
    assert "is used. 1 of the others is named in the words of an assumption or an objection. 1 of the others says" in told
    assert "A-4 They came by train. in words: days" in told
    assert "is used." in told
    assert {fact["id"]: fact["named_by"] for fact in data("two/one.yaml")["facts"]} == {
        "A-1": [],
        "A-2": [],
        "A-3": [],
        "A-4": ["parameters.days"],
    }
    several = words("two")
    assert "1 of the 4 facts (25 %) is used by none; 1 of these has a reason." in several
    assert "1 is named in the words of an assumption or an objection alone." in several
    assert "They came by train" not in several
    assert {fact["id"]: fact["named_by"] for fact in data("two")["facts"]}["A-4"] == ["one", "other"]


def test_a_fact_that_is_said_to_stay_idle_and_is_named_is_told(folder: Path) -> None:
    (folder / "two" / "one.yaml").write_text(ONE.replace("assumption: a guess", "against: It was otherwise (A-2)."))
    assert "A-2 is said to stay idle, and used: take the key idle out there." in words("two/one.yaml")
    assert "A-2 in words: one, other It is about something else." in words("two")


def test_facts_of_two_folders_are_kept_apart(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "a.yaml").write_text("article: {id: B}\nfacts: {A-4: {says: They came by ship.}}\n")
    path = folder / "two" / "third.yaml"
    path.write_text(
        "extends: one.yaml\nevidence: ../more\nparameters: {men: {source: A-4}}\nladder: [{stage: high, climb: {source: A-4}}]\n"
    )
    users = {(fact["id"], fact["says"]): fact["used_by"] for fact in data("two")["facts"]}
    assert users["A-4", "They came by train."] == []
    assert users["A-4", "They came by ship."] == ["third"]


def test_scenarios_without_a_folder_of_facts_say_so(folder: Path) -> None:
    (folder / "bare").mkdir()
    (folder / "bare" / "bare.yaml").write_text("period: {start: 2024-10-08, end: 2024-12-31}\nladder: [{stage: low}]\n")
    assert "come from No folder of facts is named. Scenarios" in words("bare")
    assert "Facts that none uses" not in words("bare")


def test_where_every_fact_is_used_it_is_said(folder: Path) -> None:
    (folder / "facts" / "a.yaml").write_text("article: {id: A}\nfacts: {A-1: {says: Ten.}, A-3: {says: Twelve.}}\n")
    told = words("two")
    assert "Each of the 2 facts is used." in told
    assert "Facts that none uses" not in told


def test_the_mistakes_of_all_scenarios_are_told_at_once(folder: Path) -> None:
    for name in ("bad", "worse"):
        (folder / "two" / f"{name}.yaml").write_text(ONE.replace("source: A-1", "source: A-9"))
    answer = command("evidence", "two")
    assert (answer.status, answer.out) == (2, "")
    assert "two/bad.yaml:6:" in answer.err
    assert "two/worse.yaml:6:" in answer.err


def test_an_answer_takes_no_scenarios_place(folder: Path) -> None:
    answer = command("evidence", "two", "-o", "two/one.yaml", "--format", "text")
    assert (answer.status, answer.out) == (2, "")
    assert "the scenario one" in answer.err
    assert (folder / "two" / "one.yaml").read_text() == ONE


def test_reasons_are_shown_and_do_nothing(folder: Path) -> None:
    hostile = "[red]x[/red] | <b>y</b> `z` [l](https://example.org) :smile:"
    (folder / "facts" / "a.yaml").write_text(FACTS.replace("idle: It is about something else.", f"idle: {json.dumps(hostile)}"))
    assert "[red]x[/red]" in words("two")
    for path in ("two", "two/one.yaml"):
        markdown = command("evidence", path, "--format", "markdown").out
        tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
        inside = [token for block in tokens for token in (block, *(block.children or []))]
        assert not {token.type for token in inside} & {"link_open", "code_inline"}
        assert {token.content for token in inside if token.type == "html_inline"} <= {"<br>"}


def test_an_idle_that_is_no_text_is_an_error_with_its_place(folder: Path) -> None:
    (folder / "facts" / "a.yaml").write_text(FACTS.replace("idle: It is about something else.", "idle: [a, b]"))
    answer = command("validate", "two/one.yaml")
    assert answer.status == 2
    assert "a.yaml:5:" in answer.out
    assert "A-2.idle: expected text or a number, found a list" in answer.out


def test_of_the_facts_that_are_shipped_none_says_that_it_is_idle_and_is_used() -> None:
    read = data(os.fspath(SCENARIOS))
    assert [fact["id"] for fact in read["facts"] if fact["idle"] and (fact["used_by"] or fact["named_by"])] == []
