"""What drives what: signs that are never wrong, arrows from all that is read to all that is set, loops with their kind."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_sim.language.loading import loads
from escalation_sim.model import influences as module
from escalation_sim.model.changes import Change, bounds_from
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.emission import emit
from escalation_sim.model.expressions import Expression, walk
from escalation_sim.model.influences import Arrow, arrows, between_ladders, influences, loops
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.signs import ARGUMENTS, signs

LIMITS = {"up": (0.0, 4.0), "down": (-4.0, 0.0), "any": (-4.0, 4.0), "half": (0.5, 0.5)}


def value(text: str, state: Mapping[str, float]) -> float:
    """The value of an expression; no number where any part of it is none, or infinite."""
    slots = {name: slot for slot, name in enumerate(state)}
    with np.errstate(all="ignore"):
        parts = [emit(Expression("", node, ""), slots)(list(state.values()), lambda _: 0.3) for node in walk(parse(text).tree)]
    return float(parts[0]) if all(map(math.isfinite, parts)) else math.nan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up", {"up": "+"}),
        ("3 - up", {"up": "-"}),
        ("up - down", {"up": "+", "down": "-"}),
        ("up - up", {"up": "?"}),
        ("any * up", {"any": "+", "up": "?"}),
        ("any * down", {"any": "-", "down": "?"}),
        ("up * (1 - half)", {"up": "+", "half": "-"}),
        ("1 / (1 + up)", {"up": "-"}),
        ("1 / any", {"any": "?"}),
        ("abs(down)", {"down": "-"}),
        ("abs(any)", {"any": "?"}),
        ("min(up, 2) + max(any, 1)", {"up": "+", "any": "+"}),
        ("clip(any, down, up)", {"any": "+", "down": "+", "up": "+"}),
        ("up >= 3", {"up": "+"}),
        ("up < any", {"up": "-", "any": "+"}),
        ("not up > 3", {"up": "-"}),
        ("up > 1 and any < 2", {"up": "+", "any": "-"}),
        ("1 < up < 3", {"up": "?"}),
        ("up == 0", {"up": "-"}),
        ("up != 0", {"up": "+"}),
        ("any == 0", {"any": "?"}),
        ("5 if up > 2 else 1", {"up": "+"}),
        ("1 if up > 2 else 5", {"up": "-"}),
        ("any if up > 2 else 5", {"up": "-", "any": "+"}),
        ("any if up >= 0 else 0 - any", {"any": "+"}),
        ("lognormal(up, half)", {"up": "+", "half": "?"}),
        ("exponential(1 + up)", {"up": "+"}),
        ("bernoulli(half) * up", {"half": "+", "up": "+"}),
    ],
)
def test_the_sign_of_an_expression(text: str, expected: dict[str, str]) -> None:
    assert signs(parse(text).tree, LIMITS) == expected


def test_every_distribution_says_how_it_moves_with_its_arguments() -> None:
    assert set(ARGUMENTS) | {"choice"} == set(DISTRIBUTIONS)
    for name, moves in ARGUMENTS.items():
        assert len(moves) == len(DISTRIBUTIONS[name].arguments)


@pytest.mark.parametrize("u", [0.01, 0.3, 0.5, 0.7, 0.99])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("uniform", (1.0, 4.0), (2.0, 5.0)),
        ("triangular", (1.0, 2.0, 5.0), (2.0, 4.0, 7.0)),
        ("normal", (1.0, 2.0), (3.0, 2.0)),
        ("lognormal", (1.0, 0.5), (3.0, 0.5)),
        ("exponential", (1.0,), (3.0,)),
        ("bernoulli", (0.2,), (0.6,)),
    ],
)
def test_a_draw_rises_with_the_arguments_that_say_so(
    name: str, low: tuple[float, ...], high: tuple[float, ...], u: float
) -> None:
    quantile = DISTRIBUTIONS[name].quantile
    for index, sign in enumerate(ARGUMENTS[name]):
        raised = (*low[:index], high[index], *low[index + 1 :])
        assert sign == "?" or quantile(u, *raised) >= quantile(u, *low)


_atoms = st.sampled_from(["up", "down", "any", "half", "q", "0.5", "2", "1", "0"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def joined(form: str) -> st.SearchStrategy[str]:
        return st.tuples(*[inner] * form.count("{}")).map(lambda parts: form.format(*parts))

    comparison = st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner).map(" ".join)
    condition = st.one_of(comparison, st.tuples(comparison, st.sampled_from(["and", "or"]), comparison).map(" ".join))
    forms = ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} - {} + {})", "({} * {} * {})", "(-{})", "abs({})"]
    forms += ["exp({})", "min({}, {})", "max({}, {}, {})", "clip({}, 0, 3)", "floor({})", "uniform({}, 9)", "normal({}, half)"]
    chosen = st.tuples(inner, condition, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})")
    return st.one_of(st.sampled_from(forms).flatmap(joined), condition.map(lambda text: f"({text})"), chosen)


expressions = st.recursive(_atoms, _larger, max_leaves=6).filter(lambda text: len(text) <= 300)
KNOWN = {**LIMITS, "q": (0.0, 4.0)}
states = st.fixed_dictionaries({name: st.floats(*limits, width=16) for name, limits in KNOWN.items()})


@given(expressions, states, states)
def test_a_sign_is_a_promise(text: str, state: dict[str, float], other: dict[str, float]) -> None:
    """With all other names kept, what is said to rise never falls, and the other way round."""
    for name, sign in signs(parse(text).tree, KNOWN).items():
        low, high = sorted((state[name], other[name]))
        before, after = value(text, {**state, name: low}), value(text, {**state, name: high})
        if sign != "?" and math.isfinite(before) and math.isfinite(after):
            rise = after - before if sign == "+" else before - after
            assert rise >= -1e-6 * max(abs(before), abs(after), 1), (text, name, sign)


@given(expressions, states, states)
def test_what_set_does_to_a_quantity_is_a_promise(text: str, state: dict[str, float], other: dict[str, float]) -> None:
    """What never lowers never does; and what is done the more, the more there is, never shrinks as it grows."""
    tree, change = parse(text).tree, Change("q", KNOWN)
    side, feedback = change.side(tree), change.feedback(tree)
    low, high = sorted((state["q"], other["q"]))
    before, after = (value(text, {**state, "q": q}) - q for q in (low, high))
    if not (math.isfinite(before) and math.isfinite(after)):
        return
    tolerance = 1e-6 * max(abs(before), abs(after), 1)
    if side is not None:
        assert before * side >= -tolerance, (text, side)
        assert side != 0 or abs(before) <= tolerance
    if feedback in ("+", "-"):
        assert (after - before) * (1 if feedback == "+" else -1) >= -tolerance, (text, feedback)


@pytest.mark.parametrize(
    ("text", "guard", "side", "feedback"),
    [
        ("q + 1", "true", 1, None),
        ("q - up", "true", -1, None),
        ("q * (1 - half)", "true", -1, "-"),
        ("2 * q", "true", 1, "+"),
        ("9", "true", 1, None),
        ("0", "true", -1, None),
        ("2", "true", None, None),
        ("q", "true", 0, None),
        ("min(q + uniform(1, 2), any)", "true", None, None),
        ("min(q + uniform(1, 2), any)", "q < any and up > 0", 1, None),
        ("max(q, any)", "true", 1, None),
        ("half * q + (1 - half) * up", "true", None, "-"),
        ("q + any", "true", None, None),
    ],
)
def test_whether_set_raises_or_lowers(text: str, guard: str, side: int | None, feedback: str | None) -> None:
    change = Change("q", KNOWN, *bounds_from(parse(guard).tree, "q"))
    assert change.side(parse(text).tree) == side
    assert change.feedback(parse(text).tree) == feedback


def scenario(text: str) -> Scenario:
    head = "title: T\nperiod: {start: 2024-01-01, end: 2024-12-31}\n"
    return loads(head + text).scenario


LADDER = """
ladder:
  - stage: low
  - stage: high
    climb: {when: alarm > 2, decide: 3 + calm}
    descend: {when: alarm < 1}
