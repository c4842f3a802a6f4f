"""The picture of why: what stood in the way adds up, the shares of the brakes add up, and all of it can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import escalation_sim as es
from escalation_sim.presentation import palette
from escalation_sim.presentation.pictures import save
from escalation_sim.questions.why.figure_data import MOST, in_the_way
from escalation_sim.questions.why.figures import why_figure
from escalation_sim.questions.why.many import WhyMany, why_many
from escalation_sim.questions.why.question import Question
from tests.commands import command
from tests.questions.sensitivity.test_verb import apart, words
from tests.running.studies import setup, written

FLOOD = """
title: A flood
actor: the town
period: {start: 2024-01-01, end: 2024-03-01}
quantities: {water: {initial: 0}, rain: {initial: "uniform(0, 1)"}, money: {initial: "uniform(0, 1)"}}
events:
  wave: {every: exponential(9), set: {water: "water + uniform(0, 3)"}}
brakes:
  drought: {title: It does not rain enough, while: rain < 0.4, blocks: [alarm]}
  poverty: {title: There is no money, while: money < 0.3, blocks: [alarm]}
  pride: {title: The mayor is proud, while: water > 99, blocks: [alarm]}
ladder:
  - {stage: calm}
  - {stage: alarm, title: The alarm is raised, climb: {when: water > 2, for: 5 days, decide: 3 days, chance: 0.8}}
"""
LONG = "that goes on and on $x^2$ [bold]b[/bold] <script>alert(1)</script> 中文 and on and on and on and on and on and on and on"
HELPS = """
title: A brake that helps
actor: the town
period: {start: 2024-01-01, end: 2024-03-01}
quantities: {u: {initial: "uniform(0, 1)"}, ready: {initial: 0}}
brakes:
  law: {while: u < 0.5, blocks: [alarm]}
  patience: {title: The mayor waits until all are ready, while: ready < 1, blocks: [alarm]}
events: {release: {at: 2024-01-20, set: {ready: 1}}}
ladder:
  - {stage: calm}
  - {stage: alarm, climb: {when: u > 0.1, chance: 0.2 + 0.7 * ready, again: 90 days}}
