"""The page's statistics in Node, and what Python says of the same."""

from __future__ import annotations

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
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.known import known
from escalation_sim.running.describing import described
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.node import ask, encoded

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


def about(setup: Setup, n: int, **more: Any) -> dict[str, Any]:
    """A question about *n* histories of a setup, as `figures.mjs` understands it."""
    settings = setup.settings
    state = {
        "seed": str(settings.seed),
        "set": dict(settings.changed),
        "without": list(settings.without),
        "uncertain": settings.uncertain,
    }
    return {"scenario": described(setup.scenario), "known": known(setup.scenario), "settings": state, "n": n, **more}


def alone(setup: Setup) -> Setup:
    """The same luck with every parameter at its value."""
    settings = setup.settings
    return Setup(setup.scenario, Settings(settings.seed, settings.changed, uncertain=False, without=settings.without))


def text_of(setup: Setup, n: int, by: Mapping[str, int], *, histories: bool = False, **more: Any) -> str | RunError:
    """What `run -n` prints as JSON, or why it cannot; *more* stands beside."""
    try:
        luck_alone = alone(setup).ensemble(n, jobs=1) if setup.uncertain else None
        ensemble: Ensemble = setup.ensemble(n, jobs=1)
    except RunError as error:
        return error
    data = ensemble_answer(setup, ensemble, Questions(dict(by)), luck_alone=luck_alone, histories=histories)
    return to_json({**data, **(more if setup.uncertain else {})})


Column = NDArray[np.float64]
