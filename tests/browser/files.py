"""The pages that the tests and the pictures are of: of which scenarios each is."""

from __future__ import annotations

from pathlib import Path

from tests.browser.pages import written
from tests.places import SCENARIOS
from tests.two_ladders import PAIR

FRAGILE = """\
title: A town that may fail
period: {start: 2024-01-01, end: 2024-02-09}
parameters:
  mark: {value: 5, range: [1, 10], kind: lever, assumption: for the test}
  divisor: {value: 1, range: [0, 2], kind: lever, assumption: for the test}
  hurry: {value: 0, range: [0, 1], kind: lever, assumption: for the test}
quantities: {level: {initial: 0}, echo: {initial: 0}}
events:
  storm: {every: exponential(2), set: {level: level + 1 / divisor}}
  there: {when: hurry > 0 and echo < 1 and level > 0, set: {echo: 1}}
  back: {when: echo > 0, set: {echo: 0}}
ladder:
  - stage: low
  - {stage: high, climb: {when: level >= mark}}
"""

UNSURE = """\
title: A town that may fail
period: {start: 2024-01-01, end: 2024-02-09}
parameters:
  divisor: {value: 1, range: [0, 1], prior: bernoulli(0.5), assumption: for the test}
quantities: {level: {initial: 0}}
events:
  storm: {every: exponential(2), set: {level: level + 1 / divisor}}
ladder:
  - stage: low
  - {stage: high, climb: {when: level >= 9}}
"""

OURS = {"pair": PAIR, "town": FRAGILE, "unsure": UNSURE}
"""Scenarios that are shipped nowhere."""

FOUR = ("base", "spiral", "germany_tanks", "beside_the_ladder")
VARIANTS = ("base", "no_legal_brake", "spiral", "past_the_phases")
PAGES = {
    "base": ("base",),
    "five": (*FOUR, "pair"),  # of one ladder, of two and of three
    "several": (*VARIANTS, "unsure"),  # the last one fails where it is drawn
    "fragile": ("town",),  # fails at some values
}


def made(folder: Path, names: tuple[str, ...]) -> Path:
    """The page of some scenarios, in a folder that is made for it."""
    folder.mkdir()
    files = {name: folder / f"{name}.yaml" if name in OURS else SCENARIOS / f"{name}.yaml" for name in names}
    for name in OURS.keys() & files.keys():
        files[name].write_text(OURS[name], encoding="utf-8")
    return written(folder, *files.values())
