"""The page in Firefox, opened from the disk: its numbers, its controls by keyboard and mouse, its address, a game."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.language.loading import load
from tests.browser.files import FOUR
from tests.browser.firefox import Firefox, Window, opened, running
from tests.browser.pages import LEVER, SLIDER
from tests.browser.test_games import ADDRESS, LEFT_OUT, in_the_terminal
from tests.browser.test_numbers import of_the_command_line, random_state, seed_of
from tests.places import SCENARIOS

STATES = 2
"""Random states of each scenario."""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with running(tmp_path_factory.mktemp("profile")) as found:
        yield found


def state_when(window: Window, condition: str) -> dict[str, Any]:
    """The state that is shown in full, once a condition on it holds."""
    window.until(f"(state => {condition})(window.escalationSim.state())")
    window.until(
        "document.querySelector('.answer')?.dataset.state === JSON.stringify(window.escalationSim.state())"
        " && document.querySelector('#answer').getAttribute('aria-busy') === 'false'"
    )
    found: dict[str, Any] = window.found("window.escalationSim.state()")
    return found


def test_the_numbers_are_those_of_the_command_line(firefox: Firefox, five: Path) -> None:
    for name in (*FOUR, "pair"):
        path = five.parent / "pair.yaml" if name == "pair" else SCENARIOS / f"{name}.yaml"
        with opened(firefox, five, f"scenario={name}") as window:
            for number in range(STATES):
                options, state = random_state(load(path).scenario, number)
                window.goes_to(f"scenario={name}&{state}")
                window.until(f"window.escalationSim.state().seed === {seed_of(state)}")
                assert window.found("window.escalationSim.answer()") == of_the_command_line(path, options), options


def test_moved_by_keyboard_held_and_undone(firefox: Firefox, base: Path) -> None:
    with opened(firefox, base) as window:
        state_when(window, "true")
        window.clicks("#hold")
        window.presses("End", SLIDER)
        assert state_when(window, f"state.set.{LEVER} === 20000")["set"] == {LEVER: 20_000}
        window.until("document.querySelector('#held table')")
        window.clicks("#undo")
        assert state_when(window, f"!('{LEVER}' in state.set)")["set"] == {}
        window.presses("Space", "#with-law")
        assert state_when(window, "state.without.length")["without"] == ["law"]


def test_the_address_holds_the_state(firefox: Firefox, base: Path) -> None:
    """Loaded again, gone back, opened in another window."""
    with opened(firefox, base) as window:
        before = state_when(window, "true")
        window.presses("ArrowRight", SLIDER)
        moved = state_when(window, f"'{LEVER}' in state.set")
        window.until("location.hash.includes('set.')")
        address = window.found("location.hash.slice(1)")
        window.reloads()
        assert state_when(window, "true") == moved
        window.goes_back()
        assert state_when(window, f"!('{LEVER}' in state.set)") == before
    with opened(firefox, base, address) as other:
        assert state_when(other, "true") == moved


def test_a_guess_and_a_game(firefox: Firefox, base: Path) -> None:
    """By keyboard, and as in the terminal."""
    with opened(firefox, base, "") as window:
        window.until("document.querySelector('#guess h2')")
        window.presses("End", "#guessed")
        window.presses("Enter", "#reveal")
        window.until("document.querySelector('#sentence .guessed')?.textContent.startsWith('You said 100')")
    with opened(firefox, base, f"{ADDRESS}&play=30") as window:
        answers: list[str] = []
        for number in range(1, 50):
            due = f"document.querySelector('#game h2')?.textContent.startsWith('Decision {number}, on ')"
            window.until(f"{due} || window.escalationSim.game()")
            if window.found("window.escalationSim.game() !== null"):
                break
            answers.append("yes" if number % 2 else "no")
            window.presses("Enter", f"#{answers[-1]}")
        assert len(answers) > 2, "there is little to decide: another game would tell more"
        told = window.found("window.escalationSim.game()")
    words = ["--replication", "30", *LEFT_OUT, "--answers", ",".join(answers)]
    terminal = in_the_terminal(SCENARIOS / "base.yaml", *words)
    assert told["code"] == terminal["code"]
    assert [one["at"] for one in told["decisions"]] == [one["at"] for one in terminal["decisions"]]
    assert told["final_stage"] == terminal["final_stage"]
