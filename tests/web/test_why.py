"""The most ordinary history, what stood in the way, what brakes took, and what moves the answer: in JavaScript as in Python."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from escalation_sim.errors import RunError, UsageError
from escalation_sim.language.loading import loads
from escalation_sim.model.scenario import Parameter
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.answer.ordinary import most_ordinary
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sensitivity.one_at_a_time import one_at_a_time
from escalation_sim.questions.sensitivity.study import Asked, answer_names
from escalation_sim.questions.why.many import why_many, why_many_data
from escalation_sim.questions.why.question import Question, default_stage
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import SCENARIOS
from tests.web.figures import about, figures, random_setups, settings_of, shipped

RANDOM = range(8_000, 8_120)
MORE = range(30_000, 32_000)


def luck_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret depends on it


def whys(setups: list[Setup], n: int, seed: int) -> list[dict[str, Any]]:
    """For each setup a stage that is asked about, or none, and a date or none."""
    luck, found = luck_of(seed), []
    for setup in setups:
        ladder = luck.choice(setup.scenario.ladders)
        stages = [stage.name for stage in ladder.above]
        by = min(
            setup.scenario.end, luck.choice([setup.scenario.end, luck.randint(1, setup.scenario.end), 1440 * luck.randint(1, 9)])
        )
        named = {"stage": luck.choice(stages)} if stages and luck.random() < 0.5 else {}
        found.append(about(setup, n, **named, by=by, **({} if by == setup.scenario.end else {"date": "then"})))
    return found


def told(setup: Setup, question: dict[str, Any]) -> tuple[int, str | None] | RunError:
    """The same in Python."""
    try:
        ensemble = setup.ensemble(question["n"], jobs=1)
        stage = question.get("stage") or default_stage(setup.scenario, ensemble, question["by"])
        asked = Question(setup, stage, question["by"], question.get("date"), jobs=1)
        return most_ordinary(ensemble), to_json(why_many_data(why_many(asked, ensemble)))
    except RunError as error:
        return error
    except UsageError:
        return most_ordinary(ensemble), None


def assert_same(setups: list[Setup], questions: list[dict[str, Any]]) -> list[Any]:
    """What is answered, where it could be."""
    answers = figures(*({"what": "why", **question} for question in questions))
    found = []
    for setup, question, answer in zip(setups, questions, answers, strict=True):
        expected = told(setup, question)
        if isinstance(expected, RunError):
            assert answer["error"] == "HistoryStopped", answer
            continue
        assert (answer["ordinary"], answer["why"]) == expected, (setup.scenario.title, setup.settings)
        found.append(json.loads(answer["why"] or "null"))
    return found


def test_why_of_random_scenarios_under_random_settings() -> None:
    setups = random_setups(RANDOM)
    found = [one for one in assert_same(setups, whys(setups, 30, 1)) if one]
    assert sum(len(one["shares"]) > 1 for one in found) > 10
    assert sum(len(one["stood_in_the_way"]) > 1 for one in found) > 5
    assert sum(any(without["lost"] for without in one["without"]) for one in found) > 5


def test_why_of_the_scenarios_that_come_with_the_program() -> None:
    luck = luck_of(2)
    setups = [Setup(one, luck.choice([Settings(), settings_of(Setup(one, Settings()), luck)])) for one in shipped()]
    assert len(assert_same(setups, whys(setups, 60, 3))) == len(setups)


DAY_THREE = """\
title: A stage that is reached on the third day
period: {start: 2024-01-01, end: 2024-02-01}
quantities: {x: 0}
events: {rise: {at: 3, set: {x: 1}}}
brakes: {law: {while: x < 1, blocks: all}}
ladder:
  - stage: calm
  - stage: war
    climb: {when: x > 0}
  - stage: more
    climb: {when: x > 1}
"""


def test_what_is_asked_by_a_date_is_asked_of_the_minutes_before_it() -> None:
    setup = Setup(loads(DAY_THREE).scenario, Settings())
    found = assert_same(
        [setup] * 2, [about(setup, 4, stage="war", by=minute, date="then") for minute in (3 * 1440, 3 * 1440 + 1)]
    )
    assert [one["reached"]["count"] for one in found] == [0, 4]
    found = assert_same([setup] * 2, [about(setup, 4, by=minute) for minute in (3 * 1440, 3 * 1440 + 1)])
    assert [one["stage"] for one in found] == ["war", "more"]


NINE = """\
title: Nine brakes
period: {{start: 2024-01-01, end: 2024-02-01}}
quantities: {{x: {{initial: "uniform(0, 1)"}}}}
brakes:
{brakes}
ladder:
  - stage: calm
  - stage: war
    climb: {{when: x > 0.2}}
