"""Names inside a sentence: an actor called `The town` is `the town` there, and a title stands in quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.presentation.wording import capital, inside
from tests.commands import command

SCENARIO = """\
title: A river
actor: ACTOR
period: {start: 2024-01-01, end: 2024-01-20}
parameters:
  mark: {value: 5, range: [1, 10], kind: lever, assumption: for the test}
  rain: {value: 1, range: [0.5, 2], assumption: for the test}
quantities: {level: {initial: 0, unit: metres}}
events: {storm: {every: exponential(2), set: {level: level + rain}}}
ladder:
  - {stage: low, title: "Calm, and dry"}
  - stage: high
    title: Sandbags, by hand
    climb: {when: level >= mark}
"""


@pytest.mark.parametrize(
    ("name", "within", "first"),
    [
        ("The town", "the town", "The town"),
        ("the town", "the town", "The town"),
        ("A council of three", "a council of three", "A council of three"),
        ("An alliance", "an alliance", "An alliance"),
        ("the government", "the government", "The government"),
        ("Seoul", "Seoul", "Seoul"),
        ("Theodora", "Theodora", "Theodora"),
        ("The", "The", "The"),
        ("Anna of The Hague", "Anna of The Hague", "Anna of The Hague"),
        ("von der Leyen", "von der Leyen", "Von der Leyen"),
        ("THE TOWN", "THE TOWN", "THE TOWN"),
    ],
)
def test_a_name_inside_a_sentence_and_at_its_start(name: str, within: str, first: str) -> None:
    assert (inside(name), capital(name)) == (within, first)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    path = tmp_path / "river.yaml"
    path.write_text(SCENARIO.replace("ACTOR", "The town"))
    return path


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("run --replication 0", "The town begins at: Calm, and dry."),
        ("run --replication 0", "■ The town climbs to: Sandbags, by hand"),
        ("run --replication 0", "The town ends at: Sandbags, by hand,"),
        ("run -n 50", "The town gets as far as “Sandbags, by hand” in 50 of 50 histories."),
        ("threshold --vary mark --reach high -n 100", "The probability that the town reaches “Sandbags, by hand” "),
        ("threshold --vary mark --reach high --replication 3", "In this history the town reaches “Sandbags, by hand” "),
        ("sensitivity -n 50", "◆ the town can choose; the others are what nobody chooses."),
        ("discover --reach high --points 100 -n 5", "The town reaches “Sandbags, by hand” in "),
    ],
)
def test_every_verb_names_the_actor_so(river: Path, verb: str, words: str) -> None:
    name, *options = verb.split()
    answer = command(name, str(river), *options, "--quiet")
    assert answer.status == 0, answer.err
    assert words in " ".join(answer.out.split())


def test_the_sentence_that_started_it(river: Path) -> None:
    told = " ".join(command("explain", str(river), "--quiet").out.split())
    assert "Whose ladder: the town." in told
    assert "At the start the town stands at: Calm, and dry (`low`)." in told
    assert "Levers, the choice of the town:" in told
    assert "The town climbs when `level >= mark`" in told
    assert 'n1(["The town: the stage reached"])' in told


def test_pictures_name_it_so_too(river: Path, tmp_path: Path) -> None:
    for number, verb in enumerate((["run", "-n", "50"], ["run", "--replication", "0"])):
        picture = tmp_path / f"{number}.svg"
        assert command(verb[0], str(river), *verb[1:], "--plot", str(picture), "--quiet").status == 0
        shown = picture.read_text()
        assert ("How far the town has climbed" in shown) == (number == 0)
        assert ("(number 0): The town " in shown) == (number == 1)


def test_titles_with_a_comma_stand_in_quotes_in_the_answer(river: Path) -> None:
    told = " ".join(command("run", str(river), "-n", "50", "--set", "mark=10", "--quiet").out.split())
    assert (
        "The town gets as far as “Calm, and dry”, and no further, in 29 of 50 histories; "
        "it goes on to “Sandbags, by hand” in 21 (" in told
    )
