"""What a player on the page may see of a scenario, and of what stands behind a decision: as `play` has it in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation_sim.model.expressions import Expression
from escalation_sim.model.openness import is_open
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import Brake, Scenario
from escalation_sim.questions.history.clauses import clauses_of
from escalation_sim.questions.play.seen import Sight, sight_of

Data = dict[str, Any]


def seen_of(scenario: Scenario) -> Data:
    """Which quantities, events and brakes are seen, and of every condition the clauses that read nothing hidden.

    Lists are in the order of the kernel; `recurs` and `seen` are truths, `blocks` are places of the main ladder.
    """
    plan = programme(scenario)
    sight = sight_of(plan)
    return {
        "quantities": [_quantity(scenario, one.name, one.name in sight.quantities) for one in scenario.quantities],
        "events": [{"seen": one.name in sight.events, "recurs": bool(one.every)} for one in scenario.events],
        "brakes": [_brake(sight, one) for one in scenario.brakes],
        "ways": [
            {
                "when": _part(sight, way.when.expression),
                "keep": _part(sight, way.keep.expression),
                "kept": bool(way.way.keep),
                "open": is_open(way.when.expression, sight.hidden) and is_open(way.keep.expression, sight.hidden),
                "again": way.way.again.text if way.way.again else None,
            }
            for ladder in plan.ladders
            for here in ladder.ways
            for way in here
        ],
    }


def _quantity(scenario: Scenario, name: str, seen: bool) -> Data:
    return {"name": name, "title": scenario.title_of(name), "unit": scenario.units.get(name, ""), "seen": seen}


def _brake(sight: Sight, brake: Brake) -> Data:
    scenario = sight.programme.scenario
    blocks = [place for place, stage in enumerate(scenario.stages) if scenario.main.is_blocked_by(brake, stage)]
    return {"seen": brake.name in sight.brakes, "blocks": blocks, "while": _part(sight, brake.while_)}


def _part(sight: Sight, condition: Expression) -> Mapping[str, Any]:
    """A condition as far as it can be seen: its open clauses, the names that they read, and whether there are others."""
    clauses = clauses_of(sight.programme, condition)
    seen = [clause for clause in clauses if not sight.hidden.intersection(clause.names)]
    names = dict.fromkeys(name for clause in seen for name in clause.names if name not in sight.programme.scenario.places)
    return {"clauses": [clause.words for clause in seen], "reads": list(names), "unseen": len(seen) < len(clauses)}