"""


def found(text: str) -> list[tuple[str, str, str, str]]:
    return [(one.source, one.target, one.sign, one.by) for one in influences(scenario(text))]


def test_the_ladder_is_driven_by_what_its_ways_and_brakes_read() -> None:
    brake = "brakes: {fear: {while: calm < 3, blocks: [high]}}\n"
    assert found("quantities: {alarm: 0, calm: {initial: 0, min: 0}}\n" + brake + LADDER) == [
        ("alarm", "stage", "+", "ladder.high.climb"),
        ("calm", "stage", "-", "ladder.high.climb"),
        ("alarm", "stage", "+", "ladder.high.descend"),
        ("calm", "stage", "+", "brakes.fear"),
    ]


def test_a_brake_that_no_way_heeds_drives_nothing() -> None:
    text = "brakes: {fear: {while: calm < 3, blocks: [high]}}\n" + LADDER.replace("calm}", "calm, ignores: all}")
    assert "brakes.fear" not in [by for *_, by in found("quantities: {alarm: 0, calm: 0}\n" + text)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("{every: 1, set: {alarm: alarm + calm}}", [("calm", "+")]),
        ("{every: 1, set: {alarm: alarm - calm}}", [("calm", "-")]),
        ("{every: 1, while: calm > 1, set: {alarm: alarm + 1}}", [("calm", "+")]),
        ("{every: 1, while: calm > 1, set: {alarm: alarm - 1}}", [("calm", "-")]),
        ("{when: calm > 1, set: {alarm: 0}}", [("calm", "-")]),
        ("{when: stage >= high, set: {alarm: alarm + 1}}", [("stage", "+")]),
        ("{when: highest >= high, set: {alarm: alarm + 1}}", [("stage", "+")]),
        ("{every: 1 + calm, set: {alarm: alarm + 1}}", [("calm", "-")]),
        ("{when: true, after: 1 + calm, set: {alarm: alarm - 1}}", [("calm", "+")]),
        ("{every: 1, chance: 'min(1, calm / 9)', set: {alarm: alarm + 1}}", [("calm", "+")]),
        ("{every: 1, while: calm > 1, set: {alarm: 'normal(alarm, 1)'}}", [("alarm", "?"), ("calm", "?")]),
        ("{every: 1, set: {alarm: alarm * 0.9}}", [("alarm", "-")]),
        ("{every: 1, while: alarm < 5, set: {alarm: alarm + 1}}", [("alarm", "-")]),
        ("{every: 1, chance: 0, set: {alarm: alarm + calm}}", []),
        ("{every: 1, set: {alarm: alarm + 0 * calm}}", []),
    ],
)
def test_an_event_is_an_arrow_from_what_it_reads_to_what_it_sets(event: str, expected: list[tuple[str, str]]) -> None:
    quantities = "quantities: {alarm: {initial: 1, min: 0}, calm: {initial: 0, min: 0}}\n"
    drift = ", drift: {every: 1, set: {calm: calm + 1}}}\n"
    text = f"{quantities}events: {{event: {event}{drift}{LADDER}"
    assert [(source, sign) for source, target, sign, by in found(text) if by == "events.event" and target == "alarm"] == expected


def test_the_sign_of_an_arrow_follows_the_sign_of_a_parameter() -> None:
    """As between the twin scenarios in which Moscow punishes, or is deterred."""
    text = (
        "parameters: {answer: ANSWER}\nquantities: {alarm: {initial: 0, min: 0}, calm: 0}\n"
        "events: {event: {when: stage >= high, set: {alarm: alarm + answer}}}\n" + LADDER
    )
    for answer, sign, kind in (("5", "+", "reinforcing"), ("-5", "-", "balancing")):
        made = scenario(text.replace("ANSWER", answer))
        drawn = arrows(influences(made))
        assert Arrow("stage", "alarm", sign, ("events.event",)) in drawn  # type: ignore[arg-type]
        (loop,), complete = loops(made, drawn)
        assert (loop.nodes, loop.kind, complete) == (("alarm", "stage"), kind, True)


def test_arrows_that_pull_both_ways_cannot_be_told() -> None:
    text = (
        "quantities: {alarm: {initial: 0, min: 0}, calm: {initial: 0, min: 0}}\n"
        "events:\n  a: {every: 1, set: {alarm: alarm + calm}}\n  b: {every: 1, set: {alarm: alarm - calm}}\n" + LADDER
    )
    drawn = arrows(influences(scenario(text)))
    assert Arrow("calm", "alarm", "?", ("events.a", "events.b")) in drawn


def chain(*pairs: tuple[str, str, str]) -> tuple[Arrow, ...]:
    return tuple(Arrow(source, target, sign, ("events.e",)) for source, target, sign in pairs)  # type: ignore[arg-type]


MOSCOW = """
ladders:
  moscow:
    stages:
      - stage: words
      - {stage: arms, climb: {when: fear > 2 or stage >= high}, descend: {when: stage < high}}
