"""`compare FOLDER FOLDER` and `compare REV:FOLDER FOLDER`: every scenario on one page."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.commands import Answer, command
from tests.questions.compare.repositories import FACTS, TOWN, VARIANT, commit, git, write

N = ("-n", "60", "--quiet")
FIVE = TOWN.replace("flood: {value: 4", "flood: {value: 5")
VARIANTS = {
    f"s/v{number}.yaml": f"title: V\nextends: town.yaml\nquantities: {{level: {number / 10}}}\n" for number in range(10, 20)
}
LOW = {"s/low.yaml": VARIANT.format(base="town.yaml")}
ALONE = TOWN.replace("exponential(6)", "exponential(40)").replace("A town", "A dry one")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository to work in with a town, ten variants of it, one in which its threshold is another, and one by itself."""
    commit(tmp_path / "r", {"s/town.yaml": TOWN, **VARIANTS, **LOW, "s/alone.yaml": ALONE})
    monkeypatch.chdir(tmp_path / "r")
    return tmp_path / "r"


def compared(*arguments: str, status: int, sides: tuple[str, str] = ("HEAD:s", "s")) -> Answer:
    answer = command("compare", *sides, *N, *arguments)
    assert answer.status == status, (answer.out, answer.err)
    return answer


def data(*arguments: str, status: int = 1, sides: tuple[str, str] = ("HEAD:s", "s")) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(compared(*arguments, "--format", "json", status=status, sides=sides).out)
    assert told["format"] == "escalation-sim/comparisons"
    return told


def verdicts(told: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in told["comparisons"]}


def test_an_edit_that_ten_variants_extend_stands_once_with_how_many_it_touches() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    text = compared(status=1).out
    assert text.count("parameters.flood.value: 4 → 5") == 1
    assert "parameters.flood.value: 4 → 5 (s/town.yaml:4), in 11 scenarios" in text
    assert text.startswith("Changed: 11 of 13 scenarios, most of all ")
    assert "Identical (2): alone and low." in text


def test_the_page_is_short_however_many_scenarios_there_are() -> None:
    more = {f"s/w{number}.yaml": f"extends: town.yaml\nquantities: {{level: {number / 20}}}\n" for number in range(30)}
    commit(Path(), more)
    write(Path(), {"s/town.yaml": FIVE.replace("exponential(6)", "exponential(5)"), "s/bad.yaml": "ladder: ["})
    text = compared(status=2).out
    assert text.count("\n") <= 40
    assert max(map(len, text.splitlines())) <= 100
    page = compared("--format", "markdown", status=2).out
    assert page.partition("<details>")[0].count("\n") <= 45
    assert page.count("<details>") == page.count("</details>") > 30


def test_all_that_moved_is_named_on_the_page_and_in_the_text_also_what_has_no_row_and_no_fold() -> None:
    more = {f"s/w{number}.yaml": f"extends: town.yaml\nquantities: {{level: {number / 20}}}\n" for number in range(60)}
    write(Path(), {"s/town.yaml": FIVE})
    page = compared("--format", "markdown", status=1).out.partition("<details>")[0]
    assert re.search(r"^and 1 more: \w+ \(.*: .*\)$", page, re.MULTILINE)
    commit(Path(), {"s/town.yaml": TOWN, **more})
    write(Path(), {"s/town.yaml": FIVE})
    for format_ in ("text", "markdown"):
        out = compared("--format", format_, status=1).out.partition("<details>")[0]
        assert set(re.findall(r"\b[vw]\d\d?\b", out)) >= {Path(name).stem for name in {**VARIANTS, **more}}
    text = compared(status=1).out
    assert text.count("\n") <= 40
    assert "are not the same" not in text


def test_names_that_have_no_room_are_counted() -> None:
    more = {f"s/{'w' * 50}{number}.yaml": f"extends: town.yaml\nquantities: {{level: {number / 30}}}\n" for number in range(90)}
    commit(Path(), more)
    write(Path(), {"s/town.yaml": FIVE})
    text = compared(status=1).out
    assert text.count("\n") <= 40
    assert re.search(r"and \d+ more: .* and \d+ whose names --format json has\n", text.replace("\n    ", " "))


