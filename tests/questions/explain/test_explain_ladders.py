"""`explain` of several ladders, of ways that skip, of brakes that are read by name, and of outcomes with arithmetic."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from escalation_sim.language.loading import loads
from escalation_sim.questions.explain.data import explanation_data
from escalation_sim.questions.explain.explanation import explanation_markdown, explanation_text
from tests.commands import command
from tests.scenarios import random_scenario, to_yaml

HEAD = "title: T\nactor: Arland\nperiod: {start: 2024-01-01, end: 2024-12-31}\n"
PAIR = """
quantities:
  fear: {initial: 0, min: 0, title: Fear in Arland}
  alarm: {initial: 0, min: 0, title: Alarm in Borland, hidden: true}
events:
  arland_counts: {every: 7, set: {fear: fear + borland}}
  borland_counts: {every: 7, set: {alarm: alarm + stage}}
ladder:
  - {stage: watches, title: Watches the river}
  - stage: arms
    title: Buys guns
    climb: {when: fear > 2, decide: 30}
ladders:
  borland:
    actor: Borland
    title: What Borland does
    start_stage: worries
    stages:
      - stage: waits
      - {stage: worries, climb: {when: alarm > 1}}
      - stage: arms_too
        title: Buys guns too
        measures: [guns]
        climb: {when: alarm > 2 and stage >= arms, decide: 30}
        descend: {when: stage < arms, for: 60}
"""
SKIPS = """
quantities: {alarm: {initial: 0, min: 0}}
events: {news: {every: 7, set: {alarm: alarm + 1}}}
brakes: {law: {while: alarm < 9, blocks: [vehicles]}}
ladder:
  - stage: helmets
  - {stage: guns, title: Guns, climb: {when: alarm > 2}}
  - {stage: vehicles, climb: {when: alarm > 4}}
  - stage: tanks
    climb:
      routes:
        phased: {when: alarm > 8}
        at_once: {from: guns, when: alarm > 6}
    descend: {when: alarm < 1, to: helmets}
expect:
  - {probability: reached_vehicles, at_least: 0.1}
  - {probability: highest >= vehicles, at_least: 0.1}
  - {probability: highest >= tanks, at_least: 0.1}
"""
BRAKES = """
quantities: {water: {initial: 0, min: 0}, support: {initial: 30, min: 0}}
events:
  rain: {every: 7, set: {water: water + 1}}
  speech: {every: 30, while: not poor, set: {support: support + 1}}
brakes:
  law: {title: The law, while: support < 40}
  poor: {while: water < 2, blocks: [wall]}
  idle: {while: water < 3}
ladder:
  - stage: buckets
  - stage: wall
    climb: {when: water > 3, decide: 30 if law else 10, chance: 0.7 * (0.4 if law else 1) * (0.5 if poor else 1)}