"""


def answer(text: str, stage: str = "alarm", n: int = 60, by: tuple[str, int] | None = None, **settings: Any) -> WhyMany:
    told = setup(text, **settings)
    return why_many(Question(told, stage, by[1] if by else told.scenario.end, by[0] if by else None), told.ensemble(n))


def brakes(count: int, title: str = "") -> str:
    """The same flood with so many brakes."""
    some = [f"  b{one}: {{title: '{one} {title}', while: rain < {0.05 * one}, blocks: [alarm]}}" for one in range(1, count + 1)]
    before, after = FLOOD.partition("brakes:")[0], FLOOD.partition("ladder:")[2]
    return f"{before}brakes: {'' if some else '{}'}\n" + "\n".join(some) + f"\nladder:{after}"


def hostile(text: str) -> str:
    for old in ("A flood", "the town", "The alarm is raised", "It does not rain enough", "There is no money"):
        text = text.replace(old, f"'{old} {LONG}'")
    return text


def bars(figure: Figure, panel: str) -> dict[str, Any]:
    return {str(bar.get_gid()): bar for axes in figure.axes if axes.get_label() == panel for bar in axes.patches}


def test_what_stood_in_the_way_adds_up_to_all_that_stop_short() -> None:
    found = answer(FLOOD)
    drawn = bars(why_figure(found), "in the way")
    assert sum(bar.get_width() for bar in drawn.values()) == int((~found.reached).sum()) > 0
    assert drawn["blocked drought"].get_width() == sum(one.brakes == ("drought",) for one in found.obstacles)


def test_what_has_no_bar_of_its_own_is_in_the_last_one() -> None:
    found = answer(_many_sets(), n=200)
    figure = why_figure(found)
    drawn = bars(figure, "in the way")
    assert len(drawn) == MOST + 1
    assert sum(bar.get_width() for bar in drawn.values()) == int((~found.reached).sum())
    assert "other ways of stopping short" in words(figure)


def test_bars_that_have_no_room_for_all_brakes_differ_in_those_they_name() -> None:
    before, after = FLOOD.partition("brakes:")[0], FLOOD.partition("ladder:")[2]
    some = "\n".join(f"  b{one}: {{while: rain < {0.9 - 0.1 * one}, blocks: [alarm]}}" for one in range(1, 7))
    found = answer(f"{before}brakes:\n{some}\nladder:{after}", n=200)
    rows = in_the_way(found, found.question.setup.scenario)
    together = [row.titles for row in rows if row.kind == "brake"]
    assert len(together) > 3
    assert len({titles[0] for titles in together}) == len(together), "the rarest comes first"


def _many_sets() -> str:
    """Brakes that are on or off each by itself, so that many sets of them are."""
    before, after = FLOOD.partition("brakes:")[0], FLOOD.partition("ladder:")[2]
    before = before.replace("money:", "a: {initial: 'uniform(0, 1)'}, b: {initial: 'uniform(0, 1)'}, money:")
    some = "\n".join(f"  on_{name}: {{while: {name} < 0.5, blocks: [alarm]}}" for name in ("rain", "money", "a", "b"))
    return f"{before}brakes:\n{some}\nladder:{after}"


def test_the_brakes_lead_from_the_probability_without_them_to_that_with_them() -> None:
    found = answer(FLOOD)
    drawn = bars(why_figure(found), "shares")
    free, *taken, kept = drawn.values()
    assert free.get_width() == found.shares.free / len(found.reached)
    assert kept.get_width() == found.reached.mean()
    level = free.get_width()
    for bar in taken:
        assert bar.get_x() == pytest.approx(level, abs=1e-12), "each begins where the last one ends"
        level += bar.get_width()
    assert level == pytest.approx(kept.get_width(), abs=1e-12)
    assert {name: -drawn[name].get_width() for name in found.shares.shares} == pytest.approx(dict(found.shares.shares))


def test_a_brake_that_helps_goes_the_other_way() -> None:
    found = answer(HELPS)
    figure = why_figure(found)
    drawn = bars(figure, "shares")
    assert found.shares.shares["patience"] < 0 < drawn["patience"].get_width()
    assert drawn["patience"].get_hatch()
    assert "+39.2 points" in words(figure)
    assert "hatched: added" in words(figure)
    assert "hatched" not in words(why_figure(answer(FLOOD)))


@pytest.mark.parametrize("text", [FLOOD, HELPS])
def test_no_bar_leaves_its_panel(text: str) -> None:
    for axes in why_figure(answer(text)).axes:
        low, high = axes.get_xlim()
        for bar in axes.patches:
            ends: tuple[float, float] = (bar.get_x(), bar.get_x() + bar.get_width())  # type: ignore[attr-defined]
            assert low <= min(ends)
            assert max(ends) <= high


def test_of_many_brakes_those_that_took_least_are_added_up() -> None:
    found = answer(brakes(12))
    drawn = bars(why_figure(found), "shares")
    assert len(drawn) == MOST + 3
    least = sorted(found.shares.shares.values())[: 12 - MOST]
    assert drawn["rest"].get_width() == pytest.approx(-sum(least), abs=1e-12)


def test_the_words_say_whose_histories_they_are_and_what_was_changed() -> None:
    told = " ".join(words(why_figure(answer(FLOOD, by=("2024-02-01", 31 * 1440), without=("poverty",)))).split())
    assert "Why the town reaches “The alarm is raised” before 2024-02-01 in" in told
    assert "of 60 histories" in told
    assert "Without poverty" in told
    assert "There is no money" not in told


def test_where_nothing_stands_in_the_way_there_are_no_bars() -> None:
    figure = why_figure(answer(brakes(0).replace("water > 2", "water >= 0").replace("chance: 0.8", "chance: 1")))
    assert "Nothing stood in the way: no history stops short." in words(figure)
    assert "No brake can hold this stage back." in words(figure)
    assert "Thin lines" not in words(figure)
    assert not figure.axes


def test_a_scenario_without_luck_has_no_intervals() -> None:
    sure = "title: Sure\nactor: it\nperiod: {start: 2024-01-01, end: 2024-02-01}\nquantities: {x: {initial: 0}}\n"
    sure += "brakes: {ban: {while: x < 1, blocks: [b]}}\nladder: [{stage: a}, {stage: b, climb: {when: x < 1}}]\n"
    figure = why_figure(answer(sure, "b", n=3))
    assert "Thin lines" not in words(figure)
    assert not [line for axes in figure.axes for line in axes.lines if line.get_gid() == "interval"]
    assert bars(figure, "shares")["ban"].get_width() == -1


CASES = {
    "few": FLOOD,
    "one brake": brakes(1),
    "twelve brakes": brakes(12),
    "no brake": brakes(0),
    "helps": HELPS,
    "many sets": _many_sets(),
    "hostile": hostile(FLOOD),
    "hostile, twelve": hostile(brakes(12, LONG)),
    "never": FLOOD.replace("water > 2", "water > 200"),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_lies_over_anything_else_and_a_screen_holds_it(case: str) -> None:
    figure = why_figure(answer(CASES[case]))
    apart(figure)
    assert figure.get_size_inches()[1] * palette.DPI <= 960


def test_brakes_and_other_things_are_apart_in_grey() -> None:
    drawn = bars(why_figure(answer(FLOOD)), "in the way")
    brake, other = (to_hex(drawn[name].get_facecolor()) for name in ("blocked drought", "deciding"))
    assert palette.brightness(other) - palette.brightness(brake) > 0.3


def test_the_same_picture_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        save(why_figure(answer(FLOOD, n=20)), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_the_command_and_python_draw_the_same_picture(tmp_path: Path) -> None:
    path, picture = written(tmp_path, FLOOD), tmp_path / "why.png"
    told = command("why", path, "-n", "60", "--stage", "alarm", "--plot", str(picture), "--quiet")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("The town reaches “The alarm is raised” in 20 of 60 histories")
    figure: Any = es.why(es.load(path), "alarm", 60).plot()
    assert figure._repr_png_() == picture.read_bytes()


def test_one_history_has_no_picture_and_is_told_what_has(tmp_path: Path) -> None:
    path, picture = written(tmp_path, FLOOD), tmp_path / "why.png"
    told = command("why", path, "--replication", "1", "--plot", str(picture))
    assert (told.status, told.out, picture.exists()) == (2, "", False)
    assert "--plot draws what stood in the way of many histories" in told.err
    assert f"`run --replication 1 --plot {picture}`" in told.err
    with pytest.raises(es.errors.UsageError, match="ask about many"):
        es.why(es.load(path), replication=1).plot()
