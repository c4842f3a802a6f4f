"""A repository that is founded once, and of which every test has a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.town import Repository, copied, founded


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """As it is at the beginning of the year."""
    return founded(tmp_path_factory.mktemp("january") / "repository")


@pytest.fixture
def town(january: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The same on some day, in which we are."""
    here = copied(january, tmp_path / "repository")
    monkeypatch.chdir(here.folder)
    return here
