"""A small lively scenario to vary, and what the tests of studies ask of it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from escalation_sim.language.loading import loads
from escalation_sim.questions.sweep.designs import Design, Kind, design, read_axes
from escalation_sim.running.setups import Settings, Setup

LIVELY = """\
title: A small ladder
period: {start: 2024-01-01, end: 2024-02-01}
parameters:
  pace: {value: 2, range: [1, 4], assumption: a}
  limit: {value: 3, range: [1, 5], kind: lever, assumption: a}
  odds: {value: 0.5, prior: "triangular(0, 0.5, 1)", assumption: a}
  push: {value: 1, range: [0.5, 2], assumption: a}
  plain: {value: 1, assumption: a}
quantities:
  troops: {initial: "choice(0.5, 0.5)", min: 0}
events:
  wave: {every: exponential(pace), set: {troops: "troops + push * uniform(-1, 2)"}}
ladder:
  - stage: calm
  - {stage: aid, climb: {when: troops >= limit, for: 12 hours, decide: exponential(1), chance: odds, again: 1 day}}
  - {stage: arms, climb: {when: troops >= 2 * limit * plain, decide: 1 day}}
outcomes: {peak_troops: peak(troops), first_wave: first(troops > 4), waves: count(wave)}
"""
STAGES, OUTCOMES = ("calm", "aid", "arms"), ("peak_troops", "first_wave", "waves")


def setup(text: str = LIVELY, **settings: Any) -> Setup:
    """A scenario with settings."""
    return Setup(loads(text, "lively").scenario, Settings(**settings))


def planned(setup: Setup, *vary: str, kind: Kind = "grid", points: int | None = None) -> Design:
    """A design in the words of the command line."""
    return design(kind, read_axes(vary, setup.scenario), setup.scenario, setup.values, setup.settings.seed, points)


def written(folder: Path, text: str = LIVELY) -> str:
    """The path of a scenario that is written into a folder."""
    path = folder / "lively.yaml"
    path.write_text(text)
    return str(path)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def started(*arguments: str, blocks_of: int | None = None, **options: Any) -> subprocess.Popen[str]:
    """The program as a process of its own, at the head of a group of processes; *blocks_of* so many histories at most."""
    smaller = f"from escalation_sim.running import tiling; tiling.LANES = {blocks_of}; " if blocks_of else ""
    code = f"{smaller}from escalation_sim.cli.main import main; main()"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True, **options}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=dict(os.environ, PYTHONPATH=PATHS), **pipes)


PATHS = os.pathsep.join(path for path in sys.path if path)
