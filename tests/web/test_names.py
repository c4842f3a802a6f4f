"""The nearest name on the page is that of the terminal, whatever was mistyped."""

from __future__ import annotations

import random

from escalation_sim.language.loading import load
from escalation_sim.language.names import nearest
from tests.places import SCENARIOS
from tests.web.node import ask
from tests.web.test_games import GAMES


def mistyped(name: str, luck: random.Random) -> str:
    """A name with a few letters left out, doubled, swapped or put in; now and then hardly any of it is left."""
    letters = list(name)
    for _ in range(luck.choice([1, 1, 2, 3, 8])):
        at = luck.randrange(len(letters) + 1)
        match luck.randrange(4):
            case 0:
                letters[at : at + 1] = []
            case 1:
                letters[at:at] = letters[at : at + 1]
            case 2:
                letters[at : at + 2] = letters[at : at + 2][::-1]
            case _:
                letters[at:at] = luck.choice("abcxyz_1")
    return "".join(letters)


def test_the_nearest_name_is_that_of_the_terminal() -> None:
    luck = random.Random(4)  # noqa: S311 - no secret depends on it
    scenario = load(SCENARIOS / "base.yaml").scenario
    known = sorted([*(event.name for event in scenario.events), "Storm", "mrots", "aab", "aba", "baa", "abdc", "abcde"])
    asked = [mistyped(luck.choice(known), luck) for _ in range(600)] + ["", "x", "STORM", "abb", "abcd", "a" * 200]
    answers = ask(*({"what": "near", "name": name, "known": known} for name in asked), script=GAMES)
    expected = [nearest(name, known) for name in asked]
    assert answers == expected
    assert nearest("abcd", known) == "abdc", "a swap of two letters is nearest"
    assert None in expected
    assert sum(one is not None for one in expected) > 300
