"""What a CI service gets of a comparison: annotations beside the lines of the new file, with what changed and what came of it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.presentation.test_ci_formats import annotations
from tests.questions.compare.test_compare import BASE, RIVER, N, compared, folder, save, write

__all__ = ["folder"]

Annotation = tuple[str, dict[str, str], str]


@pytest.fixture
def checkouts(folder: Path) -> tuple[str, str]:
    """A repository with the river in `scen`, and a checkout of what was before in `before`."""
    (folder / ".git").mkdir()
    for place in ("before/scen", "scen"):
        Path(place).mkdir(parents=True)
    changes = [("flood: {value: 5,", "flood: {value: 6,"), ("exponential(9)", "exponential(8)")]
    return write("before/scen/river", RIVER), write("scen/river", RIVER, *changes)


def annotated(*arguments: str, status: int = 1) -> list[Annotation]:
    _, *lines = compared(*arguments, "--format", "github", "--quiet", status=status).out.splitlines()
    return annotations("\n".join(lines))


def test_an_annotation_names_the_new_file_what_changed_and_what_came_of_it(checkouts: tuple[str, str]) -> None:
    found = annotated(*checkouts, *N)
    assert {given["file"] for _, given, _ in found if given} == {"scen/river.yaml"}
    assert {given["title"] for _, given, _ in found if given} == {"river: changed"}
    level, given, message = found[0]
    assert (level, given["line"]) == ("error", "4")
    assert message.startswith("verdict: Changed: ")
    changes = "parameters.flood.value: 5 → 6; events.storm.every: exponential(9) → exponential(8)"
    assert message.endswith(f"changed. In the files: {changes}.")
    assert (found[1][1]["line"], found[1][2]) == ("10", "in the files: events.storm.every: exponential(9) → exponential(8)")
    assert found[2][2].partition(": ")[0] in ("reaches dam", "ends at sandbags", "reaches sandbags")


def test_what_is_gone_from_the_new_file_is_annotated_where_it_would_stand(checkouts: tuple[str, str]) -> None:
    before, _ = checkouts
    without = write("scen/river", RIVER, ("  ebb: {every: 7 days, set: {level: level - 0.5}}\n", ""))
    found = annotated(before, without, *N)
    assert {given["file"] for _, given, _ in found if given} == {"scen/river.yaml"}
    assert "In the files: events.ebb, only in A: every: 7 days; set: level: level - 0.5." in found[0][2]
    assert found[0][1]["line"] == "10", "the first line below `events`"


def test_two_names_are_both_in_the_title() -> None:
    other = write("other", RIVER, ("flood: {value: 5,", "flood: {value: 6,"))
    assert annotated("river.yaml", other, *N)[0][1]["title"] == "river and other: changed"
    assert annotated("river.yaml", "--with", "flood=6", *N)[0][1]["title"] == "river: changed"


def test_beside_a_saved_result_the_lines_of_the_scenario_are_annotated() -> None:
    saved = save("saved", "river.yaml", *N, "--histories", "--set", "flood=6")
    for pair in ((saved, "river.yaml"), ("river.yaml", saved)):
        found = annotated(*pair)
        assert {(given["file"], given["line"]) for _, given, _ in found if given} == {("river.yaml", "4")}
    assert "parameters.flood: 6 → 5" in annotated(saved, "river.yaml")[0][2]


def test_beside_a_saved_result_of_another_file_the_scenario_itself_is_annotated() -> None:
    """Its parameters are the same, and of its file nothing is known."""
    saved = save("saved", write("before", RIVER, ("exponential(9)", "exponential(8)")), *N, "--histories")
    for pair in ((saved, "river.yaml"), ("river.yaml", saved)):
        assert {(given["file"], given["line"]) for _, given, _ in annotated(*pair) if given} == {("river.yaml", "1")}


def test_what_is_only_reported_is_no_error(checkouts: tuple[str, str]) -> None:
    assert {level for level, _, _ in annotated(*checkouts, *N)} == {"error"}
    assert {level for level, _, _ in annotated(*checkouts, *N, "--exit-zero", status=0)} == {"warning"}
    open_ = ("river.yaml", "--with", "flood=5.2", "--margin", "probability=0.03", *N)
    found = annotated(*open_, status=0)
    assert {level for level, _, _ in found} == {"warning"}
    assert (found[0][1]["title"], found[0][1]["line"]) == ("river: undecided", "4")
    assert {level for level, _, _ in annotated(*open_, "--exit-zero", status=0)} == {"notice"}
    assert {level for level, _, _ in annotated("river.yaml", BASE, *N, "--exit-zero", status=3)} == {"error"}


def test_what_is_the_same_is_not_annotated() -> None:
    assert annotated("river.yaml", "river.yaml", *N, status=0) == []


def test_junit_says_what_changed_too(checkouts: tuple[str, str]) -> None:
    root = ET.fromstring(compared(*checkouts, *N, "--format", "junit", status=1).out)  # noqa: S314 - our own
    failure = root.find("testsuite/testcase[@name='verdict']/failure")
    assert failure is not None
    assert "parameters.flood.value: 5 → 6" in failure.get("message", "")
    assert (failure.text or "").startswith("scen/river.yaml:4:11: ")


def test_of_several_comparisons_in_one_step_the_worst_verdict_is_its_output(
    checkouts: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    monkeypatch.setenv("GITHUB_OUTPUT", "output.txt")
    for arguments, status, verdict in (
        (("river.yaml", "river.yaml"), 0, "identical"),
        (checkouts, 1, "changed"),
        (("river.yaml", "river.yaml"), 0, "changed"),
        (("river.yaml", BASE), 3, "not comparable"),
        (("river.yaml", "nowhere.yaml"), 2, "error"),
        (("river.yaml", "river.yaml"), 0, "error"),
    ):
        compared(*arguments, *N, status=status)
        assert Path("output.txt").read_text() == f"verdict={verdict}\n"
    page = Path("summary.md").read_text()
    assert page.count("\n## ") + page.startswith("## ") == 6
    title = "## error: river.yaml and nowhere.yaml could not be compared"
    assert f"{title}\n\n- nowhere.yaml cannot be read: No such file or directory\n" in page


def test_a_scenario_that_stops_or_is_broken_is_in_the_summary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    write("broken", "title: x\nlader: []\n")
    compared("river.yaml", "broken.yaml", *N, status=2)
    compared("river.yaml", write("stops", RIVER, ("level - 0.5", "level / (0 * level)")), *N, status=3)
    page = Path("summary.md").read_text()
    assert "- broken.yaml:2:1: error: lader: there is no key \\`lader\\` here\n" in page
    assert "\n- B, stops.yaml: events.ebb.set.level: " in page
