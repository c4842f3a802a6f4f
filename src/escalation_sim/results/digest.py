"""A fingerprint of what a scenario does: equal for two files that can't give different answers or be varied differently."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from escalation_sim.model.expressions import Expression
from escalation_sim.model.scenario import Brake, Event, Ladder, Outcome, Scenario, Way


def digest(scenario: Scenario) -> str:
    """The SHA-256 of all that an engine executes, with outcomes, ranges, priors and kinds, as `sha256:…`.

    Titles, descriptions, units, measures, sources, assumptions, what speaks against them and `expect` do not count, nor does the
    order of mappings other than `events` and `routes`.
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
        "brakes": {b.name: {"while": show(b.while_), "blocks": _blocks(b)} for b in scenario.brakes},
        "ladder": _ladder(scenario.main, show),
        **_others(scenario, show),
        **({"luck": dict(scenario.luck_names)} if scenario.luck_names else {}),
        "outcomes": {o.name: _outcome(o, show) for o in scenario.outcomes},
    }


def _blocks(brake: Brake) -> list[str] | None:
    """The list is empty for all, as it always was; None for a brake that blocks nothing."""
    return [] if brake.blocks is None else sorted(brake.blocks) or None


def _ladder(ladder: Ladder, show: Show) -> list[dict[str, Any]]:
    places = ladder.places
    return [
        {
            "stage": s.name,
            "climb": [_way(way, show, places.get(way.start), place - 1) for way in s.climb],
            "descend": _way(s.descend, show, places.get(s.descend.to), place - 1) if s.descend else None,
        }
        for place, s in enumerate(ladder.stages)
    ]


def _others(scenario: Scenario, show: Show) -> dict[str, Any]:
    """What came later to the language stands here where it is used alone: so older files keep their fingerprints."""
    others = {one.name: {"start_stage": one.start_stage, "ladder": _ladder(one, show)} for one in scenario.others}
    return {"ladders": others} if others else {}


def _outcome(outcome: Outcome, show: Show) -> Any:
    aggregates = [
        [one.kind, show(one.expression), one.event, *([one.minute] if one.kind == "on" else [])] for one in outcome.aggregates
    ]
    return {"measure": show(outcome.measure), "of": aggregates} if outcome.measure else aggregates[0]


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


def _way(way: Way, show: Show, beyond: int | None, just_below: int) -> dict[str, Any]:
    """*beyond* is the place that it names as its other end, where it names one."""
    return {
        **({"beyond": beyond} if beyond not in (None, just_below) else {}),
        "route": way.route,
        "when": show(way.when),
        "keep": show(way.keep),
        "for": show(way.hold),
        "decide": show(way.decide),
        "chance": show(way.chance),
        "again": show(way.again),
        "ignores": None if way.ignores is None else sorted(way.ignores),
    }
