"""Studies that are killed at random moments and gone on with."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.commands import command
from tests.running.studies import started

QUESTION = ("--vary", "pace=1:4:20", "--vary", "limit=2,3", "--format", "csv")
POINTS, BLOCKS_OF = 40, 2_000

Row = tuple[int, int, int, int, int]


def finished(study: Path) -> list[Row]:
    """The blocks that are in a study file; none where there is no study yet."""
    if not study.exists():
        return []
    with closing(sqlite3.connect(study)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return []
        return connection.execute("SELECT id, part, first, count, checksum FROM blocks ORDER BY id").fetchall()


def _some_time(process: subprocess.Popen[str], study: Path, dice: random.Random) -> None:
    """A moment of the start, or one after some blocks; the file can't be read while somebody works on it, but it grows."""
    if dice.random() < 0.7:
        size = (study.stat().st_size if study.exists() else 30_000) + dice.choice([1, 1, 200_000, 600_000])
        while process.poll() is None and not (study.exists() and study.stat().st_size >= size):
            pass
    with suppress(subprocess.TimeoutExpired):
        process.wait(dice.uniform(0, 0.1) if study.exists() else dice.uniform(0, 1))


@dataclass
class Killings:
    """What happened: how many were killed, with how many blocks finished then, and how often a study got to its end."""

    kills: int = 0
    ends: int = 0
    blocks: list[int] = field(default_factory=list)


def killed_and_resumed(
    scenario: str, folder: Path, kills: int, *, n: int, means: tuple[str, ...], seed: int, victims: Callable[[], list[int]] = list
) -> Killings:
    """Kill a study at so many random moments, each time go on with it, and compare what it ends with.

    Now and then one of the other *victims* is killed as well. A study that gets to its end is followed by a new one.
    """
    dice, found = random.Random(seed), Killings()  # noqa: S311
    answer = command("sweep", scenario, *QUESTION, "-n", str(n), "--jobs", "1").out
    study, before = folder / "0.study", list[Row]()
    while True:
        question = ("sweep", scenario, *QUESTION, "-n", str(n), "--study", str(study), *means)
        with started(*question, blocks_of=BLOCKS_OF) as process:
            if found.kills < kills:
                _some_time(process, study, dice)
            if process.poll() is None and found.kills < kills:
                if dice.random() < 0.5 and (others := victims()):
                    with suppress(ProcessLookupError):
                        os.kill(dice.choice(others), signal.SIGKILL)
                process.kill()
                found.kills += 1
            out, err = process.communicate(timeout=300)
        told = command("study", str(study))
        assert told.status == 0 or "is no study" in told.err or "there is no study" in told.err, told
        after = finished(study)
        assert after[: len(before)] == before, "a finished block is gone, or has been run again"
        assert len({row[1:3] for row in after}) == len(after)
        if process.returncode == 0:
            assert (out, err) == (answer, ""), "other bytes than a study that was never stopped"
            assert sum(row[3] for row in after) == n * POINTS
            found.ends += 1
            if found.kills >= kills:
                return found
            study, after = folder / f"{found.ends}.study", []
        else:
            assert process.returncode == -signal.SIGKILL, err
            found.blocks.append(len(after))
        before = after
