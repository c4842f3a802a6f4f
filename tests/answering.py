"""`python -m tests.answering` prints what several verbs answer, and a hash of every last bit of many histories."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

import escalation_sim as es
from escalation_sim.engines.columns import LADDER_COLUMNS
from tests.commands import command
from tests.places import SCENARIOS

BASE, TROOPS = str(SCENARIOS / "base.yaml"), str(SCENARIOS / "troops_alone.yaml")
TWO = str(SCENARIOS / "moscow_answers.yaml")
ASKED = [
    ("run", BASE, "-n", "500", "--uncertain", "--histories"),
    ("run", TROOPS, "-n", "500", "--split", "peak_troops > 9000"),
    ("sweep", BASE, "--vary", "indirect_threshold", "--vary", "opening_support", "--design", "lhs", "--points", "6", "-n", "50"),
    ("sensitivity", BASE, "-n", "20"),
    ("sensitivity", TROOPS, "--method", "sobol", "--points", "8", "-n", "10"),
    ("compare", BASE, TROOPS, "-n", "300"),
]


def histories() -> str:
    """Of the columns of an ensemble, in which no digit is rounded."""
    bits = sha256()
    for path in (BASE, TWO):
        columns = es.ensemble(es.load(path), replications=2000, uncertain=True).columns
        for ladder in (columns, *columns.others.values()):
            for column in (getattr(ladder, name) for name in LADDER_COLUMNS):
                bits.update(np.ascontiguousarray(column).tobytes())
        bits.update(np.ascontiguousarray(columns.outcomes).tobytes())
    return bits.hexdigest()


if __name__ == "__main__":
    print("histories", histories())  # noqa: T201
    for words in ASKED:
        answer = command(*words, "--format", "json", "--quiet", "--jobs", "1")
        print(*words, answer.status, answer.err, answer.out)  # noqa: T201
    print(*command("check", TROOPS, "--format", "json", "--quiet"))  # noqa: T201
