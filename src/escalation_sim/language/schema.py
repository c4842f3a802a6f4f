"""The JSON Schema of scenario files, for completion and red lines in an editor; made from `shapes.py`.

Draft 7, which the YAML extensions of today's editors know best. It says less than the reader, on purpose: a red line in an
editor must be right, so what depends on other parts of the file, or on the file that a variant extends, is left to `validate`.
A variant may name parts of things and take entries out with null; everything else stands in full.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalation_sim.language.expecting import BOUNDS, STATISTICS
from escalation_sim.language.reading import GOES_WITH, TRIGGERS
from escalation_sim.language.shapes import NOTE, SHAPES, SHORT_FORMS, Key
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.expressions import LONGEST
from escalation_sim.model.scenario import LONGEST_NAME, RESERVED

Schema = dict[str, Any]

_DATE = r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"
_NAME: Schema = {
    "type": "string",
    "pattern": "^(?!reached_)[a-z][a-z0-9_]*$",
    "maxLength": LONGEST_NAME,
    "not": {"enum": sorted(RESERVED)},
    "errorMessage": "A name matches [a-z][a-z0-9_]*, is no reserved word, and does not begin with reached_.",
}
_TEXT: Schema = {"type": "string"}
_CALCULATION: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
_NAMES: Schema = {"type": "array", "items": _TEXT}
_NAMES_OR_ALL: Schema = {"anyOf": [{"const": "all"}, {**_NAMES, "minItems": 1}]}
_PAIR: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_DATED_VALUE: Schema = {
    "type": "array",
    "items": [{"type": "string", "pattern": _DATE}, {"type": "number"}],
    "minItems": 2,
    "additionalItems": False,
}
_TIME: Schema = {"anyOf": [{"type": "number", "minimum": 0}, _CALCULATION]}
_CONDITION: Schema = {"anyOf": [_CALCULATION, {"type": "boolean"}]}

KINDS: dict[str, Schema] = {
    "text": _TEXT,
    "name": _NAME,
    "names": {"anyOf": [_NAMES, _TEXT]},
    "stage_names": {"anyOf": [{"const": "all"}, _NAMES]},
    "brake_names": _NAMES_OR_ALL,
    "number": {"type": "number"},
    "whole": {"type": "integer", "minimum": 1},
    "truth": {"type": "boolean"},
    "expression": {"anyOf": [{"type": "number"}, _CALCULATION, {"type": "boolean"}]},
    "condition": _CONDITION,
    "expectation": _CONDITION,
    "outcome": {"type": "string", "minLength": 1},  # several expressions may stand in it
    "duration": _TIME,
    "moment": _TIME,
    "date": {"type": "string", "pattern": _DATE, "errorMessage": "A date is written 2024-10-08 or 2024-10-08 14:30."},
    "range": _PAIR,
    "draw": {
        "type": "string",
        "pattern": rf"^\s*({'|'.join(DISTRIBUTIONS)})\s*\(",
        "errorMessage": "One draw whose arguments are numbers, such as triangular(3000, 10000, 20000).",
    },
    "kind": {"enum": ["lever", "uncertainty"]},
    "timeline": {"type": "array", "items": _DATED_VALUE},
    "quantile": {
        "type": "array",
        "items": [_NAME, {"type": "number", "minimum": 0, "maximum": 1}],
        "minItems": 2,
        "additionalItems": False,
    },
}
"""Schemas of the kinds of `shapes.py` that hold no keys of their own."""

_THINGS = {
    "parameters": "parameter",
    "quantities": "quantity",
    "events": "event",
    "brakes": "brake",
    "routes": "way",
    "outcomes": "outcome",
}


def json_schema() -> Schema:
    """The schema, as a value that `json.dumps` takes."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A scenario of escalation-sim",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": _Shaper(variant=True).shape("scenario"),
        "else": _Shaper(variant=False).shape("scenario"),
    }


