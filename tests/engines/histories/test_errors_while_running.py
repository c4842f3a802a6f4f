"""What stops a run: values that are not finite, impossible chances and durations, histories without end.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

import re

import pytest

from tests.telling import Fail, Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""
CALM = MONTH + "ladder: [{stage: calm}]\n"


def names(message: str, what: str, number: int) -> bool:
    """Whether the message has, say, `minute 4320` or `minute 4,320`, however the two are joined."""
    return re.search(rf"{what}\W*{number}\b", message.replace(",", "")) is not None


def test_the_error_names_expression_minute_and_replication(fail: Fail) -> None:
    """On day 3, minute 4320, 1 / 0 is infinite: the error names the expression, the minute and the replication."""
    message = fail(CALM + """
quantities: {share: 1, rest: 0}
events:
  split: {at: 3 days, set: {share: 1 / rest}}
""", replication=7)
    assert "1 / rest" in message
    assert names(message, "minute", 3 * DAY)
    assert names(message, "replication", 7)


def test_max_does_not_mend_what_is_not_finite(fail: Fail) -> None:
    """The value of the whole must be finite; `max: 10` clips values, and an infinite one is an error first."""
    message = fail(CALM + """
quantities:
  share: {initial: 1, min: 0, max: 10}
  rest: 0
events:
  split: {at: 3 days, set: {share: 1 / rest}}
""")
    assert "1 / rest" in message


@pytest.mark.parametrize(
    "expression",
    [
        "minus / zero",
        "zero / zero",
        "exp(1000 * two)",
        "log(zero)",
        "log(minus)",
        "sqrt(minus)",
        "1e308 * two * two",
        "clip(1, two, 1)",
        "uniform(two, 1)",
        "triangular(0, 1, minus)",
        "normal(0, minus)",
        "lognormal(1, minus)",
        "exponential(zero)",
        "exponential(minus)",
        "bernoulli(two)",
        "bernoulli(minus)",
        "choice(two, minus)",
    ],
)
def test_a_value_that_is_not_finite_stops_the_run(fail: Fail, expression: str) -> None:
    """With two = 2, zero = 0 and minus = -1 from the first minute on, none of these is a finite number on day 3."""
    message = fail(CALM + f"""
quantities:
  result: 0
  two: {{initial: 1, timeline: [[2023-12-31, 2]]}}
  zero: {{initial: 1, timeline: [[2023-12-31, 0]]}}
  minus: {{initial: 1, timeline: [[2023-12-31, -1]]}}
events:
  once:
    at: 3 days
    set:
      result: {expression}
""")
    assert expression in message
    assert names(message, "minute", 3 * DAY)


@pytest.mark.parametrize("value", [2, -1])
def test_a_chance_outside_0_to_1_of_an_event(fail: Fail, value: int) -> None:
    """A chance outside 0 … 1 is an error like a value that is not finite."""
    message = fail(CALM + f"""
quantities:
  will: {{initial: 1, timeline: [[2024-01-02, {value}]]}}
events:
  answer: {{at: 3 days, chance: will / 1}}
""")
    assert "will / 1" in message
    assert names(message, "minute", 3 * DAY)


def test_a_chance_outside_0_to_1_of_a_decision(fail: Fail) -> None:
    """Deciding 0 to 3; the chance is 2 when the decision is put."""
    message = fail(MONTH + """
