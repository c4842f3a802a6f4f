"""Of several ladders it is said whose each is, and which of its actor's; and what is known of them at the start."""

from __future__ import annotations

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.model.expressions import Expression
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.timing import AsWritten
from escalation_sim.presentation.titles import told_apart, whose

HEAD = "title: T\nactor: Seoul\nperiod: {start: 2024-01-01, end: 2024-01-20}\nquantities: {x: 4}\n"
LADDER = "ladder: [{stage: low}, {stage: high, climb: {when: x > 5}}]\n"


def scenario(*others: str, rest: str = "") -> Scenario:
    """Seoul's ladder, and others: each a name and what it has beside its two stages."""
    ladders = [
        f"  {name}: {{{more}stages: [{{stage: {name}_low, title: Nothing}}, {{stage: {name}_high, climb: {{when: x > 6}}}}]}}\n"
        for name, _, more in (other.partition(": ") for other in others)
    ]
    return loads(HEAD + rest + LADDER + "ladders:\n" * bool(ladders) + "".join(ladders)).scenario


@pytest.mark.parametrize(
    ("others", "named"),
    [
        ((), ["Seoul"]),
        (("moscow: actor: Moscow, ",), ["Seoul", "Moscow"]),
        (("people: title: People, ",), ["Seoul", "Seoul (People)"]),
        (("people: actor: 'seoul ', ", "moscow: actor: Moscow, "), ["Seoul", "seoul (people)", "Moscow"]),
        (
            ("one: actor: Moscow, title: Aid, ", "two: actor: Moscow, title: ' aid', "),
            ["Seoul", "Moscow (one)", "Moscow (two)"],
        ),
    ],
)
def test_a_ladder_is_its_actors_and_where_these_have_several_it_says_which(others: tuple[str, ...], named: list[str]) -> None:
    found = scenario(*others)
    assert [whose(found, ladder).strip() for ladder in found.ladders] == named


def test_stages_of_two_ladders_with_one_title_are_told_apart() -> None:
    apart = told_apart(scenario("moscow: actor: Moscow, ", "people: "))
    titles = [[apart.title_of(stage.name) for stage in ladder.stages] for ladder in apart.ladders]
    assert titles == [
        ["low", "high"],
        ["moscow_low: Nothing", "moscow high"],
        ["people_low: Nothing", "people high"],
    ]


@pytest.mark.parametrize(
    ("condition", "holds"), [("moscow", True), ("law", True), ("law and x > 4", False), ("peace", False), ("stage", False)]
)
def test_at_the_start_it_is_known_where_everybody_stands_and_which_brakes_are_on(condition: str, holds: bool) -> None:
    read = {"moscow": "moscow >= moscow_high", "stage": "stage >= high"}.get(condition, condition)
    rest = f"brakes: {{law: {{while: x < 5}}, peace: {{while: x > 5}}}}\nevents: {{e: {{when: '{read}', set: {{x: 3}}}}}}\n"
    found = scenario("moscow: start_stage: moscow_high, ", rest=rest)
    when = found.events[0].when
    assert isinstance(when, Expression)
    assert AsWritten(found).holds_at_start(when) is holds
