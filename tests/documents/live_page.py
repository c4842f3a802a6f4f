"""docs/page/base.html, the page of base.yaml as the documents have it: `python -m tests.documents.live_page` makes it anew."""

from __future__ import annotations

import contextlib

from tests.commands import command
from tests.places import ROOT

PLACE = ROOT / "docs" / "page" / "base.html"


def written() -> str:
    """The page as `report` writes it today."""
    with contextlib.chdir(ROOT):
        done = command("report", "scenarios/base.yaml", "-o", "-", "--quiet")
    assert done.status == 0, done.err
    return done.out


if __name__ == "__main__":
    PLACE.write_bytes(written().encode())
