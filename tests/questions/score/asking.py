"""A town that is asked, and questions to it: what is sure, what is impossible, and a fair coin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands import command

TOWN = """\
title: A town
period: {start: 2024-01-01, end: 2024-12-31}
evidence: facts
parameters: {odds: {value: 0.5, range: [0.2, 0.9], assumption: for the test}}
quantities:
  day: {initial: 0}
  luck: {initial: 0}
events:
  waits: {at: 2024-02-01, set: {day: 1}}
  falls: {at: 2024-03-01, chance: odds, set: {luck: 1}}
ladder:
  - stage: calm
  - {stage: watch, climb: {when: day >= 1}}
  - {stage: alarm, climb: {when: luck >= 1}}
outcomes: {most: peak(luck)}
"""
FACTS = """\
article: {id: A, title: The paper}
facts:
  A-01: {says: "The town kept watch."}
"""
QUESTIONS = """\
title: What the town does
scenario: town.yaml
asked: 2024-01-01
questions:
  watch: {title: Does it watch?, ask: reached_watch, by: 2024-03-01, answer: yes, resolved: 2024-02-01, source: [A-01]}
  early: {title: Does it watch in January?, ask: reached_watch, by: 2024-01-31, answer: no}
  coin: {title: Does it sound the alarm?, ask: highest >= alarm, answer: no, baselines: {status quo: 0.1}}
  late: {title: Is there any luck?, ask: most > 0}
"""


def write(folder: Path, questions: str = QUESTIONS, town: str = TOWN) -> str:
    """A file of questions, its scenario and its facts; its path."""
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "facts" / "a.yaml").write_text(FACTS)
    (folder / "town.yaml").write_text(town)
    path = folder / "q.yaml"
    path.write_bytes(questions.encode())
    return str(path)


def scores(path: str, *options: str) -> dict[str, Any]:
    """What `score` says as JSON."""
    answer = command("score", path, "--format", "json", "-n", "1000", "--quiet", *options)
    assert answer.status == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def by_name(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The questions of a result by their names."""
    return {one["name"]: one for one in data["questions"]}


def refused(path: str, *options: str) -> tuple[int, str]:
    """The status and the words of a refusal."""
    answer = command("score", path, "-n", "10", *options)
    assert answer.out == ""
    return answer.status, answer.err
