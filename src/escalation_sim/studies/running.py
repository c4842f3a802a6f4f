"""A scenario and settings → one history, or an ensemble of them on several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context

from escalation_sim.engines import simpy_engine
from escalation_sim.engines.history import History
from escalation_sim.luck import BLOCK, Luck, uniforms
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.programme import Programme, programme
from escalation_sim.model.scenario import Parameter, Scenario
from escalation_sim.results.ensemble import Ensemble, join, tabulate

BLOCK_SIZE = 4 * BLOCK
"""Replications in a block, whatever the number of processes."""

_WORTH_A_PROCESS = 4 * BLOCK_SIZE  # starting one takes as long as some hundred histories

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Settings:
    """How a scenario is to be run: *changed* are the parameters given other values than the file's."""

    seed: int = 1
    changed: Mapping[str, float] = field(default_factory=dict)
    uncertain: bool = False


@dataclass(frozen=True)
class Setup:
    """A scenario with settings, ready to run."""

    scenario: Scenario
    settings: Settings

    @cached_property
    def programme(self) -> Programme:
        """What an engine executes."""
        return programme(self.scenario)

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
            if parameter.kind == "uncertainty"
            and (parameter.prior or parameter.range)
            and parameter.name not in self.settings.changed
        )

    def parameters(self, replication: int) -> dict[str, float]:
        """The parameters of one replication."""
        drawn = {
            parameter.name: drawn_value(parameter, float(uniforms(self.settings.seed, place_of(parameter), 0, replication, 1)[0]))
            for parameter in self.uncertain
        }
        return {**self.values, **drawn}

    def history(self, replication: int, *, trace: bool = True) -> History:
        """One history. Raises RunError."""
        luck = Luck(self.settings.seed, replication)
        return simpy_engine.play(self.programme, self.parameters(replication), luck, replication, trace=trace)

    def block(self, first: int, count: int) -> Ensemble:
        """The replications *first* … *first + count - 1*. Raises RunError for the lowest-numbered failure."""
        told = simpy_engine.histories(self.programme, self.parameters, self.settings.seed, range(first, first + count))
        return tabulate(self.programme, told)

    def ensemble(self, replications: int, *, jobs: int | None = None, progress: Progress | None = None) -> Ensemble:
        """The replications from 0 on; the answer does not depend on *jobs*.

        Raises RunError for the lowest-numbered failure. *progress* is told how many replications were added.
        """
        firsts = range(0, replications, BLOCK_SIZE)
        counts = [min(BLOCK_SIZE, replications - first) for first in firsts]
        blocks = []
        for count, block in zip(counts, self._blocks(firsts, counts, jobs or os.cpu_count() or 1), strict=True):
            blocks.append(block)
            if progress:
                progress(count)
        return join(blocks)

    def _blocks(self, firsts: range, counts: list[int], jobs: int) -> Iterator[Ensemble]:
        """The blocks in their order, from this process or from several."""
        if jobs == 1 or sum(counts) < _WORTH_A_PROCESS:
            yield from (self.block(first, count) for first, count in zip(firsts, counts, strict=True))
            return
        with _workers(min(jobs, len(firsts)), self) as pool:
            futures: list[Future[Ensemble]] = [
                pool.submit(_block_of_worker, first, count) for first, count in zip(firsts, counts, strict=True)
            ]
            for future in futures:
                yield future.result()


def place_of(parameter: Parameter) -> str:
    """The place of an uncertain parameter's luck."""
    return f"parameters/{parameter.name}"


def drawn_value(parameter: Parameter, u: float) -> float:
    """The value that an uncertain parameter takes: by its prior, or uniform over its range."""
    if parameter.prior and isinstance(parameter.prior.tree, ex.Draw):
        draw = parameter.prior.tree
        arguments = [_plain(argument) for argument in draw.arguments]
        return float(DISTRIBUTIONS[draw.distribution].quantile(u, *arguments))
    low, high = parameter.range or (parameter.value, parameter.value)
    return float(DISTRIBUTIONS["uniform"].quantile(u, low, high))


def _plain(node: ex.Node) -> float:
    from escalation_sim.model.emission import emit

    return float(emit(ex.Expression("", node, ""), {})([], None))


_worker_setup: Setup | None = None


def _begin_worker(setup: Setup) -> None:
    import signal

    global _worker_setup  # noqa: PLW0603 - a worker process serves one setup, set before its first block
    _worker_setup = setup
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _block_of_worker(first: int, count: int) -> Ensemble:
    assert _worker_setup is not None
    return _worker_setup.block(first, count)


@contextmanager
def _workers(jobs: int, setup: Setup) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes; when anything goes wrong, or Ctrl-C is pressed, they are ended at once."""
    bare = Setup(setup.scenario, setup.settings)
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_worker, initargs=(bare,))
    try:
        yield pool
    except BaseException:
        workers = list((pool._processes or {}).values())  # noqa: SLF001 - no public way to end them at once
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        raise
    pool.shutdown()
