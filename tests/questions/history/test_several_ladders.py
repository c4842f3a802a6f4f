"""The account of several ladders: who moves is never in doubt, and it is said where everybody ends and what was missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.questions.history.accounts import account, dated, points

UPSTREAM = """\
events: {rise: {at: 1, set: {x: 6}}, more: {at: 9, set: {x: 8}}}
brakes: {law: {title: The law, while: x < 7, blocks: [shuts, high]}, fear: {while: x > 5}, long: {while: LONG}}
ladder:
  - {stage: low, title: Nothing}
  - {stage: mid, title: "Sandbags, by hand", climb: {when: x > 5, decide: 2 days, keep: fear}}
  - {stage: high, climb: {when: village >= opens and fear}}
ladders:
  village:
    actor: The village
    title: Upstream
    stages:
      - {stage: closed, title: Nothing}
      - {stage: opens, climb: {when: stage >= mid and fear, decide: 1 day}, descend: {when: highest >= high}}
      - {stage: shuts, climb: {when: "x > 5 and not (x > 100)", for: 3 days, decide: 9 days}}
""".replace("LONG", " and ".join(f"x < {n}00" for n in range(1, 9)))


def test_it_says_who_moved_and_whose_decision_begins_or_waits(tmp_path: Path) -> None:
    text = dated(account(tmp_path, UPSTREAM))
    for words in (
        "· The town: Sandbags, by hand: a decision begins, and will take 2 days",
        "2024-01-04 ■ The town climbs to: Sandbags, by hand ",
        "· The village: opens: a decision begins, and will take 1 day",
        "2024-01-05 ■ The village climbs to: opens ",
        "· The village: shuts: `x > 5 and not (x > 100)` begins to hold",
        "2024-01-08 · The village: shuts: a decision has to wait, held back",
        "2024-01-10 more: x 6 → 8 points",
        "■ The town climbs to: high ",
        "■ The village steps down to: Nothing ",
    ):
        assert words in text
    assert "Back to" not in text


def test_it_begins_with_where_everybody_stands(tmp_path: Path) -> None:
    head = " ".join(account(tmp_path, UPSTREAM).partition("\n\n")[0].split())
    assert head.endswith("The town begins at: Nothing. The village begins at: Nothing.")


def test_a_place_reads_as_a_stage_with_who_has_stood_there_since_when(tmp_path: Path) -> None:
    text = dated(account(tmp_path, UPSTREAM))
    assert "(fear on (while `x > 5`); stage mid, where the town has stood since 2024-01-04)" in text
    assert "(fear on (while `x > 5`); village opens, where the village has stood since 2024-01-05)" in text
    assert "`highest >= high` held from 2024-01-10 (highest high, reached on 2024-01-10)" in text
    assert "set by the ladder" not in text


def test_the_name_of_a_brake_reads_as_on_or_off_with_what_it_looks_at_where_that_is_short(tmp_path: Path) -> None:
    rest = UPSTREAM.replace("village >= opens and fear}", "village >= opens and long and not law}")
    text = dated(account(tmp_path, rest))
    assert "(law off (while `x < 7`); long on; village opens, where" in text


def test_what_was_missing_reads_brakes_as_on_or_off_and_places_as_stages(tmp_path: Path) -> None:
    rest = UPSTREAM.replace("village >= opens and fear}", "village >= shuts and not fear}")
    text = account(tmp_path, rest.replace("decide: 9 days", "decide: 30 days"))
    assert points(text, "What was still missing for the next stage, high:") == [
        "`village >= shuts` is false (village is opens); `not fear` is false (fear on)"
    ]


@pytest.mark.parametrize("condition", ["shuts <= village", "village > opens", "opens < village"])
def test_a_place_that_was_not_reached_is_told_as_a_stage_on_whichever_side_it_stands(tmp_path: Path, condition: str) -> None:
    rest = UPSTREAM.replace("village >= opens and fear}", f"{condition}}}").replace("9 days", "30 days")
    assert points(account(tmp_path, rest), "What was still missing for the next stage, high:") == [
        f"`{condition}` is false (village is opens)"
    ]


def test_each_ends_in_a_paragraph_and_the_main_one_as_ever(tmp_path: Path) -> None:
    text = account(tmp_path, UPSTREAM.replace("highest >= high", "highest > high").replace("9 days", "30 days"))
    ends = [" ".join(one.split()) for one in text.split("\n\n")[2:]]
    assert ends == [
        (
            "The town ends at: high, where it has stood since 2024-01-10 (day 9). In all: 2 climbs, 0 descents, 0 decisions "
            "shelved and 0 decisions refused; 2 days spent deciding. There is no higher stage."
        ),
        (
            "The village ends at: opens, where it has stood since 2024-01-05 (day 4). In all: 1 climb; 12 days spent deciding. "
            "What was still missing for the next stage, shuts: - a decision of 30 days is 11 days old Over the whole period it "
            "was held back by: The law (2 days, all of it alone)."
        ),
    ]


SAME = """\
events: {rise: {at: 1, set: {x: 6}}}
ladder: [{stage: low}, {stage: high, climb: {when: x > 5}}]
ladders:
  people: {title: People sent, stages: [{stage: nobody}, {stage: helpers, climb: {when: stage >= high}}]}
  words: {actor: the town, stages: [{stage: silent}, {stage: warns, climb: {when: stage >= high, decide: 2 days}}]}
  village: {actor: Elsewhere, stages: [{stage: idle}, {stage: busy, climb: {when: people >= helpers}}]}
