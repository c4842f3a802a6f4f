"""What differs in two files, path by path with the lines; and where a history parts ways, with the line that made it."""

from __future__ import annotations

import pytest

from escalation_sim.engines.history import Braked, Occurred, Step, Triggered
from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, loads
from escalation_sim.questions.compare.changed_lines import changes
from escalation_sim.questions.compare.compare import Comparison, compare
from escalation_sim.questions.compare.parting import _first_alone
from escalation_sim.questions.compare.sides import played
from escalation_sim.questions.compare.words import parting_in_words
from escalation_sim.results.digest import digest
from escalation_sim.running.setups import Settings, Setup
from tests.scenarios import random_scenario, to_yaml

TOWN = """\
title: A town
period: {start: 2024-01-01, end: 2024-03-01}
parameters:
  limit: {value: 5, range: [1, 10], prior: "uniform(2, 8)", assumption: for the test}
  wish: {value: 2, kind: lever, assumption: for the test}
quantities:
  smoke: {initial: 1, max: 20}
  noise: {initial: 0, timeline: [[2024-01-05, 3], [2024-01-20, 4]]}
events:
  fire:
    every: exponential(6)
    from: 2024-01-03
    set: {smoke: smoke + wish}
  rain: {when: smoke > limit, after: 2 days, chance: 0.8, set: {smoke: 0}}
  visit: {at: 2024-02-01, set: {noise: noise + 1}}
brakes:
  law: {while: noise < 3, blocks: [march]}
ladder:
  - stage: talk
  - stage: march
    climb:
      routes:
        angry: {when: smoke > limit, for: 1 day, decide: exponential(3)}
        loud: {when: noise >= 4, decide: 5 days, ignores: all}
    descend: {when: smoke < 1}
outcomes:
  worst: peak(smoke)
"""
"""Every kind of thing that can differ."""


def edited(*edits: tuple[str, str]) -> Document:
    text = TOWN
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return loads(text, "town")


def line_of(words: str, text: str = TOWN) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def compared(a: Document, b: Document, n: int = 50, replication: int | None = None) -> Comparison:
    sides = (played(name, one, Setup(one.scenario, Settings()), n, [], jobs=1) for name, one in (("a", a), ("b", b)))
    return compare(*sides, replication=replication)


@pytest.mark.parametrize(
    ("old", "new", "path", "a", "b"),
    [
        ("start: 2024-01-01", "start: 2023-12-31", "period.start", "2024-01-01", "2023-12-31"),
        ("end: 2024-03-01", "end: 2024-03-02", "period.end", "2024-03-01", "2024-03-02"),
        ("end: 2024-03-01", "end: 2024-03-01 12:00", "period.end", "2024-03-01", "2024-03-01 12:00"),
        ("title: A town", "start_stage: march", "start_stage", "talk", "march"),
        ("value: 5", "value: 5.5", "parameters.limit.value", "5", "5.5"),
        ("range: [1, 10]", "range: [1, 12]", "parameters.limit.range", "[1, 10]", "[1, 12]"),
        ("uniform(2, 8)", "uniform(2, 9)", "parameters.limit.prior", "uniform(2, 8)", "uniform(2, 9)"),
        ("kind: lever", "kind: uncertainty", "parameters.wish.kind", "lever", "uncertainty"),
        ("initial: 1,", "initial: limit,", "quantities.smoke.initial", "1", "limit"),
        ("max: 20", "max: 30", "quantities.smoke.max", "20", "30"),
        (", max: 20", "", "quantities.smoke.max", "20", None),
        ("2024-01-20, 4", "2024-01-20, 5", "quantities.noise.timeline.2024-01-20", "4", "5"),
        (", [2024-01-20, 4]", "", "quantities.noise.timeline.2024-01-20", "4", None),
        ("every: exponential(6)", "every: 6 days", "events.fire.every", "exponential(6)", "6 days"),
        ("from: 2024-01-03", "from: 2024-01-04", "events.fire.from", "2024-01-03", "2024-01-04"),
        ("smoke + wish", "smoke + 2 * wish", "events.fire.set.smoke", "smoke + wish", "smoke + 2 * wish"),
        ("after: 2 days", "after: 3 days", "events.rain.after", "2 days", "3 days"),
        ("chance: 0.8, ", "", "events.rain.chance", "0.8", None),
        ("at: 2024-02-01", "at: 2024-02-02", "events.visit.at", "2024-02-01", "2024-02-02"),
        ("while: noise < 3", "while: noise < 4", "brakes.law.while", "noise < 3", "noise < 4"),
        ("blocks: [march]", "blocks: all", "brakes.law.blocks", "[march]", "all"),
        ("for: 1 day", "for: 36 hours", "ladder.march.climb.routes.angry.for", "1 day", "36 hours"),
        (", ignores: all", "", "ladder.march.climb.routes.loud.ignores", "all", None),
        ("when: smoke < 1", "when: smoke < 2", "ladder.march.descend.when", "smoke < 1", "smoke < 2"),
        ("worst: peak(smoke)", "worst: average(smoke)", "outcomes.worst", "peak(smoke)", "average(smoke)"),
        ("    descend: {when: smoke < 1}\n", "", "ladder.march.descend", "when: smoke < 1", None),
        (
            "  visit: {at: 2024-02-01, set: {noise: noise + 1}}\n",
            "",
            "events.visit",
            "at: 2024-02-01; set: noise: noise + 1",
            None,
        ),
    ],
)
def test_a_change_has_its_path_and_what_stands_there(old: str, new: str, path: str, a: str | None, b: str | None) -> None:
    mine, theirs = edited().scenario, edited((old, new)).scenario
    assert [(one.path, one.a, one.b) for one in changes(mine, theirs)] == [(path, a, b)]
    assert [(one.path, one.a, one.b) for one in changes(theirs, mine)] == [(path, b, a)]


