"""Scenarios for games: one with much that is hidden, and random ones in which something always is."""

from __future__ import annotations

from escalation_sim.language.loading import Document, loads
from escalation_sim.running.setups import Settings, Setup
from tests.scenarios import random_scenario, to_yaml

TOWN = """\
title: "<script>alert(1)</script> =1+1 [link](http://x) ::error::boo"
actor: The town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  limit: {value: 2, range: [0, 9], title: Tents that are too many, assumption: Somebody said so., against: Nobody counted.}
quantities:
  quaxdepth: {title: Zzyzx of the river, initial: 7654.321, hidden: true, unit: quaxes}
  mood: {title: Mood nobody knows, initial: "uniform(3000, 4000)", hidden: true}
  tents: {title: "Tents <b>seen</b>", initial: 0, unit: tents}
events:
  drift: {title: Undercurrent of zz, every: 3 days, set: {quaxdepth: quaxdepth + 111.017}}
  rain: {title: Rain, every: exponential(4), set: {tents: tents + 1, mood: mood + 17.77}}
  omen: {title: Omen of xx, when: quaxdepth > 8000, set: {mood: 5123.4}}
  envoy: {title: The envoy, at: 2024-02-20, chance: 0.5, set: {tents: tents + 5}}
  flood: {title: "The flood", when: tents > 500, set: {tents: 0}}
brakes:
  murk: {title: Murk, while: quaxdepth < 8200 and tents < 3, blocks: [aid]}
  shade: {title: Shade of vv, while: quaxdepth > 7700}
  calmness: {title: Calmness, while: tents < limit, blocks: [aid, arms]}
ladder:
  - stage: calm
  - stage: aid
    title: "Aid, *at last*"
    measures: [tents]
    climb: {when: tents > 0 and quaxdepth > 0, decide: "lognormal(5, 0.5)", chance: 0.5, again: 6 days}
    descend: {when: tents > 9, decide: 2 days}
  - stage: arms
    climb: {when: tents > limit and shade, keep: tents > 0, for: 2 days, decide: exponential(4)}
ladders:
  moscow:
    actor: Moscow
    stages: [{stage: words}, {stage: deeds, climb: {when: mood > 3500, decide: 9 days, chance: 0.5, again: 5 days}}]
outcomes: {peak: peak(tents), deep: final(quaxdepth)}
"""

HIDDEN_WORDS = ("quaxdepth", "Zzyzx", "quaxes", "mood", "Mood", "Undercurrent", "drift", "Omen", "omen", "Shade", "shade")


def town() -> Document:
    """The scenario above."""
    return loads(TOWN)


def setup_of(document: Document, **settings: object) -> Setup:
    """A scenario with settings."""
    return Setup(document.scenario, Settings(**settings))  # type: ignore[arg-type]


def random_town(seed: int) -> Document:
    """A random scenario in which the first quantity is hidden, under a title of its own."""
    plain = random_scenario(seed, faults=False)
    quantities = plain.get("quantities") or {}
    for name, quantity in list(quantities.items())[:1]:
        whole = quantity if isinstance(quantity, dict) else {"initial": quantity}
        quantities[name] = {**whole, "hidden": True, "title": f"Zzyzx {name}"}
    return loads(to_yaml(plain))
