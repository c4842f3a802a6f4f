"""How cost grows with replications, events, stages and the length of the period, and from where on the fast engine pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from contestants import BASE, ENGINE, ensemble, reference, setup_of
from rounds import Row, interleaved, ratios

from escalation_sim.language import loading
from escalation_sim.running.setups import Settings, Setup


def crossing() -> Iterator[Row]:
    """A few histories: on which engine?"""
    setup = setup_of(BASE)
    for n in (1, 2, 4, 8, 16):
        seconds = interleaved({"simpy": partial(reference, setup, n), "fast": partial(ensemble, setup, n)}, 3)
        yield Row(f"SimPy engine / fast engine, {n} histories", ratios(seconds["simpy"], seconds["fast"]))


def growth() -> Iterator[Row]:
    """What a history costs."""
    setup = setup_of(BASE)
    for n in (10_000, 100_000, 1_000_000):
        yield _row(f"{n:,} replications of base.yaml", n, partial(setup.ensemble, n, engine=ENGINE, jobs=1))
    for times in (1, 2, 4):
        yield _of_10_000(f"base.yaml with its events {times} times over", _more_events(setup, times))
    for years in (1, 2, 4):
        longer = Setup(replace(setup.scenario, end=years * 365 * 1440), Settings())
        yield _of_10_000(f"base.yaml over {years} years", longer)
    for stages in (4, 8, 16):
        yield _of_10_000(f"a ladder of {stages} stages", _ladder(stages))


def _of_10_000(what: str, setup: Setup) -> Row:
    return _row(what, 10_000, partial(ensemble, setup, 10_000))


def _row(what: str, n: int, work: Callable[[], object]) -> Row:
    seconds = interleaved({"": work}, 3 if n < 1_000_000 else 1)[""]
    return Row(what, [1e6 * second / n for second in seconds], unit="µs")


def _more_events(setup: Setup, times: int) -> Setup:
    """The scenario with further events that draw and set quantities of their own."""
    scenario = setup.scenario
    events, quantities = list(scenario.events), list(scenario.quantities)
    for copy in range(1, times):
        new = {quantity.name: f"{quantity.name}_{copy}" for quantity in scenario.quantities}
        quantities += [replace(quantity, name=new[quantity.name]) for quantity in scenario.quantities]
        for event in scenario.events:
            settings = tuple((new[name], value) for name, value in event.set)
            events.append(replace(event, name=f"{event.name}_{copy}", set=settings))
    return Setup(replace(scenario, events=tuple(events), quantities=tuple(quantities)), Settings())


def _ladder(stages: int) -> Setup:
    """Weekly news, and so many steps."""
    steps = "".join(
        f"  - stage: s{i}\n    climb: {{when: news > 0.5, for: 7 days, decide: 'lognormal(10, 0.5)'}}\n" for i in range(1, stages)
    )
    text = (
        "title: x\nperiod: {start: 2024-01-01, end: 2024-12-31}\nquantities: {news: 0}\n"
        f"events: {{word: {{every: 7 days, set: {{news: 'uniform(0, 1)'}}}}}}\nladder:\n  - stage: s0\n{steps}"
    )
    return Setup(loading.loads(text).scenario, Settings())