def test_rows_are_the_most_moved_first() -> None:
    write(
        Path(), {"s/town.yaml": TOWN.replace("value: 4", "value: 4.2"), "s/alone.yaml": ALONE.replace("value: 4", "value: 1.2")}
    )
    text = compared(status=1).out
    rows = text[text.index("What moved") :].splitlines()[2:]
    assert rows[0].split()[0] == "alone"
    assert "most of all alone" in text


def test_json_has_each_as_for_two_files_with_its_name() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    told = data()
    two = json.loads(command("compare", "HEAD:s/v12.yaml", "s/v12.yaml", *N, "--format", "json").out)
    [one] = [one for one in told["comparisons"] if one["name"] == "v12"]
    assert {"name": "v12", **two} == one
    assert told["verdict"] == "changed"
    assert verdicts(told)["low"] == verdicts(told)["alone"] == "identical"
    assert told["added"] == told["removed"] == told["renamed"] == told["broken"] == []
    [edit] = told["edits"]
    assert (edit["path"], edit["a"], edit["b"]) == ("parameters.flood.value", "4", "5")
    assert edit["place_b"] == {"file": "town.yaml", "line": 4}
    assert len(edit["scenarios"]) == 11


def test_what_does_the_same_is_not_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was played")

    monkeypatch.setattr("escalation_sim.cli.compare_folders.played", refuse)
    write(Path(), {"s/town.yaml": "# a comment\n" + TOWN.replace("A town", "A city")})
    text = compared(status=0).out
    assert text.startswith("Identical: all 13 scenarios give the same answer.")
    assert data(status=0)["verdict"] == "identical"


def test_two_folders_on_the_disk_are_before_and_after() -> None:
    write(Path(), {"old/town.yaml": TOWN, "new/town.yaml": FIVE})
    told = compared(status=1, sides=("old", "new")).out
    assert "before: old, 1 scenario\nafter: new, 1 scenario" in told
    assert " in A" not in told


def test_added_and_removed_scenarios_are_named() -> None:
    (Path("s") / "alone.yaml").unlink()
    write(Path(), {"s/new.yaml": TOWN.replace("watch", "look").replace("storm", "rain").replace("level", "water")})
    text = compared(status=1).out
    assert "Added (1): new." in text
    assert "Removed (1): alone." in text
    assert text.startswith("Changed: 1 added and 1 removed.")
    assert (data()["added"], data()["removed"]) == (["new"], ["alone"])


def test_a_renamed_scenario_is_one_that_does_the_same() -> None:
    (Path("s") / "alone.yaml").rename("s/dry.yaml")
    told = data(status=0)
    assert told["renamed"] == [{"a": "alone", "b": "dry"}]
    assert told["verdict"] == "identical"
    assert "Renamed (1): alone → dry." in compared(status=0).out


def test_a_renamed_and_edited_scenario_is_compared() -> None:
    (Path("s") / "alone.yaml").unlink()
    write(Path(), {"s/dry.yaml": ALONE.replace("value: 4", "value: 2")})
    told = data()
    assert told["renamed"] == [{"a": "alone", "b": "dry"}]
    assert verdicts(told)["dry"] == "changed"
    assert "alone → dry " in compared(status=1).out


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "junit", "github"])
def test_a_broken_scenario_is_a_row_and_does_not_stop_the_rest(format_: str) -> None:
    write(Path(), {"s/alone.yaml": ALONE.replace("flood}", "fleet}"), "s/town.yaml": FIVE})
    answer = compared("--format", format_, status=2)
    assert "there is no name" in answer.out
    assert "fleet" in answer.out
    assert "s/alone.yaml:11:19: error: ladder.sandbags.climb.when: there is no name `fleet`" in answer.err
    if format_ == "json":
        told = json.loads(answer.out)
        assert told["verdict"] == "error"
        assert [(one["name"], one["sides"]) for one in told["broken"]] == [("alone", ["b"])]
        assert verdicts(told)["town"] == "changed"


