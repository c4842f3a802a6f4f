"""What moves the answer most for what is set now: played in parts, as the page does, it is what `sensitivity` says."""

from __future__ import annotations

import random
from pathlib import Path

from escalation_sim.errors import RunError, UsageError
from escalation_sim.language.loading import load, loads
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.report.words import words_of
from escalation_sim.questions.sensitivity.methods import asked
from escalation_sim.questions.sensitivity.one_at_a_time import one_at_a_time
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.figures import about, settings_of
from tests.web.node import ask

SCRIPT = Path(__file__).parent / "swings.mjs"
RANDOM = range(9_400, 9_530)
SHIPPED = ("base", "spiral", "germany_tanks", "beside_the_ladder")


def by_sensitivity(setup: Setup, n: int) -> str | None:
    """Over the prior at three values, as the command on the page asks; None where there is nothing to vary."""
    try:
        data = one_at_a_time(setup, asked("one-at-a-time", setup, (), "prior", (3, n), (None, None)))
    except UsageError:
        return None
    except RunError:
        return "HistoryStopped"
    return to_json({"answer": data["answer"], "answers": data["answers"]})


def test_it_is_what_sensitivity_says() -> None:
    """Of what is set nothing is moved; things are left out; all else is drawn, or not."""
    luck = random.Random(12)  # noqa: S311 - no secret depends on it
    documents = [loads(to_yaml(random_scenario(seed))) for seed in RANDOM]
    documents += [load(SCENARIOS / f"{name}.yaml") for name in SHIPPED]
    setups = [Setup(one.scenario, settings_of(Setup(one.scenario, Settings()), luck)) for one in documents]
    counts = [luck.choice([5, 12, 40]) for _ in setups]
    questions = [
        {**about(setup, n), "known": words_of(document), "few": luck.choice([1, 3])}
        for document, setup, n in zip(documents, setups, counts, strict=True)
    ]
    answers = ask(*questions, script=SCRIPT)
    for setup, n, answer in zip(setups, counts, answers, strict=True):
        assert answer == by_sensitivity(setup, n), (setup.scenario.title, setup.settings)
    assert sum(answer is not None and answer != "HistoryStopped" for answer in answers) > 50
    assert "HistoryStopped" in answers