class _Shaper:
    """Makes the schema of a scenario that stands alone, or of a *variant*."""

    def __init__(self, *, variant: bool) -> None:
        self.variant = variant

    def shape(self, name: str, without: tuple[str, ...] = ()) -> Schema:
        """The mapping of keys that `shapes.py` calls *name*."""
        keys = {key: entry for key, entry in SHAPES[name].items() if key not in without}
        schema: Schema = {
            "type": "object",
            "properties": {key: self.key(key, entry) for key, entry in keys.items()},
            "additionalProperties": False,
        }
        if not self.variant:
            required = [key for key, entry in keys.items() if entry.required]
            schema |= {"required": required} if required else {}
            schema |= _RULES[name]() if name in _RULES else {}
        return schema

    def key(self, name: str, key: Key) -> Schema:
        return {"description": key.says, **self.nullable(self.kind(key.kind, name))}

    def nullable(self, schema: Schema) -> Schema:
        """In a variant, null takes an entry out."""
        return {"anyOf": [schema, {"type": "null"}]} if self.variant else schema

    def kind(self, kind: str, name: str) -> Schema:
        """The schema of a value by its kind."""
        if kind in KINDS:
            return KINDS[kind]
        if kind in _THINGS:
            return self.things(kind)
        if kind == "ladder":
            return self.ladder()
        if kind == "ladders":
            return self.named(self.shape("ladder"))
        if kind == "expect":
            return {"type": "array", "items": _Shaper(variant=False).shape("expectation")}
        if kind == "set":
            return self.named(KINDS["expression"])
        return self.shape(name)

    def named(self, schema: Schema) -> Schema:
        return {"type": "object", "propertyNames": _NAME, "additionalProperties": self.nullable(schema)}

    def things(self, section: str) -> Schema:
        """A mapping of names to things of one shape, or to their short form."""
        shape = self.shape(_THINGS[section])
        short = SHORT_FORMS.get(section)
        if short is None:
            return self.named(shape)
        return self.named({"anyOf": [shape, KINDS[SHAPES[_THINGS[section]][short].kind]]})

    def ladder(self) -> Schema:
        if self.variant:
            return {"type": "array", "items": {**self.shape("stage"), "required": ["stage"]}}
        lowest = self.shape("stage", without=("climb", "descend", "above", "remove"))
        others = self.shape("stage", without=("above", "remove"))
        return {
            "type": "array",
            "minItems": 1,
            "items": [lowest],
            "additionalItems": {**others, "required": ["stage", "climb"]},
        }


def _not_both(one: str, other: str, says: str) -> Schema:
    return {"not": {"required": [one, other]}, "errorMessage": says}


def _one_of(keys: tuple[str, ...]) -> list[Schema]:
    """Exactly one of some keys, said so that an editor's message is clear."""
    pairs = [(one, other) for index, one in enumerate(keys) for other in keys[index + 1 :]]
    return [
        {"anyOf": [{"required": [key]} for key in keys], "errorMessage": f"One of {', '.join(keys)} is missing."},
        *(_not_both(one, other, f"Only one of {', '.join(keys)} may stand here.") for one, other in pairs),
    ]


def _event_rules() -> Schema:
    misfits = [(key, trigger) for key, goes_with in GOES_WITH.items() for trigger in TRIGGERS if trigger not in goes_with]
    return {
        "allOf": [*_one_of(TRIGGERS), *(_not_both(key, other, f"`{key}` does not go with `{other}`.") for key, other in misfits)]
    }


def _climb_rules() -> Schema:
    of_a_way = [key for key in SHAPES["way"] if key not in NOTE]
    beside = [_not_both("routes", key, f"Each route has its own `{key}`.") for key in of_a_way]
    return {
        "required": [],  # `when` stands in the routes, where there are any
        "if": {"required": ["routes"]},
        "then": {"allOf": beside},
        "else": {"required": ["when"]},
        **_way_rules(),
    }


def _way_rules() -> Schema:
    return {"dependencies": {"again": ["chance"]}}


def _expectation_rules() -> Schema:
    return {
        "allOf": [*_one_of(STATISTICS), *_one_of(BOUNDS)],
        "dependencies": {"tolerance": ["equals"], "by": ["probability"]},
    }


_RULES: dict[str, Callable[[], Schema]] = {
    "event": _event_rules,
    "climb": _climb_rules,
    "way": _way_rules,
    "descend": _way_rules,
    "expectation": _expectation_rules,
}
