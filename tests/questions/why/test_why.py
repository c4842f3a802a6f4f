"""The verb `why`: which stage it asks about, what it says first, and what it says where there is nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import escalation_sim as es
from escalation_sim.presentation.wording import percent
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.why.asking import RISE, RISE_AND_FALL, ladder, told, why, written

BASE = str(SCENARIOS / "base.yaml")
LAW = "brakes: {law: {title: The rule, while: y < 1, blocks: all}}\n"


def test_the_first_lines_say_it() -> None:
    answer = command("why", BASE, "-n", "300", "--quiet").out
    first = " ".join(answer.partition("\nWhat stood in the way\n")[0].split())
    count = why(BASE, "-n", "300")["reached"]["count"]
    assert first.startswith(f"Seoul reaches “Defensive weapons, sent directly” in {count} of 300 histories")
    assert first.endswith(" and “Washington does not back arms from Seoul” together stood in the way at the last chance.")
    assert all(len(line) <= 100 for line in answer.splitlines())


def test_where_one_brake_alone_stood_in_the_way_the_first_lines_say_what_taking_it_out_would_do() -> None:
    free = [
        word for name in ("law", "fear_of_moscow", "waiting_for_washington", "washington_opposed") for word in ("--without", name)
    ]
    asked = (BASE, "--stage", "defensive_weapons", "-n", "300", *free)
    first = " ".join(command("why", *asked, "--quiet").out.partition("\nWhat stood in the way\n")[0].split())
    assert "“Too many South Koreans oppose arming Ukraine” alone stood in the way at the last chance. Without it" in first
    freed = why(*asked, "--without", "public_opinion")["reached"]["probability"]
    assert f"Without it {percent(freed)} would get there" in first


def test_the_default_stage_is_the_lowest_that_fewer_than_half_reach(tmp_path: Path) -> None:
    for options in ([], ["--seed", "2"], ["--set", "fear_weighs=0", "--set", "law_weighs=0"]):
        stages = json.loads(command("run", BASE, "-n", "200", "--format", "json", "--quiet", *options).out)["stages"]
        lowest = next((one["stage"] for one in stages if one["reached"]["probability"] < 0.5), stages[-1]["stage"])
        assert why(BASE, "-n", "200", *options)["stage"] == lowest
    for replication in (0, 1, 2):
        run = json.loads(command("run", BASE, "--replication", str(replication), "--format", "json", "--quiet").out)
        missed = [one["stage"] for one in run["stages"] if one["first_reached_day"] is None]
        found = why(BASE, "--replication", str(replication))
        assert (found["stage"], found["reached"]) == (missed[0] if missed else "offensive_weapons", not missed)
    assert why(written(tmp_path, RISE + ladder("{when: x > 5}")), "-n", "5")["stage"] == "high", "reached by all: the highest"


def test_one_history_that_got_there_tells_the_chain(tmp_path: Path) -> None:
    path = written(tmp_path, RISE + ladder("{when: x > 5, for: 2 days}"))
    text = told(path, "--replication", "0")
    assert text.startswith("The town reaches “high”, on 2024-01-06 (day 5).")
    assert "2024-01-04: `rise`: `x` becomes 6 points" in text
    assert "2024-01-06: the town climbs to “high”" in text
    assert "without `rise`, event: it would not get there" in text


def test_one_history_that_did_not_get_there_tells_how_near_it_came(tmp_path: Path) -> None:
    text = told(written(tmp_path, RISE + LAW + ladder("{when: x > 5}")), "--replication", "0")
    assert "high: everything it needs held, but from 2024-01-04 until the period ended (17 days) law held it back" in text
    assert "“The rule” (law) is on while `y < 1` (0 against 1, 1 short)" in text
    assert text.startswith("The town does not reach “high”. Without “The rule” it would get there, on 2024-01-04.")
    building = told(written(tmp_path, RISE_AND_FALL + ladder("{when: x > 5, for: 9 days}")), "--replication", "0")
    assert "`x > 5` held from 2024-01-04 for 3 days of the 9 days it must, until 2024-01-07" in building
    early = told(written(tmp_path, RISE + ladder("{when: x > 5, decide: 9 days}")), "--replication", "0", "--by", "2024-01-08")
    assert early.startswith("The town does not reach “high” before 2024-01-08, but only on 2024-01-13 (day 12).")
    assert "a decision of 9 days, begun on 2024-01-04, was under way when it was 2024-01-08" in early


def test_a_no_says_which_chance_would_have_been_a_yes(tmp_path: Path) -> None:
    """The chance is a parameter, and it flips at what is said."""
    odds = "parameters: {odds: {value: 0.1, range: [0, 1], assumption: for the test}}\n"
    path = written(tmp_path, odds + RISE + ladder("{when: x > 5, chance: odds}"))
    refused = [number for number in range(8) if not why(path, "--replication", str(number))["reached"]]
    assert len(refused) > 3
    for number in refused:
        (one,) = why(path, "--replication", str(number))["changes"]
        said = told(path, "--replication", str(number))
        assert f"any chance above {percent(one['flips_at'])} would have been a yes" in said


def test_where_the_actor_has_stepped_down_since(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        RISE_AND_FALL
        + "ladder:\n  - stage: low\n  - {stage: mid, climb: {when: x > 5}, descend: {when: x < 3}}\n"
        + "  - {stage: high, climb: {when: x > 7}}\n",
    )
    text = told(path, "--replication", "0")
    assert "the town has stepped down since then: it ends at “low”, where it has stood since 2024-01-07" in text
    assert "`x > 7` was false (6 against 7 points, 1 short)" in text
    assert "stepped down since" not in told(path, "--replication", "0", "--by", "2024-01-06"), "not before that date"


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--stage", "hgh"], 2, "there is no stage 'hgh'; did you mean high"),
        (["--stage", "low"], 2, "it is reached from the start, whatever the parameters; name a higher stage, such as high"),
        (["--by", "2023-12-01"], 2, "--by 2023-12-01: it is before the start, 2024-01-01"),
        (["--by", "soon"], 2, "--by soon"),
        (["-n", "5", "--replication", "1"], 2, "take one of them out"),
        (["--without", "lw"], 2, "did you mean law"),
        (["--by", "2025-01-01"], 0, "after the end of the period, 2024-01-20, and answered for the end"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path: Path, options: list[str], status: int, words: str) -> None:
    answer = command("why", written(tmp_path, RISE + LAW + ladder("{when: x > 5}")), *options)
    assert answer.status == status
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_a_ladder_of_one_stage_has_none_to_ask_about(tmp_path: Path) -> None:
    answer = command("why", written(tmp_path, "ladder: [{stage: low}]\n"), "-n", "5")
    assert (answer.status, answer.out) == (2, "")
    assert "no stage above the one where it begins" in answer.err


@pytest.mark.parametrize("options", [["-n", "3"], ["--replication", "0"]])
def test_a_history_that_stops_is_an_error_and_no_answer(tmp_path: Path, options: list[str]) -> None:
    path = written(tmp_path, "events: {rise: {at: 3, set: {x: 1 / y}}}\n" + ladder("{when: x > 5}"))
    answer = command("why", path, *options)
    assert (answer.status, answer.out) == (3, "")
    assert "1 / y" in answer.err


def test_a_change_with_which_it_stops_says_how_to_see_it(tmp_path: Path) -> None:
    stops = "events: {up: {at: 2, set: {y: 1}}, rise: {at: 3, set: {x: 1 / y}}}\n"
    answer = command("why", written(tmp_path, stops + ladder("{when: x > 5}")), "--replication", "0")
    assert answer.status == 3
    assert "mend: `run … --without up --replication 0` tells the history up to there" in answer.err


@pytest.mark.parametrize("options", [["-n", "1"], ["-n", "20"], ["--replication", "0"]])
@pytest.mark.parametrize("climb", ["{when: x < 1}", "{when: x > 5}"])
@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_nothing_to_take_out_and_nothing_to_change(tmp_path: Path, options: list[str], climb: str, format_: str) -> None:
    """No event, no brake, no range: reached by all or by none, of one or of many."""
    answer = command("why", written(tmp_path, ladder(climb)), *options, "--format", format_, "--quiet")
    assert (answer.status, answer.err) == (0, "")
    if format_ == "json":
        found = json.loads(answer.out)
        assert found["without"] == []
        assert found["shares" if "shares" in found else "changes"] == []
    else:
        assert "nan" not in answer.out
        assert "{" not in answer.out


def test_reached_by_all_or_by_none(tmp_path: Path) -> None:
    everybody = written(tmp_path, RISE + ladder("{when: x > 5}"))
    assert told(everybody, "-n", "20").startswith("The town reaches “high” in all 20 histories (100 %, ")
    assert why(everybody, "-n", "20")["stood_in_the_way"] == []
    nobody = written(tmp_path, RISE + LAW + ladder("{when: x > 5}"))
    assert told(nobody, "-n", "20").startswith(
        "The town reaches “high” in none of 20 histories (0 %, 95 % interval 0–16 %). In all 20 histories that stop short, "
        "“The rule” alone stood in the way at the last chance. Without it 100 % would get there, not 0 %."
    )


@pytest.mark.parametrize("options", [["-n", "60"], ["--replication", "2"]])
def test_the_answer_does_not_depend_on_who_plays(options: list[str]) -> None:
    path = str(SCENARIOS / "troops_alone.yaml")
    answers = {command("why", path, *options, "--format", "json", "--quiet", *more).out for more in (["--jobs", "2"], [])}
    assert len(answers) == 1
    if "-n" in options:
        slow = command("why", path, *options, "--format", "json", "--quiet", "--engine", "simpy").out
        assert answers == {slow}


def test_markdown_shows_words_of_a_scenario_and_does_nothing_else(tmp_path: Path) -> None:
    text = "brakes: {law: {title: 'A [link](x) | <b>', while: y < 1, blocks: all}}\n"
    answer = command("why", written(tmp_path, text + ladder("{when: x < 1}")), "-n", "20", "--format", "markdown").out
    assert answer.startswith("# Why? Tiny\n")
    assert r"A \[link\](x) \| \<b\>" in answer


def test_in_python_it_is_the_same_answer() -> None:
    scenario = es.load(BASE)
    many = es.why(scenario, "defensive_weapons", 100, without="law")
    assert many.data() == why(BASE, "--stage", "defensive_weapons", "-n", "100", "--without", "law")
    assert str(many) == command("why", BASE, "--stage", "defensive_weapons", "-n", "100", "--without", "law").out.rstrip("\n")
    assert (
        many._repr_markdown_()
        == command("why", BASE, "--stage", "defensive_weapons", "-n", "100", "--without", "law", "--format", "markdown").out
    )
    assert repr(many) == "<Why defensive_weapons, or not, in base>"
    one = es.why(scenario, replication=1, by="2025-06-01", set={"opening_support": 40})
    assert one.data() == why(BASE, "--replication", "1", "--by", "2025-06-01", "--set", "opening_support=40")
    with pytest.raises(es.errors.UsageError, match="take one of them out"):
        es.why(scenario, n=5, replication=1)