"""
FEAR = "quantities: {alarm: {initial: 0, min: 0}, fear: {initial: 0, min: 0}, calm: {initial: 0, min: 0}}\n"


def test_each_ladder_is_driven_by_what_its_own_ways_read_also_by_another_ladder() -> None:
    events = "events: {answer: {when: moscow >= arms, set: {alarm: alarm + 1}}}\n"
    assert found(FEAR + events + LADDER + MOSCOW) == [
        ("moscow", "alarm", "+", "events.answer"),
        ("alarm", "stage", "+", "ladder.high.climb"),
        ("calm", "stage", "-", "ladder.high.climb"),
        ("alarm", "stage", "+", "ladder.high.descend"),
        ("fear", "moscow", "+", "ladders.moscow.stages.arms.climb"),
        ("stage", "moscow", "+", "ladders.moscow.stages.arms.climb"),
        ("stage", "moscow", "+", "ladders.moscow.stages.arms.descend"),
    ]


@pytest.mark.parametrize(
    ("blocks", "held"), [("all", ["stage", "moscow"]), ("[main]", ["stage"]), ("[moscow]", ["moscow"]), ("[arms]", ["moscow"])]
)
def test_a_brake_drives_the_ladders_that_it_holds_back(blocks: str, held: list[str]) -> None:
    brake = f"brakes: {{law: {{while: calm < 3, blocks: {blocks}}}}}\n"
    driven = [(source, target, sign) for source, target, sign, by in found(FEAR + brake + LADDER + MOSCOW) if by == "brakes.law"]
    assert driven == [("calm", target, "+") for target in held]


@pytest.mark.parametrize(
    ("chance", "sign"),
    [("0.7 * (0.4 if law else 1)", "+"), ("0.4 if law else 0.1", "-"), ("1 - law / 2", "+")],
)
def test_a_brake_that_is_read_by_name_drives_through_what_its_while_reads(chance: str, sign: str) -> None:
    drift = "events: {drift: {every: 1, set: {calm: calm + 1}}}\n"
    text = FEAR + drift + "brakes: {law: {while: calm < 3}}\n" + LADDER.replace("calm}", f"1, chance: {chance}}}")
    through = [one for one in influences(scenario(text)) if one.through]
    assert [(one.source, one.target, one.sign, one.by, one.through) for one in through] == [
        ("calm", "stage", sign, "ladder.high.climb", "law")
    ]


def test_what_is_read_directly_and_through_a_brake_is_told_apart() -> None:
    events = "events: {news: {every: 1, while: law and calm < 9, set: {alarm: alarm + 1}}}\n"
    made = scenario(FEAR + "brakes: {law: {while: calm < 3}}\n" + events + LADDER)
    assert [(one.source, one.sign, one.through) for one in influences(made) if one.by == "events.news"] == [
        ("calm", "-", ""),
        ("calm", "-", "law"),
    ]
    (arrow,) = [arrow for arrow in arrows(influences(made)) if arrow.target == "alarm"]
    assert (arrow.sign, arrow.by) == ("-", ("events.news", "events.news"))
    assert [part.through for part in arrow.parts] == ["", "law"]


def test_an_event_that_waits_for_a_brake_that_is_never_on_drives_nothing() -> None:
    events = "events: {news: {every: 1, while: law, set: {alarm: alarm + calm}}}\n"
    assert not [by for *_, by in found(FEAR + "brakes: {law: {while: calm < 0}}\n" + events + LADDER) if by == "events.news"]
    assert [by for *_, by in found(FEAR + "brakes: {law: {while: calm < 1}}\n" + events + LADDER) if by == "events.news"]


@pytest.mark.parametrize(("step", "kind"), [("+", "reinforcing"), ("-", "balancing")])
def test_loops_run_through_two_ladders(step: str, kind: str) -> None:
    """moscow → alarm → stage → moscow."""
    events = f"events: {{answer: {{when: moscow >= arms, set: {{alarm: alarm {step} 1}}}}}}\n"
    made = scenario(FEAR + events + LADDER + MOSCOW)
    (loop,), complete = loops(made, arrows(influences(made)))
    assert (loop.nodes, loop.kind, complete) == (("alarm", "stage", "moscow"), kind, True)


def test_two_ladders_that_read_each_other_are_a_loop_by_themselves() -> None:
    made = scenario(FEAR + LADDER.replace("alarm > 2", "moscow >= arms") + MOSCOW)
    circles, _ = loops(made, arrows(influences(made)))
    assert [loop.nodes for loop in circles] == [("stage", "moscow")]


def test_between_ladders_lies_what_leads_from_one_to_another_and_passes_no_third() -> None:
    events = (
        "events:\n  a: {when: stage >= high, set: {fear: fear + 1}}\n  b: {when: fear > 1, set: {calm: calm + 1}}\n"
        "  c: {when: alarm > 1, set: {alarm: 0}}\n  d: {when: stage >= high, set: {alarm: alarm + 1}}\n"
    )
    made = scenario(
        FEAR
        + events
        + LADDER.replace("3 + calm", "3")
        + MOSCOW.replace(" or stage >= high", "").replace("stage < high", "fear < 1")
    )
    drawn = between_ladders(made, arrows(influences(made)))
    assert [(arrow.source, arrow.target) for arrow in drawn] == [("stage", "fear"), ("fear", "moscow")]


def test_loops_come_the_shortest_first_and_once_each() -> None:
    made = scenario("quantities: {alarm: 0, calm: 0, c: 0, d: 0}\n" + LADDER)
    drawn = chain(
        ("alarm", "calm", "+"), ("calm", "c", "-"), ("c", "alarm", "-"), ("c", "d", "+"), ("d", "c", "-"), ("d", "d", "?"),
    )  # fmt: skip
    circles, complete = loops(made, drawn)
    assert [(loop.nodes, loop.kind) for loop in circles] == [
        (("d",), "undetermined"),
        (("c", "d"), "balancing"),
        (("alarm", "calm", "c"), "reinforcing"),
    ]
    assert complete


def test_no_more_loops_are_listed_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"q{index}" for index in range(12)]
    made = scenario(f"quantities: {{alarm: 0, calm: 0, {', '.join(f'{name}: 0' for name in names)}}}\n" + LADDER)
    dense = chain(*((a, b, "+") for a in names for b in names if a != b))
    circles, complete = loops(made, dense)
    assert len(circles) == module.MOST_LOOPS
    assert not complete
    assert max(len(loop.nodes) for loop in circles) == 2
    monkeypatch.setattr(module, "MOST_PATHS", 100)
    _, complete = loops(made, chain(*((a, b, "+") for a in names for b in names if a < b)))
    assert not complete
