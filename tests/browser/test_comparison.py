"""All scenarios of a page beside each other: how one gets there and away, the numbers of `compare`, and what has no answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.files import VARIANTS
from tests.browser.pages import Shown, shown
from tests.browser.test_looks import SIZES
from tests.commands import command
from tests.places import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def whole(page: Shown) -> list[dict[str, Any]]:
    """What stands beside each other, once all of it is there."""
    page.page.wait_for_function("() => window.escalationSim.comparison() !== null")
    found: list[dict[str, Any]] = json.loads(page.page.evaluate("() => JSON.stringify(window.escalationSim.comparison())"))
    return found


def rows(page: Shown) -> list[str]:
    """The words of each row."""
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in page.page.locator("section.side").all_inner_texts()]


def test_a_link_reload_and_back_keep_it(browser: Browser, several: Path) -> None:
    """By keyboard from the choice to the view, from a row to its scenario, and back."""
    with shown(browser, several, "n=1000&seed=3") as page:
        page.rests()
        page.page.locator("#compare").press("Enter")
        first = whole(page)
        assert [one["scenario"] for one in first] == [*VARIANTS, "unsure"]
        address = page.page.evaluate("() => location.hash.slice(1)")
        assert "compare=all" in address
        assert not page.page.is_visible("#levers")
        page.page.reload()
        assert whole(page) == first
        page.page.get_by_role("link", name="No legal brake").first.press("Enter")
        page.page.wait_for_selector("#levers")
        state = page.rests()
        assert (state["scenario"], state["seed"], state["n"]) == (1, 3, 1000)
        assert page.text("h1") == page.page.title() == "No legal brake"
        page.page.go_back()
        assert whole(page) == first
        page.page.go_back()
        page.page.wait_for_selector("#levers")
        assert page.rests()["scenario"] == 0
    with shown(browser, several, address) as other:
        assert whole(other) == first


def test_what_an_address_says_in_vain_is_said_there_too(browser: Browser, several: Path) -> None:
    with shown(browser, several, "n=100&without=nobody&compare=all") as page:
        whole(page)
        assert "is left aside: without=nobody" in page.text("header .aside")


@pytest.mark.parametrize("luck", ["n=1000", "n=400&seed=7"], ids=["as written", "another luck"])
def test_its_differences_are_those_of_compare(browser: Browser, several: Path, luck: str) -> None:
    """Also against another scenario than the first, which is chosen."""
    number = dict(part.split("=") for part in luck.split("&"))
    options = ["-n", number["n"], "--seed", number.get("seed", "1"), "--format", "json", "--quiet"]
    with shown(browser, several, f"{luck}&compare=all") as page:
        for against in ("base", "past_the_phases"):
            page.page.select_option("#against", str(VARIANTS.index(against)))
            page.page.wait_for_function(
                "place => window.escalationSim.comparison()?.[place].stages === null", arg=VARIANTS.index(against)
            )
            found = {one["scenario"]: one for one in whole(page)}
            for name in ("base", "no_legal_brake", "past_the_phases"):
                if name == against:
                    continue
                paths = [str(SCENARIOS / f"{one}.yaml") for one in (against, name)]
                differences = json.loads(command("compare", *paths, *options).out)["differences"]
                by_name = {one["of"]: one for one in differences if one["quantity"] == "reached"}
                assert found[name]["stages"], name
                for stage in found[name]["stages"]:
                    expected = by_name[stage["stage"]]
                    assert f"{stage['value']:.9g}" == f"{expected['difference']:.9g}"
                    assert f"{stage['low']:.9g}" == f"{expected['low']:.9g}"
                    assert f"{stage['high']:.9g}" == f"{expected['high']:.9g}"
            assert found["spiral"]["stages"] == []
        assert "nothing is compared" in rows(page)[VARIANTS.index("spiral")]


def test_what_has_no_answer_says_so_and_the_others_go_on(browser: Browser, several: Path) -> None:
    """The switch holds for all; what fails may even be what the others are held against."""
    with shown(browser, several, "n=1000&compare=all") as page:
        assert all(one["trouble"] is None for one in whole(page))
        page.page.locator(".lucky summary").press("Enter")
        page.page.locator("#uncertain").press("Space")
        page.page.wait_for_function("() => window.escalationSim.comparison()?.at(-1).trouble")
        *others, last = whole(page)
        assert "stops" in last["trouble"]
        assert all(one["trouble"] is None for one in others)
        assert "No answer: history" in rows(page)[-1]
        assert page.page.evaluate("() => location.hash").endswith("uncertain=1&compare=all")
        page.page.select_option("#against", str(len(VARIANTS)))
        page.page.wait_for_function("() => document.querySelector('section.side .since').textContent.includes('no answer')")
        assert all("has no answer to hold it against" in row for row in rows(page)[:-1])


def test_a_moved_state_is_what_the_others_are_held_against(browser: Browser, several: Path) -> None:
    """And it is there again on the way back."""
    with shown(browser, several, "n=1000&set.law_weighs=0") as page:
        page.rests()
        page.page.click("#compare")
        found = whole(page)
        assert "law_weighs = 0" in rows(page)[0]
        without_law, unmoved = found[VARIANTS.index("no_legal_brake")], found[VARIANTS.index("past_the_phases")]
        assert not any(one["gained"] or one["lost"] for one in without_law["stages"]), "the law weighs nothing in both"
        assert any(one["lost"] for one in unmoved["stages"])
        page.page.click("#back")
        page.page.wait_for_selector("#levers")
        assert page.rests()["set"] == {"law_weighs": 0}


def test_between_a_game_and_all_beside_each_other(browser: Browser, several: Path) -> None:
    """Whichever is left, the page is as it was."""
    with shown(browser, several) as page:
        page.rests()
        for state in ("compare=all&n=1000", "play=1", "compare=all&n=1000", "n=1000"):
            page.goes_to(state)
            page.page.wait_for_selector("main.sides" if "compare" in state else "#game" if "play" in state else "#levers")
        assert page.page.locator("main").count() == 1
        assert page.rests()["n"] == 1000
        assert page.page.is_visible("#sentence")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_fits_and_whoever_does_not_see_it_is_told(
    browser: Browser, several: Path, size: tuple[int, int], colours: str
) -> None:
    with shown(browser, several, "n=1000&compare=all", color_scheme=colours) as page:
        page.page.set_viewport_size({"width": size[0], "height": size[1]})
        whole(page)
        assert page.page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
        nameless = page.page.evaluate(
            """() => [...document.querySelectorAll('input, select, button, a, svg[role=img]')]
              .filter(one => !(one.getAttribute('aria-label') || one.labels?.length || one.textContent.trim()))
              .map(one => one.outerHTML.slice(0, 100))"""
        )
        assert nameless == []
        assert page.text("#said") == "All 5 scenarios are there."
        page.page.emulate_media(media="print")
        assert page.page.is_visible("section.side .bar")
        assert not page.page.is_visible("#against")
