"""Several ladders: what each sees of the others, and when.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  seen: 9
"""


def test_two_ladders_due_in_one_look_move_in_one_round(play: Play) -> None:
    """Each moves on 3 only as long as the other has not: neither sees the other's move of the same round."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0 and moscow == words}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat > 0 and stage == calm}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(3 * DAY, "words", "punishes", None)]


def test_neither_chance_sees_the_others_move_of_the_same_round(play: Play) -> None:
    """Both are put on 4; each is refused for sure once the other has moved."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days, chance: 1 if moscow == words else 0}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: true, decide: 4 days, chance: 1 if stage == calm else 0}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(4 * DAY, "words", "punishes", None)]
    assert (told.refused, told.others["moscow"].refused) == (0, 0)


def test_no_decision_sees_in_its_length_the_others_move_of_the_same_round(play: Play) -> None:
    """On 3 main and north move at once. South begins to decide in the same look, sees both at 0: 2 days."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  north: {stages: [{stage: north_low}, {stage: north_high, climb: {when: threat > 0}}]}
  south: {stages: [{stage: south_low}, {stage: south_high, climb: {when: threat > 0, decide: 2 + 5 * stage + 5 * north}}]}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.others["north"].moves == [(3 * DAY, "north_low", "north_high", None)]
    assert told.others["south"].moves == [(5 * DAY, "south_low", "south_high", None)]


def test_nor_does_the_main_ladder_see_it(play: Play) -> None:
    """North moves on 3 at once; main begins to decide in the same look: 2 days."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 2 + 5 * north}
ladders:
  north: {stages: [{stage: north_low}, {stage: north_high, climb: {when: threat > 0}}]}
""")
    assert told.moves == [(5 * DAY, "calm", "aid", None)]


def test_the_next_round_of_the_same_minute_sees_the_move(play: Play) -> None:
    """Day 3. Round 1: main. Round 2: moscow sees it. Round 3: kyiv sees moscow."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  kyiv: {stages: [{stage: waits}, {stage: attacks, climb: {when: moscow >= punishes}}]}
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: stage >= aid}}]}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(3 * DAY, "words", "punishes", None)]
    assert told.others["kyiv"].moves == [(3 * DAY, "waits", "attacks", None)]


def test_one_move_a_ladder_and_round(play: Play) -> None:
    """Day 3. Round 1: aid. Round 2: arms, and moscow, which sees aid, punishes. Round 3: moscow sees arms, and fights.

    Had main made both steps in one round, or moscow seen the second one in round 2, `stage == aid` would have been missed.
    """
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: stage == aid}
      - stage: fights
        climb: {when: stage == arms}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (3 * DAY, "aid", "arms", None)]
    assert told.others["moscow"].moves == [(3 * DAY, "words", "punishes", None), (3 * DAY, "punishes", "fights", None)]


def test_an_event_sees_the_moves_of_a_round_in_the_next_one(play: Play) -> None:
    """Day 3. Round 1: main. Round 2: `between` is triggered, then moscow moves. Round 3: `between` occurs and sees both."""
    told = play(MONTH + """
events:
  between: {when: stage == aid and moscow == words, set: {seen: 10 * moscow + stage}}
  otherwise: {when: stage == calm and moscow == punishes}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: stage >= aid}}]}
""")
    assert told.events == [(3 * DAY, "between", {"seen": 11})]


def test_an_event_is_set_off_by_the_place_on_another_ladder(play: Play) -> None:
    """Moscow decides from 3 to 5; the answer takes 4 days: 9. It sets what brings main up."""
    told = play(MONTH + """
events:
  answer: {when: moscow >= punishes, after: 4 days, set: {seen: moscow}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: seen == 1, for: 1 day}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: threat > 0, decide: 2 days}}]}
""")
    assert told.others["moscow"].moves == [(5 * DAY, "words", "punishes", None)]
    assert told.events == [(9 * DAY, "answer", {"seen": 1})]
    assert told.moves == [(10 * DAY, "calm", "aid", None)]


def test_action_and_reaction(play: Play) -> None:
    """Each goes one further 2 days after the other: main 3, moscow 5, main 7, moscow 9, and both are at the top."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: moscow >= punishes, decide: 2 days}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: stage >= aid, decide: 2 days}
      - stage: fights
        climb: {when: stage >= arms, decide: 2 days}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (7 * DAY, "aid", "arms", None)]
    assert told.others["moscow"].moves == [(5 * DAY, "words", "punishes", None), (9 * DAY, "punishes", "fights", None)]
    assert (told.deciding, told.others["moscow"].deciding) == (2 * DAY, 4 * DAY)


def test_stage_and_highest_are_about_the_main_ladder(play: Play) -> None:
    """Main is at aid from 3 to 4. Moscow stands at place 2 all the time. On 6 `stage` is 0, `highest` 1, `moscow` 2."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-04, 0]]}
  seen: 9