def test_orders_that_count_are_changes_of_their_own() -> None:
    turned = edited()
    lines = TOWN.splitlines(keepends=True)
    visit = next(index for index, line in enumerate(lines) if "visit:" in line)
    lines[visit - 1], lines[visit] = lines[visit], lines[visit - 1]
    loud = next(index for index, line in enumerate(lines) if "loud:" in line)
    lines[loud - 1], lines[loud] = lines[loud], lines[loud - 1]
    found = changes(turned.scenario, loads("".join(lines)).scenario)
    assert [(one.path, one.a, one.b) for one in found] == [
        ("order of events", "fire, rain, visit", "fire, visit, rain"),
        ("order of ladder.march.climb.routes", "angry, loud", "loud, angry"),
    ]


def test_the_order_of_those_in_both_counts_beside_one_that_is_new() -> None:
    lines = TOWN.splitlines(keepends=True)
    visit = next(index for index, line in enumerate(lines) if "visit:" in line)
    lines[visit - 1 : visit + 1] = [lines[visit], lines[visit - 1], lines[visit].replace("visit:", "again:")]
    found = changes(edited().scenario, loads("".join(lines)).scenario)
    assert [(one.path, one.a) for one in found] == [("events.again", None), ("order of events", "fire, rain, visit")]


@pytest.mark.parametrize("seed", range(40))
def test_there_are_changes_just_where_the_digests_differ(seed: int) -> None:
    one, other = (loads(to_yaml(random_scenario(number))).scenario for number in (seed, seed + 1))
    assert changes(one, one) == ()
    assert bool(changes(one, other)) == (digest(one) != digest(other))


def test_a_change_has_the_lines_of_both_files() -> None:
    longer = "# a line more\n" + TOWN.replace("every: exponential(6)", "every: exponential(7)")
    (one,) = compared(edited(), loads(longer, "other")).changes
    assert one.place_a is not None
    assert one.place_b is not None
    assert (one.place_a.file, one.place_a.line) == ("town.yaml", line_of("every:"))
    assert (one.place_b.file, one.place_b.line) == ("other.yaml", line_of("every:", longer))


def test_they_part_at_the_first_event_that_differs_and_its_line_is_named() -> None:
    """The visit comes a day later; nothing else differs until then."""
    found = compared(edited(), edited(("at: 2024-02-01", "at: 2024-02-02")), replication=3).parting
    assert found is not None
    assert found.first is not None
    assert found.replication == 3
    assert found.first.minute == 31 * 1440
    assert isinstance(found.first.a, Occurred)
    assert found.first.a.event == "visit"
    assert found.first.b is None
    assert found.first.place_a is not None
    assert found.first.place_a.line == line_of("visit:")
    assert found.first.place_b is None


