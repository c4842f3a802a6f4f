"""A scenario described for a host without Python."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator

import numpy as np
import pytest

from escalation_sim.engines.kernel.engine import play_block
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.language.loading import load, loads
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.running.describing import described, priors_of
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS

PRIORS = {
    "uniform": "uniform(-2, 3)",
    "triangular": "triangular(-1, 0.1, 2)",
    "normal": "normal(-0.3, 2)",
    "lognormal": "lognormal(2, 0.7)",
    "exponential": "exponential(0.3)",
    "bernoulli": "bernoulli(0.3)",
    "choice": "choice(0.1, 0.2, 0.3, 0.4)",
}


def with_parameters(*parameters: str) -> Scenario:
    named = "".join(f"  {one}\n" for one in parameters)
    used = " + ".join(one.partition(":")[0] for one in parameters) or "0"
    return loads(
        f"title: Drawn\nperiod: {{start: 2024-01-01, end: 2024-02-01}}\n{'parameters:' if named else ''}\n{named}"
        f"quantities: {{total: {{initial: {used}}}}}\nladder: [{{stage: calm}}]\noutcomes: {{last: final(total)}}\n"
    ).scenario


def drawn(scenario: Scenario, seed: int, numbers: range) -> Iterator[tuple[str, np.ndarray]]:
    """What the kernel draws, by parameter."""
    priors = priors_of(scenario)
    assert priors
    outcomes = play_block(priors, {}, seed, np.array(numbers)).outcomes
    for outcome, values in zip(priors.programme.scenario.outcomes, outcomes.T, strict=True):
        yield outcome.name, values


def test_every_distribution_is_drawn_by_the_kernel_as_uncertain_draws_it() -> None:
    assert set(PRIORS) == set(DISTRIBUTIONS)
    scenario = with_parameters(
        *(f"p_{name}: {{value: 1, prior: '{prior}'}}" for name, prior in PRIORS.items()),
        "ranged: {value: 1, range: [-4, 2.5]}",
        "another: {value: 1, range: [-4, 2.5]}",
        "fixed: {value: 3}",
        "pulled: {value: 3, range: [1, 5], kind: lever}",
    )
    lanes = Setup(scenario, Settings(seed=5, uncertain=True)).lanes(100, 3_000)
    found = dict(drawn(scenario, 5, range(100, 3_100)))
    assert list(found) == [*(f"p_{name}" for name in PRIORS), "ranged", "another"]
    for name, values in found.items():
        assert np.ascontiguousarray(values).tobytes() == np.asarray(lanes[name]).tobytes(), name


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
def test_so_are_the_shipped_scenarios(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.yaml").scenario
    lanes = Setup(scenario, Settings(uncertain=True)).lanes(0, 200)
    for parameter, values in drawn(scenario, 1, range(200)):
        assert np.ascontiguousarray(values).tobytes() == np.asarray(lanes[parameter]).tobytes(), parameter


def test_where_nothing_is_uncertain_nothing_is_drawn() -> None:
    assert described(with_parameters("fixed: {value: 3}"))["priors"] is None
    assert described(with_parameters())["parameters"] == []


def test_a_description_is_plain_and_says_the_names_of_all_that_is_told() -> None:
    scenario = load(SCENARIOS / "base.yaml").scenario
    found = described(scenario)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert json.dumps(found) == json.dumps(described(load(SCENARIOS / "base.yaml").scenario))
    tables = tables_of(programme(scenario))
    assert (b64decode(found["block"]), b64decode(found["module"])) == (tables.block, tables.module)
    assert found["places"] == list(tables.places)
    assert dict(zip(found["parameters"], found["values"], strict=True)) == scenario.values
    for names in ("events", "brakes", "outcomes"):
        assert found[names] == [one.name for one in getattr(scenario, names)]
    assert [(ladder["name"], ladder["stages"]) for ladder in found["ladders"]] == [
        (ladder.name, [one.name for one in ladder.stages]) for ladder in scenario.ladders
    ]
    assert [ladder["name"] for ladder in found["ladders"]] == ["main", "people", "sanctions"]
    assert sum(len(ladder["pairs"]) for ladder in found["ladders"]) == tables.row_type["blocked"].shape[0]
    assert len(found["formulas"]) == len(tables.formulas)
