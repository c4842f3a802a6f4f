"""What can't come about on several ladders, over skipped stages and by way of brakes warns; and nothing else does."""

from __future__ import annotations

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.model.intervals import reach

SCENARIO = """\
title: A month
period: {{start: 2026-10-01, end: 2026-10-31}}
parameters:
  switch: {{value: 0, range: [0, 1], assumption: turned off}}
quantities: {{level: 0, heard: 0}}
events:
  rain: {{every: 2 days, set: {{level: level + 1}}}}
{events}
brakes:
  law: {{while: level < 3, blocks: [flood]}}
{brakes}
ladder:
  - stage: dry
{main}
ladders:
  town:
    stages:
      - stage: calm
{town}
outcomes: {{a: peak(level), b: final(heard), c: peak(switch)}}
"""
MAIN = """\
  - {stage: wet, climb: {when: level > 1}}
  - {stage: flood, climb: {when: level > 3}}
"""
TOWN = """\
      - {stage: watch, climb: {when: stage >= wet}}
      - {stage: flight, climb: {when: stage >= flood}}
"""


def warned(events: str = "", brakes: str = "", main: str = MAIN, town: str = TOWN) -> list[tuple[str, str]]:
    """The paths and the messages of the warnings."""
    text = SCENARIO.format(events=events, brakes=brakes, main=main, town=town)
    return [(problem.path, problem.message) for problem in loads(text).warnings]


def main(wet: str = "when: level > 1", flood: str = "when: level > 3", more: str = "") -> str:
    return f"  - {{stage: wet, climb: {{{wet}}}}}\n  - {{stage: flood, climb: {{{flood}}}{more}}}\n"


def town(watch: str = "when: stage >= wet", flight: str = "when: stage >= flood", more: str = "") -> str:
    return f"      - {{stage: watch, climb: {{{watch}}}}}\n      - {{stage: flight, climb: {{{flight}}}{more}}}\n"


def test_the_scenario_itself_is_free_of_warnings() -> None:
    assert warned() == []


# fmt: off
POSSIBLE = [
    {"town": town(flight="when: stage >= flood, from: calm")},
    {"town": town(flight="when: stage >= flood, from: watch")},  # the stage just below
    {"town": town(more=", descend: {when: level > 9, to: calm}")},
    {"main": main(wet="when: level > 90 or town >= watch", flood="when: level > 3, from: dry"),
     "town": town(watch="when: level > 2")},
    {"main": main(flood="when: law or level > 3")},
    {"main": main(flood="when: not law and level > 2")},
    {"main": main(flood="when: level > 3, chance: 0.3 + 0.3 * law")},
    {"brakes": "  mood: {while: town < watch}", "main": main(flood="when: not mood")},
    {"brakes": "  mood: {while: town < watch, blocks: [main]}", "town": town(watch="when: level > 1")},
    {"brakes": "  mood: {while: stage < wet, blocks: [town]}"},
    {"brakes": "  turned: {while: switch > 0}", "main": main(flood="when: level > 3, chance: 0.5 * turned")},
]
# fmt: on


@pytest.mark.parametrize("change", POSSIBLE, ids=str)
def test_what_may_come_about(change: dict[str, str]) -> None:
    assert [path for path, _ in warned(**change) if not path.startswith("brakes.turned")] == []


