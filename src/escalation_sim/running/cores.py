"""How many threads may be at work at once: the one place that decides it. No answer depends on it."""

from __future__ import annotations

import math
import os
import re

from escalation_sim.running import cgroups

GIVEN = ("SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "NSLOTS", "NCPUS", "LSB_DJOB_NUMPROC")
"""Where a cluster says how many cores a job was given: Slurm, Grid Engine, PBS, LSF. Not all of them pin the job to these."""

_COUNT = re.compile(r"\s*[1-9]\d{0,6}\s*", re.ASCII)


def threads(jobs: int | None) -> int:
    """As many as were asked for, or one for each core that this process may use."""
    return jobs or cores()


def cores() -> int:
    """The cores that this process may use: by its affinity, the quota of its container and what its cluster job was given.

    Of a quota of 1.5 two threads make better use than one.
    """
    given = [int(words) for name in GIVEN if _COUNT.fullmatch(words := os.environ.get(name, ""))]
    quota = cgroups.cpus()
    allowed = [] if quota is None else [math.ceil(quota)]
    return max(min([_by_affinity(), *given, *allowed]), 1)


def _by_affinity() -> int:
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
