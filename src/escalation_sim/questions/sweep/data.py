"""A sweep as JSON, and its table row by row."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent
from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.sweep.study import Study
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head

_AT_ONCE = 1_000
"""How many rows are worked out together."""


def sweep_data(study: Study) -> dict[str, Any]:
    """The JSON format: what was run, and a row a point."""
    head = list(study.table())
    return {**_asked(study), "points": [dict(zip(head, row, strict=True)) for rows in sweep_rows(study) for row in rows]}


def sweep_json(study: Study) -> Iterator[str]:
    """The JSON format in pieces of whole lines."""
    head, empty = list(study.table()), '\n "points": [],'
    before, after = to_json({**_asked(study), "points": []}).split(empty)  # within a text a line break is written otherwise
    yield before
    start = '\n "points": [\n'
    for rows in sweep_rows(study):
        yield start + ",\n".join(indent(to_json(dict(zip(head, row, strict=True))).rstrip(), "  ") for row in rows)
        start = ",\n"
    yield "\n ]," + after


def sweep_rows(study: Study) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a study's table as plain values, some at a time; the values that were varied are those that were put in."""
    table, varied = study.table(), study.design.columns
    for start in range(0, len(study.design), _AT_ONCE):
        columns = {name: column[start : start + _AT_ONCE].tolist() for name, column in table.items()}
        yield list(zip(*(given(values) if name in varied else values for name, values in columns.items()), strict=True))


def _asked(study: Study) -> dict[str, Any]:
    return {
        "format": "escalation-sim/sweep",
        "version": 1,
        "scenario": head(study.setup.scenario),
        "settings": {
            "seed": study.setup.settings.seed,
            "parameters": given(study.setup.values),
            "uncertain": sorted(one.name for one in study.setup.uncertain if one.name not in study.design.columns),
            **study.setup.settings.named,
            "design": study.design.kind,
            "vary": {axis.name: given(axis.values) for axis in study.design.axes},
        },
        **_beside(study.setup.scenario),
    }


def _beside(scenario: Scenario) -> dict[str, Any]:
    """Whose the columns of the points are that are not about the main ladder; nothing where there is no other."""
    if not scenario.others:
        return {}
    return {"ladders": {ladder.name: {"stages": [stage.name for stage in ladder.stages]} for ladder in scenario.others}}
