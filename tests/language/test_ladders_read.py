"""What is new in version 1 with several ladders is read as it is meant: places, ways that skip, brakes by name, long outcomes."""

from __future__ import annotations

import pytest

from escalation_sim import clock
from escalation_sim.engines.simpy.engine import play
from escalation_sim.errors import Problem, ScenarioError
from escalation_sim.language.loading import loads
from escalation_sim.luck import Luck
from escalation_sim.model.expressions import LONGEST
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import Outcome, Scenario

TEXT = """\
title: Two governments
actor: Seoul
period: {{start: 2024-10-08, end: 2024-12-31}}
parameters:
  factor: {{value: 2, assumption: a guess}}
quantities:
  troops: {{initial: 1, timeline: [[2024-11-01, 5], [2024-12-01, 3]]{quantity}}}
events:
  wave: {{every: 7 days}}
brakes:
  law: {{while: troops < 4{blocks}}}
ladder:
  - stage: low
  - stage: middle
    climb: {{when: troops > 2}}
  - stage: high
    climb: {{when: "{high}"{way}}}
    descend: {{when: troops < 4{down}}}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {{when: stage >= middle}}
      - stage: strikes
        climb: {{when: moscow >= punishes and law}}
  washington:
    actor: Washington
    start_stage: present
    stages: [{{stage: absent}}, {{stage: present, climb: {{when: law or troops > 9}}}}]
outcomes:
  measured: {measure}
expect:
  - {{probability: "{claim}"{by}, at_least: 0}}
"""
NEW = {"quantity": "", "blocks": "", "high": "troops > 4", "way": "", "down": "", "measure": "peak(troops)"}
CLAIM = {"claim": "reached_high and reached_strikes", "by": ""}


def read(**change: str) -> Scenario:
    return loads(TEXT.format(**{**NEW, **CLAIM, **change})).scenario


def mistakes(**change: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as error:
        read(**change)
    return list(error.value.problems)


def measured(measure: str) -> float | None:
    """What an outcome is in the one history that there is."""
    scenario = read(measure=measure)
    return play(programme(scenario), scenario.values, Luck(1), 0).outcomes["measured"]


def test_a_ladder_has_the_actor_of_the_file_unless_it_names_its_own() -> None:
    assert [(ladder.name, ladder.actor) for ladder in read().ladders] == [
        ("main", "Seoul"),
        ("moscow", "Seoul"),
        ("washington", "Washington"),
    ]


def test_a_ladder_begins_at_its_lowest_stage_unless_it_names_another() -> None:
    assert [ladder.start_stage for ladder in read().ladders] == [0, 0, 1]


@pytest.mark.parametrize(("written", "source"), [("", 1), (", from: middle", 1), (", from: low", 0)])
def test_a_way_leads_from_the_stage_just_below_unless_it_names_another(written: str, source: int) -> None:
    assert [(one.source, one.target) for one in read(way=written).main.passages if one.is_climb] == [(0, 1), (source, 2)]


@pytest.mark.parametrize(("written", "target"), [("", 1), (", to: middle", 1), (", to: low", 0)])
def test_a_descent_leads_to_the_stage_just_below_unless_it_names_another(written: str, target: int) -> None:
    assert [(one.source, one.target) for one in read(down=written).main.passages if not one.is_climb] == [(2, target)]


@pytest.mark.parametrize(
    ("written", "blocks", "blocked"),
    [
        ("", (), set()),
        (", blocks: []", (), set()),
        (", blocks: [high]", ("high",), {"high"}),
        (", blocks: [main]", ("main",), {"low", "middle", "high"}),
        (", blocks: [moscow, high]", ("moscow", "high"), {"high", "words", "punishes", "strikes"}),
        (", blocks: all", None, {"low", "middle", "high", "words", "punishes", "strikes", "absent", "present"}),
    ],
)
def test_what_a_brake_blocks(written: str, blocks: tuple[str, ...] | None, blocked: set[str]) -> None:
    scenario = read(blocks=written)
    (law,) = scenario.brakes
    assert law.blocks == blocks
    found = {stage.name for ladder in scenario.ladders for stage in ladder.stages if ladder.is_blocked_by(law, stage)}
    assert found == blocked


@pytest.mark.parametrize(
    "condition", ["law", "not law", "law and troops > 4", "troops > 4 if law else law", "law + 1 > 1", "law > 0"]
)
def test_the_name_of_a_brake_is_a_condition_and_counts_as_1_or_0(condition: str) -> None:
    assert read(high=condition).stages[2].climb[0].when.is_condition


def test_a_quantity_is_hidden_where_it_says_so() -> None:
    assert [read(quantity=written).quantities[0].hidden for written in ("", ", hidden: true", ", hidden: false")] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("claim", "by"),
    [
        ("reached_strikes", ", by: 2024-11-01"),
        ("reached_high and not reached_punishes or highest >= middle", ", by: 2024-11-01"),
        ("reached_present and measured > 2 and final < high", ""),
    ],
)
def test_what_a_claim_may_read(claim: str, by: str) -> None:
    assert read(claim=claim, by=by).expect[0].condition


