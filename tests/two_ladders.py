"""One small scenario of two ladders, with all that came to the language with them."""

from __future__ import annotations

PAIR = """\
title: Two neighbours
period: {start: 2025-01-01, end: 2025-06-30}
actor: Ost
parameters:
  nerve: {value: 0.6, range: [0.1, 1], assumption: a}
quantities:
  tension: 0
events:
  incident: {every: exponential(9), set: {tension: tension + 1}}
  calm: {every: 40 days, set: {tension: "max(tension - 3, 0)"}}
brakes:
  talks: {title: Talks, while: tension < 3, blocks: [guns, west]}
  law: {title: The law, while: tension < 6}
ladder:
  - stage: words
  - stage: helmets
    climb: {when: tension >= 2, decide: exponential(5)}
    descend: {when: tension < 1, for: 2 days}
  - stage: guns
    climb:
      routes:
        step: {when: tension >= 4, decide: exponential(10), chance: nerve * (0.3 if law else 1), again: 20 days}
        leap: {from: words, when: west >= shells, decide: exponential(20)}
    descend: {to: words, when: tension < 2, for: 5 days}
ladders:
  west:
    title: The answer
    actor: West
    stages:
      - stage: silence
      - stage: protest
        climb: {when: stage >= helmets, decide: exponential(6)}
      - stage: shells
        climb: {when: stage >= guns, decide: exponential(9), chance: 0.8}
        descend: {to: silence, when: stage == words, for: 3 days}
outcomes:
  worst: peak(tension)
  hours_at_arms: {measure: 24 * days(stage >= guns), title: Time at arms, unit: hours}
  shells_after_guns: {measure: first(west >= shells) - first(stage >= guns), title: From guns to shells, unit: days}
  in_march: on(tension, 2025-03-01)
"""
"""Ost climbs as incidents come, by two routes, of which one skips; West answers what Ost does. `law` only weighs."""

HEATED = PAIR.replace("parameters:\n", "parameters:\n  heat: {value: 9, unit: days, range: [4, 20], assumption: a}\n", 1).replace(
    "exponential(9), set", "exponential(heat), set"
)
"""The same with a second parameter: how many days lie between two incidents."""

OF_ONE_ACTOR = HEATED.replace("    actor: West\n", "")
"""The same, but both ladders are those of Ost."""

STAGES = {"main": ("words", "helmets", "guns"), "west": ("silence", "protest", "shells")}
