"""The whole text: a scenario with all it extends as one text, from which it can be run again without any file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from escalation_sim.errors import CannotRun, RunError, ScenarioError
from escalation_sim.language.findings import MOST_PROBLEMS
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar
from escalation_sim.language.traps import FORBIDDEN
from escalation_sim.language.tree import MOST_NODES
from escalation_sim.questions.history.formats import history_text
from escalation_sim.results.digest import digest
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.documents.documents import DOCUMENTS, blocks, workspace
from tests.language.gallery.hostile import scenario
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

SHIPPED = [*sorted((ROOT / "scenarios").glob("*.yaml")), ROOT / "src" / "escalation_sim" / "cli" / "template.yaml"]
GALLERY = sorted((ROOT / "tests" / "language" / "gallery").glob("*.yaml"))
RANDOM, IN_A_BUNDLE = 240, 24


def again(document: Document) -> Document:
    """The document from its whole text, after a look that it is the same in every way and that its whole text is that text."""
    text = document.whole_text()
    told = loads(text, document.scenario.name, alone=True)
    assert repr(told.scenario) == repr(document.scenario), "titles, units, sources, assumptions and claims too"
    assert told.scenario == document.scenario
    assert digest(told.scenario) == digest(document.scenario)
    assert values(told.places.top) == values(document.places.top)
    assert told.whole_text() == text
    if len(document.warnings) < MOST_PROBLEMS:  # or others have been cut
        assert {warning.message for warning in told.warnings} <= {warning.message for warning in document.warnings}
    return told


def values(node: Node) -> Any:
    """What stands in a tree, to the letter, in its order; but for the folder of evidence."""
    if isinstance(node, Scalar):
        return node.text, node.is_number, node.is_truth, node.is_null
    if isinstance(node, Listing):
        return [values(item) for item in node.items]
    return [(name, values(entry.node)) for name, entry in node.entries.items() if name != "evidence"]


def told(document: Document) -> str:
    """The JSON of replication 3, or what stopped it."""
    setup = Setup(document.scenario, Settings(seed=5, uncertain=True))
    try:
        return history_text(document, setup, setup.history(3), "json")
    except RunError as error:
        return str(error)


def has_key(text: str, key: str) -> bool:
    return any(line.startswith(f"{key}:") for line in text.splitlines())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_told_the_same_from_its_whole_text(path: Path) -> None:
    document = load(path)
    other = again(document)
    assert told(other) == told(document)
    assert {warning.message for warning in other.warnings} == {warning.message for warning in document.warnings}


def test_the_files_are_not_needed_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("scenarios", "seeds"):
        shutil.copytree(ROOT / part, tmp_path / part)
    document = load(tmp_path / "scenarios" / "past_the_phases.yaml")
    shutil.rmtree(tmp_path / "scenarios")
    shutil.rmtree(tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    text = document.whole_text()
    assert not has_key(text, "extends")
    assert not has_key(text, "evidence")
    from_text = told(loads(text, "past_the_phases", alone=True))
    assert from_text == told(document)
    assert "; facts: S1-09, S4-03" in from_text, "the reasons name their facts as ever"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_the_documents_are_told_the_same(document: Path) -> None:
    for block in blocks(document, "yaml"):
        if block.broken or block.asks or block.text.startswith("article:"):
            continue
        with workspace(document) as folder:
            path = folder / block.file
            text = f"extends: {path.name}\n{block.text}" if block.what == "within" else block.text
            found = loads(text, "piece" if block.what == "within" else path.stem, path.parent)
        assert told(again(found)) == told(found), str(block)


def test_the_sound_files_of_the_gallery_are_told_the_same() -> None:
    sound = 0
    for path in GALLERY:
        try:
            document = load(path)
        except ScenarioError:
            continue
        sound += 1
        assert told(again(document)) == told(document), path.name
    assert sound > 10


@pytest.mark.parametrize("bundle", range(RANDOM // IN_A_BUNDLE))
def test_random_scenarios_are_told_the_same(bundle: int) -> None:
    for seed in range(bundle * IN_A_BUNDLE, (bundle + 1) * IN_A_BUNDLE):
        document = loads(to_yaml(random_scenario(seed)), "random")
        assert told(again(document)) == told(document), f"random_scenario({seed})"


def test_the_command_line_gives_the_same_bytes_for_the_whole_text(tmp_path: Path) -> None:
    """Where no facts are cited the whole text is a scenario file like any other."""
    (tmp_path / "base.yaml").write_bytes(scenario(tail="parameters:\n  pace: {value: 3, range: [1, 5], assumption: a guess}\n"))
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\nevents: {wave: {every: pace}}\n")
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "mine.yaml").write_text(load(tmp_path / "mine.yaml").whole_text())
    for options in ((), ("-n", "50", "--uncertain", "--histories"), ("--set", "pace=2")):
        answers = [command("run", str(tmp_path / part / "mine.yaml"), "--format", "json", *options) for part in ("", "whole")]
        assert answers[0] == answers[1]
        assert answers[0].status == 0


BASE = """\
title: The base
evidence: facts
period: {start: 2024-10-08, end: 2025-01-31 12:00}
parameters:
  pace: 3
  goal: {value: 5, range: [1, 9], unit: waves}