@pytest.mark.parametrize(
    "condition", ["stage > moscow", "highest >= moscow + 1", "max(stage, moscow) >= high", "words < 1 < high"]
)
def test_places_of_two_ladders_may_be_compared_but_for_a_stage_with_a_bare_place(condition: str) -> None:
    assert read(high=condition)


# fmt: off
MEASURES = {
    "peak(troops)": 5, "24 * days(troops > 4)": 720, "peak(troops) - low(troops)": 4, "-low(troops)": -1,
    "max(peak(troops), 3 * low(troops), 2)": 5, "peak(troops) / factor": 2.5, "(peak(troops))": 5,
    "sqrt(peak(troops) - low(troops))": 2, "count(wave) / 12": 1, "peak(max(troops, 7 - troops)) + 1": 7,
    "first(troops > 4) - date(2024, 10, 31)": 1, "first(troops > 4) - first(troops > 9)": None,
    "clip(first(troops > 9), 0, 5)": None, "first( troops > 4 )*1": 24, "days(law)": 55,
    "on(troops, 2024-10-31)": 1, "on(troops, 2024-11-01)": 1, "on(troops, 2024-11-01 00:01)": 5, "on(troops, 2024-11-02)": 5,
    "on(max(troops, 2), 2024-10-09)": 2, "on(troops > 4, 2024-11-02)": 1, "on(law, 2024-10-08 00:01)": 1,
    "on(troops, 2025-01-01)": 3, "on(troops, 2024-12-01) - on(troops, 2024-11-01)": 4, "on(moscow, 2024-11-02)": 1,
    "final(washington) + on(stage, 2024-11-02)": 3, "1 + (peak(troops) > 4)": 2,
    "peak(troops) if low(troops) > 3 else factor": 2,
}
# fmt: on


@pytest.mark.parametrize("measure", MEASURES)
def test_what_an_outcome_is(measure: str) -> None:
    assert measured(f'"{measure}"') == MEASURES[measure]


@pytest.mark.parametrize("measure", ["peak(troops)", "24 * days(troops > 4)", "on(troops, 2024-11-02)"])
def test_the_long_form_of_an_outcome_measures_what_the_short_one_does(measure: str) -> None:
    long = read(measure=f'{{measure: "{measure}", title: A title, unit: hours, assumption: a guess, against: a doubt}}').outcomes[
        0
    ]
    short = read(measure=f'"{measure}"').outcomes[0]
    assert long == short
    assert (long.note.title, long.unit, long.text) == ("A title", "hours", measure)
    assert (long.note.assumption, long.note.against) == ("a guess", "a doubt")


def test_the_value_on_a_date_is_that_of_a_minute() -> None:
    def minute(outcome: Outcome) -> int | None:
        return outcome.aggregates[0].minute

    assert minute(read(measure='"on(troops, 2024-10-09)"').outcomes[0]) == clock.DAY
    last = read(measure='"on(troops, 2025-01-01)"')
    assert minute(last.outcomes[0]) == last.end


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_an_expression_has_at_most_500_characters_within_and_around_aggregates(length: int) -> None:
    inner = "troops" + " + 1" * ((length - 6) // 4) + "0" * ((length - 6) % 4)
    around = "low()" + " + 1" * ((length - 5) // 4) + "0" * ((length - 5) % 4)
    long_name = "measured_" + "x" * 55
    for measure in (f"peak({inner})", f"2 * peak({inner})", around.replace("low()", f"low({inner[:LONGEST]})")):
        text = TEXT.format(**{**NEW, **CLAIM, "measure": measure}).replace("  measured:", f"  {long_name}:")
        if length <= LONGEST or (measure.startswith("low(") and len(around) <= LONGEST):
            assert loads(text).scenario.outcomes
        else:
            with pytest.raises(ScenarioError, match="at most 500"):
                loads(text)


def test_what_is_wrong_around_aggregates_is_told_as_it_is_written() -> None:
    for measure in ("2 * (peak(troops) + low(troops)", "peak(troops) low(troops)", "peak(troops) % 2"):
        for problem in mistakes(measure=f'"{measure}"'):
            assert "A0" not in f"{problem.message} {problem.mend}"


def test_ladders_that_cannot_be_read_make_no_name_unknown() -> None:
    text = TEXT.format(**{**NEW, **CLAIM, "high": "moscow >= strikes"})
    for broken in (
        text.replace("    stages:\n", "    stagse:\n"),
        text.replace("      - stage: punishes", "      - stgae: punishes"),
    ):
        with pytest.raises(ScenarioError) as error:
            loads(broken)
        assert not [problem for problem in error.value.problems if "there is no name" in problem.message]
