"""What an expression says of ladders and brakes is said in words as well."""

from __future__ import annotations

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.glosses import Glosses
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import PLAIN

HEAD = "title: T\nactor: Seoul\nperiod: {start: 2024-01-01, end: 2024-01-20}\nparameters: {p: 3}\nquantities: {x: 4}\n"
BRAKES = "brakes: {law: {while: x < 5}, fear: {while: x > 7}, doubt: {while: x > 9}}\n"
LADDER = "ladder: [{stage: low}, {stage: high, title: The top, climb: {when: x > 5}}]\n"
MOSCOW = """
ladders:
  moscow:
    actor: The Kremlin
    stages:
      - {stage: words, title: "Words, and no more"}
      - {stage: arms, climb: {when: x > 6}}
      - {stage: treaty, climb: {when: x > 7}}
"""


def scenario(others: str = MOSCOW) -> Scenario:
    return loads(HEAD + BRAKES + LADDER + others).scenario


def said(text: str, others: str = MOSCOW) -> list[str]:
    made = scenario(others)
    return list(Glosses(made, PLAIN).of(parse(text, brakes=[brake.name for brake in made.brakes])))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("moscow >= arms", ["the Kremlin stands at `arms` or above"]),
        ("moscow >= treaty", ["the Kremlin stands at `treaty`"]),
        ("moscow > words", ["the Kremlin stands above “Words, and no more”"]),
        ("moscow < arms", ["the Kremlin stands below `arms`"]),
        ("moscow <= words", ["the Kremlin stands at “Words, and no more”"]),
        ("moscow <= arms", ["the Kremlin stands at `arms` or below"]),
        ("moscow == arms", ["the Kremlin stands at `arms`"]),
        ("moscow != arms", ["the Kremlin does not stand at `arms`"]),
        ("arms <= moscow", ["the Kremlin stands at `arms` or above"]),
        ("words < moscow <= arms", ["the Kremlin stands above “Words, and no more”", "the Kremlin stands at `arms` or below"]),
        ("moscow >= 1", ["the Kremlin stands at `arms` or above"]),
        ("stage >= high", ["Seoul stands at “The top”"]),
        ("highest >= high", ["Seoul has reached “The top”"]),
        ("highest < high", ["Seoul has not reached “The top” yet"]),
        ("x > p and moscow >= arms and law", ["the Kremlin stands at `arms` or above", "`law` is on"]),
        ("not law", ["`law` is off"]),
        ("not moscow >= arms", ["`moscow >= arms`: the Kremlin stands at `arms` or above"]),
        ("x > 1 or stage >= high", ["`stage >= high`: Seoul stands at “The top”"]),
        ("0.5 if moscow >= arms else 1", ["`moscow >= arms`: the Kremlin stands at `arms` or above"]),
        ("0.7 * (0.4 if law else 1)", ["`law`: while that brake is on"]),
        ("3 * law", ["`law`: 1 while that brake is on, else 0"]),
        ("2 * moscow", ["`moscow`: the place of the Kremlin, 0 at `words` to 2 at `treaty`"]),
        ("moscow + x > 3", ["`moscow`: the place of the Kremlin, 0 at `words` to 2 at `treaty`"]),
        ("x > p", []),
    ],
)
def test_places_and_brakes_in_words(text: str, words: list[str]) -> None:
    assert said(text) == words


def test_with_one_ladder_its_places_need_no_words_and_brakes_do() -> None:
    assert said("stage >= high and highest >= high and law", "") == ["`law` is on"]


def test_of_two_ladders_of_one_actor_it_is_said_which() -> None:
    both = MOSCOW.replace("actor: The Kremlin", "title: People").replace("moscow", "people")
    assert said("people >= arms and stage >= high", both) == [
        "Seoul (People) stands at `arms` or above",
        "Seoul stands at “The top”",
    ]


@pytest.mark.parametrize(
    ("text", "off", "words"),
    [
        ("0.7 * (0.4 if law else 1)", (), "0.28 while `law` is on, else 0.7 (`0.7 * (0.4 if law else 1)`)"),
        ("p / 10 if law else 1", (), "0.3 while `law` is on, else 1 (`p / 10 if law else 1`)"),
        (
            "1 - law / 2 - fear / 4",
            (),
            (
                "0.25 while `law` and `fear` are on, 0.5 while `law` alone is, 0.75 while `fear` alone is, else 1 "
                "(`1 - law / 2 - fear / 4`)"
            ),
        ),
        ("1 - law / 2 - fear / 4", ("fear",), "0.5 while `law` is on, else 1 (`1 - law / 2 - fear / 4`)"),
        ("1 - law / 2", ("law",), "1 (`1 - law / 2`)"),
        (
            "0.5 if law and x > 1 else 1",
            (),
            "`0.5 if law and x > 1 else 1` (`law`: while that brake is on), by the state of that moment,",
        ),
        (
            "(law + fear + doubt) / 9",
            (),
            (
                "`(law + fear + doubt) / 9` (`law`: 1 while that brake is on, else 0; `fear`: 1 while that brake is on, else 0; "
                "`doubt`: 1 while that brake is on, else 0), by the state of that moment,"
            ),
        ),
    ],
)
def test_a_chance_is_told_for_each_set_of_the_brakes_it_reads(text: str, off: tuple[str, ...], words: str) -> None:
    made = scenario()
    phrases = Phrases(made, PLAIN)
    assert phrases.chance(parse(text, brakes=[brake.name for brake in made.brakes]), off) == words


def test_a_duration_is_told_while_a_brake_is_on() -> None:
    phrases = Phrases(scenario(), PLAIN)
    assert (
        phrases.duration(parse("30 if law else p", brakes=["law"]))
        == "30 days while `law` is on, else 3 days (`30 if law else p`)"
    )
    drawn = phrases.duration(parse("exponential(30 if law else p)", brakes=["law"]))
    assert drawn == "`exponential(30 if law else p)` days (by the state of that moment; `law`: while that brake is on)"
