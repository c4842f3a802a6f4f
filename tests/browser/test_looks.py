"""How the page looks and reads: sizes, paper, words that are hostile or long, and whoever does not see it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import shown, written
from tests.questions.report.test_file import TITLES, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"telephone": (360, 740), "desk": (1280, 900), "projector": (1920, 1080)}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_is_wider_than_the_screen(browser: Browser, base: Path, size: tuple[int, int], colours: str) -> None:
    with shown(browser, base, color_scheme=colours) as page:
        page.page.set_viewport_size({"width": size[0], "height": size[1]})
        page.page.wait_for_selector("#whynot h2")
        page.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.page.evaluate("() => document.documentElement.scrollWidth") <= size[0]


def test_no_line_ends_within_a_date_or_an_interval(browser: Browser, base: Path) -> None:
    """On a telephone as well."""
    with shown(browser, base, viewport={"width": 360, "height": 740}) as page:
        page.page.wait_for_selector("#whynot h2")
        page.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        broken = page.page.evaluate(
            """() => {
              const found = [], words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
              while (words.nextNode()) {
                for (const { index, 0: date } of words.currentNode.data.matchAll(/[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9.]+–[0-9.]+/g)) {
                  const range = document.createRange();
                  range.setStart(words.currentNode, index);
                  range.setEnd(words.currentNode, index + date.length);
                  found.push([date, new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size]);
                }
              }
              return found;
            }"""
        )
        assert sum("–" in text for text, _ in broken) > 20
        assert sum("–" not in text for text, _ in broken) > 20
        assert [date for date, lines in broken if lines > 1] == []


def test_captions_of_wide_tables_are_read_without_moving_them(browser: Browser, base: Path) -> None:
    with shown(browser, base, viewport={"width": 360, "height": 740}) as page:
        page.page.wait_for_selector("#whynot h2")
        page.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        right = "() => [...document.querySelectorAll('.wide caption > span')].map(one => one.getBoundingClientRect().right)"
        wide = "() => [...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth + 20).length"
        assert page.page.evaluate(wide) > 1
        assert max(page.page.evaluate(right)) <= 360


def test_no_line_of_a_picture_goes_through_its_words(browser: Browser, base: Path) -> None:
    """Of what the brakes took, the line from which the bars begin stands beside the bars alone."""
    with shown(browser, base) as page:
        page.page.wait_for_selector("#whynot svg text")
        crossed = page.page.evaluate(
            """() => {
              const boxes = name => [...document.querySelectorAll(`#whynot svg ${name}`)].map(one => one.getBoundingClientRect());
              const meet = (a, b) => a.left <= b.right && b.left <= a.right && a.top < b.bottom - 3 && b.top + 3 < a.bottom;
              return boxes('line').filter(line => boxes('text').some(text => meet(line, text))).length;
            }"""
        )
        assert crossed == 0


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_words_of_a_scenario_are_shown_as_words(browser: Browser, title: str, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text(hostile(title), encoding="utf-8")
    with shown(browser, written(tmp_path, tmp_path / "town.yaml")) as page:
        page.rests()
        page.page.wait_for_selector("#ordinary .which")
        assert page.page.text_content("h1") == title.strip()
        assert page.page.title() == " ".join(title.split())
        assert page.page.evaluate("() => document.querySelectorAll('img, [onmouseover]').length") == 0
        page.page.set_viewport_size({"width": 360, "height": 740})
        assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_on_paper_there_are_no_controls(browser: Browser, base: Path, tmp_path: Path) -> None:
    with shown(browser, base) as page:
        page.page.wait_for_selector("#whynot:not(.stale) h2")
        page.page.emulate_media(media="print")
        assert page.page.is_visible("#sentence")
        assert page.page.is_visible("#areas svg")
        assert not page.page.is_visible("#levers")
        assert not page.page.is_visible("#undo")
        page.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheets = re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())
    assert len(sheets) == 4, "on paper: the answer with its ladders; one history; why not; what moves it most"


def test_whoever_does_not_see_it_is_told(browser: Browser, base: Path) -> None:
    """Each control and each picture has words, and the answer is said when the page rests."""
    with shown(browser, base) as page:
        page.page.wait_for_selector("#whynot h2")
        nameless = page.page.evaluate(
            """() => [...document.querySelectorAll('input, select, button, svg[role=img]')]
              .filter(one => !(one.getAttribute('aria-label') || one.labels?.length || one.textContent.trim()))
              .map(one => one.outerHTML.slice(0, 100))"""
        )
        assert nameless == []
        assert page.page.get_attribute("#said", "aria-live") == "polite"
        before = page.page.text_content("#said")
        assert before == page.page.evaluate(
            "() => [...document.querySelectorAll('#sentence p')].map(p => p.textContent).join(' ')"
        ).replace("\N{NO-BREAK SPACE}", " ")
        page.page.locator("#set-defensive_threshold").press("End")
        page.page.wait_for_function("before => document.querySelector('#said').textContent !== before", arg=before)
