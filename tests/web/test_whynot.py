"""What stood in the way, in the words of the page: those of `why`."""

from __future__ import annotations

from collections import Counter

from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.presentation.prose import PLAIN
from escalation_sim.presentation.wording import percent, plural
from escalation_sim.questions.why.many import WhyMany, why_many
from escalation_sim.questions.why.naming import Naming
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.words_many import MOST, first_why, kind_of, obstacle_in_words
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.two_ladders import PAIR
from tests.web.node import ask
from tests.web.test_telling import STRETCHES, TELLINGS, question

N = 200

NOWHERE = """\
title: Some never stand where a way leads on, others stand there and nothing happens
actor: The town
period: {start: 2024-01-01, end: 2024-03-31}
quantities: {x: {initial: "uniform(0, 4)"}}
ladder:
  - {stage: calm}
  - {stage: words, climb: {when: x > 1}}
  - stage: deeds
    climb:
      routes:
        slow: {when: x > 2 and x <= 3, for: 100 days}
        quick: {when: x > 3, decide: "exponential(30)", chance: 0.4}
"""
"""A quarter never stands at words, for a quarter its condition never holds there, a quarter waits in vain for 100 days."""


def lines_of(found: WhyMany) -> list[str]:
    """The list of `why`, with titles throughout."""
    naming, short = Naming(found.question, PLAIN), len(found.obstacles)
    kinds = sorted(Counter(map(kind_of, found.obstacles)).items(), key=lambda item: (-item[1], item[0]))
    said = [(count, obstacle_in_words(kind, naming)) for kind, count in kinds[:MOST]]
    if rest := kinds[MOST:]:
        said.append((sum(count for _, count in rest), f"{plural(len(rest), 'other way', 'other ways')} of stopping short"))
    return [f"{count:,} ({percent(count / short)}): {text}" for count, text in said]


def assert_same_words(document: Document, settings: Settings) -> str:
    """Of every stage above the first of the main ladder; all that was said."""
    setup, main = Setup(document.scenario, settings), document.scenario.main
    stages = [stage.name for stage in main.above]
    asked = [{**question(document, settings), "what": "whynot", "n": N, "stage": stage} for stage in stages]
    said = ""
    for stage, answer in zip(stages, ask(*asked, script=TELLINGS), strict=True):
        found = why_many(Question(setup, stage, document.scenario.end, None, jobs=1), setup.ensemble(N, jobs=1))
        assert answer["first"] == first_why(found)
        assert answer["lines"] == lines_of(found)
        said += "\n".join([answer["first"], *answer["lines"]])
    return said


def test_the_page_tells_apart_who_never_stood_there_and_whose_conditions_never_held() -> None:
    said = assert_same_words(loads(NOWHERE), Settings())
    assert "the town never stood at a step from which a way leads there" in said
    assert "the conditions never held" in said
    assert "the conditions held, but not for long enough" in said
    assert "the decision was a no" in said
    assert "a decision had begun and was not finished" in said


def test_why_not_is_said_as_why_says_it() -> None:
    """Of scenarios that come with the program, as written, with some left out, and uncertain."""
    for name in ("base", "spiral", "germany_tanks", "beside_the_ladder", "past_the_phases"):
        document = load(SCENARIOS / f"{name}.yaml")
        for settings in (
            Settings(),
            Settings(2, without=tuple(sorted(document.scenario.removable)[::3])),
            Settings(uncertain=True),
        ):
            assert_same_words(document, settings)
    for text in (PAIR, STRETCHES):
        assert_same_words(loads(text), Settings())


def test_why_not_of_random_scenarios_is_said_as_why_says_it() -> None:
    said = []
    for seed in range(300, 330):
        document = loads(to_yaml(random_scenario(seed)))
        try:
            Setup(document.scenario, Settings()).ensemble(N, jobs=1)
            said.append(assert_same_words(document, Settings()))
        except RunError:
            continue
    assert len(said) > 10
