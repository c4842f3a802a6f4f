"""What docs/ci.md says of messages is what a year of them says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.places import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text()


def messages() -> list[str]:
    """The messages that the page explains."""
    table = PAGE.partition("## What a message means")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_every_message_that_the_page_explains_is_given_by_some_day_of_the_year() -> None:
    given = " ".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert len(messages()) >= 12
    for message in messages():
        assert message in given or message.lower() in given.lower(), message