def test_a_scenario_that_stops_is_a_row_with_its_error() -> None:
    write(Path(), {"s/alone.yaml": ALONE.replace("level + uniform(0, 2)", "level / (level - level)")})
    answer = compared(status=3)
    assert answer.out.startswith("Error: 1 of 13 scenarios cannot be compared: alone.")
    assert "What cannot be compared\n  alone: " in answer.out
    assert "replication 0" in answer.out


def test_a_scenario_that_was_broken_and_is_mended_is_a_change() -> None:
    commit(Path(), {"s/alone.yaml": "ladder: ["})
    write(Path(), {"s/alone.yaml": ALONE})
    text = compared(status=1).out
    assert text.startswith("Changed: 1 mended.")
    assert "alone: before: HEAD:s/alone.yaml:1:" in text


def test_claims_are_an_edit_that_is_named_and_moves_nothing() -> None:
    claims = "expect:\n  - {probability: highest >= sandbags, at_least: 0.1, title: It comes to sandbags}\n"
    commit(Path(), {"s/alone.yaml": ALONE + claims})
    write(Path(), {"s/alone.yaml": ALONE + claims.replace("0.1", "0.05")})
    text = compared(status=0).out
    assert "expect “It comes to sandbags”: at least 0.1 → at least 0.05 (s/alone.yaml:" in text
    assert text.startswith("Identical:")


def test_facts_and_records_are_named() -> None:
    cites = {"s/alone.yaml": ALONE.replace("quantities:", "evidence: ../seeds\nquantities:")}
    record = command("run", "s/town.yaml", "-n", "20", "--format", "json").out
    commit(Path(), {**cites, "seeds/s1.yaml": FACTS, "s/expected/town.json": record, "s/expected/low.json": record})
    more = FACTS.replace("four", "five").replace("value: 4", "value: 5") + "  S1.rain: {says: it rained}\n"
    write(Path(), {"seeds/s1.yaml": more, "s/expected/town.json": f"{record}\n", "s/expected/alone.json": record})
    (Path("s") / "expected" / "low.json").unlink()
    text = compared(status=0).out
    for line in (
        "fact S1.flood: 4: the wall stands four metres high → 5: the wall stands five metres high",
        "fact S1.rain, only after: it rained",
        "record expected/alone.json, only after: recorded",
        "record expected/low.json, only before: recorded",
        "record expected/town.json: recorded → recorded otherwise",
    ):
        assert line in text
    told = data(status=0)
    assert told["records"] == {"added": ["alone"], "removed": ["low"], "changed": ["town"]}
    assert told["facts"] == {"added": ["S1.rain"], "removed": [], "changed": ["S1.flood"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": ', "cannot be used: it is cut off: it ends in line 1, in the middle"),
        ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "cannot be used: an unresolved merge conflict, line 1"),
    ],
)
def test_a_record_that_cannot_be_read_is_not_said_to_be_recorded(text: str, words: str) -> None:
    commit(Path(), {"s/expected/town.json": command("run", "s/town.yaml", "-n", "20", "--format", "json").out})
    write(Path(), {"s/expected/town.json": text})
    assert f"record expected/town.json: recorded → {words}" in " ".join(compared(status=0).out.split())
    assert data(status=0)["records"]["changed"] == ["town"]


def test_one_record_that_cannot_be_read_hides_no_other() -> None:
    commit(Path(), {f"s/expected/{name}.json": "{}" for name in ("alone", "low", "town", "v10")})
    Path("s/expected/low.json").unlink()
    Path("s/expected/low.json").mkdir()
    words = " ".join(compared(status=0).out.split())
    assert words.count("record expected/") == 1
    assert re.search(r"record expected/low\.json: cannot be used: .* → cannot be read: ", words)
    assert data(status=0)["records"] == {"added": [], "removed": [], "changed": ["low"]}


