"""A fingerprint of what a scenario does: equal for two files that can't give different answers or be varied differently."""

from __future__ import annotations

import hashlib
import json
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


def essence(scenario: Scenario) -> dict[str, Any]:
    """All that counts of a scenario, as plain data."""
    return {
        "start": scenario.start.isoformat(),
        "end": scenario.end,
        "start_stage": scenario.start_stage,
        "parameters": {
            p.name: {"value": float(p.value), "range": p.range, "kind": p.kind, "prior": _text(p.prior)}
            for p in scenario.parameters
        },
        "quantities": {
            q.name: {"initial": _text(q.initial), "min": q.min, "max": q.max, "timeline": q.timeline} for q in scenario.quantities
        },
        "events": [_event(event) for event in scenario.events],
        "brakes": {b.name: {"while": _text(b.while_), "blocks": sorted(b.blocks)} for b in scenario.brakes},
        "ladder": [
            {"stage": s.name, "climb": [_way(way) for way in s.climb], "descend": _way(s.descend) if s.descend else None}
            for s in scenario.stages
        ],
        "outcomes": {o.name: [o.aggregate, _text(o.expression), o.event] for o in scenario.outcomes},
    }


def _text(expression: Expression | None) -> str | None:
    return None if expression is None else expression.canonical


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "at": _text(event.at),
        "every": _text(event.every),
        "when": _text(event.when),
        "from": _text(event.start),
        "first": _text(event.first),
        "for": _text(event.hold),
        "after": _text(event.after),
        "until": _text(event.until),
        "times": event.times,
        "while": _text(event.while_),
        "chance": _text(event.chance),
        "set": {name: _text(value) for name, value in event.set},
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "route": way.route,
        "when": _text(way.when),
        "keep": _text(way.keep),
        "for": _text(way.hold),
        "decide": _text(way.decide),
        "chance": _text(way.chance),
        "again": _text(way.again),
        "ignores": None if way.ignores is None else sorted(way.ignores),
    }