quantities: {troops: 0, other: {initial: 1, min: -2.5e0}}
events:
  wave: {every: pace, set: {troops: "min(troops + 1, 40)", other: other + 1}, source: F1}
  extra: {at: 2024-10-09 14:30, set: {other: 0}}
brakes: {law: {while: other > 50, blocks: all, source: [F1]}}
ladder:
  - stage: low
  - {stage: middle, climb: {when: troops >= 3}}
  - {stage: high, climb: {when: troops >= goal}}
outcomes: {most: peak(troops)}
expect: [{mean: most, at_least: 1}]
"""
VARIANT = """\
extends: below/base.yaml
start_stage: "low"
parameters: {goal: {range: null}, pace: {assumption: "a guess: no more"}}
quantities: {troops: {timeline: [[2024-10-18, 1], [2024-10-23 06:00, 4]]}}
events: {extra: null, late: {when: stage >= newest, for: 36 hours, after: 2 days, set: {troops: 0}}}
ladder:
  - {stage: middle, remove: true}
  - stage: newest
    above: low
    title: New
    climb: {routes: {one: {when: troops >= 2, ignores: all}, two: {when: other > 3, ignores: [law], chance: 0.5, again: 1 week}}}
"""


def test_a_variant_of_a_variant_is_told_the_same(tmp_path: Path) -> None:
    (tmp_path / "below" / "facts").mkdir(parents=True)
    (tmp_path / "below" / "facts" / "f.yaml").write_text("article: {id: F}\nfacts: {F1: {says: it is so}}\n")
    (tmp_path / "below" / "base.yaml").write_text(BASE)
    (tmp_path / "variant.yaml").write_text(VARIANT)
    (tmp_path / "third.yaml").write_text("extends: variant.yaml\ntitle: The third\nexpect: [{median: most, between: [0, 50]}]\n")
    document = load(tmp_path / "third.yaml")
    other = again(document)
    assert told(other) == told(document)
    assert other.scenario.name == "third"
    assert [stage.name for stage in other.scenario.stages] == ["low", "newest", "high"]
    assert [event.name for event in other.scenario.events] == ["wave", "late"]
    assert other.scenario.notes["wave"].source == ("F1",)
    assert "  troops:\n    initial: 0\n" in document.whole_text()


def test_a_person_can_read_it(tmp_path: Path) -> None:
    """Block style, plain words without quotes, short lists on a line, a bare value as a bare value."""
    text = loads(BASE.replace("evidence: facts\n", "").replace(", source: F1", "").replace(", source: [F1]", "")).whole_text()
    for lines in (
        "parameters:\n  pace: 3\n  goal:\n    value: 5\n    range: [1, 9]\n    unit: waves\n",
        "    set:\n      troops: min(troops + 1, 40)\n      other: other + 1\n",
        "    at: 2024-10-09 14:30\n",
        "- stage: middle\n  climb:\n    when: troops >= 3\n",
    ):
        assert lines in text
    folded = loads(scenario(head="description: >\n  " + "Many words – é, 世界 – " * 20 + "and an end.\n")).whole_text()
    assert "description: >\n  Many words – é, 世界 – Many" in folded
    assert max(map(len, folded.splitlines())) < 120


def test_things_may_be_called_what_yaml_or_the_language_calls_something_else() -> None:
    names = ("no", "on", "y", "null", "evidence", "source", "extends", "value", "initial", "e5")
    quantities = ", ".join(f'"{name}": 0' for name in names)
    effects = ", ".join(f'"{name}": "{name} + 1"' for name in names)
    text = f"""
