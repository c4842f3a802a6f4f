"""Pictures show what the scenario and the history say, whatever is in them."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from escalation_sim.engines.history import History
from escalation_sim.errors import UsageError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.programme import Programme
from escalation_sim.presentation import palette
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.pictures import check_picture, save
from escalation_sim.questions.ensemble.figures import ensemble_figure, has_luck, shares_reached
from escalation_sim.questions.history.figure_data import brake_times, left_out, panels_of, visits
from escalation_sim.questions.history.figures import history_figure
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS

DAY = 1440

LADDER = """
title: A ladder
period: {start: 2024-01-01, end: 2024-04-09}
parameters: {limit: {value: 5, unit: men}, grace: {value: 10}}
quantities:
  troops: {initial: 0, unit: men, timeline: [[2024-01-11, 6], [2024-02-20, 1]]}
  other: {initial: 3, unit: men}
  permit: {initial: 0, timeline: [[2024-01-21, 1]]}
events: {}
brakes: {law: {while: permit < 1, blocks: all}, never: {while: troops < -9, blocks: all}}
ladder:
  - stage: low
  - {stage: high, climb: {when: troops >= limit}, descend: {when: troops < limit, for: grace}}
"""


def told(text: str, replication: int = 0) -> tuple[Programme, History]:
    setup = Setup(loads(text).scenario, Settings())
    return setup.programme, setup.history(replication)


def shipped(name: str) -> Setup:
    return Setup(load(SCENARIOS / f"{name}.yaml").scenario, Settings())


def panel(figure: Figure, label: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_label() == label)


def bands(axes: Axes) -> list[tuple[str, float, float]]:
    """The bands of a panel: (which, from, until), in days since its left edge."""
    left = axes.get_xlim()[0]
    spans: list[Any] = [patch for patch in axes.patches if str(patch.get_gid()).startswith("stage")]
    return [(str(one.get_gid()), one.get_x() - left, one.get_x() + one.get_width() - left) for one in spans]


def words(figure: Figure) -> str:
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return "\n".join(text.get_text() for text in texts)


def picture(figure: Figure, path: Path) -> bytes:
    save(figure, path)
    return path.read_bytes()


def test_bands_and_brakes_are_at_their_times() -> None:
    programme, history = told(LADDER)
    figure = history_figure(programme, history)
    expected = [("stage 0", 0, 20), ("stage 1", 20, 60), ("stage 0", 60, 100)]
    assert visits(history, programme.scenario) == [(int(a * DAY), int(b * DAY), int(stage[-1])) for stage, a, b in expected]
    for label in ("stages", "men"):
        assert [(which, round(a, 6), round(b, 6)) for which, a, b in bands(panel(figure, label))] == expected
    moves = [line for line in panel(figure, "men").lines if line.get_gid() == "move"]
    assert len(moves) == 2
    assert "↑ 2024-01-21" in words(figure)
    assert "↓ 2024-03-01" in words(figure)
    assert brake_times(history, programme.scenario) == {"law": [(0, 20 * DAY)], "never": []}
    bars: list[Any] = [bar for bar in panel(figure, "brakes").collections if bar.get_gid() == "law"]
    edges = bars[0].get_paths()[0].vertices[:, 0] - panel(figure, "brakes").get_xlim()[0]
    assert (edges.min(), edges.max()) == (0, 20)


def test_base_shows_the_troops_true_and_reported_and_their_thresholds() -> None:
    setup = shipped("base")
    main, *others = panels_of(setup.programme, setup.history(0))
    assert main.unit == "soldiers"
    assert main.quantities == ("reported_troops", "troops")
    assert [one.value for one in main.thresholds] == [
        setup.values[f"{kind}_threshold"] for kind in ("indirect", "defensive", "offensive")
    ]
    assert [one.quantities for one in others] == [("combat",), ("request",)], "what most conditions read"
    assert [other.thresholds for other in others] == [(), ()], "a code has steps, and no threshold"
    assert left_out(setup.scenario, [main, *others]) == ["precision_weapons", "technology"]
    figure = history_figure(setup.programme, setup.history(0))
    lines = {str(line.get_gid()) for line in panel(figure, "soldiers").lines}
    assert {"reported_troops", "troops", *(one.text for one in main.thresholds)} <= lines


def test_whether_there_is_anything_at_all_is_no_threshold() -> None:
    text = LADDER.replace("troops: {initial: 0,", "troops: {initial: 0, min: 0,")
    for condition, expected in (("troops > 0", []), ("troops > 0 and troops < 8", [8])):
        (main,) = panels_of(*told(text.replace("troops >= limit}", f"{condition}}}")))
        assert [one.value for one in main.thresholds] == expected


def test_the_line_of_a_quantity_has_the_values_of_the_trace() -> None:
    programme, history = told(LADDER)
    axes = panel(history_figure(programme, history), "men")
    line: Any = next(line for line in axes.lines if line.get_gid() == "troops")
    days = [day - axes.get_xlim()[0] for day in line.get_xdata()]
    assert dict(zip(days, line.get_ydata(), strict=True))[10] == 6
    assert days[-1] == 100
    assert not [line for line in axes.lines if line.get_gid() == "other"]  # no condition reads it, nothing read is made of it


def test_germany_shows_requests_and_no_threshold() -> None:
    setup = shipped("germany_tanks")
    (main,) = panels_of(setup.programme, setup.history(0))
    assert (main.quantities, main.thresholds, main.bounds) == (("requests",), (), (0, 2))
    figure = history_figure(setup.programme, setup.history(0))
    assert [axes.get_label() for axes in figure.axes] == ["stages", "requests", "brakes"]
    assert "Berlin" in words(figure)
    assert "Seoul" not in words(figure)


def test_a_plain_number_and_an_expression_are_thresholds_too_and_far_ones_are_left_out() -> None:
    text = LADDER.replace("troops >= limit}", "troops >= 4 and limit * 2 <= troops or troops > 5000 or troops > limit / 0}")
    programme, history = told(text)
    (main,) = panels_of(programme, history)
    assert [one.value for one in main.thresholds][:3] == [4, 10, 5000]
    axes = panel(history_figure(programme, history), "men")
    dashed = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]  # type: ignore[index]
    assert dashed == [4, 10]
    assert axes.get_ylim()[1] < 20


@pytest.mark.parametrize("name", ["base", "germany_tanks"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_bytes_on_every_run(name: str, ending: str, tmp_path: Path) -> None:
    setup = shipped(name)
    drawn = [picture(history_figure(setup.programme, setup.history(1)), tmp_path / f"{run}.{ending}") for run in "ab"]
    assert drawn[0] == drawn[1]
    ensemble = setup.ensemble(20, jobs=1)
    drawn = [picture(ensemble_figure(setup.programme, ensemble, replications=20), tmp_path / f"{run}.{ending}") for run in "cd"]
    assert drawn[0] == drawn[1]
    assert mpl.__version__.encode() not in drawn[0]
    assert b"<dc:date>" not in drawn[0]


def test_what_the_user_has_set_in_matplotlib_changes_nothing(tmp_path: Path) -> None:
    programme, history = told(LADDER)
    plain = picture(history_figure(programme, history), tmp_path / "a.png")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.dpi": 20}):
        assert picture(history_figure(programme, history), tmp_path / "b.png") == plain
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_hostile_and_long_titles_are_shown_as_they_are_written(ending: str, tmp_path: Path) -> None:
    hostile, long = "A $x^2$ <b> & --> \\frac{", "W" * 150 + " wide words" * 14
    text = f"actor: '{long} $'\n" + LADDER
    for plain, titled in (
        ("A ladder", f"'{hostile}'"),
        ("- stage: low", f"- {{stage: low, title: '{long}'}}"),
        ("stage: high,", f"stage: high, title: '{hostile}',"),
        ("law: {", f"law: {{title: '{long}', "),
        ("troops: {initial", f"troops: {{title: '북한군 {long}', initial"),
        ("limit: {", f"limit: {{title: '{hostile}', "),
    ):
        assert plain in text
        text = text.replace(plain, titled)
    programme, history = told(text)
    ensemble = Setup(programme.scenario, Settings()).ensemble(3, jobs=1)
    for figure in (history_figure(programme, history), ensemble_figure(programme, ensemble, replications=3)):
        assert hostile in words(figure)
        assert "highest stage" in words(figure) or "ends at" in words(figure)
        data = picture(figure, tmp_path / f"picture.{ending}")
        inside_the_paper(figure)
        if ending == "svg":
            assert ET.fromstring(data).tag.endswith("svg")  # noqa: S314


def inside_the_paper(figure: Figure) -> None:
    width, height = figure.get_size_inches() * figure.dpi
    labels = [axes.yaxis.label for axes in figure.axes]
    for text in [*figure.texts, *labels, *(text for axes in figure.axes for text in axes.texts)]:
        with palette.drawing():
            box = text.get_window_extent()
        assert text.get_text() == "" or (box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height)


@pytest.mark.parametrize("replication", range(3))
@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
def test_labels_of_shipped_scenarios_stand_apart(name: str, replication: int, tmp_path: Path) -> None:
    setup = shipped(name)
    figure = history_figure(setup.programme, setup.history(replication))
    save(figure, tmp_path / "picture.png")
    inside_the_paper(figure)
    texts = [text for axes in figure.axes for text in axes.texts if text.get_transform() == axes.transAxes]
    boxes = [text.get_window_extent().padded(-3) for text in texts]
    assert not [(a, b) for number, a in enumerate(boxes) for b in boxes[:number] if a.overlaps(b)]


BRIEF = "title: Brief\nperiod: {start: "

SMALL = {
    "one stage": BRIEF + "2024-01-01, end: 2024-02-01}\nladder: [{stage: only}]",
    "nothing read": BRIEF + "2024-01-01, end: 2024-02-01}\nladder: [{stage: a}, {stage: b, climb: {when: stage >= a}}]",
    "one minute": BRIEF + "2024-01-01 00:00, end: 2024-01-01 00:01}\nladder: [{stage: only}]",
    "far away": BRIEF + "9990-01-01, end: 9999-12-31}\nladder: [{stage: only}]",
    "large": LADDER.replace("[2024-01-11, 6]", "[2024-01-11, 1e308]").replace("initial: 0", "initial: -1e308"),
    "never changes": LADDER.replace("[2024-01-11, 6], [2024-02-20, 1]", ""),
    "there and back": LADDER.replace("for: grace", "for: 0 days").replace(
        "events: {}", "events: {tide: {every: 1 days, set: {troops: 8 - troops}}}"
    ),
    "many brakes": LADDER.replace(
        "never:", "".join(f"brake_{n}: {{while: other > {n} - 20, blocks: all}}, " for n in range(40)) + "never:"
    ),
    "many stages": LADDER + "".join(f"  - {{stage: stage_{n}, climb: {{when: other > 1}}}}\n" for n in range(40)),
}


@pytest.mark.parametrize("kind", SMALL)
def test_odd_scenarios_have_pictures(kind: str, tmp_path: Path) -> None:
    programme, history = told(SMALL[kind])
    figure = history_figure(programme, history)
    assert picture(figure, tmp_path / "picture.png").startswith(b"\x89PNG")
    inside_the_paper(figure)
    assert min(text.get_fontsize() for text in figure.findobj(match=is_shown)) >= 11  # type: ignore[attr-defined]
    ensemble = Setup(programme.scenario, Settings()).ensemble(3, jobs=1)
    figure = ensemble_figure(programme, ensemble, replications=3)
    assert picture(figure, tmp_path / "picture.png").startswith(b"\x89PNG")
    inside_the_paper(figure)


def is_shown(artist: Any) -> bool:
    return hasattr(artist, "get_fontsize") and bool(artist.get_text())


def test_a_history_without_a_trace_is_drawn() -> None:
    programme, _ = told(LADDER)
    history = Setup(programme.scenario, Settings()).history(0, trace=False)
    assert bands(panel(history_figure(programme, history), "stages"))


def test_areas_are_the_shares_by_highest_stage_so_far() -> None:
    setup = shipped("base")
    ensemble = setup.ensemble(60, jobs=1)
    minutes, reached = shares_reached(setup.scenario, ensemble, setup.scenario.main)
    assert (minutes[0], minutes[-1]) == (0, setup.scenario.end)
    for stage in range(len(setup.scenario.stages)):
        assert reached[stage, -1] - reached[stage + 1, -1] == pytest.approx(float((ensemble.highest == stage).mean()))
    at = int(minutes[len(minutes) // 2])
    there = (ensemble.first_reached[:, 1] >= 0) & (ensemble.first_reached[:, 1] <= at)
    assert reached[1, len(minutes) // 2] == pytest.approx(float(there.mean()))
    axes = panel(ensemble_figure(setup.programme, ensemble, replications=60), "stages")
    colours = palette.stage_colours(len(setup.scenario.stages))
    areas: dict[str, Any] = {str(area.get_gid()): area for area in axes.collections}
    assert [to_hex(areas[f"stage {stage}"].get_facecolor()[0]) for stage in range(4)] == colours


def test_a_ladder_begun_half_way_up_has_no_area_below() -> None:
    setup = shipped("from_indirect_supply")
    ensemble = setup.ensemble(20, jobs=1)
    figure = ensemble_figure(setup.programme, ensemble, replications=20)
    gids = {area.get_gid() for area in panel(figure, "stages").collections}
    assert "stage 0" not in gids
    assert "stage 1" in gids


def test_only_luck_has_intervals() -> None:
    certain, lucky = shipped("troops_alone"), shipped("base")
    for setup, expected in ((certain, False), (lucky, True)):
        ensemble = setup.ensemble(20, jobs=1)
        figure = ensemble_figure(setup.programme, ensemble, replications=20)
        assert has_luck(setup.scenario, ensemble) is expected
        assert ("–" in words(figure)) is expected
    drawn = Setup(certain.scenario, Settings(uncertain=True))
    assert has_luck(drawn.scenario, drawn.ensemble(20, jobs=1))


@pytest.mark.parametrize("count", [1, 2, 4, 9, 127])
def test_stages_grow_darker_up_the_ladder(count: int) -> None:
    colours = palette.stage_colours(count)
    brightness = [palette.brightness(colour) for colour in colours]
    assert colours[0] == "#fff7c4"
    assert brightness == sorted(brightness, reverse=True)
    assert count > 100 or len(set(colours)) == count


def test_texts_are_cut_to_their_room() -> None:
    assert fitted("a few words", 500, 1) == "a few words"
    assert fitted("a few words", 60, 2) == "a few\nwords"
    cut = fitted("word " * 100, 200, 2)
    assert cut.endswith("…")
    assert [length_of(line) <= 200 for line in cut.split("\n")] == [True, True]
    assert fitted("a few words", 5, 1) == ""


@pytest.mark.parametrize("name", ["picture.pdf", "picture", "picture.svg.txt", ".png"])
def test_other_endings_are_refused(name: str, tmp_path: Path) -> None:
    programme, history = told(LADDER)
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        save(history_figure(programme, history), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_endings_in_capitals_are_known() -> None:
    assert check_picture(Path("A.PNG")) == "png"


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    programme, history = told(LADDER)
    figure = history_figure(programme, history)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r'pictures need matplotlib: python -m pip install "escalation-sim\[plot\]"'):
        history_figure(programme, history)
    with pytest.raises(UsageError, match="pictures need matplotlib"):
        save(figure, tmp_path / "picture.png")
