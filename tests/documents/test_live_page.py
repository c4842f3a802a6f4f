"""The documents have a page that is alive, and it is the one that `report` writes."""

from __future__ import annotations

from tests.documents.live_page import PLACE, written


def test_the_page_in_the_documents_is_what_report_writes() -> None:
    assert PLACE.read_bytes() == written().encode(), "python -m tests.documents.live_page makes it anew"