period: {{start: 2024-10-08, end: 2024-12-31}}
parameters: {{"off": {{value: 3}}}}
quantities: {{{quantities}}}
events: {{wave: {{every: 7 days, set: {{{effects}}}}}}}
brakes: {{law: {{while: no > off, blocks: ["yes"]}}}}
ladder: [{{stage: low}}, {{stage: "yes", climb: {{when: "null >= 2"}}}}]
"""
    document = loads(text)
    assert [quantity.name for quantity in document.scenario.quantities] == list(names)
    assert told(again(document)) == told(document)


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.lists(
        st.sampled_from(
            [*"#:-?'\"\\%@`&*!|>[]{},~=.\n\t \u00a0é—界😀", "---", "...", "\n\n", "  ", ": ", " #", "- ", "word ", "5"]
        ),
        max_size=12,
    ).map("".join),
    st.sampled_from(
        [
            "5",
            "-1e3",
            "0x1f",
            "true",
            "null",
            "~",
            "no",
            "2024-10-08",
            "1_000",
            "010",
            ".inf",
            "1:30",
            "=",
            "<<",
            "%TAG",
            "a " * 90,
        ]
    ),
    st.lists(st.sampled_from(["word", "another", "# no comment", "a: b", "- item", "  indented", "", "'", "…"])).map("\n".join),
).map(lambda text: FORBIDDEN.sub("", text))
STYLES = st.sampled_from([None, "'", '"', "|", ">"])


def line(key: str, text: str, style: str | None, margin: str = "") -> str:
    """A key and any text behind it, in some style."""
    written = yaml.dump({key: text, "z": ""}, default_style=style, allow_unicode=True, width=60, sort_keys=False)
    return "".join(f"{margin}{each}\n" for each in written.split("\n")[:-2])


@settings(max_examples=600, deadline=None, derandomize=True, database=None)
@given(st.tuples(WORDS, WORDS, WORDS), STYLES, st.lists(WORDS, min_size=1, max_size=3), STYLES)
@example(("indented", " word" * 30 + "\n", "last\n"), '"', ["a, b", "c: d", "[e"], '"')
def test_any_words_in_any_style_come_back_to_the_letter(
    words: tuple[str, str, str], style: str | None, listed: list[str], other: str | None
) -> None:
    title, description, reason = words
    text = (
        line("title", title, style)
        + line("description", description, other)
        + "period: {start: 2024-10-08, end: 2024-12-31}\nparameters:\n  pace:\n    value: 7\n"
        + line("assumption", reason, style, "    ")
        + line("against", description, style, "    ")
        + line("unit", title, other, "    ")
        + "events: {wave: {every: pace}}\nladder:\n  - stage: low\n    measures: "
        + f"{json.dumps(listed, ensure_ascii=False)}\n    source:\n      - {json.dumps(reason, ensure_ascii=False)}\n"
    )
    try:
        document = loads(text, alone=True)
    except ScenarioError:
        assert None in (style, other), "PyYAML writes 08 and the like without quotes"
        reject()
    top = again(document).places.top
    assert values(top.entries["title"].node) == (title, False, False, False)
    assert values(top.entries["description"].node)[0] == description
    ladder = top.entries["ladder"].node
    assert isinstance(ladder, Listing)
    assert isinstance(ladder.items[0], Mapping)
    assert [value[0] for value in values(ladder.items[0].entries["measures"].node)] == listed


PARTS = ("(", "troops", ">=", "1.5e3", "or", "not", "troops", "<", "5", ")", "and", "stage", ">=", "high", "")
GAPS = st.sampled_from([" ", " ", "  ", "\n", "\n\n", "\n  ", " \n", "\t"])


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(GAPS, min_size=len(PARTS), max_size=len(PARTS)))
def test_a_condition_on_any_lines_comes_back_to_the_letter(gaps: list[str]) -> None:
    condition = "".join(f"{gap}{part}" for gap, part in zip(gaps, PARTS, strict=True))
    written = json.dumps(condition)
    document = loads(scenario(tail=f"brakes:\n  law:\n    blocks: all\n    while: {written}\n"))
    assert again(document).scenario.brakes[0].while_.text == document.scenario.brakes[0].while_.text
    lines = "\n      ".join(condition.strip().splitlines())
    for style in ("", "|", ">", ">-", "|+"):
        again(loads(scenario(tail=f"brakes:\n  law:\n    blocks: all\n    while: {style}\n      {lines}\n")))


def test_a_text_that_stands_alone_makes_no_file_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes out of a file that anybody may have made: what it names beside itself is not looked at."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_bytes(scenario())
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "broken.yaml").write_text("{")
    with pytest.raises(ScenarioError, match=r"`base\.yaml` cannot be read: the scenario stands alone"):
        loads("extends: base.yaml\n", alone=True)
    assert loads("extends: base.yaml\n").scenario.title == "A hostile file"
    cites = scenario(tail="evidence: facts\nbrakes: {law: {while: troops > 9, blocks: all, source: S1}}\n")
    assert loads(cites, alone=True).scenario.notes["law"].source == ("S1",)
    with pytest.raises(ScenarioError):
        loads(cites)


@pytest.mark.parametrize("name", ["", "../..", "/", "a\0b", "x" * 5000, "\x1b[31m", "a\nb", "…", "\udcff"])
def test_a_text_that_stands_alone_may_have_any_name(name: str) -> None:
    document = loads(scenario(), name, alone=True)
    assert document.scenario.name == name
    with pytest.raises(ScenarioError) as error:
        loads("extends: other.yaml\n", name, alone=True)
    assert error.value.problems[0].place.file.isprintable()


def test_sources_in_any_other_text_are_looked_up() -> None:
    with pytest.raises(ScenarioError, match="without an `evidence` folder"):
        loads(load(ROOT / "scenarios" / "base.yaml").whole_text())


def test_the_largest_scenario_has_a_whole_text() -> None:
    """A bare value counts as two nodes with its name, and still does in the whole text."""
    others = 60
    many = "parameters:\n" + "".join(f"  p{n}: 1\n" for n in range((MOST_NODES - others) // 2))
    again(loads(scenario(head=many)))


def test_a_scenario_too_large_for_one_text_is_refused() -> None:
    """Signs that YAML writes as escapes take more room than they took."""
    with pytest.raises(CannotRun, match=r"bytes as one text.*1 MiB"):
        loads(scenario(title="😀" * 200_000)).whole_text()
