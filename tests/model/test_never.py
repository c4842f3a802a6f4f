"""Whatever can't happen within the period, at the values as written, warns; and nothing else does."""

from __future__ import annotations

import pytest

from escalation_sim.language.loading import loads

SCENARIO = """\
title: A month
period: {{start: 2026-10-01, end: 2026-10-31}}
parameters:
  forty: {{value: 40, assumption: a guess}}
  none: {{value: 0, assumption: a guess}}
  switch: {{value: 0, range: [0, 0.2], assumption: turned off}}
quantities: {{level: 0, heard: 0}}
events:
  rain: {{every: 2 days, set: {{level: level + 1}}}}
{events}
ladder:
  - stage: calm
{ladder}
outcomes: {{a: peak(forty + none + switch), b: final(heard), c: peak(level)}}
"""
CALM = "  - {stage: alarm, climb: {when: level > 3}}"


def warned(events: str = "", ladder: str = CALM) -> list[tuple[str, str]]:
    """The paths and the messages of the warnings."""
    return [(problem.path, problem.message) for problem in loads(SCENARIO.format(events=events, ladder=ladder)).warnings]


def of_event(keys: str) -> list[str]:
    """The keys of an event that are warned of."""
    told = warned(f"  siren: {{{keys}, set: {{heard: 1}}}}")
    assert all(path.startswith("events.siren.") for path, _ in told)
    return [path.removeprefix("events.siren.") for path, _ in told]


# fmt: off
NEVER = {
    "at: 400": "at", "at: forty": "at", "at: 31": "at", "at: 'uniform(40, 50)'": "at", "at: 40 * 1": "at", "at: 5 weeks": "at",
    "at: 2027-01-01": "at", "at: 2026-11-01": "at",
    "every: 60 weeks": "every", "every: forty": "every", "every: 31": "every", "every: 'triangular(40, 50, 60)'": "every",
    "every: 7 days, first: 400": "first", "every: 7 days, from: 30": "from", "every: 20 days, from: 12 days": "every",
    "every: 7 days, first: 2027-01-01": "first",
    "when: level > 2, for: 40 days": "for", "when: level > 2, after: 40 days": "after", "when: level > 2, after: forty": "after",
    "when: level > 2, for: 10 days, after: 17 days": "after", "when: level > 10, for: 12 days": "for",
    "when: level > 2, after: 'uniform(40, 50)'": "after",
    "every: 7 days, from: 2026-10-20, until: 2026-10-10": "until", "every: 7 days, from: 20, until: 10": "until",
    "every: 7 days, until: 7": "until", "every: 7 days, first: 10, until: 10": "until", "at: 10, until: 10": "until",
    "at: 10, until: 2026-10-05": "until", "when: level > 3, until: 3": "until", "when: level > 3, after: 10, until: 12": "until",
    "at: 10, chance: 0": "chance", "at: 10, chance: none": "chance", "at: 10, chance: none * level": "chance",
    "at: 10, while: level > 50": "while", "at: 2, while: level > 3": "while", "every: 7 days, while: false": "while",
    "when: level > 50": "when", "when: level > 15": "when",
}
POSSIBLE = [
    "at: 30.9", "at: 2026-10-31 23:59", "at: 'uniform(20, 50)'", "at: 'lognormal(400, 1)'", "at: 0", "at: switch",
    "every: 30 days", "every: 'exponential(400)'", "every: 7 days, until: 8", "every: 20 days, from: 10 days",
    "when: level > 2, for: 20 days", "when: level > 2, for: 10 days, after: 10 days", "when: level > 14", "at: 10, until: 11",
    "at: 10, chance: 0.001", "at: 10, chance: switch", "at: 10, chance: 'uniform(0, 1)'", "at: 10, while: level > 3",
    "when: level > 3, after: 'exponential(400)'", "every: 7 days, times: 1",
]
# fmt: on


@pytest.mark.parametrize("keys", NEVER)
def test_an_event_that_never_happens(keys: str) -> None:
    assert of_event(keys) == [NEVER[keys]]


@pytest.mark.parametrize("keys", POSSIBLE)
def test_an_event_that_may_happen(keys: str) -> None:
    assert of_event(keys) == []


def test_what_follows_from_an_event_that_never_happens() -> None:
    told = warned("  siren: {at: 400, set: {heard: 1}}", CALM + "\n  - {stage: flight, climb: {when: heard > 0}}")
    assert [path for path, _ in told] == ["events.siren.at", "ladder.flight.climb.when"]
    assert told[1][1].endswith("and so the stage flight is out of reach")


