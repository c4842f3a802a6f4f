"""A game on the page: by keyboard, from its address, with nothing hidden before the end, and as in the terminal."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.pages import Shown, shown, written
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.play.towns import HIDDEN_WORDS, TOWN

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ASIDE = ("fear_of_moscow", "law", "public_opinion", "waiting_for_washington", "washington_opposed")
ADDRESS = "&".join(f"without={name}" for name in ASIDE)
LEFT_OUT = [word for name in ASIDE for word in ("--without", name)]


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a town in which much is hidden."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "town.yaml").write_text(TOWN, encoding="utf-8")
    return written(folder, folder / "town.yaml")


def heading(page: Shown, begins: str) -> None:
    """Waits for a heading of the game, which has the focus."""
    page.page.wait_for_function(
        "text => document.querySelector('#game h2')?.textContent.startsWith(text) && document.activeElement.matches('#game h2')",
        arg=begins,
    )


def in_the_terminal(scenario: Path | str, *words: str) -> dict[str, Any]:
    answer = command("play", str(scenario), *words, "--quiet", "--format", "json")
    assert answer.status == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_a_game_by_keyboard_is_that_of_the_terminal(browser: Browser, base: Path) -> None:
    """Whose table can be pasted; back takes an answer back; whoever leaves is where they were."""
    answers = ["yes", "60", "yes", "no", "yes", "yes"]
    with shown(browser, base, f"n=1000&{ADDRESS}") as page:
        page.rests()
        page.page.focus("#decide")
        page.page.keyboard.press("Enter")
        heading(page, "Decide yourself")
        assert page.page.query_selector("#levers, #answer") is None
        page.page.fill("#group", "The red, and others")
        page.page.fill("#replication", "30")
        page.page.keyboard.press("Enter")
        for number, answer in enumerate(answers, 1):
            heading(page, f"Decision {number}, on ")
            assert page.text("#told").startswith(f"Decision {number}, on ")
            assert page.page.evaluate("() => window.escalationSim.game()") is None
            if answer.isdigit():
                page.page.fill("#days", answer)
            else:
                page.page.focus(f"#{answer}")
            page.page.keyboard.press("Enter")
        heading(page, "The period is over")
        told = page.page.evaluate("() => window.escalationSim.game()")
        words = ["--replication", "30", *LEFT_OUT, "--answers", ",".join(answers)]
        terminal = in_the_terminal(SCENARIOS / "base.yaml", *words)
        assert told["code"] == terminal["code"]
        assert [one["at"] for one in told["decisions"]] == [one["at"] for one in terminal["decisions"]]
        assert told["final_stage"] == terminal["final_stage"]
        rows = list(csv.reader(page.page.input_value("#table").splitlines()))
        assert [row[0] for row in rows[1:]] == ["The red, and others"] * len(answers)
        page.page.wait_for_selector("#beside:not([aria-busy])")
        assert "of them have the same highest and final stage as yours" in page.text("#beside")
        page.page.go_back()
        heading(page, "Decision 6, on ")
        page.page.click("#leave")
        assert page.rests()["without"] == list(ASIDE)


def test_a_game_stands_in_the_address(browser: Browser, base: Path) -> None:
    """With its answers and with what is let happen; opened in another window, and loaded again, it goes on there."""
    injected = "2025-02-01=washington_finds_its_line"
    with shown(browser, base, f"{ADDRESS}&play=30&answers=yes,60,yes&inject={injected}") as page:
        heading(page, "Decision ")
        number = page.text("#game h2").split(",")[0]
        page.page.reload()
        heading(page, number)
        words = ["--replication", "30", *LEFT_OUT, "--inject", injected, "--answers", "yes,60,yes"]
        assert in_the_terminal(SCENARIOS / "base.yaml", *words)["code"] in page.text("#game")


def test_from_an_answer_to_a_game_in_another_state_and_back(browser: Browser, base: Path) -> None:
    """By typing into the address: the game is that of the state beside it, and so is the answer after it."""
    with shown(browser, base) as page:
        page.rests()
        page.goes_to(f"n=1000&seed=2&{ADDRESS}&play=0")
        heading(page, "Decision 1, on ")
        assert in_the_terminal(SCENARIOS / "base.yaml", "--seed", "2", *LEFT_OUT, "--answers", "")["code"] in page.text("#game")
        page.goes_to("n=1000&seed=3")
        page.page.wait_for_selector("#levers")
        assert page.rests()["seed"] == 3


EVERY_BYTE = """() => {
  const values = [...document.querySelectorAll('input, textarea, select, output')].map(one => one.value);
  const attributes = [document.documentElement, document.body, ...document.querySelectorAll('head *, #page, #page *')]
    .filter(one => !one.matches('script, style'))
    .flatMap(one => [...one.attributes].map(({ name, value }) => `${name}=${value}`));
  const drawn = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText);
  const kept = [JSON.stringify(history.state), JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  const told = JSON.stringify(window.escalationSim.game());
  const words = [document.title, location.href, document.querySelector('#page').textContent];
  return [...words, told, ...values, ...attributes, ...drawn, ...kept]
    .join('\\n');
}"""


def every_byte(page: Shown) -> str:
    """All that the page shows, folded or not, on the screen and on paper: words, attributes, values, the title, the address."""
    screen: str = page.page.evaluate(EVERY_BYTE)
    page.page.emulate_media(media="print")
    paper = page.page.inner_text("#page")
    page.page.emulate_media(media="screen")
    return f"{screen}\n{paper}"


def test_nothing_hidden_is_on_the_page_before_the_end(browser: Browser, river: Path) -> None:
    """No name, no title, no value, no word of luck; in the end it is there."""
    with shown(browser, river, "play=1&answers=yes") as page:
        for number in range(2, 100):
            page.page.wait_for_function(
                "number => window.escalationSim.game()"
                " || document.querySelector('#game h2')?.textContent.startsWith(`Decision ${number},`)",
                arg=number,
            )
            if page.page.evaluate("() => window.escalationSim.game()"):
                break
            shows = every_byte(page)
            assert "Tents <b>seen</b>" in shows
            assert [word for word in (*HIDDEN_WORDS, "7654", "7,654") if word in shows] == []
            assert "luck no" not in shows
            assert "luck yes" not in shows
            page.page.click("#no" if number % 2 else "#yes")
        assert number > 2, "nothing is decided in this game: choose another"
        assert "Zzyzx of the river" in page.text("#hidden")
        assert "luck " in page.text("#luck")


def on_paper(page: Shown) -> str:
    """The words that a printer gets."""
    page.page.emulate_media(media="print")
    return page.text("#page")


def test_a_decision_on_paper_is_a_sheet_to_hand_in(browser: Browser, base: Path) -> None:
    """Who plays, which history, the decisions so far, this one, and room for an answer; nothing to press."""
    with shown(browser, base, f"{ADDRESS}&play=30&answers=yes,60&group=The%20red") as page:
        heading(page, "Decision 3, on ")
        paper = on_paper(page)
        assert "Who plays: The red" in paper
        assert "The code of this history: 1-30-" in paper
        decided = paper.partition("Decided so far")[2]
        assert "wait 60 days" in decided
        assert "Our answer (yes, no, or days to wait):" in decided
        assert visible(page, "#game button, #game input, #game textarea") == 0


def test_the_end_on_paper_has_the_debriefing_and_the_table(browser: Browser, base: Path) -> None:
    with shown(browser, base, f"{ADDRESS}&play=30&answers=yes,60,yes,no,yes,yes&group=The%20red") as page:
        heading(page, "The period is over")
        page.page.wait_for_selector("#beside:not([aria-busy])")
        table = page.page.input_value("#table")
        paper = on_paper(page)
        assert "Who plays: The red" in paper
        for line in table.splitlines():
            assert line in paper
        for said in ("How it went", "luck would have said", "What was hidden from you", "of them have the same highest"):
            assert said in paper
        assert visible(page, "#game button, #game input, #game textarea") == 0


def visible(page: Shown, selector: str) -> int:
    found: int = page.page.evaluate(
        "selector => [...document.querySelectorAll(selector)].filter(one => one.getClientRects().length).length", selector
    )
    return found


def test_how_far_a_brake_is_from_turning_is_on_the_page(browser: Browser, base: Path) -> None:
    """As in the terminal: a number against its cut, and what is between them."""
    with shown(browser, base, "play=3&answers=yes") as page:
        heading(page, "")
        answer = command("play", str(SCENARIOS / "base.yaml"), "--replication", "3", "--answers", "yes", "--quiet")
        near = set(re.findall(r"\d[\d,.]* against \d[\d,.]* [\w ]+?, [\d,.]+\s(?:short|too\shigh)", " ".join(answer.out.split())))
        page.goes_to("play=3")
        heading(page, "Decision 1, on ")
        text = " ".join(page.text("#game").split())
        assert near
        assert any(one in text for one in near), near


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("play=1&answers=yes,perhaps", "“perhaps” is no answer"),
        ("play=1&inject=2024-02-30=envoy", "a date is written"),
        ("play=1&inject=2024-02-20=nobody", "there is no event nobody"),
    ],
)
def test_an_address_that_makes_no_sense_says_so(browser: Browser, river: Path, address: str, says: str) -> None:
    with shown(browser, river, address) as page:
        heading(page, "This game cannot go on")
        assert says in page.text("#game")
        page.page.click("#leave")
        page.page.wait_for_selector("#levers")


def test_from_the_head_of_a_decision_to_its_question(browser: Browser, base: Path) -> None:
    """By keyboard, and on a telephone: the address, which holds the game, stays. On paper there is no such link."""
    with shown(browser, base, f"{ADDRESS}&play=30&answers=yes", viewport={"width": 360, "height": 740}) as page:
        heading(page, "Decision 2, on ")
        address = page.page.evaluate("() => location.href")
        top = "() => document.querySelector('#question h3').getBoundingClientRect().top"
        assert page.page.evaluate(top) > 740
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("() => document.activeElement.textContent") == "To the question"
        page.page.keyboard.press("Enter")
        assert page.page.evaluate("() => document.activeElement.matches('#question h3')")
        assert 0 <= page.page.evaluate(top) < 740 / 2
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("() => document.activeElement.id") == "yes"
        assert page.page.evaluate("() => location.href") == address
        page.page.emulate_media(media="print")
        assert not page.page.is_visible("#toquestion")


def test_a_mistyped_event_has_a_mend(browser: Browser, base: Path, river: Path) -> None:
    """That of the terminal; but of what nobody sees the name is not told."""
    mistyped, mend = "2025-02-01=washington_finds_its_lin", "did you mean washington_finds_its_line?"
    assert mend in command("play", str(SCENARIOS / "base.yaml"), "--inject", mistyped, "--quiet", "--answers", "").err
    with shown(browser, base, "play=") as page:
        heading(page, "Decide yourself")
        page.page.fill("#inject", mistyped)
        page.page.click("#begin")
        assert mend in page.text("#game .trouble")
    with shown(browser, river, "play=1&inject=2024-02-20=omenn") as page:
        heading(page, "This game cannot go on")
        assert "there is no event omenn" in page.text("#game")
        assert "did you mean" not in page.text("#game")


def test_what_an_address_says_in_vain_is_said_in_a_game(browser: Browser, base: Path) -> None:
    """At the top before the first decision, and on the sheet: it is played with other brakes than whoever leads may think."""
    odd = "without=public_opinon"
    with shown(browser, base, f"without=law&{odd}&play=30") as page:
        heading(page, "")
        head = page.page.wait_for_selector("main.game .aside:not(:empty)")
        assert head
        said = head.inner_text()
        assert said == f"The address says what makes no sense here, and is left aside: {odd}"
        assert head.bounding_box()["y"] < page.page.locator("#game h2").bounding_box()["y"]  # type: ignore[index]
        heading(page, "Decision 1, on ")
        assert on_paper(page).count(said) == 2, "at the head, and on the sheet that is handed in"
        page.page.emulate_media(media="screen")
        page.page.click("#no")
        page.page.wait_for_function("() => !document.querySelector('#game h2').textContent.startsWith('Decision 1,')")
        assert said in page.text("main.game")
        page.goes_to("without=law&without=public_opinion&play=30")
        page.page.wait_for_function("() => document.querySelector('.aside').textContent === ''")


def test_a_game_fits_a_telephone(browser: Browser, base: Path) -> None:
    """No part of a decision and of the end lies beside a window of 360 pixels."""
    beyond = (
        "() => [...document.querySelectorAll('#page *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1).length"
    )
    with shown(browser, base, f"{ADDRESS}&play=30&answers=yes") as page:
        page.page.set_viewport_size({"width": 360, "height": 700})
        heading(page, "Decision 2, on ")
        assert page.page.evaluate(beyond) == 0
        page.goes_to(f"{ADDRESS}&play=30&answers=yes,60,yes,no,yes,yes")
        heading(page, "The period is over")
        page.page.wait_for_selector("#beside:not([aria-busy])")
        assert page.page.evaluate(beyond) == 0
