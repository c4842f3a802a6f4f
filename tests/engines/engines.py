"""Every engine as the tests want it: a function that tells one history, whatever it is made for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.engines.history import History
from escalation_sim.engines.kernel.engine import play_one
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.luck import Luck
from escalation_sim.model.programme import Programme


class Teller(Protocol):
    """(programme, parameters, seed, replication) → its history, with its trace. Raises RunError."""

    def __call__(
        self, programme: Programme, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = ...
    ) -> History: ...


def by_simpy(
    programme: Programme, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = AS_WRITTEN
) -> History:
    """The history as the SimPy engine tells it."""
    return simpy_engine.play(programme, parameters, Luck(seed, replication), replication, trace=True, changes=changes)


def by_kernel(
    programme: Programme, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = AS_WRITTEN
) -> History:
    """The history as it is told from the records of the kernel."""
    return play_one(tables_of(programme), parameters, seed, replication, changes)


ENGINES: dict[str, Teller] = {"simpy": by_simpy, "kernel": by_kernel}