events:
  note: {at: 6 days, set: {seen: 100 * stage + 10 * highest + moscow}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
ladders:
  moscow:
    start_stage: fights
    stages:
      - stage: words
      - stage: punishes
        climb: {when: true}
      - stage: fights
        climb: {when: highest >= aid}
outcomes:
  peak_of_stage: peak(stage)
  peak_of_highest: peak(highest)
""")
    assert told.events == [(6 * DAY, "note", {"seen": 12})]
    assert told.outcomes == {"peak_of_stage": 1, "peak_of_highest": 1}
    assert told.highest == "aid"


def test_another_ladder_may_read_highest_of_the_main_one(play: Play) -> None:
    """Main is at aid from 3 to 4; moscow looks at `highest >= aid` for 5 days: 8. It would be 0 days of `stage >= aid`."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-04, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: highest >= aid, for: 5 days}}]}
""")
    assert told.others["moscow"].moves == [(8 * DAY, "words", "punishes", None)]


def test_where_another_actor_stands_at_the_start(play: Play) -> None:
    """Moscow begins at punishes: what lies up to it is reached on day 0. Down on 3, for the rest of 30 days."""
    told = play(MONTH + """
ladder: [{stage: calm}]
ladders:
  moscow:
    actor: Moscow
    start_stage: punishes
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat < 0}
        descend: {when: threat > 0}
      - stage: fights
        climb: {when: threat < 0}
""")
    moscow = told.others["moscow"]
    assert moscow.moves == [(3 * DAY, "punishes", "words", None)]
    assert moscow.reached == {"words": 0, "punishes": 0, "fights": None}
    assert moscow.minutes == {"words": 27 * DAY, "punishes": 3 * DAY, "fights": 0}
    assert (moscow.final, moscow.highest, moscow.climbs, moscow.descents) == ("words", "punishes", 0, 1)
    assert told.moves == []


def test_each_ladder_has_its_own_numbers(play: Play) -> None:
    """Main up on 3 and to stay. Moscow decides 0 to 2, is refused, decides 5 to 7, is refused …, and never moves."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: true, decide: 2 days, chance: 0, again: 3 days}
""")
    moscow = told.others["moscow"]
    assert (told.climbs, told.descents, told.refused, told.shelved, told.deciding) == (1, 0, 0, 0, 0)
    assert (moscow.climbs, moscow.descents, moscow.refused, moscow.shelved, moscow.deciding) == (0, 0, 6, 0, 12 * DAY)
    assert moscow.reached == {"words": 0, "punishes": None}
    assert told.minutes == {"calm": 3 * DAY, "aid": 27 * DAY}
    assert moscow.minutes == {"words": 30 * DAY, "punishes": 0}


def test_aggregates_of_the_place_on_another_ladder(play: Play) -> None:
    """Moscow is at punishes from 3 to 6 and at fights from 6 on: 3 + 2 * 24 = 51 of 30 days, 1.7 on average."""
    told = play(MONTH + """
ladder: [{stage: calm}]
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat > 0}
      - stage: fights
        climb: {when: true, decide: 3 days}
outcomes:
  mean: average(moscow)
  top: peak(moscow)
  bottom: low(moscow)
  end: final(moscow)
  punishing: days(moscow == punishes)
  fighting: first(moscow >= fights)
""")
    mean = told.outcomes.pop("mean")
    assert mean is not None
    assert abs(mean - 1.7) < 1e-12
    assert told.outcomes == {"top": 2, "bottom": 0, "end": 2, "punishing": 3, "fighting": 6}


def test_the_name_of_a_stage_is_its_place_on_its_own_ladder(play: Play) -> None:
    """`fights` is 2, `punishes` 1, `aid` 1, `words` and `calm` 0."""
    told = play(MONTH + """
events:
  note: {at: 1 day, set: {seen: 1000 * fights + 100 * punishes + 10 * aid + words + calm}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat > 0}
      - stage: fights
        climb: {when: threat > 0}
""")
    assert told.events == [(1 * DAY, "note", {"seen": 2110})]
