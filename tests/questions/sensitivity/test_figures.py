"""Pictures of a study of sensitivity: their numbers are possible ones, their words say what the intervals are of."""

from __future__ import annotations

import math
from typing import Any

import pytest
from matplotlib.figure import Figure

from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.sensitivity.figures import sensitivity_figure
from escalation_sim.questions.sensitivity.limits import limits
from tests.questions.sensitivity.test_sensitivity import METHODS, answer, data
from tests.questions.sensitivity.test_verb import apart, words
from tests.running.studies import setup

FLOOD = """
title: A flood
actor: the town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  rain: {title: Rain, value: 3, range: [0, 9], unit: mm, assumption: for the test}
  pace: {title: Waves in a month, value: 4, range: [1, 40], assumption: for the test}
  dyke: {title: Rain, value: 2, range: [0, 8], kind: lever, assumption: for the test}
quantities:
  level: {initial: 0, min: 0, max: 50, unit: m}
  debt: {initial: 0}
events:
  wave: {every: exponential(30 / pace), set: {level: "level + uniform(0, rain) - dyke * 0.1", debt: debt - rain}}
ladder:
  - {stage: calm}
  - {stage: alarm, title: The alarm is raised, climb: {when: level > 9}}
outcomes:
  waves: count(wave)
  height: final(level)
  owed: final(debt)
  twice: peak(2 * level - 100)
  long: days(level > 3)
  when_wet: first(level > 1)
"""
TOLD = setup(FLOOD)


def shown(name: str, change: dict[str, float] | None = None, method: str = "one-at-a-time") -> tuple[Figure, dict[str, Any]]:
    """The picture of an answer, with other numbers at the lowest end (or in the effect) of the first row."""
    asked = {"reach": name} if name == "alarm" else {"of": name}
    found = data(TOLD, method, n=40, **asked) if method == "one-at-a-time" else data(TOLD, method, **asked)
    told = answer(found, found["answer"])
    row = told["parameters"][0]
    if change and method == "one-at-a-time":
        low = change.pop("low")
        row["lowest"] = {**row["lowest"], **change, "change": {**row["lowest"]["change"], "low": low - told["value"]}}
    elif change:
        row["mu_star"].update(change)
    return sensitivity_figure(TOLD.scenario, found), row


def intervals(figure: Figure) -> list[tuple[float, float]]:
    lines: list[Any] = [line for axes in figure.axes for line in axes.lines if line.get_gid() == "interval"]
    return [(float(line.get_xdata()[0]), float(line.get_xdata()[1])) for line in lines]


def outcome(name: str) -> tuple[float, float]:
    return limits(TOLD.scenario, f"mean_{name}")


def test_what_an_answer_can_be() -> None:
    assert limits(TOLD.scenario, "reached_alarm") == (0, 1)
    assert outcome("waves") == (0, math.inf)
    assert outcome("height") == (0, 50)
    assert outcome("owed") == (-math.inf, math.inf)
    assert outcome("twice") == (-100, 0)
    assert outcome("long") == outcome("when_wet") == (0, 91)


@pytest.mark.parametrize(("name", "low", "least"), [("waves", -3.0, 0.0), ("height", -5.0, 0.0), ("owed", -9000.0, -9000.0)])
def test_an_interval_ends_where_the_answer_does(name: str, low: float, least: float) -> None:
    figure, _ = shown(name, {"low": low})
    assert min(start for start, _ in intervals(figure)) == least
    axes = next(axes for axes in figure.axes if axes.get_label() == "bars")
    assert min(axes.get_xticks()) >= least


def test_a_value_beyond_what_is_possible_is_drawn_all_the_same() -> None:
    figure, row = shown("waves", {"low": -3.0, "value": -1.0})
    assert min(start for start, _ in intervals(figure)) == row["lowest"]["value"] == -1


def test_the_words_say_what_the_intervals_are_of() -> None:
    assert "thin lines: 95 % intervals of the change from the upright line" in words(shown("alarm")[0])
    assert "Thin lines: 95 % intervals of the mean size" in words(shown("alarm", method="morris")[0])
    assert "Thin lines: 95 % intervals" in words(shown("alarm", method="sobol")[0])


def test_a_picture_of_what_was_never_does_not_say_that_nothing_moves_it() -> None:
    told = setup(FLOOD.replace("level > 1)", "level > 1 + 90 * (rain < 1))"))
    found = data(told, "morris", "rain", of="when_wet")
    assert "Nothing can be said of the mean of when_wet where it ever was: at some points it never was." in " ".join(
        words(sensitivity_figure(told.scenario, found)).split()
    )


@pytest.mark.parametrize("name", ["alarm", "waves", "height", "owed", "long"])
@pytest.mark.parametrize("method", METHODS)
def test_nothing_lies_over_anything_else(name: str, method: str) -> None:
    figure, _ = shown(name, method=method)
    apart(figure)


def test_a_long_interval_does_not_push_its_number_over_others() -> None:
    figure, _ = shown("owed", {"low": -9000.0})
    apart(figure)
    axes = next(axes for axes in figure.axes if axes.get_label() == "bars")
    at = [text for text in axes.texts if text.get_gid() == "at"]
    assert at
    for text in at:
        box, area = text.get_window_extent(), axes.get_window_extent()
        assert area.x0 <= box.x0
        assert box.x1 <= area.x1


def test_two_parameters_with_one_title_are_told_apart() -> None:
    figure, _ = shown("height")
    assert {"rain: Rain (mm)", "dyke: Rain ◆"} <= {" ".join(text.split()) for text in words(figure).split("\n")}


def test_a_long_answer_keeps_its_number_and_its_axis_two_lines() -> None:
    title = "The alarm is raised, and with it " + "many other things that take many words to tell " * 3 + "and end here"
    scenario: Scenario = setup(FLOOD.replace("The alarm is raised", f"'{title}'")).scenario
    found = data(TOLD, "one-at-a-time", n=40, reach="alarm")
    figure = sensitivity_figure(scenario, found)
    apart(figure)
    assert "each assumption alone, all else as it is (" in words(figure)
    (label,) = (axes.get_xlabel() for axes in figure.axes if axes.get_label() == "bars")
    assert label.count("\n") == 1
    assert set(label.removesuffix("…").split()) <= set(f"The probability of reaching “{title}”".split())


def test_where_nothing_moves_the_answer_nothing_is_said_of_bars() -> None:
    still = setup(FLOOD.replace("level > 9", "level > 900"))
    figure = sensitivity_figure(still.scenario, data(still, "one-at-a-time", "rain", n=20, reach="alarm"))
    assert "Nothing that was varied" in words(figure)
    assert "lines" not in words(figure)
    assert "With a low value" not in words(figure)
