"""The account of a tiny scenario, as a user reads it."""

from __future__ import annotations

from pathlib import Path

from tests.commands import Answer, command

HEAD = """\
title: Tiny
actor: The town
period: {start: 2024-01-01, end: 2024-01-20}
quantities: {x: {initial: 0, unit: points}, y: 0, lifted: 0, war: 0}
"""
"""Twenty days; nothing happens by itself."""


def account(folder: Path, rest: str) -> str:
    """What `run --replication 0` prints of `HEAD` and the *rest* of a scenario."""
    answer = told(folder, rest)
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def told(folder: Path, rest: str) -> Answer:
    """The same, also where the history stops."""
    path = folder / "tiny.yaml"
    path.write_text(HEAD + rest)
    return command("run", str(path), "--replication", "0", "--quiet")


def points(text: str, heading: str) -> list[str]:
    """The points under a heading, each in one line."""
    below = text.partition(f"\n{heading}\n")[2]
    found: list[str] = []
    for line in below.splitlines():
        if line.startswith("  - "):
            found.append(line[4:])
        elif line.startswith("    ") and found:
            found[-1] += f" {line.strip()}"
        else:
            break
    return found


def missing(text: str, stage: str = "high") -> list[str]:
    """What was still missing for the next stage."""
    return points(text, f"What was still missing for the next stage, {stage}:")


def nearest(text: str) -> list[str]:
    """How near it came to each stage that was not reached."""
    return points(text, "Not reached, and how near it came at its best:")


def dated(text: str) -> str:
    """What happened, without line breaks."""
    return " ".join(text.partition("\n\n")[2].partition("\n\n")[0].split())
