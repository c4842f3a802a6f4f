"""`evidence`: where each number comes from, who uses which fact, and what rests on assumption alone."""

from __future__ import annotations

import csv
import io
import json
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
  A-2: {says: Nobody knows why.}
  A-3: {says: Twelve men came., value: 12, unit: men}
  A-4: {says: It takes ten hours., value: 10, unit: hours}
contradictions:
  C-1: {between: [A-1, A-3], says: Ten or twelve, resolved: We take ten.}
"""
CASE = """
title: T
period: {start: 2024-10-08, end: 2024-12-31}
evidence: facts
parameters:
  from_fact: {value: 10, unit: men, title: Men who came, source: [A-1]}
  differs: {value: 10, unit: men, source: [A-1, A-3], assumption: We take the first.}
  other_unit: {value: 10, unit: days, source: [A-4]}
  assumed: {value: 3, assumption: Because.}
  bare: 4
quantities: {alarm: {initial: from_fact + differs + other_unit + assumed + bare, source: [A-1]}}
brakes: {law: {while: alarm < 9, blocks: all, source: [A-3], assumption: Guessed.}}
ladder:
  - stage: low
  - stage: high
    climb: {routes: {slow: {when: alarm > 2, source: [A-1]}}}
"""


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.yaml").write_text(FACTS)
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    return str(path)


def data(path: str) -> dict[str, Any]:
    answer = command("evidence", path, "--quiet", "--format", "json")
    assert (answer.status, answer.err) == (0, "")
    read: dict[str, Any] = json.loads(answer.out)
    return read


def test_each_parameter_rests_on_a_fact_an_assumption_both_or_nothing(case: str) -> None:
    rests = {one["name"]: one["rests_on"] for one in data(case)["parameters"]}
    assert rests == {
        "from_fact": "fact",
        "differs": "fact and assumption",
        "other_unit": "fact",
        "assumed": "assumption",
        "bare": "nothing",
    }


def test_a_value_is_compared_with_each_fact_of_the_same_unit(case: str) -> None:
    agrees = {one["name"]: {fact["id"]: fact["agrees"] for fact in one["facts"]} for one in data(case)["parameters"]}
    assert agrees["from_fact"] == {"A-1": True}
    assert agrees["differs"] == {"A-1": True, "A-3": False}
    assert agrees["other_unit"] == {"A-4": None}


def test_every_fact_says_who_uses_it(case: str) -> None:
    used = {fact["id"]: fact["used_by"] for fact in data(case)["facts"]}
    assert used == {
        "A-1": ["parameters.from_fact", "parameters.differs", "quantities.alarm", "ladder.high.climb.routes.slow"],
        "A-2": [],
        "A-3": ["parameters.differs", "brakes.law"],
        "A-4": ["parameters.other_unit"],
    }


def test_the_sums(case: str) -> None:
    summary = data(case)["summary"]
    assert summary == {
        "parameters": 5,
        "rest_on": {"fact": 2, "fact and assumption": 1, "assumption": 1, "nothing": 1},
        "assumption_alone_share": 0.2,
        "have_the_number_of_a_fact": 2,
        "differ_from_a_fact": 1,
        "facts": 4,
        "facts_used": 3,
    }
    text = command("evidence", case, "--quiet").out
    assert "1 of 5 parameters (20 %) rests on assumption alone.\n" in text
    assert "3 cite facts: 2 have the very number of one, 1 needs an assumption besides.\n" in text
    assert "1 has neither a fact nor an assumption.\n" in text
    assert "3 of the 4 facts in the folder (75 %) are used.\n" in text


def test_the_tables_fit_a_hundred_columns_and_mark_what_differs(case: str) -> None:
    text = command("evidence", case, "--quiet").out
    assert max(map(len, text.splitlines())) <= 100
    words = " ".join(text.split())
    assert "A-1: Ten men came. (10 men; Kyiv, Seoul; as of" in words
    assert "≠ A-3: Twelve men came. (12 men)" in words
    assert "A-2 Nobody knows why. nobody" in words
    assert "C-1 A-1, A-3 Ten or twelve We take ten." in words


def test_a_number_is_not_cut_in_its_middle(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    numbers = "third: {value: 3.3333333333333335, unit: metres}, people: {value: 1234567891.25}"
    path.write_text(
        f"title: T\nperiod: {{start: 2024-10-08, end: 2024-12-31}}\nparameters: {{{numbers}}}\nladder: [{{stage: low}}]\n"
    )
    text = command("evidence", str(path), "--quiet").out
    assert max(map(len, text.splitlines())) <= 100
    assert {"3.3333333333333335", "1,234,567,891.25"} <= set(text.split())


def test_the_csv_has_a_row_for_each_fact_that_is_cited_and_each_that_is_not(case: str) -> None:
    rows = list(csv.DictReader(io.StringIO(command("evidence", case, "--quiet", "--format", "csv").out)))
    assert [(row["kind"], row["name"], row["fact"], row["agrees"]) for row in rows] == [
        ("parameter", "from_fact", "A-1", "yes"),
        ("parameter", "differs", "A-1", "yes"),
        ("parameter", "differs", "A-3", "no"),
        ("parameter", "other_unit", "A-4", ""),
        ("parameter", "assumed", "", ""),
        ("parameter", "bare", "", ""),
        ("quantity", "alarm", "A-1", ""),
        ("brake", "law", "A-3", ""),
        ("way", "high.climb.routes.slow", "A-1", ""),
        ("nobody", "", "A-2", ""),
    ]


LADDERS = """
ladders:
  moscow:
    title: What Moscow answers
    source: [A-2]
    assumption: It has one ladder.
    stages:
      - stage: words
      - stage: punishes
        title: Punishes
        source: [A-2]
        climb: {routes: {now: {when: alarm > 3, title: At once, source: [A-2], assumption: Nobody knows.}}}
        descend: {when: alarm < 1, assumption: It forgives.}
