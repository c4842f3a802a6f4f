"""Several ladders: each has its own clocks, decisions and luck.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

import pytest

from escalation_sim.language.loading import loads
from tests.telling import Play, ToldLadder

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
"""


def test_a_move_restarts_no_clock_of_another_ladder(play: Play) -> None:
    """Main moves on 3. Moscow has been building since 0 and moves on 5; kyiv decides from 0 to 6, and nothing is shelved."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, for: 5 days}}]}
  kyiv: {stages: [{stage: waits}, {stage: attacks, climb: {when: true, decide: 6 days}}]}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(5 * DAY, "words", "punishes", None)]
    assert told.others["kyiv"].moves == [(6 * DAY, "waits", "attacks", None)]
    assert told.others["kyiv"].shelved == 0


def test_a_move_restarts_all_clocks_of_its_own_ladder(play: Play) -> None:
    """Moscow moves on 3: its decision to go down is shelved, and the clock of the next step begins on arrival: 3 + 5 = 8."""
    told = play(MONTH + """
ladder: [{stage: calm}]
ladders:
  moscow:
    start_stage: punishes
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat < 0}
        descend: {when: true, decide: 20 days}
      - stage: fights
        climb: {when: threat > 0}
      - stage: storms
        climb: {when: true, for: 5 days}
""")
    moscow = told.others["moscow"]
    assert moscow.moves == [(3 * DAY, "punishes", "fights", None), (8 * DAY, "fights", "storms", None)]
    assert moscow.shelved == 1


def test_a_move_opens_no_closed_way_of_another_ladder(play: Play) -> None:
    """Moscow is refused on 0, for good. Main's move on 3 would make its chance 1: nobody asks again."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, chance: 0 if stage == calm else 1}}]}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == []
    assert told.others["moscow"].refused == 1


def test_again_on_two_ladders(play: Play) -> None:
    """Main is refused on 2, 9, 16 and 23, and decides once more from 28; moscow on 3, 10, 17 and 24, and from 28."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 2 days, chance: 0, again: 5 days}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 3 days, chance: 0, again: 4 days}}]}
""")
    assert (told.refused, told.deciding) == (4, 10 * DAY)
    assert (told.others["moscow"].refused, told.others["moscow"].deciding) == (4, 14 * DAY)


def test_yes_on_one_ladder_overtakes_no_decision_of_another(play: Play) -> None:
    """Both decide; main is through on 4, moscow, whose way down and up are put on 7, goes down."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days}
ladders:
  moscow:
    start_stage: punishes
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat < 0}
        descend: {when: stage < 2, decide: 7 days}
      - stage: fights
        climb: {when: stage < 2, decide: 7 days}
""")
    moscow = told.others["moscow"]
    assert (told.moves, told.shelved) == ([(4 * DAY, "calm", "aid", None)], 0)
    assert moscow.moves == [(7 * DAY, "punishes", "words", None)]
    assert (moscow.shelved, moscow.deciding) == (1, 7 * DAY)


LADDER = """
  - stage: calm
  - stage: aid
    climb: {when: true, decide: "lognormal(2, 1)", chance: 0.5, again: 1 day}
    descend: {when: true, for: 1 day, decide: exponential(2), chance: 0.7, again: 1 day}
  - stage: arms
    climb:
      routes:
        slow: {when: true, decide: "lognormal(4, 1)"}
        leap: {from: calm, when: true, decide: exponential(9), chance: 0.5, again: 1 day}
"""
OTHER = "stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: exponential(3), chance: 0.5, again: 1 day}}]"
REPLICATIONS = range(6)


def all_of(ladder: ToldLadder) -> dict[str, object]:
    """Every number of a ladder."""
    return vars(ladder) if type(ladder) is ToldLadder else {name: vars(ladder)[name] for name in ATTRIBUTES}


ATTRIBUTES = (
    "moves", "final", "highest", "climbs", "descents", "shelved", "refused", "deciding", "minutes", "reached", "blocked",
    "blocked_alone",
)  # fmt: skip


@pytest.mark.parametrize("replication", REPLICATIONS)
def test_a_second_ladder_leaves_the_first_its_luck(play: Play, replication: int) -> None:
    """The same moves at the same minutes, with moscow and without."""
    alone = play(f"{MONTH}\nladder:{LADDER}", replication=replication)
    beside = play(f"{MONTH}\nladder:{LADDER}\nladders: {{moscow: {{{OTHER}}}}}", replication=replication)
    assert alone.moves
    assert all_of(alone) == all_of(beside)


@pytest.mark.parametrize("replication", REPLICATIONS)
def test_a_ladder_may_have_any_name(play: Play, replication: int) -> None:
    text = f"{MONTH}\nladder:{LADDER}\nladders: {{moscow: {{{OTHER}}}, aaa: {{stages: [{{stage: alone}}]}}}}"
    one, other = play(text, replication=replication), play(text.replace("moscow", "zzz"), replication=replication)
    assert all_of(one) == all_of(other)
    assert all_of(one.others["moscow"]) == all_of(other.others["zzz"])


@pytest.mark.parametrize("replication", REPLICATIONS)
def test_the_main_ladder_and_another_one_may_change_places(play: Play, replication: int) -> None:
    """The luck of a way is that of its stage and route, wherever they stand."""
    indented = LADDER.replace("\n", "\n    ")
    here = play(f"{MONTH}\nladder:{LADDER}\nladders: {{moscow: {{{OTHER}}}}}", replication=replication)
    there = play(
        f"{MONTH}\n{OTHER.replace('stages', 'ladder', 1)}\nladders:\n  moscow:\n    stages:{indented}", replication=replication
    )
    assert all_of(here) == all_of(there.others["moscow"])
    assert all_of(here.others["moscow"]) == all_of(there)


def test_another_ladder_is_climbed_by_the_files_actor_unless_it_says_whose_it_is() -> None:
    others = "{people: {stages: [{stage: nobody}]}, moscow: {actor: Moscow, stages: [{stage: words}]}}"
    text = MONTH + f"actor: Seoul\nladder: [{{stage: calm}}]\nladders: {others}\n"
    actors = {ladder.name: ladder.actor for ladder in loads(text).scenario.ladders}
    assert actors == {"main": "Seoul", "people": "Seoul", "moscow": "Moscow"}
    nobody = {ladder.name: ladder.actor for ladder in loads(text.replace("actor: Seoul\n", "")).scenario.ladders}
    assert nobody == {"main": "the government", "people": "the government", "moscow": "Moscow"}


def test_a_hidden_quantity_changes_nothing(play: Play) -> None:
    """It is kept from whoever plays the actor; conditions read it as ever: up on 3."""
    text = MONTH + "ladder: [{stage: calm}, {stage: aid, climb: {when: threat > 0}}]\n"
    open_, hidden = play(text), play(text.replace("{initial: 0,", "{hidden: true, initial: 0,"))
    assert "hidden" in text.replace("{initial: 0,", "{hidden: true, initial: 0,")
    assert hidden.moves == open_.moves == [(3 * DAY, "calm", "aid", None)]
    assert hidden.history == open_.history
