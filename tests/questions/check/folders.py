"""Small scenarios to check, and folders of them."""

from __future__ import annotations

from pathlib import Path

COIN = """\
title: A coin
period: {start: 2025-01-01, end: 2025-01-31}
parameters:
  odds: {value: 0.3, range: [0, 1], assumption: a}
  reward: {value: 10, assumption: a}
quantities:
  heads: 0
  level: {initial: "uniform(0, 1)"}
events:
  toss: {at: 2025-01-05, chance: odds, set: {heads: reward}}
ladder:
  - stage: low
  - stage: high
    climb: {when: heads > 0}
outcomes:
  day_of_heads: first(heads > 0)
  prize: final(heads)
  height: final(level)
  day_of_nothing: first(heads > 100)
"""
"""Heads with a probability of 0.3, on 5 January; `height` is uniform."""

CLOCK = """\
title: A clock
period: {start: 2025-01-01, end: 2025-01-31}
parameters:
  odds: {value: 0.3, prior: "uniform(0, 1)", assumption: a}
quantities: {rung: 0}
events:
  strike: {at: 2025-01-05 12:00, set: {rung: rung + odds}}
ladder:
  - stage: low
  - stage: high
    climb: {when: rung > 0}
outcomes:
  day_of_strike: first(rung > 0)
  day_of_nothing: first(rung > 100)
"""
"""Nothing is left to luck: high is reached on day 4.5."""


def expecting(scenario: str, *claims: str) -> str:
    """A scenario with these claims, each as it stands within braces."""
    return scenario + "expect:\n" + "".join(f"  - {{{claim}}}\n" for claim in claims)


def write(folder: Path, **scenarios: str) -> Path:
    """A folder with these scenarios, by name."""
    folder.mkdir(exist_ok=True)
    for name, text in scenarios.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder
