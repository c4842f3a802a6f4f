"""Pictures of several ladders: a band for each over the same calendar, with whose it is, of one history and of many."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from escalation_sim.language.loading import loads
from escalation_sim.presentation import palette
from escalation_sim.questions.ensemble.figures import ensemble_figure, shares_reached
from escalation_sim.questions.history.figures import history_figure
from escalation_sim.running.setups import Settings, Setup
from tests.questions.history.test_figures import bands, inside_the_paper, panel, picture, words
from tests.questions.history.test_figures_told_apart import covered, labels

PAIR = """
title: A pair
actor: ARLAND
period: {start: 2024-01-01, end: 2024-04-09}
parameters: {spread: {value: 0, range: [0, 1]}}
quantities:
  troops: {title: Troops, initial: 0, unit: men, timeline: [[2024-01-11, 6], [2024-02-20, 1]]}
  fear: {title: Fear, initial: 0, unit: points, timeline: [[2024-03-01, 3]]}
  sums: {title: Sums, initial: 0, unit: dollars, timeline: [[2024-03-01, 3]]}
brakes: {law: {title: The law, while: fear > 9, blocks: all}, poor: {title: Poverty, while: sums < 9, blocks: []}}
ladder:
  - {stage: low, title: "QUIET"}
  - {stage: high, climb: {when: troops >= 5, decide: "10 + uniform(0, spread)"}, descend: {when: troops < 5, for: 10}}
ladders:
  borland:
    actor: BORLAND
    stages:
      - {stage: idle, title: "QUIET"}
      - {stage: loud, title: LOUD, climb: {when: stage >= high, decide: "5 + uniform(0, spread)"}}
      - {stage: armed, climb: {when: troops > 4 or fear >= 2 and poor}}
"""


def pair(arland: str = "Arland", borland: str = "Borland", more: str = "", quiet: str = "Quiet", loud: str = "Loud") -> Setup:
    """A history: Arland climbs on day 20 and is back on day 60; Borland climbs on day 25, and on at once."""
    text = PAIR.replace("ARLAND", f'"{arland}"').replace("BORLAND", f'"{borland}"').replace("QUIET", quiet)
    return Setup(loads(text.replace("LOUD", f'"{loud}"') + more).scenario, Settings())


def drawn(setup: Setup) -> Figure:
    return history_figure(setup.programme, setup.history(0))


def many(setup: Setup, n: int = 30, **options: Any) -> Figure:
    return ensemble_figure(setup.programme, setup.ensemble(n, jobs=1), replications=n, **options)


def dashes(figure: Figure, name: str) -> list[tuple[float, str]]:
    """The lines at the moves in a panel: (days since its left edge, style)."""
    axes = panel(figure, name)
    left = axes.get_xlim()[0]
    lines: list[Any] = [line for line in axes.lines if line.get_gid() == "move"]
    return [(round(line.get_xdata()[0] - left, 6), line.get_linestyle()) for line in lines]


# One history


def test_each_ladder_has_a_band_with_its_stages_at_their_times() -> None:
    figure = drawn(pair())
    assert [axes.get_label() for axes in figure.axes][:2] == ["stages", "stages of borland"]
    assert [(which, round(a, 6), round(b, 6)) for which, a, b in bands(panel(figure, "stages"))] == [
        ("stage 0", 0, 20),
        ("stage 1", 20, 60),
        ("stage 0", 60, 100),
    ]
    assert [(which, round(a, 6), round(b, 6)) for which, a, b in bands(panel(figure, "stages of borland"))] == [
        ("stage 0", 0, 25),
        ("stage 2", 25, 100),
    ]


def test_each_band_says_whose_it_is_and_when_that_one_moved() -> None:
    figure = drawn(pair())
    heights = {text.get_text(): text.get_position()[1] for text in figure.texts}
    assert heights["↑ 2024-01-21"] == heights["Arland"] > heights["↑↑ 2024-01-26"]
    assert heights["Borland"] >= heights["↑↑ 2024-01-26"] > heights["Men"]
    assert {text.get_fontweight() for text in figure.texts if text.get_text() in ("Arland", "Borland")} == {"bold"}


def test_in_the_panels_the_moves_of_others_are_dotted_and_the_note_says_so() -> None:
    figure = drawn(pair())
    assert dashes(figure, "stages") == [(20, "-"), (60, "-")]
    assert dashes(figure, "stages of borland") == [(25, "-"), (25, "-")]
    for name in ("men", "brakes"):
        assert [(day, style == "-") for day, style in dashes(figure, name)] == [(20, True), (60, True), (25, False), (25, False)]
    assert "Behind the panels: the stages of Arland; dotted: the moves of others" in words(figure)
    assert [(which, round(a, 6), round(b, 6)) for which, a, b in bands(panel(figure, "men"))] == [
        ("stage 0", 0, 20),
        ("stage 1", 20, 60),
        ("stage 0", 60, 100),
    ]


def test_a_title_that_two_ladders_share_stands_alone_in_each_band() -> None:
    titles = [text.get_text() for name in ("stages", "stages of borland") for text in panel(drawn(pair()), name).texts]
    assert titles.count("Quiet") == 3
    shared = [text.get_text() for text in panel(drawn(pair(loud="Quiet")), "stages of borland").texts]
    assert "idle: Quiet" in shared


def test_what_another_ladder_reads_has_a_panel_and_what_is_needed_says_by_whom() -> None:
    figure = drawn(pair())
    assert [axes.get_label() for axes in figure.axes][2:] == ["men", "points", "dollars", "brakes"]
    assert {"Needed for: high, by Arland: 5", "Needed for: armed, by Borland: 4"} <= set(labels(figure, "men"))
    assert "Needed for: armed, by Borland: 2" in labels(figure, "points")


def test_what_a_ladder_reads_and_no_panel_shows_is_named() -> None:
    more = "  curland: {actor: Curland, stages: [{stage: away}, {stage: there, climb: {when: rest > 2}}]}\n"
    text = PAIR.replace("brakes:", "  rest: {title: The rest, initial: 0, unit: rests}\nbrakes:", 1)
    setup = Setup(loads(text.replace("ARLAND", "A").replace("BORLAND", "B") + more).scenario, Settings())
    assert "Not shown, though a ladder reads it: The rest" in " ".join(words(drawn(setup)).split())


def test_ladders_of_one_actor_say_which_also_where_the_actor_has_a_long_name() -> None:
    long = "A government with a name that goes on and on, and then on " * 3
    texts = words(drawn(pair(long, long)))
    assert "(borland)" in texts


# Many histories


def test_each_ladder_has_its_areas() -> None:
    setup = pair()
    scenario, ensemble = setup.scenario, setup.ensemble(30, jobs=1)
    figure = many(setup)
    assert [axes.get_label() for axes in figure.axes] == ["stages", "stages of borland"]
    for ladder, axes in zip(scenario.ladders, figure.axes, strict=True):
        gids = [area.get_gid() for area in axes.collections if str(area.get_gid()).startswith("stage")]
        assert gids == [f"stage {place}" for place in range(len(ladder.stages))]
        minutes, reached = shares_reached(scenario, ensemble, ladder)
        assert (minutes[0], minutes[-1]) == (0, scenario.end)
        assert reached[-2, -1] == (ensemble.of(ladder.name).highest == len(ladder.stages) - 1).mean()
    assert {"Arland", "Borland"} <= set(words(figure).split("\n"))
    assert "How far each actor has climbed: 30 histories" in words(figure)
    assert "How far Arland has climbed: 30 histories" in words(many(pair(borland="Arland")))


def test_a_date_is_marked_on_every_ladder_and_written_once() -> None:
    figure = many(pair(), by={"2024-02-20": 50 * 1440})
    assert [[line.get_gid() for line in axes.lines].count("by 2024-02-20") for axes in figure.axes] == [1, 1]
    assert words(figure).count("by 2024-02-20") == 1


# Any words, any number


HOSTILE, LONG = "A $x^2$ <b> & --> \\\\frac{", "W" * 60 + " wide words" * 14


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("title", [HOSTILE, LONG])
def test_hostile_and_long_words_of_any_number_of_ladders_stay_in_their_places(title: str, count: int, tmp_path: Path) -> None:
    stages = ", ".join(f'{{stage: NAME_{n}, title: "{title}", climb: {{when: troops > {n}}}}}' for n in range(4))
    more = "".join(
        f'  l{n}: {{actor: "{title}", title: "{title}", stages: [{{stage: l{n}_low}}, {stages.replace("NAME", f"l{n}")}]}}\n'
        for n in range(count - 2)
    )
    setup = pair(title, title, more, title, title)
    for number, figure in enumerate((drawn(setup), many(setup, 3))):
        svg = picture(figure, tmp_path / f"{number}.svg")
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314
        picture(figure, tmp_path / f"{number}.png")
        inside_the_paper(figure)
        with palette.drawing():
            assert covered(figure) == []
        beside = [text for axes in figure.axes for text in axes.texts if text.get_transform() == axes.transAxes]
        boxes = [text.get_window_extent().padded(-3) for text in [*beside, *figure.texts] if text.get_text()]
        assert not [(one, two) for place, one in enumerate(boxes) for two in boxes[:place] if one.overlaps(two)]