@pytest.mark.parametrize(
    ("events", "path"),
    [
        ("  siren: {at: 20, set: {heard: 1}}\n  e: {when: heard > 0, after: 20 days, set: {level: 0}}", "events.e.after"),
        ("  siren: {at: 10, set: {heard: 1}}\n  e: {when: heard > 0, for: 21 days, set: {level: 0}}", "events.e.for"),
        ("  siren: {every: 9 days, set: {heard: heard + 1}}\n  e: {when: heard > 3, set: {level: 0}}", "events.e.when"),
        (
            "  siren: {every: 1, times: 2, set: {heard: heard + 1}}\n  e: {when: heard > 2, set: {level: 0}}",
            "events.e.when",
        ),
        (
            "  siren: {when: level > 9, set: {heard: 1}}\n  e: {when: heard > 0, after: 13, set: {level: 0}}",
            "events.e.after",
        ),
    ],
)
def test_what_comes_too_late_in_a_chain(events: str, path: str) -> None:
    assert [found for found, _ in warned(events)] == [path]


WAYS = {
    "for: 40 days": ("for", "stage flight is out"),
    "for: forty": ("for", "stage flight is out"),
    "decide: 40 days": ("decide", "stage flight is out"),
    "decide: 'uniform(40, 50)'": ("decide", "stage flight is out"),
    "for: 12 days, decide: 13 days": ("decide", "stage flight is out"),
    "chance: 0.5, again: 40 days": ("again", "never happens"),
}


@pytest.mark.parametrize("keys", WAYS)
def test_a_way_that_is_never_taken(keys: str) -> None:
    key, words = WAYS[keys]
    (found,) = warned(ladder=CALM + f"\n  - {{stage: flight, climb: {{when: level > 5, {keys}}}}}")
    assert found[0] == f"ladder.flight.climb.{key}"
    assert words in found[1]


@pytest.mark.parametrize("keys", ["for: 12 days, decide: 5 days", "decide: 'lognormal(400, 1)'", "chance: 0.5, again: 3 days"])
def test_a_way_that_may_be_taken(keys: str) -> None:
    assert warned(ladder=CALM + f"\n  - {{stage: flight, climb: {{when: level > 5, {keys}}}}}") == []


def test_the_stages_above_one_that_is_out_of_reach() -> None:
    ladder = "  - {stage: alarm, climb: {when: level > 3, decide: 40}}\n  - {stage: flight, climb: {when: level > 1}}"
    (found,) = warned(ladder=ladder)
    assert found[1].endswith("and so the stages alarm and flight are out of reach")


def test_the_time_that_the_stages_below_take_counts() -> None:
    ladder = "  - {stage: alarm, climb: {when: level > 0, for: 16}}\n  - {stage: flight, climb: {when: level > 0, for: 16}}"
    assert [path for path, _ in warned(ladder=ladder)] == ["ladder.flight.climb.for"]


def test_ways_of_which_each_is_too_late() -> None:
    routes = "{one: {when: level > 3, decide: 40}, two: {when: level > 3, for: 40}}"
    told = warned(ladder=f"  - {{stage: alarm, climb: {{routes: {routes}}}}}")
    one, two = "ladder.alarm.climb.routes.one.decide", "ladder.alarm.climb.routes.two.for"
    assert [path for path, _ in told] == ["ladder.alarm", one, two]
    assert told[0][1] == "every way is too late, and so the stage alarm is out of reach"


def test_a_way_beside_another_that_is_never_taken() -> None:
    routes = "{one: {when: level > 3, chance: 0}, two: {when: level > 3}}"
    (found,) = warned(ladder=f"  - {{stage: alarm, climb: {{routes: {routes}}}}}")
    assert found[0] == "ladder.alarm.climb.routes.one.chance"


@pytest.mark.parametrize(("keys", "key"), [("for: 40 days", "for"), ("decide: 40 days", "decide"), ("chance: 0", "chance")])
def test_a_way_down_that_is_never_taken(keys: str, key: str) -> None:
    (found,) = warned(ladder=f"  - {{stage: alarm, climb: {{when: level > 3}}, descend: {{when: level > 7, {keys}}}}}")
    assert found[0] == f"ladder.alarm.descend.{key}"
