"""Pictures of a sweep show the numbers of the study, and how sure they are."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures_scales import tick, ticks
from escalation_sim.presentation.fitting import length_of, tailed
from escalation_sim.questions.sweep.designs import Kind, design, read_axes
from escalation_sim.questions.sweep.figure_data import check_picture_of
from escalation_sim.questions.sweep.figures import sweep_figure
from escalation_sim.questions.sweep.study import Study, sweep
from escalation_sim.results.points import Failure, Stop, column_names
from escalation_sim.results.statistics import wilson
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Settings, Setup
from tests.questions.history.test_figures import SCENARIOS, inside_the_paper, panel, picture, words

LADDER = """
title: A ladder
period: {start: 2024-01-01, end: 2024-04-09}
parameters:
  speed: {title: Steps in a month, value: 5, unit: steps, range: [1, 11]}
  other: {title: The other, value: 2, range: [0, 10]}
  third: {title: The third, value: 3, range: [0, 10]}
  fourth: {value: 4, range: [0, 10]}
quantities: {level: {initial: 0}}
events: {grow: {every: exponential(30 / speed), set: {level: level + 1}}}
ladder:
  - stage: low
  - {stage: middle, climb: {when: level >= 2}}
  - {stage: high, title: The high one, climb: {when: level >= 4}}
