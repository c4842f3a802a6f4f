"""`--without X` is a variant in which X's `while` is false, for every event and brake of every scenario that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leaving_out import SHIPPED, as_if_false, named

pytestmark = pytest.mark.campaign


@pytest.mark.parametrize("engine", ["kernel", "simpy"])
@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda path: path.stem)
def test_without_is_as_if_its_while_were_false(scenario: Path, engine: str, tmp_path: Path) -> None:
    for section, name in named(scenario):
        left_out, variant = as_if_false(scenario, section, name, tmp_path, engine, 20 if engine == "kernel" else 4)
        assert left_out == variant, name
