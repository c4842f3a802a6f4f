"""A code for the history that is played: two groups with the same code have the same history before them."""

from __future__ import annotations

import json
from hashlib import blake2b

from escalation_sim import clock
from escalation_sim.results.digest import digest
from escalation_sim.running.setups import Setup


def code_of(setup: Setup, replication: int) -> str:
    """`1-17-8d2f6a1c`: the seed, the replication, and eight digits of a hash of the scenario and its settings.

    What is hashed (BLAKE2b, 16 bytes) are lines: the scenario's digest; `NAME=VALUE` of each parameter that is set, sorted, its
    value as JSON has it; `without NAME` of what is left out, sorted; `DATE=EVENT` of what is let happen, in order, each date as
    in `at` of the JSON.
    """
    settings = setup.settings
    lines = [digest(setup.scenario)]
    lines += [f"{name}={_number(value)}" for name, value in sorted(settings.changed.items())]
    lines += [f"without {name}" for name in sorted(settings.without)]
    lines += [f"{clock.stamp(setup.scenario.start, minute)}={event}" for minute, event in settings.injected]
    hashed = blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
    return f"{settings.seed}-{replication}-{hashed[:8]}"


def _number(value: float) -> str:
    return json.dumps(int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value))
