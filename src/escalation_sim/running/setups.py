"""A scenario and settings → one history, or an ensemble of them on several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Answer, Changes
from escalation_sim.engines.history import History
from escalation_sim.luck import BLOCK, Luck, uniforms
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.emission import emit
from escalation_sim.model.programme import Programme, programme
from escalation_sim.model.scenario import Parameter, Scenario
from escalation_sim.results.ensemble import Ensemble, Gathering, tabulate
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Engine, Player, player
from escalation_sim.running.memory import SCRATCH, at_once, columns_bytes, refuse_too_many

if TYPE_CHECKING:
    from escalation_sim.engines.kernel.tables import Tables
    from escalation_sim.running.pace import Share

BLOCK_SIZES: dict[Player, int] = {"simpy": 4 * BLOCK, "kernel": 512 * BLOCK}
"""The most replications in a block: with more there is less to do between them, and with fewer a stop is noticed sooner."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Settings:
    """How a scenario is to be run: *changed* are the parameters given other values than the file's.

    *without* are events and brakes for which it is as if their `while` were false; *injected* are minutes, each with an
    event that has its effect then.
    """

    seed: int = 1
    changed: Mapping[str, float] = field(default_factory=dict)
    uncertain: bool = False
    without: tuple[str, ...] = ()
    injected: tuple[tuple[int, str], ...] = ()

    @property
    def named(self) -> dict[str, list[str]]:
        """What is left out, as it stands beside other settings in JSON: there only where anything is."""
        return {"without": sorted(self.without)} if self.without else {}


@dataclass(frozen=True)
class Setup:
    """A scenario with settings, ready to run."""

    scenario: Scenario
    settings: Settings

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was worked out of it: functions can't be sent, and are made anew where they are needed."""
        return Setup, (self.scenario, self.settings)

    @cached_property
    def programme(self) -> Programme:
        """What an engine executes."""
        return programme(self.scenario)

    @cached_property
    def tables(self) -> Tables:
        """The same, as the kernel plays it."""
        from escalation_sim.engines.kernel.tables import tables_of

        return tables_of(self.programme)

    @cached_property
    def changes(self) -> Changes:
        """What is left out and let happen, as the engines understand it."""
        settings = self.settings
        if not settings.without and not settings.injected:
            return AS_WRITTEN
        return Changes(frozenset(settings.without), injected=settings.injected)

    @cached_property
    def values(self) -> dict[str, float]:
        """The parameters, where luck does not choose them."""
        return {**self.scenario.values, **self.settings.changed}

    @cached_property
    def uncertain(self) -> tuple[Parameter, ...]:
        """The parameters that are drawn once per replication."""
        if not self.settings.uncertain:
            return ()
        return tuple(
            parameter
            for parameter in self.scenario.parameters
            if can_be_drawn(parameter) and parameter.name not in self.settings.changed
        )

    def ready(self, who: Player) -> Setup:
        """Itself, once that is made which threads share, so that none of them makes it again."""
        _ = self.tables if who == "kernel" else self.programme
        return self

    def again(self, settings: Settings) -> Setup:
        """The same scenario with other settings; what has been worked out of the scenario alone is handed on."""
        found = Setup(self.scenario, settings)
        found.__dict__.update({name: vars(self)[name] for name in ("programme", "tables") if name in vars(self)})
        return found

    def parameters(self, replication: int) -> dict[str, float]:
        """The parameters of one replication."""
        drawn = {
            parameter.name: drawn_value(
                parameter, float(uniforms(self.settings.seed, place_of(parameter, self.scenario), 0, replication, 1)[0])
            )
            for parameter in self.uncertain
        }
        return {**self.values, **drawn}

    def history(
        self,
        replication: int,
        *,
        trace: bool = True,
        answers: tuple[Answer, ...] = (),
        luck_says: list[Answer | None] | None = None,
    ) -> History:
        """One history; *answers* are given to the decisions that are put on the main ladder. Raises RunError.

        To *luck_says* is added what luck would have said to each of these.
        """
        from escalation_sim.engines.simpy import engine as simpy_engine

        luck = Luck(self.settings.seed, replication)
        changes = replace(self.changes, answers=answers) if answers else self.changes
        parameters = self.parameters(replication)
        return simpy_engine.play(self.programme, parameters, luck, replication, trace=trace, changes=changes, luck_says=luck_says)

    def lanes(self, first: int, count: int) -> dict[str, float | NDArray[np.float64]]:
        """The parameters of the replications from *first* on: a number where they share it, else an array."""
        values: dict[str, float | NDArray[np.float64]] = dict(self.values)
        for parameter in self.uncertain:
            u = uniforms(self.settings.seed, place_of(parameter, self.scenario), 0, first, count)
            values[parameter.name] = np.asarray(drawn_value(parameter, u))
        return values

    def block(self, first: int, count: int, engine: Engine = "auto") -> Ensemble:
        """The replications *first* … *first + count - 1*. Raises RunError for the lowest-numbered failure."""
        numbers = range(first, first + count)
        if player(engine, count) == "kernel":
            from escalation_sim.engines.kernel.engine import play_block

            return play_block(self.tables, self.lanes(first, count), self.settings.seed, np.array(numbers), self.changes)
        from escalation_sim.engines.simpy import engine as simpy_engine
        from escalation_sim.running.threads import while_wanted

        histories = simpy_engine.histories(self.programme, self.parameters, self.settings.seed, numbers, self.changes)
        return tabulate(self.programme, while_wanted(histories))

    def ensemble(
        self,
        replications: int,
        *,
        engine: Engine = "auto",
        jobs: int | None = None,
        progress: Progress | None = None,
        summed: bool = False,
        needed: float | None = None,
    ) -> Ensemble:
        """The replications from 0 on; the answer does not depend on *engine* or *jobs*.

        Raises RunError for the lowest-numbered failure, and CannotRun where they do not fit into the memory. *progress* is told
        how many replications were added; *summed* saves memory where only a summary is wanted, see `Gathering`; *needed* are the
        bytes a replication that must be free, by default those of its columns; 0 where that has been made sure of.
        """
        refuse_too_many(replications, columns_bytes(self.programme, summed=summed) + SCRATCH if needed is None else needed)
        gathering = Gathering(replications, summed=summed)
        blocks = _as_they_come if progress else _evenly
        for first, block in blocks(self, engine, replications, threads(jobs)):
            gathering.add(first, block)
            if progress:
                progress(len(block))
        return gathering.columns()