"""


@pytest.mark.parametrize("count", [7, 8, 9, 11])
def test_the_shares_of_many_brakes_are_those_of_drawn_orders(count: int) -> None:
    names = "qwertyuiopa"[:count]
    brakes = "\n".join(f"  {name}: {{while: x < 0.{25 + 7 * k}, blocks: all}}" for k, name in enumerate(names))
    scenario = loads(NINE.format(brakes=brakes))
    setups = [Setup(scenario.scenario, Settings(seed=seed)) for seed in (1, 5)]
    found = assert_same(setups, [about(setup, 40) | {"by": setup.scenario.end} for setup in setups])
    assert all(any(one["share"] for one in why["shares"]) for why in found)


def moved(parameter: Parameter, luck: random.Random) -> Assumption | None:
    """A parameter along its range or its prior, where it has one."""
    if not parameter.range and not parameter.prior:
        return None
    return Assumption(parameter, luck.choice(["range", "prior"]))


def test_what_moves_the_answer_most() -> None:
    """Levers and uncertainties, drawn or not, along ranges and priors."""
    luck, cases, questions = luck_of(6), [], []
    setups = [*random_setups(range(8_500, 8_580)), *(Setup(one, Settings()) for one in shipped()[:4])]
    for setup in (Setup(one.scenario, replace(one.settings, changed={})) for one in setups):
        assumptions = tuple(one for one in (moved(one, luck) for one in setup.scenario.parameters) if one)[:6]
        if assumptions and answer_names(setup.scenario):
            points = luck.choice([2, 3, 5])
            asked = Asked(assumptions, points, luck.choice([5, 12, 40]))
            cases.append((setup, asked))
            said = [{"name": one.name, "kind": one.parameter.kind, "steps": list(one.steps(points))} for one in assumptions]
            questions.append({"what": "tornado", **about(setup, asked.replications, moved=said)})
    assert len(cases) > 30
    for (setup, asked), answer in zip(cases, figures(*questions), strict=True):
        try:
            data = one_at_a_time(setup, asked)
        except RunError:
            assert answer["error"] == "HistoryStopped", answer
            continue
        assert answer == to_json({"answer": data["answer"], "answers": data["answers"]}), (setup.scenario.title, setup.settings)


BOUNDED = """\
title: Nothing is more than 1
period: {start: 2024-01-01, end: 2024-01-09}
parameters: {a: {value: 0, range: [0, 1], kind: lever, assumption: for a test}}
quantities: {y: {initial: 0, min: 0, max: 1}}
events: {rise: {at: 1, set: {y: "10 * a * uniform(0, 1)"}}}
ladder: [{stage: calm}]
outcomes: {last: final(y)}
"""


def test_no_change_is_larger_than_is_possible() -> None:
    setup = Setup(loads(BOUNDED).scenario, Settings())
    asked = Asked((Assumption(setup.scenario.parameters[0], "range"),), 3, 10)
    data = one_at_a_time(setup, asked)
    said = [{"name": "a", "kind": "lever", "steps": [0, 0.5, 1]}]
    (answer,) = figures({"what": "tornado", **about(setup, 10, moved=said)})
    assert answer == to_json({"answer": data["answer"], "answers": data["answers"]})
    assert json.loads(answer)["answers"][0]["parameters"][0]["highest"]["change"]["high"] == 1


def test_the_command_line_prints_the_same() -> None:
    """Every byte, of a scenario with several ladders, and with everything that may be set."""
    path = str(SCENARIOS / "base.yaml")
    (base,) = (one for one in shipped() if one.name == "base")
    uncertain = Setup(
        base, Settings(seed=3, changed={"defensive_threshold": 9_000.0}, uncertain=True, without=(base.brakes[0].name,))
    )
    plain = Setup(base, Settings())
    by = {"2024-12-31": 84 * 1440}
    run, why = figures(
        {"what": "run", **about(uncertain, 60, by=by, histories=True)}, {"what": "why", **about(plain, 40), "by": base.end}
    )
    options = ("--seed", "3", "--set", "defensive_threshold=9000", "--uncertain", "--without", base.brakes[0].name, "--histories")
    said = command("run", path, "-n", "60", *options, "--by", "2024-12-31", "--format", "json", "--quiet")
    assert (said.status, run) == (0, said.out)
    assert json.loads(run)["widest"] is not None
    said = command("why", path, "-n", "40", "--format", "json", "--quiet")
    assert (said.status, why["why"]) == (0, said.out)
    told = json.loads(command("run", path, "--format", "json", "--quiet").out)
    (thousand,) = figures({"what": "why", **about(plain, 1_000), "stage": base.stages[-1].name, "by": 1})
    assert thousand["ordinary"] == told["history"]["settings"]["replication"]


@pytest.mark.campaign
def test_why_of_thousands_of_random_scenarios() -> None:
    for first in range(MORE.start, MORE.stop, 200):
        setups = random_setups(range(first, first + 200))
        assert_same(setups, whys(setups, 30, first))
