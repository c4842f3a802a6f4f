"""The states of the page that look different, and how one comes to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.browser.pages import Shown
from tests.browser.test_games import ADDRESS


@dataclass(frozen=True)
class State:
    """Where it stands on a page, and what is to be done until it is there."""

    address: str
    until: Callable[[Shown], object]
    page: Literal["base", "five", "several", "fragile"] = "base"


def there(selector: str) -> Callable[[Shown], object]:
    return lambda page: page.page.wait_for_selector(selector)


def at_rest(page: Shown) -> None:
    page.page.wait_for_selector("#whynot:not(.stale) h2")


def unfold(page: Shown) -> None:
    page.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")


def unfolded(page: Shown) -> None:
    at_rest(page)
    unfold(page)


def held(page: Shown) -> None:
    at_rest(page)
    page.page.click("#hold")
    page.goes_to("n=1000&set.defensive_threshold=6000&without=law")
    page.page.wait_for_selector("#held table")
    at_rest(page)


def guessed(page: Shown) -> None:
    page.page.click("#reveal")
    page.page.wait_for_selector("#sentence .guessed")
    at_rest(page)


def compared(page: Shown) -> None:
    page.page.wait_for_function("() => window.escalationSim.comparison() !== null")


def beside(page: Shown) -> None:
    compared(page)
    unfold(page)


def moved_most(page: Shown) -> None:
    at_rest(page)
    page.page.click("#asknow")
    page.page.wait_for_selector("#now h3")


def settled(page: Shown) -> None:
    """No part that is seen is pale, as what belongs to another state is, and none is still turning.

    Two frames after the window was given another size the page has heard of it.
    """
    page.page.evaluate("() => new Promise(heard => requestAnimationFrame(() => requestAnimationFrame(heard)))")
    page.page.wait_for_function(
        """() => ![...document.querySelectorAll('.stale, [aria-busy=true]')].some(one => one.checkVisibility())
          && document.getAnimations().every(one => one.playState !== 'running')"""
    )


STATES = {
    "guess": State("", there("#guess h2")),
    "guessed": State("", guessed),
    "answer": State("n=1000", at_rest),
    "unfolded": State("n=1000", unfolded),
    "held": State("n=1000", held),
    "drawn": State("n=1000&uncertain=1", at_rest),
    "odd_address": State("n=1000&tea=green", at_rest),
    "game": State("play=0", there("#game h2")),
    "decision": State(f"{ADDRESS}&play=30&answers=yes", there("#answers")),
    "end": State(f"{ADDRESS}&play=30&answers=yes,60,yes,no,yes,yes", there("#beside:not([aria-busy])")),
    "odd_game": State("play=1&answers=perhaps", there("#game h2")),
    "odd_brakes": State("without=lwa&play=30", there("#toquestion")),
    "pair": State("scenario=pair&n=1000", unfolded, "five"),
    "moved_most": State("n=1000&seed=5&set.law_weighs=12&without=public_opinion", moved_most),
    "beside": State("n=1000&compare=all", beside, "five"),
    "beside_trouble": State("n=1000&uncertain=1&compare=all", beside, "several"),
    "trouble": State("set.divisor=0", there(".trouble"), "fragile"),
}
