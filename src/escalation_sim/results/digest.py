"""A fingerprint of what a scenario does: equal for two files that can't give different answers or be varied differently."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from escalation_sim.model.expressions import Expression
from escalation_sim.model.scenario import Event, Scenario, Way


def digest(scenario: Scenario) -> str:
    """The SHA-256 of all that an engine executes, with outcomes, ranges, priors and kinds, as `sha256:…`.

    Titles, descriptions, units, measures, sources, assumptions and `expect` do not count, nor does the order of mappings
    other than `events` and `routes`.
    """
    text = json.dumps(essence(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


Show = Callable[[Expression | None], Any]


def _text(expression: Expression | None) -> str | None:
    return None if expression is None else expression.canonical


def essence(scenario: Scenario, show: Show = _text) -> dict[str, Any]:
    """All that counts of a scenario, as plain data; *show* says how an expression stands in it, by default in its one form."""
    return {
        "start": scenario.start.isoformat(),
        "end": scenario.end,
        "start_stage": scenario.start_stage,
        "parameters": {
            p.name: {"value": float(p.value), "range": p.range, "kind": p.kind, "prior": show(p.prior)}
            for p in scenario.parameters
        },
        "quantities": {
            q.name: {"initial": show(q.initial), "min": q.min, "max": q.max, "timeline": q.timeline} for q in scenario.quantities
        },
        "events": [_event(event, show) for event in scenario.events],
        "brakes": {b.name: {"while": show(b.while_), "blocks": sorted(b.blocks)} for b in scenario.brakes},
        "ladder": [
            {
                "stage": s.name,
                "climb": [_way(way, show) for way in s.climb],
                "descend": _way(s.descend, show) if s.descend else None,
            }
            for s in scenario.stages
        ],
        "outcomes": {o.name: [o.aggregate, show(o.expression), o.event] for o in scenario.outcomes},
    }


def _event(event: Event, show: Show) -> dict[str, Any]:
    return {
        "name": event.name,
        "at": show(event.at),
        "every": show(event.every),
        "when": show(event.when),
        "from": show(event.start),
        "first": show(event.first),
        "for": show(event.hold),
        "after": show(event.after),
        "until": show(event.until),
        "times": event.times,
        "while": show(event.while_),
        "chance": show(event.chance),
        "set": {name: show(value) for name, value in event.set},
    }


def _way(way: Way, show: Show) -> dict[str, Any]:
    return {
        "route": way.route,
        "when": show(way.when),
        "keep": show(way.keep),
        "for": show(way.hold),
        "decide": show(way.decide),
        "chance": show(way.chance),
        "again": show(way.again),
        "ignores": None if way.ignores is None else sorted(way.ignores),
    }
