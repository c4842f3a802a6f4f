"""How histories are played: by which engine, on how many cores, on which cluster, and who is told how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Progress


@dataclass(frozen=True)
class Execution:
    """How histories are played; no result depends on it."""

    engine: Engine = "auto"
    jobs: int | None = None
    cluster: str | None = None
    progress: Progress | None = None


DEFAULT = Execution()
