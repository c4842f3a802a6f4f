"""In the picture of a history everything has a name of its own, nothing lies over anything else, and what has no room is said."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from escalation_sim.language.loading import loads
from escalation_sim.presentation import palette
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.questions.history.figure_data import changes
from escalation_sim.questions.history.figures import history_figure
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.questions.history.test_figures import SCENARIOS, inside_the_paper, panel, save, shipped, words

TIDE = """
title: To and fro
period: {start: 2024-01-01, end: 2024-04-09}
parameters: {limit: {value: 5, unit: men}}
quantities: {troops: {initial: 0, unit: men}}
events: {tide: {every: 6 days, set: {troops: 8 - troops}}}
ladder:
  - stage: low
  - {stage: high, climb: {when: troops >= limit}, descend: {when: troops < limit}}
"""

LEVELS = """
title: Levels
period: {start: 2024-01-01, end: 2024-12-31}
parameters:
  lower: {title: Men on the table, value: 5, unit: men}
  upper: {title: "Men  on the table", value: 8, unit: men}
  huge: {title: Too many, value: 5000, unit: men}
  less: {title: Too few, value: -900, unit: men}
quantities:
  troops: {title: Troops, initial: 0, unit: men, timeline: [[2024-03-01, 6], [2024-06-01, 9], [2024-11-01, 1]]}
  guards: {title: Guards, initial: 0, unit: men, timeline: [[2024-03-01, 3]]}
  losses: {title: Losses, initial: 1, unit: people lost per week and per thousand of those who were sent}
brakes: {law: {title: The law, while: troops < 3, blocks: all}}
ladder:
  - stage: low
  - stage: high
    climb:
      routes:
        by_word: {when: troops >= lower and troops < 7}
        by_deed: {when: troops >= lower and guards >= 4 and losses > 0}
  - {stage: top, climb: {when: troops >= upper or guards > huge or troops < less}}
