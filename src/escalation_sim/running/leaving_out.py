"""The events and brakes that are to be left out, as a user names them."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Scenario


def read_without(names: Iterable[str], scenario: Scenario, option: str = "--without") -> tuple[str, ...]:
    """Each once, in the order of their names. Raises UsageError for what is neither an event nor a brake."""
    found = {name.strip() for name in names}
    for name in sorted(found - set(scenario.removable)):
        raise UsageError(f"{option} {name}: {_unknown(name, scenario)}")
    return tuple(sorted(found))


def _unknown(name: str, scenario: Scenario) -> str:
    if name in scenario.values:
        return f"{name} is a parameter, and only an event or a brake can be left out; give it another value with set"
    if not scenario.removable:
        return "there is nothing to leave out: the scenario has no events and no brakes"
    return f"there is no event or brake {name!r}; {did_you_mean(name, scenario.removable)}"
