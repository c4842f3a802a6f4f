"""`python -m tests.campaign.properties N [FIRST]`: N seeded random scenarios are loaded, played, and held to the cheap promises.

Anything but a history that keeps them, or a RunError, is a finding: its scenario is printed, and the exit status is 1.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from dataclasses import replace

from escalation_sim.engines.history import History
from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.running.setups import Settings, Setup
from tests.campaign.promises import broken
from tests.constructs import counted
from tests.eventualities import Observed
from tests.scenarios import random_scenario, to_yaml

REPLICATIONS = (0, 1, 63, 64)


def played(setup: Setup, replication: int, *, trace: bool) -> History | RunError:
    """A history, or the error that stopped it."""
    try:
        return setup.history(replication, trace=trace)
    except RunError as error:
        return error


def findings(setup: Setup, replication: int) -> tuple[Observed, list[str]]:
    """What happened in one replication, and what is wrong with it."""
    told, plain = played(setup, replication, trace=True), played(setup, replication, trace=False)
    if isinstance(told, RunError):
        same = str(told) == str(plain)
        return Observed(setup.programme, None, told), [] if same else [f"with a trace {told!r}, without {plain!r}"]
    wrong = broken(setup.programme, told)
    if plain != replace(told, trace=None):
        wrong.append("the trace changes the history")
    return Observed(setup.programme, told), wrong


def tried(seed: int) -> tuple[list[Observed], list[str]]:
    """All that one scenario shows; every other one is played with uncertain parameters."""
    setup = Setup(loads(to_yaml(random_scenario(seed))).scenario, Settings(seed=seed, uncertain=bool(seed % 2)))
    results = [findings(setup, replication) for replication in REPLICATIONS]
    return [seen for seen, _ in results], [words for _, wrong in results for words in wrong]


def main(count: int, first: int = 0) -> int:
    """Try the scenarios, tell what was found; the exit status."""
    begun, bad, errors, slowest = time.perf_counter(), 0, Counter[str](), (0.0, 0)
    uses: Counter[str] = Counter()
    for seed in range(first, first + count):
        before = time.perf_counter()
        try:
            observed, wrong = tried(seed)
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding
            observed, wrong = [], [traceback.format_exc()]
        slowest = max(slowest, (time.perf_counter() - before, seed))
        errors.update(_kind(seen.error) for seen in observed if seen.error)
        uses.update(counted([random_scenario(seed)], observed))
        if wrong:
            bad += 1
            _say(f"# seed {seed}\n{to_yaml(random_scenario(seed))}", *wrong)
    for name, times in sorted(uses.items(), key=lambda item: item[1]):
        _say(f"{times:8} {name}")
    histories = count * len(REPLICATIONS)
    _say(
        f"{count} scenarios, {histories} histories, {sum(errors.values())} stopped by a RunError {dict(errors)}",
        f"{bad} scenarios with findings; {time.perf_counter() - begun:.0f} s, the slowest {slowest[0]:.1f} s (seed {slowest[1]})",
    )
    return 1 if bad else 0


def _kind(error: RunError) -> str:
    kinds = (
        "not a finite number",
        "a chance lies between 0 and 1",
        "a time is never negative",
        "a minute without end",
        "minutes in which",
    )
    return next((kind for kind in kinds if kind in error.reason), error.reason)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