outcomes: {lawful: days(law)}
"""


def explained(tmp_path: Path, text: str, *arguments: str) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + text)
    answer = command("explain", str(path), "--quiet", *arguments)
    assert answer.status == 0, answer.err
    return answer.out


def data(tmp_path: Path, text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(explained(tmp_path, text, "--format", "json"))
    return read


def notes(tmp_path: Path, text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in data(tmp_path, text)["notes"]:
        found.setdefault(note["kind"], []).append(note["text"])
    return found


def test_every_ladder_is_told_whose_it_is_and_where_it_begins(tmp_path: Path) -> None:
    text = explained(tmp_path, PAIR)
    assert (
        "At the start Arland stands at: Watches the river (`watches`). "
        "Beside it: What Borland does (`borland`), the ladder of Borland, which is at `worries` at the start.\n"
    ) in text
    assert "\nThe main ladder, of Arland, from the bottom\n----" in text
    assert (
        "\nWhat Borland does (`borland`): the ladder of Borland, from the bottom\n"
        "---------------------------------------------------------------------\n"
        "- Stage 0, the lowest: `waits`.\n- Stage 1: `worries`.\n"
    ) in text
    assert (
        "- Stage 2: Buys guns too (`arms_too`). Measures: guns.\n"
        "  - Up to here: Borland climbs when `alarm > 2 and stage >= arms` (Arland stands at “Buys guns”). "
        "Then the decision takes 30 days; if the condition breaks meanwhile, it is shelved. No brake holds it back.\n"
        "  - Down from here: Borland steps down when `stage < arms` (Arland stands below “Buys guns”), "
        "which must hold 60 days without a break. The decision takes no time.\n"
    ) in text


def test_a_ladder_of_the_same_actor_is_told_apart(tmp_path: Path) -> None:
    text = explained(tmp_path, PAIR.replace("    actor: Borland\n", "").replace("    title: What Borland does\n", ""))
    assert "Beside it: `borland`, another ladder of Arland, which is at `worries` at the start." in text
    assert "\nThe ladder `borland`, of Arland, from the bottom\n" in text
    assert "Arland climbs when `alarm > 2 and stage >= arms` (Arland stands at “Buys guns”)." in text


def test_what_the_actor_does_not_see_is_said(tmp_path: Path) -> None:
    assert "- Alarm in Borland (`alarm`): starts at 0, never below 0. Changed by `borland_counts`. Arland does not see it.\n" in (
        explained(tmp_path, PAIR)
    )
    fear, alarm = data(tmp_path, PAIR)["quantities"]
    assert ("hidden" not in fear, alarm["hidden"]) == (True, True)


def test_the_other_ladders_stand_in_json_with_the_keys_of_the_main_one(tmp_path: Path) -> None:
    read = data(tmp_path, PAIR)
    other = read["ladders"]["borland"]
    assert (other["title"], other["actor"], other["start_stage"]) == ("What Borland does", "Borland", "worries")
    assert [stage["stage"] for stage in other["ladder"]] == ["waits", "worries", "arms_too"]
    assert [set(stage) for stage in other["ladder"]] == [set(stage) for stage in (*read["ladder"], read["ladder"][1])]
    assert other["ladder"][2]["descend"][0].startswith("Borland steps down when `stage < arms`")


def test_a_loop_through_two_ladders_is_told_as_a_story_that_names_both_actors(tmp_path: Path) -> None:
    text = explained(tmp_path, PAIR)
    assert (
        "- fear → (+) stage → (+) borland → (+) fear: reinforcing. A step up by Arland drives Borland up; "
        "that drives “Fear in Arland” up; that drives Arland up: Arland and Borland drive each other on.\n"
    ) in text
    assert (
        "- fear → (+) stage → (+) alarm → (+) borland → (+) fear: reinforcing. "
        "A step up by Arland drives “Alarm in Borland” up; that drives Borland up; "
        "that drives “Fear in Arland” up; that drives Arland up: "
        "Arland and Borland drive each other on.\n"
    ) in text
    assert "- `stage` → (+) `borland`: up to arms_too; down from arms_too\n" in text
    assert "`stage` is where Arland stands and `borland` is where Borland stands;" in text
    short, long = data(tmp_path, PAIR)["loops"]
    assert (short["ladders"], short["kind"]) == (["main", "borland"], "reinforcing")
    assert long["sentence"].endswith("Arland and Borland drive each other on.")


@pytest.mark.parametrize(
    ("counts", "story"),
    [
        (
            "fear - borland",
            "that drives “Fear in Arland” down; that drives Arland down: the step works against itself, through Borland.",
        ),
        (
            "fear + 1 - (borland - 1)",
            "that drives “Fear in Arland” down; that drives Arland down: the step works against itself, through Borland.",
        ),
        (
            "fear + (borland - 1) * (alarm - 3)",
            (
                "that moves “Fear in Arland”, up or down; that drives Arland the same way: "
                "whether Arland and Borland drive each other on or hold each other back cannot be told."
            ),
        ),
    ],
)
def test_a_loop_that_is_not_an_arms_race_is_told_too(tmp_path: Path, counts: str, story: str) -> None:
    assert story in explained(tmp_path, PAIR.replace("fear + borland", counts))


def test_where_two_events_pull_both_ways_the_story_names_them(tmp_path: Path) -> None:
    talks = "events:\n  talks: {every: 9, while: borland >= arms_too, set: {fear: fear - 1}}\n"
    assert "that drives “Fear in Arland” up (arland_counts) and down (talks); that drives Arland the same way:" in (
        explained(tmp_path, PAIR.replace("events:\n", talks))
    )


def test_two_that_deter_each_other_feed_the_step_of_the_first(tmp_path: Path) -> None:
    deterred = PAIR.replace("fear + borland", "fear - borland").replace("alarm > 2 and stage >= arms", "stage < arms")
    deterred = deterred.replace("descend: {when: stage < arms", "descend: {when: stage >= arms").replace("+ stage", "- stage")
    assert (
        "A step up by Arland drives Borland down; that drives “Fear in Arland” up; that drives Arland up: "
        "the step feeds itself, through Borland."
    ) in explained(tmp_path, deterred)


def test_a_way_that_skips_says_from_where_it_leads_and_what_it_passes(tmp_path: Path) -> None:
    text = explained(tmp_path, SKIPS)
    assert "One step at a time, unless a way says what it skips." in text
    assert "What is skipped on the way up counts as reached." in text
    assert "  - Up to here by the way `phased`: Arland climbs from `vehicles` when `alarm > 8`." in text
    assert (
        "  - Up to here by the way `at_once`: Arland climbs from Guns (`guns`), skipping `vehicles`, when `alarm > 6`. "
        "The decision takes no time. No brake holds it back.\n"
        "  - Down from here: Arland steps down to `helmets`, passing over Guns (`guns`) and `vehicles`, when `alarm < 1`. "
    ) in text
    tanks = data(tmp_path, SKIPS)["ladder"][3]
    assert [(way["route"], way.get("from"), way.get("skips")) for way in tanks["climb"]] == [
        ("phased", None, None),
        ("at_once", "guns", ["vehicles"]),
    ]
    assert tanks["descend_to"] == "helmets"


def test_a_way_of_one_step_says_nothing_of_skipping_also_where_it_names_the_stage(tmp_path: Path) -> None:
    plain = SKIPS.replace("from: guns", "from: vehicles").replace("to: helmets", "to: vehicles")
    text = explained(tmp_path, plain)
    assert (
        "One step at a time. A condition's time counts from when it came to hold or from the arrival at the stage below," in text
    )
    assert "Arland climbs when `alarm > 6`." in text
    assert "Arland steps down when `alarm < 1`." in text


def test_brakes_say_where_they_weigh(tmp_path: Path) -> None:
    text = explained(tmp_path, BRAKES)
    assert (
        "Where the name of a brake is read, it is true (1) while the brake's condition holds, and false (0) while it does not."
        in text
    )
    assert (
        "- The law (`law`): On while `support < 40`. Holds back nothing: it weighs where its name is read, "
        "in `decide` and `chance` of the way to `wall` and in the outcome `lawful`. It is on at the start.\n"
    ) in text
    assert (
        "- `poor`: On while `water < 2`. Holds back `wall`. It is on at the start. "
        "Its name is read besides, in `while` of the event `speech` and in `chance` of the way to `wall`.\n"
    ) in text
    assert "- `idle`: On while `water < 3`. Holds back nothing. It is on at the start.\n" in text
    assert "It has an effect only if `not poor` (`poor` is off) holds at that moment." in text


def test_a_chance_says_what_it_is_while_a_brake_is_on_and_one_that_would_hold_the_way_is_off(tmp_path: Path) -> None:
    (wall,) = data(tmp_path, BRAKES)["ladder"][1]["climb"]
    words = " ".join(wall["sentences"])
    assert "Then the decision takes 30 days while `law` is on, else 10 days (`30 if law else 10`);" in words
    chance = "`0.7 * (0.4 if law else 1) * (0.5 if poor else 1)`"
    assert f"It is yes with probability 0.28 while `law` is on, else 0.7 ({chance}), tried once each time" in words


@pytest.mark.parametrize(
    ("blocks", "held"),
    [
        ("all", "every stage of every ladder"),
        ("[main]", "every stage of the main ladder"),
        ("[borland]", "every stage of the ladder `borland`"),
        ("[arms, borland]", "Buys guns (`arms`) and every stage of the ladder `borland`"),
        ("[arms_too]", "Buys guns too (`arms_too`)"),
    ],
)
def test_brakes_say_which_stages_and_ladders_they_hold_back(tmp_path: Path, blocks: str, held: str) -> None:
    brakes = f"brakes: {{law: {{while: fear < 9, blocks: {blocks}}}}}\n"
    assert f"- `law`: On while `fear < 9`. Holds back {held}. It is on at the start.\n" in explained(tmp_path, brakes + PAIR)


def test_a_brake_is_named_by_the_ways_of_another_ladder_that_heed_it_or_do_not(tmp_path: Path) -> None:
    brakes = "brakes: {law: {while: fear < 9, blocks: all}}\n"
    text = explained(tmp_path, brakes + PAIR.replace("alarm > 1}", "alarm > 1, ignores: [law]}"))
    assert "Holds back every stage of every ladder. It is on at the start. Not heeded by the way to `worries`." in text
    assert "Borland climbs when `alarm > 1`. The decision takes no time. No brake holds it back. It ignores `law`." in text
    assert text.count("Brakes that can hold it: `law`.") == 2


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (
            "{measure: peak(fear), title: Most fear, unit: points}",
            "Most fear (`it`): the highest value of Fear in Arland (`fear`), in points.",
        ),
        (
            "{measure: 24 * days(borland >= arms_too), unit: hours}",
            "`it`: `24 * A`, in hours, where A is the days in which `borland >= arms_too` (Borland stands at “Buys guns too”) ",
        ),
        (
            "{measure: first(borland >= arms_too) - first(stage >= arms)}",
            (
                "`it`: `A - B`, where A is the day on which `borland >= arms_too` (Borland stands at “Buys guns too”) is first "
                "true, or never; B is the day on which `stage >= arms` (Arland stands at “Buys guns”) is first true, or never; "
                "it is never where one of these days is."
            ),
        ),
        (
            "peak(fear) / count(arland_counts)",
            "`it`: `A / B`, where A is the highest value of Fear in Arland (`fear`); B is how often `arland_counts` occurs",
        ),
        (
            "{measure: 'on(fear, 2024-07-01)'}",
            "`it`: the value of Fear in Arland (`fear`) as 2024-07-01 (day 182) begins, before anything that is due in that ",
        ),
        (
            "{measure: 'on(borland >= arms_too, 2025-01-01)'}",
            (
                "`it`: 1 if `borland >= arms_too` (Borland stands at “Buys guns too”) holds as 2025-01-01 (day 366) begins, "
                "before anything that is due in that minute, else 0."
            ),
        ),
    ],
)
def test_an_outcome_in_words(tmp_path: Path, measure: str, words: str) -> None:
    assert f"\n- {words}" in explained(tmp_path, f"{PAIR}outcomes:\n  it: {measure}\n")


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("days(law)", "the days in which The law (`law`) is on."),
        ("first(law)", "the day on which The law (`law`) is first on, or never."),
        ("'on(law, 2024-07-01)'", "1 if The law (`law`) is on as 2024-07-01 (day 182) begins, before anything that is due in"),
        ("days(not law)", "the days in which `not law` (`law` is off) holds."),
        ("peak(borland)", "the highest value of `borland` (`borland`: the place of Borland, 0 at `waits` to 2 at `arms_too`)."),
        ("final(stage)", "the value of `stage` (`stage`: the place of Arland, 0 at `watches` to 1 at `arms`) at the end."),
    ],
)
def test_an_outcome_of_a_brake_or_a_ladder_in_words(tmp_path: Path, measure: str, words: str) -> None:
    brakes = "brakes: {law: {title: The law, while: fear < 9}}\n"
    assert f"\n- `it`: {words}" in explained(tmp_path, f"{brakes}{PAIR}outcomes:\n  it: {{measure: {measure}}}\n")


def test_the_title_and_the_unit_of_an_outcome_are_data(tmp_path: Path) -> None:
    both = "outcomes:\n  a: {measure: peak(fear), title: Most fear, unit: points}\n  b: peak(fear)\n"
    told, plain = data(tmp_path, PAIR + both)["outcomes"]
    assert (told["title"], told["unit"]) == ("Most fear", "points")
    assert set(plain) == {"name", "sentence"}


def test_no_ladder_sees_a_move_of_the_same_round_and_it_is_said_who_reads_whom(tmp_path: Path) -> None:
    rule = "No ladder sees another's move of the same round: it is seen in the next round, of the same minute."
    assert notes(tmp_path, PAIR)["same_round"] == [f"{rule} Borland reads where Arland stands."]
    mutual = PAIR.replace("fear > 2", "borland >= arms_too")
    assert notes(tmp_path, mutual)["same_round"] == [
        f"{rule} Arland and Borland read each other: where both move at once, neither knows of the other's move."
    ]


@pytest.mark.parametrize("brake", ["law: {while: borland >= arms_too, blocks: [arms]}", "law: {while: borland >= arms_too}"])
def test_a_ladder_may_read_another_by_way_of_a_brake(tmp_path: Path, brake: str) -> None:
    by_name = PAIR.replace("decide: 30}\nladders", "decide: 30 if law else 20}\nladders") if "blocks" not in brake else PAIR
    (note,) = notes(tmp_path, f"brakes: {{{brake}}}\n{by_name}")["same_round"]
    assert note.endswith("Arland and Borland read each other: where both move at once, neither knows of the other's move.")


def test_ladders_that_share_only_quantities_get_no_such_note(tmp_path: Path) -> None:
    apart = PAIR.replace(" and stage >= arms", "").replace("stage < arms", "alarm < 1")
    assert "same_round" not in notes(tmp_path, apart)


def test_two_that_can_set_each_other_off_for_ever_are_told(tmp_path: Path) -> None:
    restless = """
