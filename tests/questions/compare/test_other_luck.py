"""Two scenarios share the luck of what has one name in both; what only one of them draws is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.questions.compare.test_compare import RIVER, N, compared, data, folder, save, write

__all__ = ["folder"]

LUCKY = RIVER.replace("{initial: 1, min: 0, unit: metres}", "{initial: 'uniform(1, 2)', min: 0, unit: metres}").replace(
    "decide: 2 * patience", "decide: 'uniform(0, patience)', chance: 0.9"
)
"""The river, in which every kind of thing draws."""


def alone(a: str, b: str, *options: str) -> tuple[list[str], list[str]]:
    found = data(a, b, *N, *options)["other_luck"]
    return found["a"], found["b"]


@pytest.mark.parametrize(
    ("changes", "a", "b"),
    [
        ((), [], []),
        ((("flood: {value: 5,", "flood: {value: 6,"),), [], []),
        ((("exponential(9)", "exponential(8)"),), [], []),
        ((("exponential(9)", "'lognormal(9, 1)'"),), [], []),
        ((("  storm:", "  tempest:"),), ["events.storm"], ["events.tempest"]),
        ((("exponential(9)", "9 days"),), ["events.storm.every"], []),
        ((("uniform(0, rain)", "uniform(0, rain) + normal(0, 0.1)"),), [], ["events.storm.set.level"]),
        ((("ebb: {", "ebb: {chance: 0.5, "),), [], ["events.ebb"]),
        (
            (("level: {initial", "height: {initial"), ("level", "height")),
            ["quantities.level", "events.storm.set.level"],
            ["quantities.height", "events.storm.set.height"],
        ),
        ((("'uniform(1, 2)'", "1"),), ["quantities.level"], []),
        (
            (("climb: {when: level >= flood, d", "climb: {routes: {council: {when: level >= flood, d"), ("0.9}", "0.9}}}")),
            ["ladder.dam.climb"],
            ["ladder.dam.climb.routes.council"],
        ),
        ((("decide: 'uniform(0, patience)', chance: 0.9", "decide: 'uniform(0, patience)'"),), ["ladder.dam.climb.chance"], []),
    ],
)  # fmt: skip
def test_what_only_one_draws_is_named_and_all_else_shares_its_luck(
    changes: tuple[tuple[str, str], ...], a: list[str], b: list[str]
) -> None:
    one, other = write("one", LUCKY), write("other", LUCKY, *changes)
    assert alone(one, other) == (a, b)
    assert alone(other, one) == (b, a)


def test_a_new_name_gives_other_luck_and_the_text_says_so() -> None:
    one, other = write("one", LUCKY), write("other", LUCKY, ("  storm:", "  tempest:"))
    told = " ".join(compared(one, other, *N, status=1).out.split())
    words = (
        "with the same luck in both but for what only one of them draws: events.storm (only in A) and events.tempest (only in B);"
    )
    assert f"200 replications of seed 1, {words}" in told
    assert words in compared(one, other, *N, "--format", "markdown", status=1).out.replace("\\", "")
    assert "with the same luck in both; " in compared(one, one, *N, status=0).out


def test_many_names_are_told_as_a_few_and_how_many_more() -> None:
    events = "".join(f"  gust{number}: {{every: exponential(5), set: {{level: level}}}}\n" for number in range(9))
    one, other = write("one", LUCKY), write("other", LUCKY, ("brakes:\n", f"{events}brakes:\n"))
    told = " ".join(compared(one, other, *N, status=0).out.split())
    assert "draws: events.gust0, events.gust1, events.gust2 and 6 more (only in B);" in told


def test_an_uncertainty_that_only_one_draws_is_named() -> None:
    fixed = write("fixed", RIVER, ("rain: {value: 2, unit: metres, range: [0, 6],", "rain: {value: 2, unit: metres,"))
    assert alone("river.yaml", fixed, "--uncertain") == (["parameters.rain"], [])
    assert alone("river.yaml", fixed) == ([], [])


def test_a_saved_result_does_not_say_what_draws() -> None:
    saved = save("saved", "river.yaml", *N, "--histories")
    same = data(saved, "river.yaml", "--set", "flood=6")
    assert same["other_luck"] is None
    assert "with the same luck in both; " in compared(saved, "river.yaml", "--set", "flood=6", status=1).out
    other = write("other", Path("river.yaml").read_text(), ("  storm:", "  tempest:"))
    told = " ".join(compared(saved, other, status=1).out.split())
    assert "200 replications of seed 1, with the same luck wherever both draw under the same name; " in told
