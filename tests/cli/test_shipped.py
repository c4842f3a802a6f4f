"""The scenarios that come with the program: by name where no file is, and as copies that are ready to change."""

from __future__ import annotations

from pathlib import Path

import pytest

import escalation_sim as es
from escalation_sim.errors import UsageError
from escalation_sim.language.copying import copied
from escalation_sim.language.loading import load
from tests.commands import command
from tests.places import SCENARIOS

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_name_is_the_shipped_scenario_and_that_is_said() -> None:
    told = command("run", "troops_alone", "--format", "json")
    assert told.out == command("run", str(SCENARIOS / "troops_alone.yaml"), "--format", "json").out
    assert "note: no file `troops_alone` is here; this is the scenario `troops_alone` that comes with the program" in told.err
    assert "comes with" not in command("run", "troops_alone", "--quiet").err


def test_a_file_of_that_name_comes_first(elsewhere: Path) -> None:
    (elsewhere / "base").write_text("no scenario")
    told = command("run", "base")
    assert told.status == 2
    assert "base:1:1" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "base"),
        ("explain", "base"),
        ("evidence", "base"),
        ("compare", "troops_alone", "troops_alone", "-n", "10"),
        ("check", "troops_alone"),
        ("sweep", "troops_alone", "--vary", "indirect_threshold=1000,2000", "-n", "5"),
    ],
)
def test_every_verb_knows_them(arguments: tuple[str, ...]) -> None:
    assert command(*arguments).status == 0


@pytest.mark.parametrize("path", ["bse", "base.yaml", "scenarios/bass.yaml"])
def test_what_is_nearly_a_name_is_told_so(path: str) -> None:
    told = command("run", path)
    assert told.status == 2
    assert f"there is no file {path}; with the program comes `base`: write its name alone" in told.err


def test_what_is_no_name_is_no_file() -> None:
    assert "cannot be read" in command("run", "zzzz.yaml").err


def test_python_knows_them_too() -> None:
    assert es.load("base").name == "base"
    with pytest.raises(UsageError):
        es.load("zzzz")


def test_the_list_has_a_line_each() -> None:
    lines = command("new", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert lines[0].split(maxsplit=1)[1] == load(SCENARIOS / "base.yaml").scenario.title


@pytest.mark.parametrize(
    "arguments", [("x.yaml", "--list"), ("--list", "--like", "base"), ("--like", "base"), ("x.json", "--like", "base")]
)
def test_what_makes_no_sense_is_said(arguments: tuple[str, ...], elsewhere: Path) -> None:
    assert command("new", *arguments).status == 2
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_says_what_the_scenario_says(name: str, elsewhere: Path) -> None:
    assert command("new", "sub/mine.yaml", "--like", name).status == 0
    assert command("validate", "--strict", "sub/mine.yaml").status == 0
    one, other = load("sub/mine.yaml"), load(SCENARIOS / f"{name}.yaml")
    assert one.whole_text() == other.whole_text()
    assert one.evidence == other.evidence


def test_a_copy_overwrites_nothing(elsewhere: Path) -> None:
    (elsewhere / "base.yaml").write_text("mine")
    told = command("new", "mine.yaml", "--like", "no_legal_brake")
    assert told.status == 2
    assert "base.yaml is there already" in told.err
    assert [path.name for path in elsewhere.iterdir()] == ["base.yaml"]


def test_two_copies_share_what_they_extend_and_cite() -> None:
    assert command("new", "one.yaml", "--like", "base").status == 0
    assert command("new", "two.yaml", "--like", "no_legal_brake").status == 0
    assert command("new", "three.yaml", "--like", "moscow_deterred").status == 0
    assert command("new", "three.yaml", "--like", "moscow_deterred").status == 2


def test_a_base_that_is_called_as_the_copy_gets_another_name() -> None:
    assert command("new", "base.yaml", "--like", "no_legal_brake").status == 0
    assert load("base.yaml").whole_text() == load(SCENARIOS / "no_legal_brake.yaml").whole_text()
    assert Path("base_2.yaml").read_text() == (SCENARIOS / "base.yaml").read_text().replace("../seeds", "seeds")


def test_a_file_of_ones_own_is_copied_with_its_comments(elsewhere: Path) -> None:
    (elsewhere / "a").mkdir()
    (elsewhere / "a" / "facts").mkdir()
    ladder = "ladder: [{stage: low}, {stage: high, climb: {when: level > 1}}]\n"
    base = f"period: {{start: 2024-01-01, end: 2024-02-01}}\nevidence: 'facts'   # why\nquantities: {{level: 0}}\n{ladder}"
    (elsewhere / "a" / "first.yaml").write_text(base)
    (elsewhere / "second.yaml").write_text('# mine\nextends: "a/first.yaml" # the first\n')
    files = copied(Path("second.yaml"), "third.yaml")
    assert files == {
        "third.yaml": b"# mine\nextends: first.yaml # the first\n",
        "first.yaml": base.replace("'facts'", "facts").encode(),
    }
