"""A simulator of policy ladders: a YAML file says how a government climbs, an engine says which stage it reaches, and why.

    import escalation_sim as es

    scenario = es.load("scenarios/base.yaml")
    print(es.answer(scenario))                             # the answer, and the most ordinary history
    print(es.run(scenario, replication=17))                # one history, told with its reasons
    print(es.ensemble(scenario, replications=10_000))      # how likely each stage is

The questions are those of the command line, and their keywords are its options. See docs/python.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from escalation_sim.version import __version__

if TYPE_CHECKING:
    from escalation_sim import errors
    from escalation_sim.api.answers import Answer, Ensemble, History, Study
    from escalation_sim.api.ema import as_ema_model
    from escalation_sim.api.games import Game, play
    from escalation_sim.api.pages import Page, explore, report
    from escalation_sim.api.questions import answer, ensemble, run, sweep
    from escalation_sim.api.reasons import Why, why
    from escalation_sim.api.scenarios import Scenario, load
    from escalation_sim.api.scores import score
    from escalation_sim.api.studies import Finding, discover, sensitivity, signposts, threshold

__all__ = [
    "Answer",
    "Ensemble",
    "Finding",
    "Game",
    "History",
    "Page",
    "Scenario",
    "Study",
    "Why",
    "__version__",
    "answer",
    "as_ema_model",
    "discover",
    "ensemble",
    "errors",
    "explore",
    "load",
    "play",
    "report",
    "run",
    "score",
    "sensitivity",
    "signposts",
    "sweep",
    "threshold",
    "why",
]

_HOMES = {
    "Answer": "api.answers",
    "Ensemble": "api.answers",
    "Finding": "api.studies",
    "Game": "api.games",
    "History": "api.answers",
    "Page": "api.pages",
    "Scenario": "api.scenarios",
    "Study": "api.answers",
    "Why": "api.reasons",
    "answer": "api.questions",
    "as_ema_model": "api.ema",
    "discover": "api.studies",
    "ensemble": "api.questions",
    "explore": "api.pages",
    "load": "api.scenarios",
    "play": "api.games",
    "report": "api.pages",
    "run": "api.questions",
    "score": "api.scores",
    "sensitivity": "api.studies",
    "signposts": "api.studies",
    "sweep": "api.questions",
    "threshold": "api.studies",
    "why": "api.reasons",
}


def __getattr__(name: str) -> Any:
    """A name of the Python interface, imported when it is first used: the command line starts without it."""
    if name == "errors":
        return import_module("escalation_sim.errors")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