# fmt: off
NEVER = [
    ({"town": town(flight="when: level > 50")},
     "ladders.town.stages.flight.climb.when", "and so the stage flight is out of reach"),
    ({"town": town(watch="when: level > 50")},
     "ladders.town.stages.watch.climb.when", "and so the stages watch and flight are out of reach"),
    ({"town": town(watch="when: level > 50", flight="when: stage >= flood, from: calm")},
     "ladders.town.stages.watch.climb.when", "and so nobody ever stands at the stage watch"),
    ({"town": town(watch="when: stage >= wet, decide: 40")},
     "ladders.town.stages.watch.climb.decide", "and so the stages watch and flight are out of reach"),
    ({"town": town(watch="when: stage >= wet, for: 40", flight="when: stage >= flood, from: calm")},
     "ladders.town.stages.watch.climb.for", "and so nobody ever stands at the stage watch"),
    ({"town": town(watch="when: stage >= wet, chance: 0")},
     "ladders.town.stages.watch", "the stage watch is out of reach: every way has a chance of 0"),
    ({"town": town(watch="when: stage >= wet, chance: 0", flight="when: stage >= flood, from: calm")},
     "ladders.town.stages.watch", "nobody ever stands at the stage watch: every way has a chance of 0"),
    ({"town": town(flight="when: stage >= flood and level > 2 and stage < wet")},
     "", ""),  # each part may be true at another time: it is not said to be impossible
    ({"town": town(flight="routes: {one: {when: stage >= flood, decide: 40}, two: {when: level > 3, for: 40}}")},
     "ladders.town.stages.flight", "every way is too late, and so the stage flight is out of reach"),
    ({"town": town(more=", descend: {when: level > 50, to: calm}")},
     "ladders.town.stages.flight.descend.when", "can't become true"),
    ({"town": town(more=", descend: {when: level > 9, decide: 40, to: calm}")},
     "ladders.town.stages.flight.descend.decide", "it never happens"),
    ({"brakes": "  mood: {while: level >= 0, blocks: [town]}"},
     "ladders.town.stages.watch", "the stage watch is out of reach: every way has a chance of 0, or a brake"),
    ({"brakes": "  mood: {while: town >= calm, blocks: [main]}", "town": town(watch="when: level > 1", flight="when: level > 2")},
     "ladder.wet", "the stage wet is out of reach"),
    ({"brakes": "  mood: {while: town > flight, blocks: [main]}"},
     "brakes.mood.while", "can't become true"),
    ({"brakes": "  mood: {while: level < 0}", "main": main(flood="when: mood and level > 3"),
      "town": town(flight="when: level > 3")},
     "ladder.flood.climb.when", "and so the stage flood is out of reach"),
    ({"brakes": "  mood: {while: level < 4}", "events": "  siren: {at: 3, while: not mood, set: {heard: 1}}"},
     "events.siren.while", "can't be true when the event occurs"),
    ({"events": "  siren: {when: town > flight, set: {heard: 1}}"},
     "events.siren.when", "can't become true"),
    ({"main": main(wet="when: level > 50",
                   flood="routes: {leap: {when: level > 3, from: dry}, step: {when: level > 4, from: wet}}")},
     "ladder.flood.climb.routes.step.from", "nobody ever stands at the stage wet: this way is never taken"),
]
# fmt: on


@pytest.mark.parametrize(("change", "path", "words"), NEVER, ids=lambda value: str(value)[:70])
def test_what_never_comes_about(change: dict[str, str], path: str, words: str) -> None:
    told = warned(**change)
    assert [words in message for found, message in told if found == path] == [True] * bool(path), told


def test_what_waits_for_a_ladder_that_nobody_climbs() -> None:
    told = warned(town=town(watch="when: level > 50"), events="  siren: {when: town >= watch, set: {heard: 1}}")
    assert [path for path, _ in told] == ["events.siren.when", "ladders.town.stages.watch.climb.when"]


def test_a_skipped_stage_is_reached_and_so_are_those_that_follow_from_it() -> None:
    """`highest >= wet` becomes true with the leap over it, though nobody ever stands at wet."""
    leap = main(wet="when: level > 50", flood="when: level > 3, from: dry")
    told = warned(main=leap, town=town(watch="when: highest >= wet", flight="when: level > 5"))
    assert told == [
        (
            "ladder.wet.climb.when",
            "`level > 50` can't become true at the values as written, and so nobody ever stands at the stage wet",
        )
    ]


def test_a_way_that_leads_from_a_stage_beyond_the_time_that_is_left() -> None:
    chain = town(watch="when: level > 0, for: 16", flight="when: level > 0, for: 16")
    assert [path for path, _ in warned(town=chain)] == ["ladders.town.stages.flight.climb.for"]
    leap = town(watch="when: level > 0, for: 16", flight="when: level > 0, for: 16, from: calm")
    assert warned(town=leap) == []


def test_the_name_of_a_brake_is_known_as_well_as_its_condition() -> None:
    text = SCENARIO.format(
        events="  siren: {every: 1, while: never_on, set: {heard: 7}}\n  bell: {every: 1, set: {heard: heard + always_on}}",
        brakes="  never_on: {while: level < 0}\n  always_on: {while: level >= 0}\n  now_and_then: {while: level > 3}",
        main=main(flood="when: now_and_then"),
        town=TOWN,
    )
    known = reach(loads(text).scenario)
    assert (known["never_on"], known["always_on"], known["now_and_then"]) == ((0, 0), (1, 1), (0, 1))
    assert known["heard"] == (0, float("inf"))
    assert reach(loads(text.replace("heard + always_on", "heard + never_on")).scenario)["heard"] == (0, 0)