ladder: [{stage: low}, {stage: high, climb: {when: b < b1}, descend: {when: b >= b1}}]
ladders: {b: {actor: Borland, stages: [{stage: b0}, {stage: b1, climb: {when: stage >= high}, descend: {when: stage < high}}]}}
"""
    (note,) = notes(tmp_path, restless)["without_rest"]
    assert note.startswith("Arland and Borland each have ways up and down that read where the other stands and take no time:")
    path = tmp_path / "case.yaml"
    run = command("run", str(path), "--replication", "0", "--engine", "simpy", "--quiet")
    assert run.status == 3
    for key in ("for: 1", "decide: 1"):
        assert "without_rest" not in notes(tmp_path, restless.replace("{when: stage < high", f"{{when: stage < high, {key}"))


def test_a_stage_that_is_skipped_counts_as_reached_and_it_is_said_who_asks(tmp_path: Path) -> None:
    found = notes(tmp_path, SKIPS)
    assert found["skipped_counts_as_reached"][0] == (
        "A stage that is skipped counts as reached, on the day of the move, though nobody stands there: "
        "`vehicles` by the way `at_once` to `tanks`. That is how `reached_vehicles` and `highest >= vehicles` are read."
    )
    assert found["passed_over"][0] == (
        "A way down with `to` is one move, and nobody stands at what it passes over: from `tanks` to `helmets`, "
        "over `guns` and `vehicles`."
    )


def test_a_brake_on_what_is_skipped_does_not_hold_the_way(tmp_path: Path) -> None:
    rule = "A way heeds the brakes on the stage to which it leads, not those on what it skips"
    assert notes(tmp_path, SKIPS)["past_a_brake"] == [
        f"{rule}: `law` holds back `vehicles`, but not the way `at_once` to `tanks`."
    ]
    assert "past_a_brake" not in notes(tmp_path, SKIPS.replace("[vehicles]", "[vehicles, tanks]"))


def test_a_brake_that_is_read_and_blocks_as_well(tmp_path: Path) -> None:
    found = notes(tmp_path, BRAKES)
    assert found["brake_by_name"] == [
        "The name of a brake says whether its condition holds, whether or not it holds anybody back just then: `poor`."
    ]
    assert found["read_where_it_blocks"] == [
        "`poor` is always off where `chance` of the way to `wall` reads it: while it is on, that decision waits for it."
    ]
    assert "read_where_it_blocks" not in notes(tmp_path, BRAKES.replace("decide: 30 if", "ignores: all, decide: 30 if"))


def test_on_is_the_value_as_the_date_begins(tmp_path: Path) -> None:
    rule = "`on` is the value as a date begins, before timelines and all else that is due in that minute: `it`."
    after = "outcomes: {it: {measure: 'on(fear, 2024-01-16)'}}\n"
    assert notes(tmp_path, PAIR + after)["as_a_date_begins"] == [rule]
    same = after.replace("01-16", "01-15")
    meets = "`it` is taken just before `arland_counts`, due in that very minute (2024-01-15 (day 14))."
    assert notes(tmp_path, PAIR + same)["as_a_date_begins"] == [rule, meets]
    timeline = PAIR.replace("{initial: 0, min: 0, title: Fear", "{initial: 0, min: 0, timeline: [[2024-01-16, 3]], title: Fear")
    assert notes(tmp_path, timeline + after)["as_a_date_begins"][1].startswith(
        "`it` is taken just before the timeline of `fear`, "
    )
    assert "as_a_date_begins" not in notes(tmp_path, PAIR)


def test_each_ladder_has_a_frame_in_the_picture(tmp_path: Path) -> None:
    brakes = "brakes: {law: {title: The law, while: fear < 9, blocks: all}, doubt: {while: fear < 5}}\n"
    text = brakes + PAIR.replace("alarm > 1}", "alarm > 1, chance: 0.5 if doubt else 1}")
    pictures = data(tmp_path, text)["mermaid"]
    assert pictures["ladder"] == (
        "flowchart BT\n"
        '  subgraph l1["Borland"]\n    direction BT\n'
        '    l1s0["waits"]\n    l1s1(["worries"])\n    l1s2["Buys guns too"]\n'
        '    l1s0 -->|"alarm #62; 1"| l1s1\n    l1s1 -->|"alarm #62; 2 and stage ≥ arms"| l1s2\n'
        '    l1s2 -.->|"down: stage #60; arms, for 60 days"| l1s1\n'
        '    b1{{"doubt"}}\n    b1 -.-o|"weighs on"| l1s1\n  end\n'
        '  subgraph l0["Arland"]\n    direction BT\n'
        '    s0(["Watches the river"])\n    s1["Buys guns"]\n    s0 -->|"fear #62; 2"| s1\n  end\n'
        '  b0{{"The law"}}\n  b0 -.-x|"holds back"| s1 & l1s1 & l1s2\n'
    )
    assert '(["Borland: the stage reached"])' in pictures["influences"]
    assert '-->|"(+) up to arms_too#59; down from arms_too"|' in pictures["between_ladders"]


def test_ways_that_skip_lead_past_stages_in_the_picture(tmp_path: Path) -> None:
    ladder = data(tmp_path, SKIPS)["mermaid"]["ladder"]
    assert (
        '  s2 -->|"phased: alarm #62; 8"| s3\n  s1 -->|"at_once: alarm #62; 6"| s3\n  s3 -.->|"down: alarm #60; 1"| s0\n'
        in ladder
    )


def test_a_picture_of_what_lies_between_ladders_is_there_where_it_is_less_than_all(tmp_path: Path) -> None:
    heading = "What drives what between the ladders"
    assert heading not in explained(tmp_path, PAIR)
    more = PAIR.replace("events:\n", "events:\n  aside: {when: stage >= arms, set: {rest: 1}}\n").replace(
        "quantities:\n", "quantities:\n  rest: 0\n"
    )
    text = explained(tmp_path, more, "--format", "markdown")
    between = text.split(heading)[1].split("```")[1]
    assert "rest" not in between
    assert text.count("```mermaid") == 3


def test_it_is_said_through_which_brakes_something_is_driven(tmp_path: Path) -> None:
    text = explained(tmp_path, BRAKES)
    assert "- `support` → (+) `stage`: up to wall (through law)\n" in text
    assert "- `water` → (+) `stage`: poor; up to wall (also through poor)\n" in text
    assert "“Through” names a brake: its name is read there, and what its condition reads works by way of it." in text
    read = data(tmp_path, BRAKES)
    assert {"from": "support", "to": "stage", "sign": "+", "by": "ladder.wall.climb", "through": "law"} in read["influences"]


LINE = re.compile(
    r" *(subgraph l\d+\[\"\"\]|direction BT|end"
    r"|\w+(\(\[\"\"\]\)|\[\"\"\]|\{\{\"\"\}\})"
    r"|\w+ (-->|-\.->|==>)\|\"\"\| \w+|b\d+ (-\.-x|-\.-o)\|\"\"\| \w+( & \w+)*)"
)


@pytest.mark.parametrize("bundle", range(4))
def test_whatever_can_be_played_can_be_explained(bundle: int) -> None:
    for seed in range(bundle * 25, (bundle + 1) * 25):
        scenario = loads(to_yaml(random_scenario(seed, faults=False))).scenario
        assert explanation_text(scenario, None)
        assert explanation_markdown(scenario)
        for picture in explanation_data(scenario)["mermaid"].values():
            for line in picture.splitlines()[1:]:
                assert LINE.fullmatch(re.sub(r'"[^"]*"', '""', line)), line


HOSTILE = '"] end; subgraph x --> y <script>alert(1)</script> `code` **bold** [link](https://example.org) %%{init}%%'


def test_the_words_of_a_ladder_stay_words(tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE)
    text = PAIR.replace("actor: Borland", f"actor: {quoted}").replace("title: What Borland does", f"title: {quoted}")
    outcome = f"outcomes:\n  it: {{measure: 2 * peak(fear), title: {quoted}, unit: {quoted}}}\n"
    tokens = MarkdownIt("commonmark", {"html": True}).parse(explained(tmp_path, text + outcome, "--format", "markdown"))
    inside = [token for block in tokens for token in (block, *(block.children or []))]
    assert not {token.type for token in inside} & {"html_block", "html_inline", "link_open", "image", "em_open"}
    frames = re.findall(r"^  subgraph l\d+\[\"([^\"]*)\"\]$", data(tmp_path, text)["mermaid"]["ladder"], re.MULTILINE)
    assert len(frames) == 2
    bare = re.sub(r"#\d+;|<br/>", "", frames[0])
    assert not set(bare) & set('"<>[]{}|`#;&%\\*$')


def test_a_title_gives_a_picture_no_other_direction(tmp_path: Path) -> None:
    """Mermaid reads `direction LR` as a command wherever it stands in a line."""
    pictures = data(tmp_path, PAIR.replace("actor: Borland", "actor: The direction LR"))["mermaid"]
    assert "The #100;irection LR" in pictures["ladder"]
    assert not any("direction LR" in picture for picture in pictures.values())


def test_a_scenario_of_one_ladder_has_none_of_this(tmp_path: Path) -> None:
    one = PAIR.split("ladders:", maxsplit=1)[0].replace("fear + borland", "fear + 1").replace(", hidden: true", "")
    read = data(tmp_path, one + "outcomes: {it: peak(fear)}\n")
    assert not {"ladders"} & set(read)
    assert set(read["mermaid"]) == {"ladder", "influences"}
    assert "subgraph" not in read["mermaid"]["ladder"]
    assert all(set(arrow) == {"from", "to", "sign", "by"} for arrow in read["influences"])
    text = explained(tmp_path, one)
    assert "The ladder, from the bottom" in text
    assert "`stage` is the place on the ladder" in text
