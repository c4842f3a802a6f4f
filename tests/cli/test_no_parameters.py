"""A scenario without parameters: whoever names one is told that there are none, in a whole sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import command

SCENARIO = """\
title: Nothing to vary
period: {start: 2025-01-01, end: 2025-01-31}
quantities: {level: 0}
ladder: [{stage: calm}, {stage: alarm, climb: {when: level >= 0}}]
"""


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--set", "x=1"],
        ["sweep", "--vary", "x=1:2"],
        ["sensitivity", "--vary", "x=1:2"],
        ["threshold", "--vary", "x=1:2", "--reach", "alarm"],
        ["compare", "--with", "x=1", "-n", "10"],
    ],
    ids=lambda words: words[0],
)
def test_there_is_none_to_name(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "nothing.yaml").write_text(SCENARIO)
    answer = command(words[0], str(tmp_path / "nothing.yaml"), *words[1:])
    assert answer.status == 2
    assert answer.err.strip().endswith("there is no parameter 'x'; there are none")
