"""What CI services read: JUnit XML, GitHub's annotations, the summary page and the output of a step.

Annotations are read back here with the rules by which GitHub's runner undoes its escapes.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest

from escalation_sim.errors import Place
from escalation_sim.presentation.ci import MOST_BYTES, Case, CaseVerdict, cut, junit, table
from escalation_sim.presentation.github import from_the_root, github, tell_service
from tests.commands import command
from tests.questions.check.folders import CLOCK, expecting, write
from tests.questions.check.test_check import FAILED, HELD, UNDECIDED, folder

__all__ = ["folder"]

HOSTILE = 'a\x00b\x1b[31m <x> & "q" ]]> \ud800 \uffff \r\n::error::c, 5:6 100% ##[error]d'

# The shape that Jenkins' junit-10.xsd gives the elements used here: required and other attributes, and children.
SHAPES = {
    "testsuites": (set(), {"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped"}, {"testcase"}),
    "testcase": ({"name"}, {"classname"}, {"failure", "skipped"}),
    "failure": (set(), {"message"}, set()),
    "skipped": (set(), {"message"}, set()),
}


def case(verdict: CaseVerdict, message: str = "why", name: str = "a claim", place: Place | None = None) -> Case:
    return Case("coin", name, verdict, message, place)


def assert_valid(element: ET.Element) -> None:
    required, others, children = SHAPES[element.tag]
    assert required <= set(element.keys()) <= required | others
    for child in element:
        assert child.tag in children
        assert_valid(child)


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each line, as GitHub's runner reads it."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
        assert match, line
        given = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
        found.append((match[1], {name: undone(value, ":,") for name, value in given.items()}, undone(match[3], "")))
    return found


def undone(text: str, more: str) -> str:
    for sign in ["\r", "\n", *more, "%"]:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def test_junit_is_valid_and_a_public_reader_reads_it() -> None:
    text = junit(
        [case("passed"), case("failed"), case("undecided"), Case("other", "x", "failed", HOSTILE, Place("a b.yaml", 3, 4))]
    )
    assert_valid(ET.fromstring(text))  # noqa: S314 - our own
    read = junitparser.JUnitXml.fromstring(text.encode())
    suites = {suite.name: suite for suite in read}
    assert {name: (suite.tests, suite.failures, suite.skipped) for name, suite in suites.items()} == {
        "coin": (3, 1, 1),
        "other": (1, 1, 0),
    }
    (found,) = suites["other"]
    assert found.result[0].text.startswith("a b.yaml:3:4: ")


def test_junit_has_no_times() -> None:
    assert not re.search(r"time|hostname", junit([case("passed"), case("failed")]))


def test_no_text_breaks_junit() -> None:
    text = junit([Case(HOSTILE, HOSTILE, "failed", HOSTILE, Place(HOSTILE, 1, 1))])
    assert_valid(ET.fromstring(text))  # noqa: S314 - our own
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)


def test_junit_of_nothing_is_valid() -> None:
    assert_valid(ET.fromstring(junit([])))  # noqa: S314 - our own


def test_an_annotation_has_file_line_and_message() -> None:
    (found,) = annotations(github([case("failed", "it is 0.3", place=Place("scenarios/a, b: 5%.yaml", 12, 5))]))
    level, given, message = found
    assert level == "error"
    assert given == {"file": "scenarios/a, b: 5%.yaml", "line": "12", "col": "5", "title": "coin: failed"}
    assert message == "a claim: it is 0.3"


def test_what_is_undecided_is_a_warning_and_what_passed_is_nothing() -> None:
    assert [level for level, _, _ in annotations(github([case("passed"), case("undecided")]))] == ["warning"]


def test_at_most_nine_annotations_the_failed_first_and_then_how_many_more() -> None:
    found = annotations(github([case("undecided")] * 5 + [case("failed")] * 7))
    assert [level for level, _, _ in found] == ["error"] * 7 + ["warning"] * 3
    assert found[-1] == ("warning", {}, "and 3 more")
    assert len(annotations(github([case("failed")] * 9))) == 9


def test_what_is_only_reported_is_no_error() -> None:
    """Unless it changes the exit status all the same."""
    cases = [case("failed"), case("undecided"), Case("b", "x", "failed", fatal=True)]
    assert [level for level, _, _ in annotations(github(cases))] == ["error", "error", "warning"]
    assert [level for level, _, _ in annotations(github(cases, lenient=True))] == ["warning", "error", "notice"]


def test_the_same_is_annotated_once() -> None:
    assert len(annotations(github([case("failed", place=Place("base.yaml", 3, 1))] * 12))) == 1


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with scenarios two folders down, in the first of which we are."""
    (folder / ".git").mkdir()
    write(folder / "policy", held=HELD)
    write(folder / "policy" / "scen", flood=FAILED, broken="title: x\nlader: []\n")
    monkeypatch.chdir(folder / "policy")
    return folder