"""


def test_of_two_ladders_of_one_actor_it_says_which(tmp_path: Path) -> None:
    text = account(tmp_path, SAME)
    for words in (
        "■ The town climbs to: high",
        "■ The town (People sent) climbs to: helpers",
        "■ The town (words) climbs to: warns",
        "■ Elsewhere climbs to: busy",
        "· The town (words): warns: a decision begins",
        "\nThe town ends at: high",
        "\nThe town (People sent) ends at: helpers",
    ):
        assert words in text
    assert "(people helpers, where the town (People sent) has stood since 2024-01-02)" in dated(text)


def test_the_facts_behind_a_move_are_those_of_its_own_ladder_and_of_the_brakes_it_reads(tmp_path: Path) -> None:
    evidence = "article: {id: S1, title: T, published: 2023-01-01, published_is: stated}\nfacts:\n"
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "one.yaml").write_text(evidence + "".join(f"  S1-0{n}: {{says: Fact {n}}}\n" for n in range(4)))
    rest = UPSTREAM
    for number, name in enumerate(("fear: {", "stage: closed, ", "stage: opens, ", "stage: mid, ")):
        assert name in rest
        rest = rest.replace(name, f"{name}source: [S1-0{number}], ")
    text = account(tmp_path, "evidence: seeds\n" + rest)
    moves = [move.partition(" facts: ") for move in dated(text).split("■ ")[1:]]
    facts = {move.partition(" to: ")[2].partition(" `")[0]: words[: len("S1-00, S1-00")] for move, _, words in moves}
    assert facts["opens"] == "S1-02, S1-00"
    assert facts["Nothing"].startswith("S1-01")
    assert "  S1-01: Fact 1\n" in text


@pytest.mark.parametrize("width", [60, 100])
def test_no_line_is_longer_than_the_width(tmp_path: Path, width: int) -> None:
    from escalation_sim.language.loading import load
    from escalation_sim.questions.history.formats import history_text
    from escalation_sim.running.setups import Settings, Setup

    account(tmp_path, UPSTREAM)
    document = load(tmp_path / "tiny.yaml")
    setup = Setup(document.scenario, Settings())
    lines = history_text(document, setup, setup.history(0), "text", width).splitlines()
    assert max(map(len, lines)) <= width