outcomes: {hours: {measure: 24 * days(alarm > 3), title: Hours of it, source: [A-4], assumption: Each day has as many.}}
"""


def test_ladders_their_stages_and_ways_and_outcomes_may_cite_and_assume(case: str) -> None:
    Path(case).write_text(CASE + LADDERS)
    others = {one["path"]: one for one in data(case)["others"]}
    told = {
        path: (one["kind"], one["title"], [fact["id"] for fact in one["facts"]], one["assumption"])
        for path, one in others.items()
    }
    assert {path: told[path] for path in told if path.startswith(("ladders.", "outcomes."))} == {
        "ladders.moscow": ("ladder", "What Moscow answers", ["A-2"], "It has one ladder."),
        "ladders.moscow.stages.punishes": ("stage", "Punishes", ["A-2"], ""),
        "ladders.moscow.stages.punishes.climb.routes.now": ("way", "At once", ["A-2"], "Nobody knows."),
        "ladders.moscow.stages.punishes.descend": ("way", "", [], "It forgives."),
        "outcomes.hours": ("outcome", "Hours of it", ["A-4"], "Each day has as many."),
    }
    used = {fact["id"]: fact["used_by"] for fact in data(case)["facts"]}
    assert used["A-2"] == ["ladders.moscow", "ladders.moscow.stages.punishes", "ladders.moscow.stages.punishes.climb.routes.now"]
    assert used["A-4"] == ["parameters.other_unit", "outcomes.hours"]


OBJECTIONS = {
    "assumed: {": "An old guess.",
    "differs: {": "Twelve were seen | counted.",
    "alarm: {": "It was never measured.",
    "law: {": "It was broken before.",
    "slow: {": "Nothing is slow there.",
    "now: {": "It takes a night.",
    "descend: {": "It never forgave.",
    "hours: {": "A day of fog has none.",
}


def objecting(case: str) -> str:
    """The case with an objection to a parameter that assumes, one that cites, and one of everything else."""
    text = (CASE + LADDERS).replace("bare: 4", 'bare: {value: 4, against: "It may be 5."}')
    text = text.replace("title: Punishes\n", "title: Punishes\n        against: It has no means.\n")
    text = text.replace("    title: What Moscow", "    against: It has two.\n    title: What Moscow")
    for head, words in OBJECTIONS.items():
        assert text.count(head) == 1
        text = text.replace(head, f"{head}against: {words!r}, ")
    Path(case).write_text(text)
    return case


def test_what_speaks_against_it_stands_beside_what_it_rests_on(case: str) -> None:
    read = data(objecting(case))
    assert {one["name"]: one["against"] for one in read["parameters"]} == {
        "from_fact": "",
        "differs": "Twelve were seen | counted.",
        "other_unit": "",
        "assumed": "An old guess.",
        "bare": "It may be 5.",
    }
    assert {one["path"]: one["against"] for one in read["others"]} == {
        "quantities.alarm": "It was never measured.",
        "brakes.law": "It was broken before.",
        "ladders.moscow": "It has two.",
        "ladders.moscow.stages.punishes": "It has no means.",
        "ladder.high.climb.routes.slow": "Nothing is slow there.",
        "ladders.moscow.stages.punishes.climb.routes.now": "It takes a night.",
        "ladders.moscow.stages.punishes.descend": "It never forgave.",
        "outcomes.hours": "A day of fog has none.",
    }
    assert {one["name"]: one["rests_on"] for one in read["parameters"]}["bare"] == "nothing"
    words = " ".join(command("evidence", case, "--quiet").out.split())
    assert "assumed 3 assumption: Because. against: An old guess." in words
    assert "bare 4 nothing against: It may be 5." in words
    assert "brake law A-3 assumption: Guessed. against: It was broken before." in words


def test_markdown_and_csv_have_it_too(case: str) -> None:
    objecting(case)
    markdown = command("evidence", case, "--quiet", "--format", "markdown").out
    assert "| assumed | 3 | assumption: Because.<br>against: An old guess. |" in markdown
    assert "assumption: We take the first.<br>against: Twelve were seen \\| counted. |" in markdown
    rows = list(csv.DictReader(io.StringIO(command("evidence", case, "--quiet", "--format", "csv").out)))
    assert {(row["name"], row["fact"]): row["against"] for row in rows if row["name"] in ("differs", "bare", "slow", "law")} == {
        ("differs", "A-1"): "Twelve were seen | counted.",
        ("differs", "A-3"): "Twelve were seen | counted.",
        ("bare", ""): "It may be 5.",
        ("law", "A-3"): "It was broken before.",
    }


def test_what_has_only_an_objection_is_listed(case: str) -> None:
    Path(case).write_text(CASE.replace("  - stage: low\n", "  - {stage: low, against: Nobody is calm.}\n"))
    (stage,) = (one for one in data(case)["others"] if one["kind"] == "stage")
    assert (stage["path"], stage["facts"], stage["assumption"], stage["against"]) == ("ladder.low", [], "", "Nobody is calm.")
    assert "stage low against: Nobody is calm." in " ".join(command("evidence", case, "--quiet").out.split())


def test_tables_name_what_is_on_another_ladder_as_briefly_as_on_the_main_one(case: str) -> None:
    Path(case).write_text(CASE + LADDERS)
    rows = list(csv.DictReader(io.StringIO(command("evidence", case, "--quiet", "--format", "csv").out)))
    assert [
        (row["kind"], row["name"], row["title"], row["fact"])
        for row in rows
        if row["kind"] in ("ladder", "stage", "way", "outcome")
    ] == [
        ("stage", "punishes", "Punishes", "A-2"),
        ("ladder", "moscow", "What Moscow answers", "A-2"),
        ("way", "high.climb.routes.slow", "", "A-1"),
        ("way", "punishes.climb.routes.now", "At once", "A-2"),
        ("way", "punishes.descend", "", ""),
        ("outcome", "hours", "Hours of it", "A-4"),
    ]
    text = command("evidence", case, "--quiet").out
    words = " ".join(text.split())
    assert "What Moscow answers A-2 ladder moscow assumption: It has one ladder." in words
    assert "moscow, punishes, punishes.climb.rou" in words
    assert "| Hours of it<br>outcome hours | A-4<br>assumption: Each day has as many. |" in (
        command("evidence", case, "--quiet", "--format", "markdown").out
    )


def test_words_of_a_scenario_are_shown_and_do_nothing(tmp_path: Path) -> None:
    hostile = "[red]x[/red] | <b>y</b> `z` [l](https://example.org) :smile:"
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("evidence: facts\n", "").replace("title: Men who came", f"title: {json.dumps(hostile)}"))
    path.write_text("\n".join(line for line in path.read_text().splitlines()).replace("source: [", "assumption: ["))
    text = path.read_text()
    for given, wanted in (("[A-1]", "a"), ("[A-1, A-3], assumption: We take the first.", "a"), ("[A-4]", "a")):
        text = text.replace(f"assumption: {given}", f"assumption: {wanted}")
    path.write_text(text.replace("assumption: [A-3], assumption", "assumption"))
    answer = command("evidence", str(path), "--quiet")
    assert answer.status == 0, answer.err
    assert "[red]x[/red] | <b>y</b> `z`" in " ".join(answer.out.split())
    tokens = MarkdownIt("commonmark").enable("table").parse(command("evidence", str(path), "--quiet", "--format", "markdown").out)
    inside = [token for block in tokens for token in (block, *(block.children or []))]
    assert not {token.type for token in inside} & {"link_open", "code_inline"}
    assert {token.content for token in inside if token.type == "html_inline"} <= {"<br>"}
    rows = [line for line in command("evidence", str(path), "--quiet", "--format", "markdown").out.splitlines() if "red" in line]
    assert all(line.replace("\\|", "").count("|") == 4 for line in rows)
    assert rows


def test_a_scenario_without_a_folder_says_so(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("title: T\nperiod: {start: 2024-10-08, end: 2024-12-31}\nladder: [{stage: low}]\n")
    answer = command("evidence", str(path))
    assert answer.status == 0
    assert "0 of 0 parameters (0 %) rest on assumption alone.\nThe scenario names no folder of facts.\n" in answer.out


def test_base_says_what_share_rests_on_assumption() -> None:
    read = data(str(SCENARIOS / "base.yaml"))
    count, total = read["summary"]["rest_on"]["assumption"], read["summary"]["parameters"]
    text = command("evidence", str(SCENARIOS / "base.yaml")).out
    assert f"{count} of {total} parameters ({100 * count / total:.0f} %) rest on assumption alone." in text


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: str(path.stem))
def test_every_scenario_that_is_shipped_shows_its_evidence(path: Path) -> None:
    for format_ in ("text", "markdown", "json", "csv"):
        answer = command("evidence", str(path), "--format", format_)
        assert (answer.status, answer.err) == (0, "")