def test_the_record_of_a_file_that_was_renamed_has_neither_come_nor_gone() -> None:
    record = command("run", "s/alone.yaml", "-n", "20", "--format", "json").out
    commit(Path(), {"s/expected/alone.json": record})
    for old in (Path("s/alone.yaml"), Path("s/expected/alone.json")):
        old.rename(old.with_stem("lonely"))
    for format_ in ("text", "markdown"):
        out = compared("--format", format_, status=0).out
        assert "alone → lonely" in out
        assert "record expected" not in out
    assert data(status=0)["records"] == {"added": [], "removed": [], "changed": []}
    write(Path(), {"s/expected/lonely.json": f"{record}\n"})
    assert "record expected/lonely.json: recorded → recorded otherwise" in compared(status=0).out
    Path("s/expected/lonely.json").unlink()
    assert "record expected/alone.json, only before: recorded" in compared(status=0).out


def test_the_worst_verdict_is_that_of_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))
    write(Path(), {"s/alone.yaml": ALONE.replace("value: 4", "value: 1.5")})
    compared("--exit-zero", status=0)
    assert outputs.read_text() == "verdict=changed\n"
    compared("--margin", "probability=1", status=0)
    assert data("--margin", "probability=1", status=0)["verdict"] == "equivalent"


def test_junit_has_a_suite_for_each_scenario() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    suites = {suite.get("name"): suite for suite in ET.fromstring(compared("--format", "junit", status=1).out)}  # noqa: S314
    assert len(suites) == 13
    assert suites["low"].get("failures") == "0"
    assert suites["town"].get("failures") != "0"


def test_annotations_stand_in_the_file_that_was_edited_once() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    out = compared("--format", "github", status=1).out
    [line] = [line for line in out.splitlines() if "edited: " in line]
    assert line.startswith("::error file=s/town.yaml,line=4,")
    assert "4 → 5 (in 11 scenarios); " in line
    assert re.search(r"title=\w+ and 10 more%3A changed::", line)
    assert out.count("::error") == 1, "whoever extends the file says nothing beside the same line again"


def test_an_annotation_says_which_other_edits_did_it_too() -> None:
    def said(text: str) -> list[str]:
        write(Path(), {"s/town.yaml": text})
        return [line for line in compared("--format", "github", status=1).out.splitlines() if "edited: " in line]

    Path("s/low.yaml").unlink()  # in which the threshold is another anyway
    commit(Path())
    assert all("together" not in line for line in said(FIVE))
    two = said(FIVE.replace("exponential(6)", "exponential(5)"))
    assert [re.findall(r"line=(\d+),.*; together with s/town.yaml:(\d+), \w+: ", line) for line in two] == [
        [("4", "7")],
        [("7", "4")],
    ]
    three = said(FIVE.replace("exponential(6)", "exponential(5)").replace("level: 1", "level: 2"))
    assert sum("; together with 2 other edits, " in line for line in three) >= 1


def test_what_is_only_said_otherwise_is_named_and_identical() -> None:
    write(Path(), {"s/town.yaml": TOWN.replace("assumption: for the test", "assumption: as everybody says")})
    for format_ in ("text", "markdown"):
        out = compared("--format", format_, status=0).out
        assert out.removeprefix("## ").startswith("Identical: all 13 scenarios give the same answer.")
        assert "In other words or another layout only (1): town." in out
    assert data(status=0)["verdict"] == "identical"
    two = command("compare", "HEAD:s/town.yaml", "s/town.yaml", *N)
    assert (two.status, "The files differ in words alone" in two.out) == (0, True)
    assert "in words alone" not in command("compare", "HEAD:s/low.yaml", "s/alone.yaml", *N).out
    write(Path(), {"s/town.yaml": TOWN.replace("\n", "\r\n")})
    assert "In other words" not in compared(status=0).out
    claims = "expect:\n  - {probability: highest >= sandbags, at_least: 0.1}\n"
    write(Path(), {"s/town.yaml": TOWN, "s/alone.yaml": ALONE + claims})
    assert "In other words" not in compared(status=0).out