quantities:
  will: {initial: 1, timeline: [[2024-01-02, 2]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: will / 1}
""")
    assert "will / 1" in message
    assert names(message, "minute", 3 * DAY)


def test_a_negative_interval(fail: Fail) -> None:
    """The first interval is 4 days; the second, drawn on day 4, would be -1."""
    message = fail(CALM + """
quantities:
  pause: {initial: 4, timeline: [[2024-01-02, -1]]}
events:
  beat: {every: pause * 1}
""")
    assert "pause * 1" in message
    assert names(message, "minute", 4 * DAY)


def test_the_next_interval_is_drawn_even_if_while_is_false(fail: Fail) -> None:
    """In this order: next interval, `while`: the interval of -1 is an error before `while` can say no."""
    message = fail(CALM + """
quantities:
  pause: {initial: 4, timeline: [[2024-01-02, -1]]}
events:
  beat: {every: pause * 1, while: pause > 0}
""")
    assert "pause * 1" in message


def test_a_negative_delay(fail: Fail) -> None:
    """Triggered on 2, when the delay is -1."""
    message = fail(CALM + """
quantities:
  delay: {initial: 1, timeline: [[2024-01-02, -1]]}
events:
  answer: {when: delay < 0, after: delay * 1}
""")
    assert "delay * 1" in message
    assert names(message, "minute", 2 * DAY)


def test_a_negative_decision(fail: Fail) -> None:
    """The decision begins on 2, when care is -1."""
    message = fail(MONTH + """
quantities:
  care: {initial: 1, timeline: [[2024-01-02, -1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: care < 0, decide: care * 1}
""")
    assert "care * 1" in message
    assert names(message, "minute", 2 * DAY)


def test_an_infinite_decision(fail: Fail) -> None:
    """The decision begins on 2, when 3 / rest is infinite."""
    message = fail(MONTH + """
quantities:
  rest: {initial: 1, timeline: [[2024-01-02, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: rest <= 0, decide: 3 / rest}
""")
    assert "3 / rest" in message
    assert names(message, "minute", 2 * DAY)


def test_events_that_set_each_other_off_for_ever(fail: Fail) -> None:
    """Day 3: ping, pong, ping, … A 1,001st round of one minute is an error that names both, and not the bystander."""
    message = fail(CALM + """
quantities: {ball: 5}
events:
  bystander: {every: 1 day}
  serve: {at: 3 days, set: {ball: 0}}
  ping: {when: ball == 0, set: {ball: 1}}
  pong: {when: ball == 1, set: {ball: 0}}
""")
    assert "ping" in message
    assert "pong" in message
    assert "bystander" not in message


def test_a_ladder_that_goes_up_and_down_for_ever(fail: Fail) -> None:
    """Both ways open without delay: up and down in every round of minute 0."""
    message = fail(MONTH + """
ladder:
  - stage: calm
  - stage: support
    climb: {when: true}
    descend: {when: true}
""")
    assert "support" in message


def test_two_ladders_that_set_each_other_off_for_ever(fail: Fail) -> None:
    """Main goes up where moscow is down, and down where it is up; moscow follows main: a move in every round of minute 0."""
    message = fail(MONTH + """
ladder:
  - stage: calm
  - stage: support
    climb: {when: moscow == words}
    descend: {when: moscow == punishes}
ladders:
  kyiv: {stages: [{stage: waits}, {stage: attacks, climb: {when: true}}]}
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: stage >= support}
        descend: {when: stage < support}
""")
    assert "support" in message
    assert "punishes" in message
    assert "attacks" not in message
    assert names(message, "minute", 0)


def test_two_ladders_with_a_minute_in_between_set_each_other_off_as_long_as_they_like(play: Play) -> None:
    """720 minutes: main moves up or down in each but the first, and moscow follows it at once."""
    told = play("""
title: x
period:
  start: 2024-01-01
  end: 2024-01-01 12:00
ladder:
  - stage: calm
  - stage: aid
    climb: {when: moscow == words, for: 1 minute}
    descend: {when: moscow == punishes, for: 1 minute}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: stage >= aid}
        descend: {when: stage < aid}
""")
    moscow = told.others["moscow"]
    assert [move[0] for move in told.moves] == [move[0] for move in moscow.moves] == list(range(1, 720))
    assert (told.climbs, told.descents, moscow.climbs, moscow.descents) == (360, 359, 360, 359)


@pytest.mark.parametrize(
    ("way", "found"),
    [
        ("chance: will / 1", "ladders.moscow.stages.punishes.climb.chance"),
        ("decide: 1 - will", "ladders.moscow.stages.punishes.climb.decide"),
        ("decide: 1 / (will - 2)", "ladders.moscow.stages.punishes.climb.decide"),
    ],
)
def test_what_is_impossible_on_another_ladder_is_named_with_its_place(fail: Fail, way: str, found: str) -> None:
    """On day 3, when `will` is 2: no chance, a negative time, no number."""
    message = fail(MONTH + f"""
quantities: {{will: {{initial: 1, timeline: [[2024-01-03, 2]]}}}}
ladder: [{{stage: calm}}]
ladders:
  moscow: {{stages: [{{stage: words}}, {{stage: punishes, climb: {{when: will > 1, {way}}}}}]}}
""")
    assert found in message
    assert names(message, "minute", 3 * DAY)


def test_an_impossible_chance_of_a_way_that_skips(fail: Fail) -> None:
    message = fail(MONTH + """
quantities: {will: {initial: 1, timeline: [[2024-01-02, 2]]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: will < 0}
  - stage: arms
    climb: {from: calm, when: true, decide: 3 days, chance: will / 1}
""")
    assert "ladder.arms.climb.chance" in message
    assert names(message, "minute", 3 * DAY)


def test_up_and_down_with_a_minute_in_between_is_no_error(play: Play) -> None:
    """Up at once; down after a minute, up in the same minute, …: 720 minutes of half a day, 2 rounds in each.

    Up in minute 0; in each of the minutes 1 to 719 down and up again: 720 climbs, 719 descents.
    """
    told = play("""
title: x
period:
  start: 2024-01-01
  end: 2024-01-01 12:00
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
    descend: {when: true, for: 1 minute}
""")
    assert (told.climbs, told.descents) == (720, 719)
    assert told.minutes == {"calm": 0, "aid": 720}


def test_more_than_a_million_due_minutes(fail: Fail) -> None:
    """Two years are 1,052,640 minutes (2024 is a leap year): what is due every minute is the busiest, and too busy."""
    message = fail("""
title: x
period: {start: 2024-01-01, end: 2025-12-31}
events:
  bystander: {every: 1 day}
  ticking: {every: 1 minute}
ladder: [{stage: calm}]
""")
    assert "ticking" in message
    assert "bystander" not in message
