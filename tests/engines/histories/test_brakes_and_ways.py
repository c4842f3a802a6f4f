"""Which stages a brake blocks, and which brakes a way ignores.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes:
  court: {while: law > 0, blocks: [aid]}
"""


def test_a_brake_blocks_only_its_stages(play: Play) -> None:
    """The court blocks aid alone: aid waits until 10, arms does not wait though the brake is on again."""
    told = play(MONTH + """
quantities:
  law: {initial: 1, timeline: [[2024-01-10, 0], [2024-01-11, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {when: true, decide: 4 days}
""")
    assert told.moves == [(10 * DAY, "calm", "aid", None), (14 * DAY, "aid", "arms", None)]


def test_a_brake_may_block_all_stages(play: Play) -> None:
    """`blocks: all`: off from 10 to 12, aid on 10; arms has decided for 2 of 4 days, rests 12 to 20, 2 more: 22."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  law: {initial: 1, timeline: [[2024-01-10, 0], [2024-01-12, 1], [2024-01-20, 0]]}
brakes:
  court: {while: law > 0, blocks: all}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {when: true, decide: 4 days}
""")
    assert told.moves == [(10 * DAY, "calm", "aid", None), (22 * DAY, "aid", "arms", None)]
    assert told.blocked["aid"]["court"] == 10 * DAY
    assert told.blocked["arms"]["court"] == 8 * DAY


def test_a_way_may_ignore_a_brake(play: Play) -> None:
    """The court is on all the time, the street until 8. Ignoring the court: held back by the street alone: 8."""
    told = play(MONTH + """
  street: {while: anger > 0, blocks: [aid]}
quantities:
  law: 1
  anger: {initial: 1, timeline: [[2024-01-08, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, ignores: [court]}
""")
    assert told.moves == [(8 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["street"] == 8 * DAY
    assert told.blocked["aid"]["court"] == 0


def test_a_way_may_ignore_all_brakes(play: Play) -> None:
    """`ignores: all`: two brakes on all the time hold nothing back: up on 4."""
    told = play(MONTH + """
  street: {while: anger > 0, blocks: all}
quantities: {law: 1, anger: 1}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days, ignores: all}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", None)]
    assert told.deciding == 4 * DAY
