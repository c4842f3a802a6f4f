"""One browser for all of these tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium
from tests.browser.pages import written
from tests.browser.states import FRAGILE, UNSURE
from tests.places import SCENARIOS
from tests.two_ladders import PAIR

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. As root it has no sandbox of its own."""
    from playwright.sync_api import sync_playwright

    alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.browser(), args=alone)
        yield started
        started.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of base.yaml."""
    return written(tmp_path_factory.mktemp("base"), SCENARIOS / "base.yaml")


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of five scenarios, of one ladder, of two and of three."""
    folder = tmp_path_factory.mktemp("five")
    (folder / "pair.yaml").write_text(PAIR, encoding="utf-8")
    return written(folder, *(SCENARIOS / f"{name}.yaml" for name in FOUR), folder / "pair.yaml")


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the base, of variants of it, of something else, and of a scenario that fails where it is drawn."""
    folder = tmp_path_factory.mktemp("several")
    (folder / "unsure.yaml").write_text(UNSURE, encoding="utf-8")
    return written(folder, *(SCENARIOS / f"{name}.yaml" for name in VARIANTS), folder / "unsure.yaml")


@pytest.fixture(scope="session")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a scenario that fails at some values."""
    folder = tmp_path_factory.mktemp("fragile")
    (folder / "town.yaml").write_text(FRAGILE, encoding="utf-8")
    return written(folder, folder / "town.yaml")


FOUR = ("base", "spiral", "germany_tanks", "beside_the_ladder")
VARIANTS = ("base", "no_legal_brake", "spiral", "past_the_phases")
