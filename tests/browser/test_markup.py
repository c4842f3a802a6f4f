"""The page is valid HTML: the file as it is written, and what stands in the browser once it is built and unfolded."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.checkers import HTML_VALIDATE
from tests.browser.pages import shown, written
from tests.browser.states import STATES
from tests.questions.report.test_file import TITLES, hostile
from tests.web.node import node

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PRESETS = "--preset=standard,a11y,document"


def valid(file: Path) -> None:
    """By html-validate: what the HTML standard asks for, and what helps who does not see the page."""
    answer = subprocess.run(
        [node(), str(HTML_VALIDATE), PRESETS, "--formatter=text", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[:3_000] + answer.stderr
    assert answer.stdout == ""


def test_the_file_of_base(base: Path) -> None:
    valid(base)


def test_the_file_of_several_scenarios(five: Path) -> None:
    valid(five)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_file_with_hostile_titles(title: str, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text(hostile(title), encoding="utf-8")
    valid(written(tmp_path, tmp_path / "town.yaml"))


@pytest.mark.parametrize("state", STATES)
def test_what_stands_in_the_browser(request: pytest.FixtureRequest, browser: Browser, state: str, tmp_path: Path) -> None:
    """Without what stands there for whoever allows no script: it has a heading of its own."""
    one = STATES[state]
    with shown(browser, request.getfixturevalue(one.page), one.address) as page:
        one.until(page)
        page.page.evaluate("() => document.querySelector('noscript').remove()")
        (tmp_path / "built.html").write_text(page.page.content(), encoding="utf-8")
    valid(tmp_path / "built.html")
