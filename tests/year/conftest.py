"""A repository that is founded once, and of which every test has a copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.year.town import Repository, copied, founded


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """As it is at the beginning of the year."""
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, tmp_path_factory.mktemp("cache"))
        return founded(tmp_path_factory.mktemp("january") / "repository")


@pytest.fixture
def town(january: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The same on some day, in which we are."""
    _alone(monkeypatch, tmp_path / "cache")
    here = copied(january, tmp_path / "repository")
    monkeypatch.chdir(here.folder)
    return here


def _alone(patch: pytest.MonkeyPatch, cache: Path) -> None:
    """No service, and no settings of the user."""
    for name in ("CI", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE"):
        patch.delenv(name, raising=False)
    patch.setenv("XDG_CACHE_HOME", str(cache))
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