def test_a_file_is_named_from_the_root_of_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("scen/flood.yaml", "./scen/flood.yaml", "../policy/scen/flood.yaml", str(repository / "policy/scen/flood.yaml")):
        assert from_the_root(path) == "policy/scen/flood.yaml"
    monkeypatch.chdir(repository / "policy" / "scen")
    assert from_the_root("flood.yaml") == "policy/scen/flood.yaml"
    (repository / ".git").rmdir()
    assert from_the_root("flood.yaml") == "flood.yaml", "where there is no repository, from where we are"


def test_github_says_where_the_root_is(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository.parent))
    assert from_the_root("scen/flood.yaml") == f"{repository.name}/policy/scen/flood.yaml"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository / "elsewhere"))
    assert from_the_root("scen/flood.yaml") == "policy/scen/flood.yaml"


@pytest.mark.parametrize("verb", ["check", "validate"])
def test_every_annotation_names_its_file_from_the_root(repository: Path, verb: str) -> None:
    _, *lines = command(verb, "scen/broken.yaml", "scen/flood.yaml", "--format", "github").out.splitlines()
    found = annotations("\n".join(lines))
    assert found
    assert {given["file"] for _, given, _ in found} <= {"policy/scen/broken.yaml", "policy/scen/flood.yaml"}
    assert "policy/scen/broken.yaml" in {given["file"] for _, given, _ in found}


def test_check_reports_only_without_errors_but_what_cannot_be_checked(folder: Path) -> None:
    write(folder, a=FAILED, b=UNDECIDED, c="title: x\n")
    reported = ("--budget", "1000", "--exit-zero", "--format", "github")
    _, *lines = command("check", "a.yaml", "b.yaml", *reported).out.splitlines()
    assert [level for level, _, _ in annotations("\n".join(lines))] == ["warning", "notice"]
    answer = command("check", ".", *reported)
    found = annotations("\n".join(answer.out.splitlines()[1:]))
    assert (answer.status, [level for level, _, _ in found]) == (2, ["error", "warning", "notice"])


@pytest.mark.parametrize("text", [HOSTILE, "\n::add-mask::x", "a\r::b", "%0A::c", "x\u2028::d", "\x85::e", "::f"])
def test_no_text_starts_a_command_of_its_own(text: str) -> None:
    told = github([Case(text, text, "failed", text, Place(text, 1, 1))])
    (line,) = told.splitlines()
    assert line.startswith("::error file=")
    assert "##[" not in line
    ((_, _, message),) = annotations(told)
    assert message.isprintable()


def test_a_table_shows_words_and_does_nothing_else() -> None:
    text = table(["a", "b"], [[HOSTILE, "| <script> [x](y) `z`"]])
    rows = text.splitlines()
    assert len(rows) == 3
    assert len(re.findall(r"(?<!\\)\|", rows[2])) == 3
    assert r"\<script\>" in rows[2]


def test_a_page_is_cut_at_900_kb_between_lines_and_says_so() -> None:
    page = "".join(f"line {number} ü\n" for number in range(100_000))
    short = cut(page)
    assert len(short.encode()) <= MOST_BYTES == 900_000
    assert short.endswith("The rest is cut off: it is too long for this page.\n")
    assert page.startswith(short.partition("\n\nThe rest")[0] + "\n")
    assert cut("short\n") == "short\n"


def test_check_writes_each_format(folder: Path) -> None:
    write(folder, a=HELD, b=FAILED, c=UNDECIDED)
    junit_text = command("check", ".", "--budget", "1000", "--format", "junit").out
    assert_valid(ET.fromstring(junit_text))  # noqa: S314 - our own
    read = junitparser.JUnitXml.fromstring(junit_text.encode())
    assert {suite.name: (suite.failures, suite.skipped) for suite in read} == {"a": (0, 0), "b": (1, 0), "c": (0, 1)}
    strict = junitparser.JUnitXml.fromstring(
        command("check", ".", "--budget", "1000", "--strict", "--format", "junit").out.encode()
    )
    assert {suite.name: suite.failures for suite in strict} == {"a": 0, "b": 1, "c": 1}
    headline, *lines = command("check", ".", "--budget", "1000", "--format", "github").out.splitlines()
    assert headline == "failed: claims: 1 failed, 1 undecided, 1 held"
    line = str(len(CLOCK.splitlines()) + 2)
    assert [(level, given["file"]) for level, given, _ in annotations("\n".join(lines))] == [
        ("error", "b.yaml"),
        ("warning", "c.yaml"),
    ]
    assert annotations(lines[0])[0][1]["line"] == line
    page = command("check", ".", "--budget", "1000", "--format", "markdown").out
    assert page.startswith("## failed: claims: 1 failed, 1 undecided, 1 held\n")
    assert "| b | failed | 1 failed | no record |" in page


