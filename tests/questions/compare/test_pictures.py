"""`compare --plot`: which stages moved, before and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.presentation.wording import percent
from escalation_sim.questions.compare import figures
from escalation_sim.questions.compare.compare import Comparison, compare
from escalation_sim.questions.compare.sides import played
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.questions.compare.repositories import TOWN, write

N = ("-n", "60", "--quiet")
FIVE = TOWN.replace("flood: {value: 4", "flood: {value: 9")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(), {"a/town.yaml": TOWN, "a/other.yaml": TOWN, "b/town.yaml": FIVE, "b/other.yaml": TOWN})


def texts(before: str, after: str) -> list[str]:
    sides = []
    for text in (before, after):
        document = loads(text, "town.yaml")
        sides.append(played("town.yaml", document, Setup(document.scenario, Settings(1)), 60, ()))
    figure = figures.comparison_figure(compare(sides[0], sides[1], {}))
    assert figure is not None
    return [text.get_text() for text in figure.texts]


def test_it_has_the_title_and_of_each_stage_the_numbers_of_the_table() -> None:
    found = json.loads(command("compare", "a/town.yaml", "b/town.yaml", *N, "--format", "json").out)["differences"]
    told = texts(TOWN, FIVE)
    assert "A town" in told
    moved = [one for one in found if one["quantity"] == "reached" and one["difference"]]
    assert moved
    for one in moved:
        assert any(text.startswith(f"{percent(one['a'])} → {percent(one['b'])}: ") for text in told), (one, told)


def test_of_two_folders_it_is_of_the_scenario_that_moved_most(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    real = figures.comparison_figure

    def noting(found: Comparison) -> Any:
        drawn.append(found.b.data["scenario"]["name"])
        return real(found)

    monkeypatch.setattr(figures, "comparison_figure", noting)
    write(Path(), {"b/other.yaml": TOWN.replace("value: 4", "value: 4.1")})
    answer = command("compare", "a", "b", *N, "-o", "comment.md", "--plot", "comment.svg")
    assert (answer.status, drawn) == (1, ["town"])
    assert Path("comment.svg").read_text().startswith("<?xml")
    assert "| town |" in Path("comment.md").read_text()


def test_where_nothing_moved_nothing_is_drawn_and_that_is_said() -> None:
    answer = command("compare", "a", "a", "-n", "60", "--plot", "comment.svg")
    assert answer.status == 0
    assert "--plot: nothing moved, so nothing is drawn" in answer.err
    assert not Path("comment.svg").exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a/town.yaml", "a picture ends in .png or .svg"),
        ("x.svg", "is also"),
        ("no/x.svg", "there is no such folder"),
    ],
)
def test_a_picture_takes_nobody_s_place(path: str, words: str) -> None:
    answer = command("compare", "a", "b", *N, "-o", "x.svg", "--format", "markdown", "--plot", path)
    assert answer.status == 2
    assert words in answer.err