"""
SCENARIO = loads(LADDER).scenario
Rule = Callable[[NDArray[np.float64], int], NDArray[np.float64]]


def falling(points: NDArray[np.float64], stage: int) -> NDArray[np.float64]:
    """Shares in hundredths that fall along the first parameter, and fall more for a higher stage."""
    first = points[:, 0]
    share = 0.9 - 0.3 * stage * (first - first.min()) / max(float(np.ptp(first)), 1e-9) + 0.001 * points[:, -1]
    return np.round(np.clip(share, 0, 1), 2)


def made(
    *vary: str,
    kind: Kind = "grid",
    points: int | None = None,
    n: int = 100,
    rule: Rule = falling,
    scenario: Scenario = SCENARIO,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Study:
    """A study with numbers of our own."""
    setup = Setup(scenario, settings)
    planned = design(kind, read_axes(vary, scenario), scenario, setup.values, 1, points)
    columns = {name: np.full(len(planned), 0.25) for name in column_names(scenario)}
    for place, stage in enumerate(scenario.stages):
        columns[f"reached_{stage.name}"] = rule(planned.points, place)
    return Study(setup, planned, np.full(len(planned), n), columns, n)


def with_holes(study: Study) -> Study:
    """Every third point not played, every other with half of the histories."""
    n = study.replications.copy()
    n[::3], n[1::3] = 0, n[1::3] // 2
    return replace(study, replications=n, columns={name: np.where(n > 0, at, np.nan) for name, at in study.columns.items()})


KINDS: dict[str, Callable[[Scenario], Study]] = {
    "lines": lambda scenario: made("speed=1:11:21", scenario=scenario),
    "whiskers": lambda scenario: made("speed=1,2,7", scenario=scenario),
    "map": lambda scenario: made("speed", "other=0:10:6", scenario=scenario),
    "contours": lambda scenario: made("speed=1:11:41", "other=0:10:41", scenario=scenario),
    "uneven": lambda scenario: made("speed=1,2,3,8", "other=0,1,10", scenario=scenario),
    "dots": lambda scenario: made("speed", "other", kind="sobol", points=64, scenario=scenario),
    "three": lambda scenario: made("speed=1:11:4", "other=0:10:3", "third=0:10:5", scenario=scenario),
    "three of dots": lambda scenario: made("speed", "other", "third", kind="sobol", points=64, scenario=scenario),
    "one at a time": lambda scenario: made("speed", "other=0,1,2", "third", "fourth", kind="one-at-a-time", scenario=scenario),
    "unfinished": lambda scenario: with_holes(made("speed", "other=0:10:6", scenario=scenario)),
}


def of_stage(axes: Axes, stage: int) -> Any:
    return next(line for line in axes.lines if line.get_gid() == f"stage {stage}")


def collection(axes: Axes, gid: str) -> Any:
    return next(one for one in axes.collections if one.get_gid() == gid)


def texts(figure: Figure, gid: str) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts if text.get_gid() == gid]


# One parameter


def test_lines_are_the_numbers_of_the_study_and_bands_their_wilson_intervals() -> None:
    study = made("speed=1:11:21")
    axes = panel(sweep_figure(study), "speed")
    colours = palette.stage_colours(3)
    for stage, name in ((1, "middle"), (2, "high")):
        line, band = of_stage(axes, stage), collection(axes, f"stage {stage} interval")
        shares = study.columns[f"reached_{name}"]
        assert line.get_xdata().tolist() == study.design.points[:, 0].tolist()
        assert line.get_ydata().tolist() == shares.tolist()
        assert to_hex(line.get_color()) == to_hex(band.get_facecolor()[0]) == colours[stage]
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices.tolist()}
        for x, share in zip(study.design.points[:, 0].tolist(), shares.tolist(), strict=True):
            assert {(x, end) for end in wilson(round(share * 100), 100)} <= corners
    assert not [line for line in axes.lines if line.get_gid() == "stage 0"]


def test_a_pale_line_has_an_edge_of_ink() -> None:
    axes = panel(sweep_figure(made("speed=1:11:21")), "speed")
    line = of_stage(axes, 1)
    under = [one for one in axes.lines if one.get_color() == palette.INK and list(one.get_ydata()) == list(line.get_ydata())]
    assert max(one.get_linewidth() for one in under) > line.get_linewidth() + 1


def test_a_few_values_are_dots_with_whiskers() -> None:
    study = made("speed=7,1,2")
    axes = panel(sweep_figure(study), "speed")
    assert of_stage(axes, 2).get_xdata().tolist() == [1, 2, 7]
    ends = [segment[:, 1].tolist() for segment in collection(axes, "stage 2 interval").get_segments()]
    shares = [study.columns["reached_high"][point] for point in (1, 2, 0)]
    assert ends == [list(wilson(round(share * 100), 100)) for share in shares]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "2", "7"]


def test_points_not_played_are_left_out_and_each_interval_has_its_own_number_of_histories() -> None:
    study = with_holes(made("speed=1:11:21"))
    figure = sweep_figure(study)
    axes = panel(figure, "speed")
    played = study.replications > 0
    line = of_stage(axes, 1)
    assert line.get_xdata().tolist() == study.design.points[:, 0].tolist()
    assert np.isnan(line.get_ydata()).tolist() == (~played).tolist(), "the line is broken there"
    assert line.get_marker() == "o", "what stands alone is seen"
    corners = [corner for path in collection(axes, "stage 1 interval").get_paths() for corner in path.vertices.tolist()]
    for point in np.flatnonzero(played).tolist():
        n, share = int(study.replications[point]), float(study.columns["reached_middle"][point])
        for end in wilson(round(share * n), n):
            assert [study.design.points[point, 0], end] in corners
    assert "14 of 21 points so far, 50 to 100 histories at each" in words(figure)


def failed(study: Study, *points: int) -> Study:
    """The study where some points failed."""
    columns = {name: column.copy() for name, column in study.columns.items()}
    for column in columns.values():
        column[list(points)] = np.nan
    return replace(study, columns=columns, failures={point: Failure(3, Stop(2, 60, "it breaks")) for point in points})


@pytest.mark.parametrize("vary", ["speed=1:11:21", "speed=1,2,7"])
def test_a_point_that_failed_is_missing_and_said_to_have(vary: str) -> None:
    study = failed(made(vary), 1)
    figure = sweep_figure(study)
    line = of_stage(panel(figure, "speed"), 2)
    assert np.isnan(line.get_ydata()).tolist() == [point == 1 for point in range(len(study.design))]
    assert f"{len(study.design) - 1} of {len(study.design)} points (1 failed), 100 histories at each" in words(figure)
    inside_the_paper(figure)


def test_of_one_at_a_time_only_the_line_of_the_parameter_that_failed_is_broken() -> None:
    study = made("speed=1:11:11", "other=0:10:11", kind="one-at-a-time")
    here = [point for point, (speed, _) in enumerate(study.design.points.tolist()) if speed == 9]
    figure = sweep_figure(failed(study, *here))
    broken = {name: np.isnan(of_stage(panel(figure, name), 2).get_ydata()).sum() for name in ("speed", "other")}
    assert broken == {"speed": 1, "other": 0}
    assert "(1 failed)" in words(figure)


def test_cells_that_failed_are_hatched_and_said_to_have() -> None:
    whole = made("speed", "other=0:10:6")
    assert "Hatched: failed" in words(sweep_figure(failed(whole, 3)))
    assert "65 of 66 points (1 failed), 100 histories at each" in words(sweep_figure(failed(whole, 3)))
    both = words(sweep_figure(failed(with_holes(whole), 4)))
    assert "Hatched: failed or not played yet" in " ".join(both.split())
    assert "(1 failed) so far" in both


def test_a_study_of_which_all_points_failed_has_no_picture() -> None:
    with pytest.raises(UsageError, match="a history stopped at every point that was played, so there is nothing to draw"):
        sweep_figure(failed(made("speed=1,2"), 0, 1))


def test_a_study_in_which_nothing_has_been_played_has_no_picture() -> None:
    study = made("speed")
    with pytest.raises(UsageError, match="no point of this study has been played yet"):
        sweep_figure(replace(study, replications=np.zeros(len(study.design), np.int64)))


def test_the_value_of_the_file_is_marked() -> None:
    figure = sweep_figure(made("speed"))
    marks: list[Any] = [line for line in panel(figure, "speed").lines if line.get_gid() == "mark"]
    assert [list(mark.get_xdata()) for mark in marks] == [[5, 5]]
    assert "in the file: 5" in words(figure)
    assert "Steps in a month (steps)" in words(figure)


def shapes(figure: Figure, gid: str) -> list[Any]:
    """The lines and triangles of a kind on all maps of a picture."""
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def crossed(figure: Figure) -> list[str]:
    """The texts of the panels through which a line or a triangle passes."""
    with palette.drawing():
        figure.draw_without_rendering()
    found = []
    for axes in figure.axes:
        marks: list[Any] = [line for line in axes.lines if str(line.get_gid()).startswith("mark")]
        for text in axes.texts:
            box = text.get_window_extent()
            found += [text.get_text() for mark in marks if mark.get_window_extent().padded(0.5).overlaps(box)]
    return found


@pytest.mark.parametrize("vary", [("speed=1:11:11", "other=0:10:6"), ("speed=1:11:4", "other=0:10:3", "third=0,3,9")])
def test_in_a_map_of_numbers_values_are_marked_at_the_edges_and_no_number_is_struck_through(vary: tuple[str, ...]) -> None:
    figure = sweep_figure(made(*vary))
    assert texts(figure, "number")
    assert crossed(figure) == []
    triangles = shapes(figure, "mark")
    assert len(triangles) == 2 * len([axes for axes in figure.axes if axes.get_label() == "map"])
    assert {float(mark.get_xdata()[0]) for mark in triangles[::2]} == {5}
    assert {float(mark.get_ydata()[0]) for mark in triangles[1::2]} == {2}
    for mark in triangles:
        box, area = mark.get_window_extent(), mark.axes.get_window_extent()
        assert box.y0 >= area.y1 - 1 or box.x0 >= area.x1 - 1
        assert not [text for text in figure.texts if text.get_window_extent().overlaps(box)]
    assert "Triangles at the edges, in the file: 5 steps and 2" in " ".join(words(figure).split())


@pytest.mark.parametrize("level", [0.5, 2.0, 3.3, 5.0])
def test_in_a_map_of_contours_no_number_is_struck_through(level: float) -> None:
    def rule(points: NDArray[np.float64], stage: int) -> NDArray[np.float64]:
        return np.round(points[:, 1] / 10, 3)

    other = loads(LADDER.replace("title: The other, value: 2", f"title: The other, value: {level}")).scenario
    figure = sweep_figure(made("speed=1:11:41", "other=0:10:41", rule=rule, scenario=other))
    assert shapes(figure, "mark line")
    assert crossed(figure) == []
    assert "Triangles and dashes, in the file: 5 steps" in " ".join(words(figure).split())


def test_two_parameters_with_one_title_are_told_apart() -> None:
    twice = loads(LADDER.replace("title: The other", "title: Steps in a month").replace("The third", "the  other")).scenario
    said = words(sweep_figure(made("speed", "other", scenario=twice))).split("\n")
    assert {"speed: Steps in a month (steps)", "other: Steps in a month"} <= set(said)
    said = words(sweep_figure(made("speed", "other", kind="one-at-a-time", scenario=twice))).split("\n")
    assert {"speed: Steps in a month (steps)", "other: Steps in a month"} <= set(said)


def test_stages_that_are_as_likely_at_every_value_have_one_band() -> None:
    figure = sweep_figure(made("speed=1:11:21", rule=lambda points, stage: np.round(points[:, 0] / 20, 2)))
    assert [band.get_gid() for band in panel(figure, "speed").collections] == ["stage 2 interval"]
    assert of_stage(panel(figure, "speed"), 1).get_ydata().tolist() == of_stage(panel(figure, "speed"), 2).get_ydata().tolist()


def test_a_value_that_is_nearly_nothing_is_named_by_its_digits() -> None:
    tiny = loads(LADDER.replace("value: 2, range: [0, 10]", "value: 0.0000005, range: [0, 0.000001]")).scenario
    assert "in the file: 5e-07" in words(sweep_figure(made("other", scenario=tiny)))


def test_a_value_beyond_what_is_shown_is_named() -> None:
    figure = sweep_figure(made("speed=6:11:11"))
    assert not [line for line in panel(figure, "speed").lines if line.get_gid() == "mark"]
    assert "Steps in a month (steps; 5 in the file)" in words(figure)


def test_what_differs_from_the_file_is_said() -> None:
    study = made("speed", "other=7", settings=Settings(changed={"fourth": 6.0}, uncertain=True))
    assert "With fourth = 6 (4 in the file) and other = 7 (2 in the file); 1 uncertainty drawn" in words(sweep_figure(study))
    assert "With" not in words(sweep_figure(made("speed", "other=2")))


def test_only_luck_has_intervals() -> None:
    certain = loads(LADDER.replace("exponential(30 / speed)", "30 / speed")).scenario
    assert not panel(sweep_figure(made("speed", scenario=certain)), "speed").collections
    assert not panel(sweep_figure(made("speed=1,2", scenario=certain)), "speed").collections
    assert "95 %" not in words(sweep_figure(made("speed", "other", scenario=certain)))
    drawn = sweep_figure(made("speed", scenario=certain, settings=Settings(uncertain=True)))
    assert panel(drawn, "speed").collections


def test_a_played_sweep_is_drawn_as_it_is() -> None:
    scenario = load(SCENARIOS / "base.yaml").scenario
    setup = Setup(scenario, Settings())
    planned = design("grid", read_axes(["opening_support=20,36,50"], scenario), scenario, setup.values)
    study = sweep(setup, planned, 20, Execution(jobs=1))
    axes = panel(sweep_figure(study), "opening_support")
    table = study.table()
    for place, stage in enumerate(scenario.stages[1:], 1):
        assert of_stage(axes, place).get_ydata().tolist() == table[f"reached_{stage.name}"].tolist()


# Two parameters


def test_the_cells_of_a_map_are_the_numbers_of_the_study() -> None:
    study = made("speed", "other=0:10:6")
    figure = sweep_figure(study)
    mesh = collection(panel(figure, "map"), "stage 2")
    shares = study.columns["reached_high"].reshape(11, 6).T
    assert mesh.get_array().tolist() == shares.tolist()
    assert sorted(texts(figure, "number")) == sorted(f"{share * 100:.0f}" for share in shares.reshape(-1).tolist())
    assert "The high one" in words(figure)
    widest = max(end - share for share in shares.reshape(-1) for end in [wilson(round(share * 100), 100)[1]])
    least = max(share - end for share in shares.reshape(-1) for end in [wilson(round(share * 100), 100)[0]])
    assert f"± {max(widest, least) * 100:.1f} percentage" in " ".join(words(figure).split())


def test_the_first_parameter_that_was_named_goes_across() -> None:
    for vary, x, y in ((("speed", "other"), "Steps", "The other"), (("other", "speed"), "The other", "Steps")):
        figure = sweep_figure(made(*vary))
        upright = next(text for text in figure.texts if text.get_rotation() == 90)
        assert upright.get_text().startswith(y)
        assert any(text.get_text().startswith(x) and not text.get_rotation() for text in figure.texts)


def test_cells_of_uneven_values_meet_half_way() -> None:
    axes = panel(sweep_figure(made("speed=1,2,3,8", "other=0,1,10")), "map")
    corners = collection(axes, "stage 2").get_coordinates()
    assert corners[0, :, 0].tolist() == [0.5, 1.5, 2.5, 5.5, 10.5]
    assert corners[:, 0, 1].tolist() == [-0.5, 0.5, 5.5, 14.5]
    assert (axes.get_xlim(), axes.get_ylim()) == ((0.5, 10.5), (-0.5, 14.5))


def test_the_order_in_which_values_are_given_does_not_matter() -> None:
    one, two = (sweep_figure(made(vary, "other=0,1,10")) for vary in ("speed=1,2,8", "speed=8,1,2"))
    assert collection(panel(one, "map"), "stage 2").get_array().tolist() == (
        collection(panel(two, "map"), "stage 2").get_array().tolist()
    )


def test_cells_that_are_not_played_are_hatched() -> None:
    figure = sweep_figure(with_holes(made("speed", "other=0:10:6")))
    axes = panel(figure, "map")
    assert axes.patch.get_hatch()
    assert int(np.ma.getmaskarray(collection(axes, "stage 2").get_array()).sum()) == 22
    assert len(texts(figure, "number")) == 44
    assert "Hatched: not played yet" in words(figure)
    assert not panel(sweep_figure(made("speed", "other")), "map").patch.get_hatch()


def test_small_cells_have_contours_instead_of_numbers() -> None:
    figure = sweep_figure(made("speed=1:11:41", "other=0:10:41"))
    assert not texts(figure, "number")
    levels = {text.get_text() for text in panel(figure, "map").texts}
    assert {"60 %", "80 %"} <= levels
    assert len(levels) == len(panel(figure, "map").texts)


def test_a_map_shows_the_stage_that_varies_most_or_the_one_asked_for() -> None:
    study = made("speed", "other")
    assert "“The high one”" in words(sweep_figure(study))
    assert "“middle”" in words(sweep_figure(study, "middle"))
    assert collection(panel(sweep_figure(study, "middle"), "map"), "stage 1") is not None
    lines = panel(sweep_figure(made("speed=1:11:21"), "high"), "speed").lines
    assert {line.get_gid() for line in lines if str(line.get_gid()).startswith("stage")} == {"stage 2"}
    with pytest.raises(UsageError, match="there is no stage 'hihg'; did you mean high"):
        sweep_figure(study, "hihg")
    with pytest.raises(UsageError, match="always reached"):
        sweep_figure(study, "low")


def test_dots_are_the_points_of_a_design_that_fills_space() -> None:
    study = made("speed", "other", kind="sobol", points=64)
    dots = collection(panel(sweep_figure(study), "map"), "stage 2")
    assert dots.get_offsets().tolist() == study.design.points.tolist()
    assert dots.get_array().tolist() == study.columns["reached_high"].tolist()


@pytest.mark.parametrize(("rule", "number"), [(0.0, "0"), (0.004, "<1"), (0.005, "<1"), (0.996, ">99"), (1.0, "100")])
def test_a_cell_says_none_or_all_only_where_it_is(rule: float, number: str) -> None:
    study = made("speed=1:2:2", "other=1:2:2", n=1000, rule=lambda points, _: np.full(len(points), rule))
    assert set(texts(sweep_figure(study), "number")) == {number}


# Three parameters, and one at a time


def test_a_third_parameter_has_a_panel_a_value_in_the_same_colours() -> None:
    study = made("speed=1:11:4", "other=0:10:3", "third=0,3,10", rule=lambda points, stage: points[:, 2] / 10)
    figure = sweep_figure(study)
    maps = [axes for axes in figure.axes if axes.get_label() == "map"]
    meshes = [next(one for one in axes.collections if str(one.get_gid()).startswith("stage")) for axes in maps]
    assert [set(mesh.get_array().reshape(-1).tolist()) for mesh in meshes] == [{0.0}, {0.3}, {1.0}]  # type: ignore[union-attr]
    assert len({mesh.get_clim() for mesh in meshes}) == 1
    said = [text.get_text() for text in figure.texts]
    assert {"0", "3 (in the file)", "10", "The third"} <= set(said)


def test_too_many_values_of_a_third_parameter_are_picked_evenly_and_that_is_said() -> None:
    figure = sweep_figure(made("speed=1:11:4", "other=0:10:3", "third"))
    assert len([axes for axes in figure.axes if axes.get_label() == "map"]) == 6
    said = [text.get_text() for text in figure.texts]
    assert {"0", "2", "4", "6", "8", "10"} <= set(said)
    assert "; panels for 6 of 11 values" in words(figure)


def test_every_dot_is_in_one_of_four_panels() -> None:
    study = made("speed", "other", "third", kind="sobol", points=64)
    maps = [axes for axes in sweep_figure(study).axes if axes.get_label() == "map"]
    offsets = [collection(axes, "stage 2").get_offsets().tolist() for axes in maps]
    assert [len(part) for part in offsets] == [16] * 4
    assert sorted(chain.from_iterable(offsets)) == sorted(study.design.points[:, :2].tolist())


def test_one_at_a_time_has_a_panel_a_parameter_the_widest_effect_first() -> None:
    def rule(points: NDArray[np.float64], stage: int) -> NDArray[np.float64]:
        return np.round(0.2 + 0.01 * points[:, 0] + 0.05 * points[:, 1] * (stage == 2), 2)

    study = made("speed", "other=0:10:11", kind="one-at-a-time", rule=rule)
    figure = sweep_figure(study)
    assert [axes.get_label() for axes in figure.axes] == ["other", "speed"]
    alone = study.design.points[:, 0] == 5
    line = of_stage(panel(figure, "other"), 2)
    expected = sorted(zip(study.design.points[alone, 1], study.columns["reached_high"][alone], strict=True))
    assert list(zip(line.get_xdata(), line.get_ydata(), strict=True)) == expected
    assert len(of_stage(panel(figure, "speed"), 2).get_xdata()) == 11
    assert {"middle", "The high one"} <= set(words(figure).split("\n"))


def test_of_many_parameters_those_that_matter_most_are_shown() -> None:
    names = [f"p_{number}" for number in range(10)]
    text = LADDER.replace("quantities:", "".join(f"  {name}: {{value: 1, range: [0, 2]}}\n" for name in names) + "quantities:")
    weights = np.arange(10) / 200

    def rule(points: NDArray[np.float64], stage: int) -> NDArray[np.float64]:
        return np.round(0.1 + points @ weights, 3)

    study = made(*names, kind="one-at-a-time", n=1000, rule=rule, scenario=loads(text).scenario)
    figure = sweep_figure(study)
    assert [axes.get_label() for axes in figure.axes] == names[:1:-1]
    assert "the 8 of 10 that matter most" in words(figure)


def test_more_parameters_at_once_have_no_picture_and_that_is_known_before_they_are_played() -> None:
    study = made("speed=1,2", "other=1,2", "third=1,2", "fourth=1,2")
    with pytest.raises(UsageError, match="vary up to 3 of them, or add --design one-at-a-time"):
        sweep_figure(study)
    with pytest.raises(UsageError, match="a picture of 4 parameters"):
        check_picture_of(study.setup, study.design)
    fewer = made("speed=1,2", "other=1,2", "third=1,2", "fourth=4")
    check_picture_of(fewer.setup, fewer.design)
    assert sweep_figure(fewer)


def test_where_no_stage_is_above_there_is_nothing_to_draw() -> None:
    top = loads(LADDER.replace("ladder:", "start_stage: high\nladder:")).scenario
    with pytest.raises(UsageError, match="no stage is above it"):
        sweep_figure(made("speed", scenario=top))


# Every kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_every_time(kind: str, tmp_path: Path) -> None:
    study = KINDS[kind](SCENARIO)
    for ending in ("png", "svg"):
        drawn = [picture(sweep_figure(study), tmp_path / f"{run}.{ending}") for run in "ab"]
        assert drawn[0] == drawn[1]
        assert b"<dc:date>" not in drawn[0]


def apart(figure: Figure) -> None:
    """No text covers another, ticks and all."""
    figure.draw_without_rendering()
    ticks = [tick.label1 for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for tick in drawn(axis)]
    shown = [text for text in [*figure.texts, *ticks, *(text for axes in figure.axes for text in axes.texts)] if visible(text)]
    boxes = [(text.get_text(), text.get_window_extent().padded(-2)) for text in shown]
    assert not [(a, b) for number, (a, one) in enumerate(boxes) for b, two in boxes[:number] if one.overlaps(two)]


def drawn(axis: Any) -> list[Any]:
    low, high = axis.get_view_interval()
    return [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high and tick.label1.get_visible()]


def visible(text: Any) -> bool:
    return bool(text.get_visible() and text.get_text().strip())


@pytest.mark.parametrize("kind", KINDS)
def test_texts_stand_apart_and_are_large_enough(kind: str) -> None:
    figure = sweep_figure(KINDS[kind](SCENARIO))
    with palette.drawing():
        apart(figure)
    inside_the_paper(figure)
    assert min(text.get_fontsize() for text in figure.findobj(match=is_shown)) >= 11  # type: ignore[attr-defined]


def is_shown(artist: Any) -> bool:
    return hasattr(artist, "get_fontsize") and bool(artist.get_text())


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_and_long_titles_are_shown_as_they_are_written(kind: str, tmp_path: Path) -> None:
    hostile = "A $x^2$ <b> & --> \\frac{"
    long = f"{hostile} {'W' * 150} {'wide words' * 14}"
    text = LADDER.replace("title: A ladder", f"title: '{hostile}'").replace("title: The high one", f"title: '{long}'")
    for title in ("Steps in a month", "The other", "The third"):
        text = text.replace(f"title: {title}", f"title: '{long}'")
    text = text.replace("unit: steps", f"unit: '{long}'").replace("stage: middle,", f"stage: middle, title: '{long}',")
    figure = sweep_figure(KINDS[kind](loads(text).scenario))
    assert words(figure).count("$x^2$") >= 2
    assert not any(text.get_parse_math() for text in figure.findobj(match=is_shown))  # type: ignore[attr-defined]
    with palette.drawing():
        apart(figure)
    inside_the_paper(figure)
    assert picture(figure, tmp_path / "picture.png").startswith(b"\x89PNG")
    assert ET.fromstring(picture(figure, tmp_path / "picture.svg")).tag.endswith("svg")  # noqa: S314


ODD = {
    "huge": ("speed=-1.7e308,0,1.7e308", "other=1e-300,2e-300"),
    "tiny": ("speed=0.3333333333:0.3333333334:5", "other=0:1e-9:30"),
    "one point": ("speed=3",),
    "one point of two": ("speed=3", "other=3"),
    "millions": ("other=0:10:4", "speed=0:5000000:7"),
    "long numbers": ("speed=1000000.123,1000000.124,1000000.125", "other=123456.789:223456.789:9"),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_values_have_pictures(kind: str, tmp_path: Path) -> None:
    for vary in (ODD[kind], ODD[kind][:1], ODD[kind][-1:]):
        figure = sweep_figure(made(*vary, rule=lambda points, stage: np.linspace(0, 1, len(points))))
        assert picture(figure, tmp_path / "picture.png").startswith(b"\x89PNG")
        inside_the_paper(figure)
        with palette.drawing():
            apart(figure)


def test_many_stages_have_a_picture(tmp_path: Path) -> None:
    text = LADDER + "".join(f"  - {{stage: stage_{n}, climb: {{when: level >= {n + 5}}}}}\n" for n in range(40))
    scenario = loads(text).scenario
    for study in (made("speed", scenario=scenario), made("speed", "other", kind="one-at-a-time", scenario=scenario)):
        figure = sweep_figure(study)
        inside_the_paper(figure)
    assert "… and " in words(figure)


@pytest.mark.parametrize("vary", [("speed=1:11:120", "other=0:10:120"), ("speed=1:11:20000",)])
def test_a_large_study_has_a_small_picture(vary: tuple[str, ...], tmp_path: Path) -> None:
    noise = np.random.default_rng(1)
    study = made(*vary, rule=lambda points, stage: falling(points, stage) * (1 - noise.random(len(points)).round(2) / 20))
    assert len(picture(sweep_figure(study), tmp_path / "picture.svg")) < 300_000


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r'pictures need matplotlib: python -m pip install "escalation-sim\[plot\]"'):
        sweep_figure(made("speed"))


# How pictures look


def test_a_higher_probability_is_darker_in_print_too() -> None:
    colours = [to_hex(palette.shades()(share)) for share in np.linspace(0, 1, 21)]
    brightness = [palette.brightness(colour) for colour in colours]
    assert brightness == sorted(brightness, reverse=True)
    assert np.ptp(brightness) > 0.7
    assert not set(colours) & set(palette.stage_colours(21))


def test_numbers_at_an_axis_are_short_and_tell_values_apart() -> None:
    assert ticks([0, 1 / 3, 2 / 3, 1]) == ["0", "0.333", "0.667", "1"]
    assert ticks([1000.1, 1000.2]) == ["1,000.1", "1,000.2"]
    assert ticks([-0.0, 2_500_000, 12_000]) == ["0", "2.5 M", "12,000"]
    assert tick(3e-7) == "3e-07"


def test_a_tail_is_kept_when_its_text_is_cut() -> None:
    assert tailed("a title", "(unit)", 300) == "a title (unit)"
    cut = tailed("many words " * 20, "(unit)", 300)
    assert cut.endswith("… (unit)")
    assert length_of(cut) <= 300
    assert tailed("many words " * 20, "(unit)", 300, 2).split("\n")[1] == "(unit)"
    assert tailed("a title", "", 300) == "a title"
    unit = "(a unit of some words and more)"
    assert tailed("many words " * 20, unit, 300, 2).split("\n")[1] == unit
