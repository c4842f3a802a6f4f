"""What a brake blocks: stages of several ladders, whole ladders, all of them.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins. The law is on until 5, the street
from 3 to 8; whoever is not blocked moves on 0.
"""

import pytest

from tests.telling import Play

DAY = 1440
BEFORE = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  law: {initial: 1, timeline: [[2024-01-05, 0]]}
  anger: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-08, 0]]}
"""
LADDERS = """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {when: true}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: true}
      - stage: fights
        climb: {when: true}
  kyiv: {stages: [{stage: waits}, {stage: attacks, climb: {when: true}}]}
"""


@pytest.mark.parametrize(
    ("blocks", "main", "moscow", "kyiv"),
    [
        ("all", [5, 5], [5, 5], [5]),
        ("[main]", [5, 5], [0, 0], [0]),
        ("[moscow]", [0, 0], [5, 5], [0]),
        ("[main, kyiv]", [5, 5], [0, 0], [5]),
        ("[fights]", [0, 0], [0, 5], [0]),
        ("[arms, punishes]", [0, 5], [5, 5], [0]),
        ("[arms, moscow]", [0, 5], [5, 5], [0]),
        ("[main, moscow, kyiv]", [5, 5], [5, 5], [5]),
        ("[main, arms]", [5, 5], [0, 0], [0]),
        ("[]", [0, 0], [0, 0], [0]),
    ],
)
def test_what_is_blocked(play: Play, blocks: str, main: list[int], moscow: list[int], kyiv: list[int]) -> None:
    """Two steps of main, two of moscow, one of kyiv: each is taken on 0, or on 5 as the court gives way."""
    told = play(BEFORE + f"brakes: {{court: {{while: law > 0, blocks: {blocks}}}}}" + LADDERS)
    assert [move[0] // DAY for move in told.moves] == main
    assert [move[0] // DAY for move in told.others["moscow"].moves] == moscow
    assert [move[0] // DAY for move in told.others["kyiv"].moves] == kyiv


def test_the_name_of_a_ladder_stands_for_all_its_stages_and_each_is_charged(play: Play) -> None:
    """Punishes is blocked 0 to 5. Fights was never ahead while the court was on, but for the minute of the move."""
    told = play(BEFORE + "brakes: {court: {while: law > 0, blocks: [moscow]}}" + LADDERS)
    assert told.others["moscow"].blocked == {"words": {"court": 0}, "punishes": {"court": 5 * DAY}, "fights": {"court": 0}}
    assert told.blocked == {"calm": {"court": 0}, "aid": {"court": 0}, "arms": {"court": 0}}


def test_brakes_are_charged_on_every_ladder_that_they_hold_back(play: Play) -> None:
    """The court holds both back until 5; the street moscow alone, 3 to 8. On main the court is alone all the time."""
    told = play(BEFORE + """
brakes:
  court: {while: law > 0, blocks: all}
  street: {while: anger > 0, blocks: [moscow]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true}}]}
""")
    moscow = told.others["moscow"]
    assert told.moves == [(5 * DAY, "calm", "aid", None)]
    assert moscow.moves == [(8 * DAY, "words", "punishes", None)]
    assert told.blocked["aid"] == told.blocked_alone["aid"] == {"court": 5 * DAY, "street": 0}
    assert moscow.blocked["punishes"] == {"court": 5 * DAY, "street": 5 * DAY}
    assert moscow.blocked_alone["punishes"] == {"court": 3 * DAY, "street": 3 * DAY}


def test_a_decision_of_one_ladder_rests_while_that_of_the_other_goes_on(play: Play) -> None:
    """Both are begun on 0 and take 6 days. The street makes moscow's rest from 3 to 8: 11."""
    told = play(BEFORE + """
brakes: {street: {while: anger > 0, blocks: [moscow]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 6 days}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 6 days}}]}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(11 * DAY, "words", "punishes", None)]
    assert (told.deciding, told.others["moscow"].deciding) == (6 * DAY, 6 * DAY)


@pytest.mark.parametrize(("ignores", "day"), [("[court]", 8), ("[street]", 5), ("[court, street]", 0), ("all", 0)])
def test_ways_of_another_ladder_ignore_brakes(play: Play, ignores: str, day: int) -> None:
    """Court 0 to 5, the street from 0 to 8. What is ignored is not charged."""
    told = play(BEFORE.replace("{initial: 0, timeline: [[2024-01-03, 1], ", "{initial: 1, timeline: [") + f"""
brakes:
  court: {{while: law > 0, blocks: all}}
  street: {{while: anger > 0, blocks: [moscow]}}
ladder: [{{stage: calm}}]
ladders:
  moscow: {{stages: [{{stage: words}}, {{stage: punishes, climb: {{when: true, ignores: {ignores}}}}}]}}
""")
    moscow = told.others["moscow"]
    assert moscow.moves == [(day * DAY, "words", "punishes", None)]
    court = 0 if "court" in ignores or ignores == "all" else 5 * DAY
    street = 0 if "street" in ignores or ignores == "all" else 8 * DAY
    assert moscow.blocked["punishes"] == {"court": court, "street": street}


def test_the_way_down_of_another_ladder_has_no_brakes(play: Play) -> None:
    told = play(BEFORE + """
brakes: {court: {while: law > 0, blocks: all}}
ladder: [{stage: calm}]
ladders:
  moscow:
    start_stage: punishes
    stages:
      - stage: words
      - stage: punishes
        climb: {when: law < 0}
        descend: {when: true, for: 2 days}
""")
    assert told.others["moscow"].moves == [(2 * DAY, "punishes", "words", None)]


def test_a_brake_read_and_blocking_in_one_look_sees_no_move_of_it(play: Play) -> None:
    """The fear of main's aid blocks moscow. Both are due on 4: moscow moves with main, whose move is seen a round later."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes: {fear: {while: stage >= aid, blocks: [moscow]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: true, decide: 4 days}
      - stage: fights
        climb: {when: true}
""")
    moscow = told.others["moscow"]
    assert told.moves == [(4 * DAY, "calm", "aid", None)]
    assert moscow.moves == [(4 * DAY, "words", "punishes", None)]
    assert moscow.blocked == {"words": {"fear": 0}, "punishes": {"fear": 0}, "fights": {"fear": 26 * DAY}}