def test_a_changed_record_is_annotated_at_the_parameter_that_differs(folder: Path) -> None:
    write(folder, clock=CLOCK)
    command("check", ".", "--update", "clock")
    write(folder, clock=CLOCK.replace("value: 0.3", "value: 0"))
    _, line = command("check", ".", "--format", "github").out.splitlines()
    ((_, given, message),) = annotations(line)
    number = next(number for number, text in enumerate(CLOCK.splitlines(), 1) if "odds:" in text)
    assert (given["file"], given["line"]) == ("clock.yaml", str(number))
    assert "odds was 0.3, is 0" in message


def test_the_summary_and_the_verdict_go_where_github_wants_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a=HELD, b=FAILED)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    monkeypatch.setenv("GITHUB_OUTPUT", "output.txt")
    Path("summary.md").write_text("before\n")
    Path("output.txt").write_text("other=1\n")
    assert command("check", ".").status == 1
    assert Path("summary.md").read_text() == "before\n" + command("check", ".", "--format", "markdown").out
    assert Path("output.txt").read_text().startswith("other=1\nverdict=failed\n")
    command("check", "a.yaml")
    assert Path("output.txt").read_text() == "other=1\nverdict=failed\n", "the worst of the step, once"


@pytest.mark.parametrize(
    ("before", "verdicts", "after"),
    [
        ("", ["held"], "verdict=held\n"),
        ("", ["identical", "changed", "identical"], "verdict=changed\n"),
        ("", ["changed", "not comparable", "undecided"], "verdict=not comparable\n"),
        ("", ["held", "failed", "error", "undecided"], "verdict=error\n"),
        ("", ["sound", "undecided", "equivalent"], "verdict=undecided\n"),
        ("other=1", ["held", "failed"], "other=1\nverdict=failed\n"),
        ("verdict=held\nother=1\nverdict=failed\n", ["held"], "other=1\nverdict=failed\n"),
        ("verdict=mine\n", ["held"], "verdict=mine\nverdict=held\n"),
        ("text<<END\nverdict=error\nEND\n", ["held", "failed"], "text<<END\nverdict=error\nEND\nverdict=failed\n"),
        ("text<<END\nverdict=error\u2028\nEND\n", ["held", "held"], "text<<END\nverdict=error\u2028\nEND\nverdict=held\n"),
        ("a=b<<c\nverdict=held\n", ["failed"], "a=b<<c\nverdict=failed\n"),
    ],
)
def test_the_output_of_a_step_has_one_verdict_the_worst(
    before: str, verdicts: list[str], after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several scenarios are compared in one step, and of two lines for one output GitHub takes the last."""
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    (tmp_path / "output").write_text(before)
    for verdict in verdicts:
        tell_service("", verdict)
    assert (tmp_path / "output").read_text() == after


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", ".", "--margin", "nothing=1"), "there is nothing called 'nothing'"),
        (("check", "empty"), "there is no scenario in empty"),
        (("validate", "empty"), "there is no scenario in empty"),
        (("compare", "a.yaml", "none.yaml"), "none.yaml cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_step_too(
    arguments: tuple[str, ...], says: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, a=HELD)
    Path("empty").mkdir()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    monkeypatch.setenv("GITHUB_OUTPUT", "output.txt")
    assert command("check", ".").status == 0
    assert command(*arguments).status == 2
    assert Path("output.txt").read_text() == "verdict=error\n"
    assert says in Path("summary.md").read_text().rpartition("## error: ")[2].replace("\\", "")


def test_an_output_that_is_no_file_is_only_written_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a=HELD)
    monkeypatch.setenv("GITHUB_OUTPUT", "/dev/null")
    assert command("check", ".").status == 0
    monkeypatch.setenv("GITHUB_OUTPUT", "no/such/folder/x")
    answer = command("check", ".")
    assert answer.status == 3
    assert "GITHUB_OUTPUT names no/such/folder/x, which cannot be written" in answer.err


def test_a_summary_that_cannot_be_written_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a=HELD)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/folder/x")
    answer = command("check", ".")
    assert answer.status == 3
    assert "GITHUB_STEP_SUMMARY names no/such/folder/x, which cannot be written" in answer.err
    assert answer.out.startswith("held")


def test_a_page_of_many_claims_stays_within_what_github_takes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [f"probability: reached_high, equals: 0, title: {'x' * 300} {number}" for number in range(2500)]
    write(folder, many=expecting(CLOCK, *claims))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    command("check", ".")
    assert 800_000 < Path("summary.md").stat().st_size <= 900_000
