"""The account of ways that skip: a step says what it passes over, and what was missing is told of every way there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.questions.history.accounts import account, dated, missing, nearest, points

SHOCK = """\
events: {rise: {at: 1, set: {x: 6}}, fall: {at: FALL, set: {x: 1}}}
ladder:
  - stage: words
  - {stage: sanctions, climb: {when: x > 2, decide: DECIDE}}
  - {stage: aid, climb: {when: x > 4, decide: 90 days}}
  - stage: arms
    climb:
      routes:
        slow: {when: x > 4, decide: 9 days}
        shocked: {from: words, when: x > 5, for: 3 days, decide: 2 days}
    descend: {when: x < 2, to: sanctions}
  - {stage: troops, climb: {routes: {at_once: {from: sanctions, when: x > 8}, slow: {when: x > 7}}}}
  - {stage: all_out, climb: {from: aid, when: x > 9}}
"""


def shock(folder: Path, *, decide: str = "90 days", fall: str = "15") -> str:
    return account(folder, SHOCK.replace("DECIDE", decide).replace("FALL", fall))


def test_a_move_says_which_stages_it_skips_up_and_down(tmp_path: Path) -> None:
    text = dated(shock(tmp_path))
    assert "■ The town climbs to: arms, by shocked, skipping “sanctions” and “aid” " in text
    assert "■ The town steps down to: sanctions, skipping “aid” " in text
    assert "· sanctions: the decision under way is overtaken" in text


def test_a_move_that_skips_many_stages_counts_them(tmp_path: Path) -> None:
    stages = "".join(f"  - {{stage: s{n}, climb: {{when: x > 90}}}}\n" for n in range(4))
    rest = f"ladder:\n  - stage: low\n{stages}  - {{stage: high, climb: {{from: low, when: x < 5}}}}\n"
    assert "■ The town climbs to: high, skipping 4 stages " in dated(account(tmp_path, rest))


def test_what_was_missing_is_told_of_every_stage_to_which_a_way_leads_from_there(tmp_path: Path) -> None:
    text = shock(tmp_path)
    assert missing(text, "aid") == ["`x > 4` is false (1 against 4 points, 3 short)"]
    assert points(text, "What was still missing for troops, skipping “aid” and “arms”:") == [
        "`x > 8` is false (1 against 8 points, 7 short)"
    ]


def test_of_each_stage_that_was_not_reached_all_ways_from_where_the_actor_stood_are_told(tmp_path: Path) -> None:
    assert nearest(shock(tmp_path)) == [
        (
            "troops, by at_once, skipping “aid” and “arms”: from 2024-01-16 until the period ended (5 days) its condition never "
            "held; it was never nearer than at the end."
        ),
        (
            "troops, by slow: from 2024-01-07 to 2024-01-16 (9 days) its condition never held; nearest on 2024-01-07: `x > 7` "
            "was false (6 against 7 points, 1 short)."
        ),
        "all out: the town never stood at “aid”, from where a way leads there.",
    ]


def test_a_climb_may_end_what_a_way_that_skips_had_begun(tmp_path: Path) -> None:
    text = shock(tmp_path, decide="4 days", fall="19")
    assert nearest(text)[1] == (
        "arms, by shocked, skipping “sanctions” and “aid”: a decision of 2 days, begun on 2024-01-05, had 1 day of it done on "
        "2024-01-06, when the town climbed to “sanctions”."
    )
    assert nearest(text)[-1] == "all out: the town never stood at “aid”, from where a way leads there."


def test_where_no_way_leads_up_from_it_says_so_and_never_that_there_is_no_higher_stage(tmp_path: Path) -> None:
    rest = (
        "events: {rise: {at: 1, set: {x: 6}}}\nladder:\n  - stage: low\n  - {stage: mid, climb: {when: x > 5}}\n"
        "  - {stage: high, climb: {from: low, when: x > 9}}\n"
    )
    text = account(tmp_path, rest)
    assert "\nNo way leads up from there.\n" in text
    assert "There is no higher stage" not in text
    assert nearest(text) == [
        (
            "high, skipping “mid”: from 2024-01-01 to 2024-01-02 (1 day) its condition never held; nearest on 2024-01-01: "
            "`x > 9` was false (0 against 9 points, 9 short)."
        )
    ]


def test_two_stages_ahead_are_held_back_each_by_its_own_brakes(tmp_path: Path) -> None:
    rest = (
        "events: {rise: {at: 1, set: {x: 6}}}\n"
        "brakes: {law: {while: x > 5, blocks: [mid, high]}, fear: {while: x > 4, blocks: [high]}}\nladder:\n"
        "  - stage: low\n  - {stage: mid, climb: {when: x > 5, decide: 3 days}}\n"
        "  - {stage: high, climb: {from: low, when: x > 5, for: 10 days}}\n"
    )
    text = " ".join(account(tmp_path, rest).split())
    assert (
        "What was still missing for the next stage, mid: - everything it needs holds, and law (while `x > 5`) holds it back Over "
        "the whole period it was held back by: law (19 days, all of it alone)."
    ) in text
    assert (
        "What was still missing for high, skipping “mid”: - everything it needs holds, and law (while `x > 5`) and fear (while "
        "`x > 4`) hold it back Over the whole period it was held back by: law (9 days, none of it alone); fear (9 days, none of "
        "it alone)."
    ) in text


@pytest.mark.parametrize("fall", ["4", "15", "19"])
def test_no_move_of_another_ladder_is_taken_for_one_of_this(tmp_path: Path, fall: str) -> None:
    """How near it came is told as if another ladder, which nothing reads, were not there."""
    beside = (
        "ladders: {elsewhere: {actor: Elsewhere, stages: [{stage: here}, {stage: there, climb: {when: x > 2, decide: 1 day}, "
        "descend: {when: x < 2}}]}}\n"
    )
    alone = SHOCK.replace("DECIDE", "90 days").replace("FALL", fall)
    assert nearest(account(tmp_path, alone + beside)) == nearest(account(tmp_path, alone)) != []