@pytest.mark.parametrize("sides", [("HEAD:s", "ss"), ("ss", "s"), ("HEAD:s", "./ss/")])
def test_a_folder_that_is_not_there_is_said_with_the_nearest_name(sides: tuple[str, str]) -> None:
    answer = compared(status=2, sides=sides)
    assert "there is no file or folder " in answer.err
    assert re.search(r"; did you mean (\./)?s\?\n", answer.err)


def test_where_nothing_can_be_compared_the_page_says_what_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    compared(status=2, sides=("HEAD~9:s", "s"))
    assert Path("summary.md").read_text().startswith("## error: HEAD\\~9:s and s could not be compared\n\n- ")


def test_the_page_of_a_folder_of_many_has_room_in_a_comment() -> None:
    more = {f"s/w{number}.yaml": f"extends: town.yaml\nquantities: {{level: {number / 20}}}\n" for number in range(30)}
    commit(Path(), more)
    write(Path(), {"s/town.yaml": FIVE})
    page = compared("--format", "markdown", status=1).out
    assert len(page) < 65_536
    assert page.count("<details>") == page.count("</details>") > 20


def test_options_are_for_the_scenarios_that_know_the_name() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    assert data("--set", "flood=4", status=0)["verdict"] == "identical"
    answer = command("compare", "HEAD:s", "s", "--set", "flod=4", *N)
    assert (answer.status, answer.err) == (2, "error: --set flod: no scenario knows 'flod'; did you mean flood?\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("s", "s/town.yaml"), "s is a folder, and s/town.yaml is none: name two folders, or two files"),
        (("HEAD:s/town.yaml", "s"), "s is a folder, and HEAD:s/town.yaml is none"),
        (("s",), "s is a folder: with what is it to be compared? Name another, or HEAD:s"),
        (("HEAD:s",), "HEAD:s is a folder: with what is it to be compared? Name another, such as s"),
        (("HEAD:s", "s", "--with", "flood=3"), "--with is for one scenario"),
        (("HEAD:s", "s", "--attribute"), "--attribute is for one scenario"),
        (("HEAD:s", "s", "--replication", "3"), "--replication tells a history of one scenario"),
        (("HEAD:s", "s", "-o", "s/town.yaml", "--format", "text"), "is also the scenario town"),
        (("none", "nothing"), "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], words: str) -> None:
    answer = command("compare", *arguments, *N)
    assert answer.status == 2
    assert words in " ".join(answer.err.split())


def test_folders_without_a_scenario() -> None:
    write(Path(), {"e/x.txt": "", "f/x.txt": ""})
    answer = command("compare", "e", "f", *N)
    assert (answer.status, answer.err) == (2, "error: there is no scenario in e or f: no *.yaml directly in it\n")


def test_names_and_titles_are_shown_and_not_obeyed() -> None:
    write(Path(), {"s/<img src=x>.yaml": ALONE.replace("A dry one", "'</details><script>'"), "s/::error::x.yaml": "ladder: ["})
    page = compared("--format", "markdown", status=2).out
    assert "<img" not in page.replace("\\<img", "")
    assert "<script>" not in page.replace("\\<script\\>", "")
    assert not any(line.startswith("::error::x") for line in compared("--format", "github", status=2).out.splitlines())


def test_the_root_of_a_repository_in_hangul_and_with_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "한 마을"
    commit(there, {"큰 도시.yaml": TOWN, "낮은 벽.yaml": VARIANT.format(base="큰 도시.yaml")})
    write(there, {"큰 도시.yaml": FIVE.replace("\n", "\r\n")})
    monkeypatch.chdir(there)
    for before in ("HEAD:", "HEAD:.", "HEAD:./"):
        told = data(sides=(before, "."))
        assert verdicts(told) == {"낮은 벽": "identical", "큰 도시": "changed"}
    assert "before: HEAD:., 2 scenarios" in compared(status=1, sides=("HEAD:", ".")).out


def test_a_stage_that_was_added_is_named_and_what_both_have_is_compared() -> None:
    higher = ALONE + "  - stage: dam\n    climb: {when: level >= 2 * flood}\n"
    write(Path(), {"s/alone.yaml": higher})
    text = compared(status=1).out
    assert "alone: Only after is there the stage dam: what both have is compared." in text
    [one] = [one for one in data()["comparisons"] if one["name"] == "alone"]
    assert (one["verdict"], one["other_stages"]) == ("changed", {"a": [], "b": ["dam"]})
    assert {each["of"] for each in one["differences"] if each["quantity"] == "reached"} == {"sandbags", "watch"}
    alone = command("compare", "HEAD:s/alone.yaml", "s/alone.yaml", *N)
    assert alone.status == 1
    assert "Only after is there the stage dam: what both have is compared." in alone.out


def test_a_stage_that_many_have_is_named_once_with_how_many() -> None:
    write(Path(), {"s/town.yaml": TOWN + "  - stage: dam\n    climb: {when: level >= 2 * flood}\n"})
    for format_ in ("text", "markdown"):
        out = compared("--format", format_, status=1).out
        assert out.partition("<details>")[0].count("the stage dam") == 1
        assert "In 12 scenarios: Only after is there the stage dam: what both have is compared." in out


def test_of_what_looks_renamed_a_command_is_told_that_works_and_stands_in_a_line_of_its_own() -> None:
    commit(Path(), {"s/alone.yaml": ALONE})
    write(Path(), {"s/town.yaml": TOWN.replace("storm", "tempest")})
    answers = [compared(status=1).out, compared("--format", "markdown", status=1).out]
    for out in answers:
        assert "This looks renamed: storm → tempest." in out
        [command_] = {line.strip() for line in out.splitlines() if "--renamed" in line}
        assert command_.startswith("escalation-sim compare HEAD:s/")
        assert command(*shlex.split(command_)[1:], *N).out.startswith("Identical")
    refused = command("compare", "HEAD:s", "s", "--renamed", "storm=tempest")
    assert refused.status == 2


def test_a_scenario_that_shares_no_stage_is_not_comparable_and_the_rest_is() -> None:
    other = ALONE.replace("watch", "calm").replace("sandbags", "storm_walls")
    write(Path(), {"s/alone.yaml": other, "s/town.yaml": FIVE})
    told = data(status=3)
    assert verdicts(told)["alone"] == "not comparable"
    assert verdicts(told)["town"] == "changed"


def test_a_folder_that_the_revision_has_not_yet_had_nothing_in_it() -> None:
    write(Path(), {"new/town.yaml": TOWN})
    answer = command("compare", "HEAD:new", "new", "-n", "60")
    assert answer.status == 1
    assert answer.out.startswith("Changed: 1 added.")
    assert answer.err == "note: HEAD:new: HEAD has no such folder yet, so all that is in it is new\n"
    assert command("compare", "HEAD:nwe", "new", *N).status == 2


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_what_a_revision_does_not_give_is_an_error_and_was_not_broken() -> None:
    Path("s/link.yaml").symlink_to("town.yaml")
    commit(Path(), {"s/below.yaml": VARIANT.format(base="link.yaml")})
    told = data(status=2)
    assert told["verdict"] == "error"
    assert [(one["name"], one["sides"]) for one in told["broken"]] == [("below", ["a"]), ("link", ["a"])]
    text = compared(status=2).out
    assert text.startswith("Error: 2 of 15 scenarios cannot be compared: below and link.")
    assert "link: before: HEAD:s/link.yaml cannot be read: link.yaml is a symbolic link in HEAD" in text
    assert "mended" not in text
    assert (
        "::error file=s/below.yaml,line=2,col=10,title=below%3A error::extends: " in compared("--format", "github", status=2).out
    )


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_facts_that_a_revision_does_not_give_are_an_error() -> None:
    citing = ALONE.replace("quantities:", "evidence: ../seeds\nquantities:")
    Path("seeds").symlink_to("facts")
    commit(Path(), {"facts/s1.yaml": FACTS, "s/alone.yaml": citing})
    text = compared(status=2).out
    assert "alone: before: HEAD:s/alone.yaml cannot be read: seeds is a symbolic link in HEAD" in text


@pytest.mark.parametrize("below", [False, True])
def test_annotations_of_two_revisions_name_the_file_from_the_root_each_once(below: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(Path(), {"s/town.yaml": FIVE})
    if below:
        monkeypatch.chdir("s")
    lines = compared("--format", "github", status=1, sides=("HEAD~1:./", "HEAD:./") if below else ("HEAD~1:s", "HEAD:s")).out
    told = [line for line in lines.splitlines() if line.startswith("::")]
    assert len(told) == 1
    assert told[0].startswith("::error file=s/town.yaml,line=4,col=11,title=")
    files = [f"{'HEAD~1:./' if below else 'HEAD~1:s/'}town.yaml", f"{'HEAD:./' if below else 'HEAD:s/'}town.yaml"]
    one = command("compare", *files, *N, "--format", "github").out
    assert {line.partition(",")[0] for line in one.splitlines() if line.startswith("::error file")} == {
        "::error file=s/town.yaml"
    }


def test_json_has_the_settings_of_what_was_not_played_too() -> None:
    write(Path(), {"s/town.yaml": FIVE})
    told = data("--set", "flood=6", "--seed", "7", status=0)
    settings = [side["settings"] for one in told["comparisons"] for side in (one["a"], one["b"])]
    assert settings == [{"parameters": {"flood": 6}, "replications": 60, "seed": 7, "uncertain": []}] * 26


def test_the_command_that_is_proposed_is_one_that_a_shell_takes_as_it_is_meant() -> None:
    commit(Path(), {"a;b $(id)/town.yaml": TOWN})
    write(Path(), {"a;b $(id)/town.yaml": FIVE})
    text = compared(status=1, sides=("HEAD:a;b $(id)", "a;b $(id)")).out
    [hint] = [line.split("escalation-sim compare ")[1] for line in text.splitlines() if "escalation-sim" in line]
    assert shlex.split(hint) == ["HEAD:a;b $(id)/town.yaml", "a;b $(id)/town.yaml"]


def test_the_command_that_is_proposed_is_not_broken_over_lines() -> None:
    commit(Path(), {f"{'s' * 60}/town.yaml": TOWN})
    write(Path(), {f"{'s' * 60}/town.yaml": FIVE})
    text = compared(status=1, sides=(f"HEAD:{'s' * 60}", "s" * 60)).out
    assert f"\n  escalation-sim compare HEAD:{'s' * 60}/town.yaml {'s' * 60}/town.yaml\n" in text


def test_a_fact_has_its_number_as_people_write_it() -> None:
    commit(Path(), {"seeds/s1.yaml": FACTS, "s/alone.yaml": ALONE.replace("quantities:", "evidence: ../seeds\nquantities:")})
    write(Path(), {"seeds/s1.yaml": FACTS.replace("value: 4", "value: 4.5")})
    assert "fact S1.flood: 4: the wall" in compared(status=0).out


def test_json_names_no_record_in_which_only_the_ends_of_lines_differ() -> None:
    commit(Path(), {"s/expected/town.json": "{\n}\n"})
    write(Path(), {"s/expected/town.json": "{\r\n}\r\n"})
    assert data(status=0)["records"] == {"added": [], "changed": [], "removed": []}


@pytest.mark.parametrize("data", [b"nothing of the kind", b""])
def test_an_object_that_is_damaged_is_an_error_that_says_so(data: bytes) -> None:
    there = git(Path(), "rev-parse", "HEAD:s/alone.yaml")
    damaged = Path(".git/objects") / there[:2] / there[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(data)
    text = compared(status=2).out
    assert text.startswith("Error: 1 of 13 scenarios cannot be compared: alone.")
    words = "HEAD:s/alone.yaml cannot be read: an object of the repository is damaged (git says: "
    assert f"alone: before: {words}" in " ".join(text.split())
    answer = command("compare", "HEAD:s/alone.yaml", "s/alone.yaml", *N)
    assert answer.status == 2
    assert answer.err.startswith(f"error: {words}")