def test_a_decision_of_another_length_is_where_they_part() -> None:
    """The march is decided on at once in both; it takes longer in one."""
    found = compared(edited(), edited(("exponential(3)}", "2 * exponential(3)}")), n=50).parting
    assert found is not None
    assert found.first is not None
    assert isinstance(found.first.a, Step)
    assert isinstance(found.first.b, Step)
    assert (found.first.a.kind, found.first.b.kind) == ("deciding", "deciding")
    assert found.first.a.dossier.length < found.first.b.dossier.length
    assert found.first.place_a is not None
    assert found.first.place_a.line == line_of("angry:")


def test_another_delay_parts_them_at_the_trigger() -> None:
    found = compared(edited(), edited(("after: 2 days", "after: 3 days"))).parting
    assert found is not None
    assert found.first is not None
    assert isinstance(found.first.a, Triggered)
    assert isinstance(found.first.b, Triggered)
    assert found.first.b.due - found.first.a.due == 1440


def test_what_happens_once_more_in_a_minute_is_where_they_part() -> None:
    once, again = Braked(3, "law", on=True), Braked(3, "law", on=True)
    assert _first_alone([once, again], [once]) is again
    assert _first_alone([once], [once, again]) is None


def test_a_brake_that_is_not_there_parts_them_where_it_comes_on() -> None:
    renamed = edited(("  law: {while: noise < 3, blocks: [march]}", "  rule: {while: noise < 3, blocks: [march]}"))
    found = compared(edited(), renamed, replication=0).parting
    assert found is not None
    assert found.first is not None
    assert (found.first.a, found.first.b) == (Braked(0, "law", on=True), Braked(0, "rule", on=True))
    assert found.move is None


def test_by_default_the_first_whose_highest_stage_differs_is_told() -> None:
    told = compared(
        edited(), edited(("decide: exponential(3)", "decide: exponential(40)"), ("decide: 5 days", "decide: 60 days")), n=200
    )
    highest = [side.places("highest") for side in (told.a, told.b)]
    assert highest[0] is not None
    assert highest[1] is not None
    assert told.parting is not None
    assert told.parting.replication == int((highest[0] != highest[1]).argmax())
    ((first, second),) = {(highest[0][told.parting.replication], highest[1][told.parting.replication])}
    assert first != second


def test_the_words_name_the_replication_the_date_what_happened_and_the_line() -> None:
    told = compared(edited(), edited(("at: 2024-02-01", "at: 2024-02-02")), replication=3)
    words = parting_in_words(told)
    assert words.startswith("In replication 3 they part on 2024-02-01: in A “visit: noise ")
    assert f"(town.yaml:{line_of('visit:')}); in B nothing of the kind." in words


def test_what_an_account_passes_over_has_words_too() -> None:
    """An event that recurs, and from which nothing follows, is left out of an account; here they part at it."""
    told = compared(edited(), edited(("smoke + wish", "smoke + wish + 0.25")), replication=0)
    words = parting_in_words(told)
    assert f"in A “fire: smoke 1 → 3” (town.yaml:{line_of('fire:')})" in words
    assert "in B “fire: smoke 1 → 3.25”" in words


@pytest.mark.parametrize("seed", range(25))
def test_wherever_histories_differ_there_are_words_for_where(seed: int) -> None:
    """Another luck in the same random scenario: every kind of happening may be the first."""
    document = loads(to_yaml(random_scenario(seed)), "random")
    scenario = document.scenario
    changed = {parameter.name: parameter.value * 1.5 + 0.25 for parameter in scenario.parameters}
    try:
        a = played("a", document, Setup(scenario, Settings()), 30, [], jobs=1)
        b = played("b", document, Setup(scenario, Settings(1, changed)), 30, [], jobs=1)
        told = compare(a, b)
    except RunError:  # some random scenarios are meant to stop
        return
    words = parting_in_words(told)
    assert bool(words) == (told.same != 1)
    assert "“”" not in words
    if words and told.parting and told.parting.first:
        assert " they part on 20" in words