"""


def drawn(text: str, **settings: Any) -> Figure:
    setup = Setup(loads(text).scenario, Settings(**settings))
    return history_figure(setup.programme, setup.history(0), changes(setup))


def labels(figure: Figure, name: str) -> list[str]:
    """What stands beside a panel, without its line breaks."""
    axes = panel(figure, name)
    return [" ".join(text.get_text().split()) for text in axes.texts if text.get_transform() == axes.transAxes]


# Thresholds


def test_two_thresholds_with_one_title_are_told_apart() -> None:
    beside = labels(drawn(LEVELS), "men")
    assert {"lower: Men on the table: 5", "upper: Men on the table: 8"} <= set(beside)


def test_titles_that_are_cut_before_they_differ_are_told_apart() -> None:
    long = "Many words that are the same in both titles and go on and on " * 3
    text = LEVELS.replace("title: Men on the table", f"title: {long} one").replace(
        'title: "Men  on the table"', f"title: {long} two"
    )
    beside = [label for label in labels(drawn(text), "men") if "Many words" in label]
    assert [label.partition(" ")[0] for label in beside] == ["lower:", "upper:"]


def test_a_threshold_of_two_ways_up_is_one_line_with_one_label() -> None:
    figure = drawn(LEVELS)
    lines = [line.get_gid() for line in panel(figure, "men").lines if line.get_linestyle() == "--"]
    assert Counter(lines).most_common(1)[0][1] == 1
    assert labels(figure, "men").count("lower: Men on the table: 5") == 1


def test_numbers_that_are_needed_for_one_stage_say_by_which_way_and_of_what() -> None:
    beside = labels(drawn(LEVELS), "men")
    assert {"Needed for: high (by word), of Troops: 7", "Needed for: high (by deed), of Guards: 4"} <= set(beside)
    assert labels(drawn(LEVELS.replace("troops < 7", "troops < 4")), "men").count("Needed for: high: 4") == 1


def test_what_lies_beyond_the_edges_of_a_panel_is_named_with_an_arrow() -> None:
    figure = drawn(LEVELS)
    assert {"↑ Too many: 5,000", "↓ Too few: -900"} <= set(labels(figure, "men"))
    assert panel(figure, "men").get_ylim()[1] < 20


def test_a_threshold_near_nothing_has_its_value() -> None:
    tiny = TIDE.replace("value: 5", "value: 0.0000005").replace("8 - troops", "0.0000008 - troops")
    assert "limit: 5e-07" in labels(drawn(tiny), "men")


def test_labels_without_room_are_counted() -> None:
    steps = "".join(f"  - {{stage: s{n}, climb: {{when: troops >= {n}}}}}\n" for n in range(1, 12))
    brakes = "".join(f"b{n}: {{while: troops > {n}, blocks: all}}, " for n in range(30))
    text = TIDE.partition("ladder:")[0] + f"brakes: {{{brakes}}}\nladder:\n  - stage: low\n{steps}"
    beside = labels(drawn(text), "men")
    (more,) = (label for label in beside if label.startswith("… and "))
    assert int(more.split()[2]) == 12 - (len(beside) - 1)


def test_quantities_without_room_are_named_below() -> None:
    extra = "".join(f"  more_{n}: {{title: More of {n}, initial: 1, unit: men}}\n" for n in range(5))
    other = "".join(f"  other_{n}: {{title: Other {n}, initial: 1, unit: unit {n}}}\n" for n in range(3))
    read = " and ".join([*(f"more_{n} > 0" for n in range(5)), *(f"other_{n} > 0" for n in range(3))])
    text = LEVELS.replace("brakes:", f"{extra}{other}brakes:").replace("troops >= upper or", f"({read}) or")
    said = " ".join(words(drawn(text)).split())
    assert "Not shown, though the ladder reads it: More of 3, More of 4, Other 1 and Other 2" in said
    assert "Not shown" not in words(drawn(LEVELS))


# Dates


def test_dates_without_room_are_counted() -> None:
    figure = drawn(TIDE)
    dates = [text.get_text() for text in figure.texts if text.get_text().startswith(("↑", "↓"))]
    assert "moves 16 times" in words(figure)
    assert f"Dates of {len(dates)} of the 16 moves" in words(figure)
    assert "Dates of" not in words(drawn(TIDE.replace("6 days", "30 days")))


def test_moves_of_one_day_share_a_date() -> None:
    text = TIDE.replace(
        "  - {stage: high", "  - {stage: middle, climb: {when: troops > 1}, descend: {when: troops < 1}}\n  - {stage: high"
    )
    texts = words(drawn(text.replace("6 days", "40 days"))).split("\n")
    assert {"↑↑ 2024-02-10", "↓↓ 2024-03-21"} <= set(texts)
    assert "Dates of" not in "".join(texts)
    six = "".join(f"  - {{stage: s{n}, climb: {{when: troops > 1}}}}\n" for n in range(6))
    assert "↑ 6 × 2024-02-10" in words(drawn(TIDE.partition("  - {stage: high")[0].replace("6 days", "40 days") + six))


@pytest.mark.parametrize(("end", "date"), [("2024-01-01 12:00", "↑ 04:00"), ("2024-01-08", "↑ 01-01 04:00")])
def test_short_periods_have_times_of_day(end: str, date: str) -> None:
    assert date in words(drawn(TIDE.replace("2024-04-09", end).replace("6 days", "4 hours")))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-01-01", "2024-04-09", "2024"),
        ("2024-12-10", "2025-01-05", "2024–2025"),
        ("2024-01-01 06:00", "2024-01-01 18:00", "2024-01-01"),
        ("2024-01-01", "2025-12-31", ""),
        ("0031-02-01", "0031-04-09", "0031"),
    ],
)
def test_the_axis_says_the_year_where_no_tick_does(start: str, end: str, said: str) -> None:
    figure = drawn(TIDE.replace("start: 2024-01-01, end: 2024-04-09", f"start: {start}, end: {end}"))
    with palette.drawing():
        figure.draw_without_rendering()
    assert figure.axes[-1].xaxis.get_offset_text().get_text() == said


# Names of what is counted, and room


def test_what_a_panel_counts_stands_whole_above_it() -> None:
    texts = [text.get_text() for text in drawn(LEVELS).texts]
    assert {"Men", "People lost per week and per thousand of those who were sent", "Brakes on"} <= set(texts)


def test_what_differs_from_the_file_is_said_below_and_never_cut_with_the_title() -> None:
    figure = drawn(LEVELS.replace("title: Levels", f"title: {'Many words ' * 20}"), changed={"upper": 9.0})
    assert "With upper = 9 (8 in the file)" in words(figure)
    assert "With" not in words(drawn(LEVELS))


@pytest.mark.parametrize("text", ["a few words of one line", "several words " * 40, "- " + "W" * 200, "short " + "W" * 200])
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_text_is_cut_between_words(text: str, lines: int) -> None:
    for width in range(100, 200, 7):
        cut = fitted(text, width, lines)
        assert cut
        assert all(length_of(line) <= width for line in cut.split("\n"))
        if "W" not in text:
            assert set(cut.removesuffix("…").split()) <= set(text.split())


def covered(figure: Figure) -> list[tuple[str, str]]:
    """Texts of the sheet, and labels beside panels, that reach into a panel in which they have no business."""
    figure.draw_without_rendering()
    areas = {axes.get_label(): axes.get_window_extent() for axes in figure.axes}
    beside = [(text, axes) for axes in figure.axes for text in axes.texts if text.get_transform() == axes.transAxes]
    shown = [*((text, None) for text in figure.texts), *beside]
    return [
        (text.get_text(), str(name))
        for text, axes in shown
        for name, area in areas.items()
        if text.get_text().strip() and Bbox.intersection(text.get_window_extent().padded(-2), area)
    ]


@pytest.mark.parametrize("name", [*sorted(path.stem for path in SCENARIOS.glob("*.yaml"))])
def test_no_text_lies_over_a_line_of_a_panel(name: str) -> None:
    setup = shipped(name)
    figure = history_figure(setup.programme, setup.history(1))
    with palette.drawing():
        assert covered(figure) == []


@pytest.mark.parametrize("title", ["Men on the table", "Many words " * 20, "W" * 100])
def test_no_text_lies_over_a_line_whatever_its_length(title: str, tmp_path: Path) -> None:
    figure = drawn(LEVELS.replace("Men on the table", title).replace("people lost per week", title).replace("The law", title))
    save(figure, tmp_path / "picture.png")
    inside_the_paper(figure)
    with palette.drawing():
        assert covered(figure) == []
    boxes = [text.get_window_extent().padded(-3) for axes in figure.axes for text in axes.texts]
    assert not [(one, two) for number, one in enumerate(boxes) for two in boxes[:number] if one.overlaps(two)]


# Many histories


def test_intervals_of_stages_that_are_always_reached_together_are_drawn_once(tmp_path: Path) -> None:
    from escalation_sim.questions.ensemble.figures import ensemble_figure

    steps = "".join(f"  - {{stage: s{n}, climb: {{when: troops > 1}}}}\n" for n in range(6))
    text = TIDE.partition("  - {stage: high")[0].replace("6 days", "exponential(20)") + steps
    setup = Setup(loads(text).scenario, Settings(changed={"limit": 7.0}))
    figure = ensemble_figure(setup.programme, setup.ensemble(50, jobs=1), replications=50, note=changes(setup))
    assert [area.get_gid() for area in panel(figure, "stages").collections].count("interval") == 1
    assert "With limit = 7 (5 in the file)" in words(figure)


def test_the_command_line_says_what_differs_in_every_picture(tmp_path: Path) -> None:
    (tmp_path / "tide.yaml").write_text(TIDE)
    for more in ([], ["-n", "20"]):
        picture = tmp_path / "picture.svg"
        answer = command("run", str(tmp_path / "tide.yaml"), "--set", "limit=7", *more, "--plot", str(picture))
        assert answer.status == 0
        plain = tmp_path / "plain.svg"
        command("run", str(tmp_path / "tide.yaml"), *more, "--plot", str(plain))
        assert picture.read_bytes() != plain.read_bytes()
