"""A town whose alarm is a matter of luck: small, and with something of everything that the Python interface answers."""

TOWN = """
title: A town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  patience: {value: 10, range: [5, 20], kind: lever, assumption: a guess}
  wait: {value: 3, range: [1, 9], unit: days, assumption: a guess}
quantities:
  day: {initial: 0}
events:
  grows: {every: exponential(wait), set: {day: day + 1}}
ladder:
  - stage: calm
  - stage: alarm
    climb: {when: day >= patience, decide: 2}
outcomes:
  height: peak(day)
"""