def _evenly(setup: Setup, engine: Engine, n: int, jobs: int) -> Iterator[tuple[int, Ensemble]]:
    """The replications in blocks that are as large as can be, each with its first."""
    from escalation_sim.running.pace import even_parts
    from escalation_sim.running.spreading import spread

    who = player(engine, n)
    parts = even_parts(n, at_once(setup.programme, BLOCK_SIZES[who]), jobs)
    for part, block in spread(partial(_share, setup.ready(who), who), parts, jobs):
        yield part.first, block


def _as_they_come(setup: Setup, engine: Engine, n: int, jobs: int) -> Iterator[tuple[int, Ensemble]]:
    """The same in blocks that take a second or two, so that whoever looks on sees something move."""
    from escalation_sim.running.pace import Pace, paced, shares

    who = player(engine, n)
    pace = Pace(at_once(setup.programme, BLOCK_SIZES[who]), jobs, n)
    for part, block in paced(partial(_share, setup.ready(who), who), shares(pace), pace):
        yield part.first, block


def _share(setup: Setup, who: Player, share: Share) -> Ensemble:
    return setup.block(share.first, share.count, who)


def can_be_drawn(parameter: Parameter) -> bool:
    """Whether a parameter is an uncertainty, of which it is known how likely its values are."""
    return parameter.kind == "uncertainty" and bool(parameter.prior or parameter.range)


def place_of(parameter: Parameter, scenario: Scenario | None = None) -> str:
    """The place of an uncertain parameter's luck, in a *scenario* that may keep that of another name."""
    return f"parameters/{scenario.luck_name(parameter.name) if scenario else parameter.name}"


def drawn_value(parameter: Parameter, u: Any) -> Any:
    """The value (or values) that an uncertain parameter takes: by its prior, or uniform over its range."""
    if parameter.prior and isinstance(parameter.prior.tree, ex.Draw):
        draw = parameter.prior.tree
        arguments = [_plain(argument) for argument in draw.arguments]
        return DISTRIBUTIONS[draw.distribution].quantile(u, *arguments)
    low, high = parameter.range or (parameter.value, parameter.value)
    return DISTRIBUTIONS["uniform"].quantile(u, low, high)


def _plain(node: ex.Node) -> float:
    return float(emit(ex.Expression("", node, ""), {})([], None))
