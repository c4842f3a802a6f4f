"""Playing the same histories again with something changed: each lane with its own replication, changes and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.errors import RunError
from escalation_sim.model.expressions import plain
from escalation_sim.results.ensemble import Ensemble, tabulate
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Engine, Player
from escalation_sim.running.memory import at_once
from escalation_sim.running.pace import Share, even_parts
from escalation_sim.running.setups import BLOCK_SIZES, Setup
from escalation_sim.running.spreading import spread

FEW = 512
"""So many lanes are played on the spot: a thread would take longer to begin."""

Days = NDArray[np.int32]
"""For each lane the minute at which a stage was first reached, or NEVER."""


@dataclass(frozen=True)
class Variants:
    """Lanes to be played: *replications*, the *changes* of each beside what the settings leave out, and other *values*."""

    replications: NDArray[np.int64]
    changes: Sequence[Changes] = ()
    values: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.replications)

    def part(self, share: Share) -> Variants:
        """Some of them."""
        some = slice(share.first, share.first + share.count)
        values = {name: column[some] for name, column in self.values.items()}
        return Variants(self.replications[some], self.changes[some], values)


def first_reached(setup: Setup, variants: Variants, stage: str, engine: Engine = "auto", jobs: int | None = None) -> Days:
    """When a stage was first reached in each lane. Raises RunError for the first lane that fails, with how to see it."""
    who: Player = "simpy" if engine == "simpy" else "kernel"  # which has been made ready, however few they are
    if len(variants) <= FEW:
        return _played(setup.ready(who), variants, stage, who, Share(0, len(variants)))
    workers = threads(jobs)
    found = np.empty(len(variants), np.int32)
    parts = even_parts(len(variants), at_once(setup.programme, BLOCK_SIZES[who]), workers)
    for share, days in spread(partial(_played, setup.ready(who), variants, stage, who), parts, workers):
        found[share.first : share.first + share.count] = days
    return found


def left_out(setup: Setup, names: frozenset[str]) -> Changes:
    """Changes that leave out some names beside those that the settings do."""
    everything = names | setup.changes.left_out
    return Changes(everything) if everything else AS_WRITTEN


def _played(setup: Setup, variants: Variants, stage: str, who: Player, share: Share) -> Days:
    part = variants.part(share)
    try:
        columns = (_one_by_one if who == "simpy" else _together)(setup, part)
    except RunError as error:
        raise _how_to_see(error, part, setup) from None
    ladder = setup.scenario.ladder_of[stage]
    return np.asarray(columns.of(ladder.name).first_reached[:, ladder.places[stage]])


def _together(setup: Setup, part: Variants) -> Ensemble:
    from escalation_sim.engines.kernel.engine import play_all

    first, last = int(part.replications.min()), int(part.replications.max())
    lanes = {
        name: value[part.replications - first] if isinstance(value, np.ndarray) else value
        for name, value in setup.lanes(first, last - first + 1).items()
    }
    changes = part.changes or [setup.changes] * len(part)
    columns, failed = play_all(setup.tables, {**lanes, **part.values}, setup.settings.seed, part.replications, changes)
    if failed:
        raise failed[min(failed)]
    return columns


def _one_by_one(setup: Setup, part: Variants) -> Ensemble:
    from escalation_sim.engines.simpy.engine import play
    from escalation_sim.luck import Luck
    from escalation_sim.running.threads import while_wanted

    told = []
    for lane, replication in enumerate(while_wanted(part.replications.tolist())):
        parameters = {**setup.parameters(replication), **{name: float(column[lane]) for name, column in part.values.items()}}
        luck, changes = Luck(setup.settings.seed, replication), part.changes[lane] if part.changes else setup.changes
        try:
            told.append(play(setup.programme, parameters, luck, replication, changes=changes))
        except RunError as error:
            error.lane = lane
            raise
    return tabulate(setup.programme, told)


def _how_to_see(error: RunError, part: Variants, setup: Setup) -> RunError:
    """The error, with the settings under which it arose, so that `run` can show it."""
    lane = error.lane
    names = sorted(part.changes[lane].left_out - setup.changes.left_out) if part.changes else []
    how = [
        *(f"--without {name}" for name in names),
        *(f"--set {name}={plain(float(column[lane]))}" for name, column in part.values.items()),
        f"--replication {error.replication}",
    ]
    found = RunError(error.reason, minute=error.minute, replication=error.replication)
    found.args = (f"{error}\n    mend: `run … {' '.join(how)}` tells the history up to there",)
    return found
