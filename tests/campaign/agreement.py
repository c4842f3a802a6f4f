"""`python -m tests.campaign.agreement N [FIRST]`: the engines over N random scenarios, 20 replications each.

And four replications of each with four random changes: events and brakes left out, decisions answered in advance.
"""

from __future__ import annotations

import sys
from multiprocessing import get_context

from escalation_sim.language.loading import loads
from escalation_sim.running.setups import Settings, Setup
from tests.engines.agreement import disagreements, some_changes
from tests.scenarios import random_scenario, to_yaml


def of_seed(seed: int) -> tuple[int, list[str]]:
    """What differs in one random scenario."""
    setup = Setup(loads(to_yaml(random_scenario(seed))).scenario, Settings(seed=seed))
    changes = [some_changes(4 * seed + number, setup.scenario) for number in range(4)]
    return seed, [*disagreements(setup, 20), *disagreements(setup, 4, *changes)]


def main() -> int:
    """Report every disagreement and the count."""
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    wrong = 0
    with get_context("spawn").Pool() as pool:
        for seed, found in pool.imap(of_seed, range(first, first + count), chunksize=50):
            wrong += bool(found)
            for one in found:
                print(f"random_scenario({seed}): {one}", flush=True)  # noqa: T201 - a campaign reports on the terminal
    print(f"{count} random scenarios from {first}: {wrong} on which the engines disagree")  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
