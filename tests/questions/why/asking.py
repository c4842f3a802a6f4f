"""Tiny scenarios of which it is known what stands in the way, and the question why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command

HEAD = """\
title: Tiny
actor: The town
period: {start: 2024-01-01, end: 2024-01-20}
quantities: {x: {initial: 0, unit: points}, y: 0}
"""
"""Twenty days; nothing happens by itself."""

RISE = "events: {rise: {at: 3, set: {x: 6}}}\n"
RISE_AND_FALL = "events: {rise: {at: 3, set: {x: 6}}, fall: {at: 6, set: {x: 2}}}\n"


def ladder(climb: str) -> str:
    return f"ladder:\n  - stage: low\n  - stage: high\n    climb: {climb}\n"


def written(folder: Path, text: str) -> str:
    """The path of a file with `HEAD` and a text."""
    path = folder / "tiny.yaml"
    path.write_text(HEAD + text)
    return str(path)


def setup_of(path: str | Path, **settings: Any) -> Setup:
    return Setup(load(path).scenario, Settings(**settings))


def why(path: str, *options: str) -> Any:
    """The JSON of the verb."""
    answer = command("why", path, "--quiet", "--jobs", "1", "--format", "json", *options)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def told(path: str, *options: str) -> str:
    """The text of the verb, without line breaks."""
    answer = command("why", path, "--quiet", "--jobs", "1", *options)
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())
