"""The page's statistics in Node, and what Python says of the same."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import RunError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.questions.sensitivity.one_at_a_time import steps_of, widest
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.known import known
from escalation_sim.running.describing import described
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.node import ask, encoded

Column = NDArray[np.float64]

FIGURES = Path(__file__).parent / "figures.mjs"


def figures(*questions: dict[str, Any]) -> list[Any]:
    """What the page's statistics answer to some questions."""
    return ask(*questions, script=FIGURES)


def bits(values: Any) -> str:
    """Numbers to the last bit, as text."""
    return encoded(np.ascontiguousarray(values, "<f8").tobytes())


def shipped() -> list[Scenario]:
    """The scenarios that come with the program."""
    return [load(path).scenario for path in sorted(SCENARIOS.glob("*.yaml"))]


def random_ones(seeds: range) -> list[Scenario]:
    """Random scenarios, one a seed; some of them have histories that stop."""
    return [loads(to_yaml(random_scenario(seed))).scenario for seed in seeds]


def known_of(scenario: Scenario) -> dict[str, Any]:
    """What the page's statistics know of a scenario."""
    return {**known(scenario), "steps": steps_of(scenario)}


def about(setup: Setup, n: int, **more: Any) -> dict[str, Any]:
    """A question about *n* histories of a setup, as `figures.mjs` understands it."""
    settings = setup.settings
    state = {
        "seed": str(settings.seed),
        "set": dict(settings.changed),
        "without": list(settings.without),
        "uncertain": settings.uncertain,
    }
    return {"scenario": described(setup.scenario), "known": known_of(setup.scenario), "settings": state, "n": n, **more}


def alone(setup: Setup) -> Setup:
    """The same luck with every parameter at its value."""
    settings = setup.settings
    return Setup(setup.scenario, Settings(settings.seed, settings.changed, uncertain=False, without=settings.without))


def text_of(setup: Setup, n: int, by: Mapping[str, int], *, histories: bool = False) -> str | RunError:
    """What `run -n` prints as JSON, or why it cannot."""
    try:
        luck_alone = alone(setup).ensemble(n, jobs=1) if setup.uncertain else None
        ensemble: Ensemble = setup.ensemble(n, jobs=1)
    except RunError as error:
        return error
    data = ensemble_answer(setup, ensemble, Questions(dict(by)), luck_alone=luck_alone, histories=histories)
    if setup.uncertain:
        data["widest"] = widest_of(setup, n)
    return to_json(data)


def widest_of(setup: Setup, n: int) -> dict[str, Any] | None:
    """Which uncertainty moves the answer most; None also where a history stops that is played for it alone."""
    try:
        return widest(setup, n)
    except RunError:
        return None


def settings_of(setup: Setup, luck: random.Random) -> Settings:
    """Some settings for the scenario of a setup: values that are set, things left out, uncertain or not, any seed."""
    scenario = setup.scenario
    moved = [one for one in scenario.parameters if luck.random() < 0.3]
    return Settings(
        seed=luck.choice([1, 2, 17, 2**53 - 1, 12345678901234567890123, 0]),
        changed={one.name: luck.choice([one.value, one.value * 1.1, one.value + 0.25, float(round(one.value))]) for one in moved},
        uncertain=luck.random() < 0.5,
        without=tuple(sorted(name for name in scenario.removable if luck.random() < 0.15)),
    )


def random_setups(seeds: range) -> list[Setup]:
    luck = random.Random(seeds.start)  # noqa: S311 - no secret depends on it
    return [Setup(one, settings_of(Setup(one, Settings()), luck)) for one in random_ones(seeds)]


def doubles(count: int, seed: int) -> list[float]:
    """Finite numbers of every size, in which all patterns of bits are as likely."""
    bytes_ = np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)
    return [value for value in bytes_.view(np.float64).tolist() if math.isfinite(value)]


def plain(count: int, seed: int) -> list[float]:
    """Numbers as scenarios have them: whole, halves, quarters and eighths, minutes as days, products, tiny and long ones."""
    luck = random.Random(seed)  # noqa: S311 - no secret depends on it
    kinds = (
        lambda: luck.randint(-(10**12), 10**12) / 2 ** luck.randint(0, 12),
        lambda: luck.randint(0, 10**7) / 1440,
        lambda: luck.gauss(0, 1) * 10 ** luck.randint(-12, 20),
        lambda: float(f"{luck.random():.{luck.randint(1, 12)}g}") * 10 ** luck.randint(-9, 9),
        lambda: luck.randint(0, 10**10) * 10.0 ** luck.randint(-14, 12),
        lambda: luck.choice(
            [0.0, -0.0, 1.0, 1e-4, 9.99999999e-5, 1e16, 1e21, 1e22, 1e300, 5e-324, 123456788.5, 123456789.5, 0.5]
        ),
    )
    return [luck.choice(kinds)() for _ in range(count)]
