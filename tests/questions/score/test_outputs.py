"""Titles and names from a stranger's file are shown and do nothing else; the picture says what the text says."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import escalation_sim as es
from tests.commands import command
from tests.questions.score.asking import QUESTIONS, by_name, scores, write

HOSTILE = r"=HYPERLINK(1) <script>alert(1)</script> [x](y) | a $\frac{1}{2}$ ![z](w) **b** `c` [bold red]r[/]"
NAMES = "[red]them[/] <i>|</i> $x^2$"


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    questions = QUESTIONS.replace("What the town does", f"'{HOSTILE}'").replace("Does it sound the alarm?", f"'{HOSTILE}'")
    return write(
        tmp_path, questions.replace("status quo: 0.1", f"'{NAMES}': 0.1").replace("Is there any luck?", "'::error::now'")
    )


def test_a_terminal_shows_hostile_words_as_they_are(hostile: str) -> None:
    out = command("score", hostile, "-n", "100").out
    assert "".join(HOSTILE.split()) in "".join(out.split())
    assert "\x1b" not in out
    assert not any(line.startswith("::") for line in out.splitlines())


def test_markdown_shows_hostile_words_and_no_link_no_tag_no_table_of_theirs(hostile: str) -> None:
    out = command("score", hostile, "-n", "100", "--format", "markdown").out
    tokens = MarkdownIt("commonmark").enable("table").parse(out)
    inner = [child.type for token in tokens for child in token.children or ()]
    assert not {"html_inline", "link_open", "image", "code_inline", "strong_open", "softbreak"} & set(inner)
    assert "html_block" not in [token.type for token in tokens]
    assert sum(token.type == "table_open" for token in tokens) == 4
    rows = out.splitlines()
    first = next(place for place, line in enumerate(rows) if line.startswith("| question | probability"))
    assert {line.replace("\\|", "").count("|") for line in rows[first : first + 6]} == {6}
    shown = "".join(child.content for token in tokens for child in token.children or () if child.type == "text")
    assert "<script>alert(1)</script>" in shown


def test_a_spreadsheet_takes_no_hostile_word_for_a_formula(hostile: str, tmp_path: Path) -> None:
    out = command("score", hostile, "-n", "100", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[2]["title"] == "'" + HOSTILE
    path = write(tmp_path, QUESTIONS.replace("status quo", "'=1+1'"))
    head = next(csv.reader(io.StringIO(command("score", path, "-n", "100", "--format", "csv").out)))
    assert not any(name.startswith(("=", "+", "-", "@")) for name in head)


def test_a_picture_shows_hostile_words_as_they_are(hostile: str, tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    answer = command("score", hostile, "-n", "100", "--plot", str(picture), "--quiet")
    assert answer.status == 0, answer.err
    assert "<script" not in picture.read_text()
    told = {text.get_text() for text in es.score(hostile, replications=100).plot().findobj(lambda one: hasattr(one, "get_text"))}
    assert NAMES in told


def marks(figure: Any, name: str) -> list[tuple[Any, Any]]:
    """Where the lines of a kind lie, as (x, y)."""
    return [
        (list(line.get_xdata()), list(line.get_ydata())) for axes in figure.axes for line in axes.lines if line.get_gid() == name
    ]


def test_the_picture_has_a_point_a_question_its_interval_its_answer_and_the_others(tmp_path: Path) -> None:
    path = write(tmp_path)
    data = by_name(scores(path))
    figure = es.score(path, replications=1000).plot()
    assert marks(figure, "said") == [([one["probability"]], [place]) for place, one in enumerate(data.values())]
    calibrated, questions = figure.axes
    assert len(marks(figure, "bin")) == 3
    intervals = [(list(line.get_xdata())) for line in questions.lines if line.get_gid() == "interval"]
    assert intervals == [pytest.approx([one["low"], one["high"]]) for one in data.values()]
    assert [(x[0], (y[0] + y[1]) / 2) for x, y in marks(figure, "came true")] == [(1, 0), (0, 1), (0, 2)]
    assert marks(figure, "other") == [([0.1], [2])]
    told = [text.get_text() for text in questions.texts]
    assert [word for word in told if word in ("yes", "no", "open")] == ["yes", "no", "no", "open"]
    assert marks(figure, "diagonal") == [([0, 1], [0, 1])]
    assert calibrated.get_xlabel() == "What was said, on average"
    words = " ".join(text.get_text() for text in figure.texts)
    assert "Mean Brier score" in words
    assert "Not frozen." in words


def test_a_picture_of_nothing_answered_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "scenario: town.yaml\nasked: 2024-01-01\nquestions: {alarm: {ask: reached_alarm}}\n")
    figure = es.score(path, replications=100).plot()
    assert "nothing is answered yet" in [text.get_text() for text in figure.axes[0].texts]
    assert marks(figure, "bin") == []


@pytest.mark.parametrize("count", [7, 25, 60])
def test_the_words_of_many_questions_do_not_touch(count: int, tmp_path: Path) -> None:
    lines = [
        f"  q{number}: {{title: Does the town do number {number} of the very many things that it might do one day?, "
        f"ask: reached_alarm, answer: {'yes' if number % 3 else 'no'}, baselines: {{status quo: 0.1, lags: 0.4}}}}\n"
        for number in range(count)
    ]
    path = write(tmp_path, "scenario: town.yaml\nasked: 2024-01-01\nquestions:\n" + "".join(lines))
    figure = es.score(path, replications=100).plot()
    figure.draw_without_rendering()
    axes = figure.axes[1]
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text().startswith("Does the town")]
    assert len(boxes) == min(count, 40)
    below = sorted(boxes, key=lambda box: -box.y0)
    assert all(upper.y0 >= lower.y1 - 3 for upper, lower in pairwise(below))
    assert max(box.x1 for box in boxes) < axes.get_window_extent().x0
    if count > 40:
        assert any("20 more questions not shown." in text.get_text() for text in figure.texts)
