"""Every key of the language, in one table: what may stand where, and what it is for.

The reader takes from it which keys it knows, the JSON Schema its completion and red lines, and a test that each is documented.
A new key begins here.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key: the *kind* of its value (a word the reader and the schema know), and what it says."""

    kind: str
    says: str
    required: bool = False


_NOTE = {
    "title": Key("text", "what people call it"),
    "source": Key("names", "facts in the evidence folder that it rests on"),
    "assumption": Key("text", "the reason, where no fact gives it"),
    "against": Key("text", "what speaks against it"),
}
NOTE = tuple(_NOTE)
"""The keys that may stand everywhere, and change nothing that happens."""

SCENARIO = {
    "title": Key("text", "what the scenario is called; by default the name of its file"),
    "description": Key("text", "what the file is about, for the person who opens it"),
    "actor": Key("text", "whose ladder it is; every text uses this name"),
    "extends": Key("text", "another scenario, from which this one starts; a path relative to this file"),
    "period": Key("period", "the first and the last day", required=True),
    "evidence": Key("text", "the folder whose facts `source` names; a path relative to this file"),
    "start_stage": Key("name", "where the actor stands at the start; by default the lowest stage"),
    "parameters": Key("parameters", "numbers that the rest of the file may use"),
    "quantities": Key("quantities", "what changes"),
    "events": Key("events", "what makes quantities change"),
    "brakes": Key("brakes", "what holds decisions back"),
    "ladder": Key("ladder", "the stages, the lowest first", required=True),
    "ladders": Key("ladders", "what else may be climbed: another government's ladder, or a second one of the same"),
    "outcomes": Key("outcomes", "what to measure"),
    "expect": Key("expect", "what must stay true"),
}
PERIOD = {
    "start": Key("date", "the first day", required=True),
    "end": Key("date", "the last day simulated; with a time, the minute at which the run stops", required=True),
}
PARAMETER = {
    "value": Key("number", "the value", required=True),
    "unit": Key("text", "what the value counts"),
    "range": Key("range", "what a sweep or a slider covers by default: [low, high]"),
    "kind": Key("kind", "lever (the actor's choice) or uncertainty (nobody's choice, the default)"),
    "prior": Key("draw", "for an uncertainty: how likely its values are; by default uniform over its range"),
    **_NOTE,
}
QUANTITY = {
    "initial": Key("expression", "the value at the start", required=True),
    "min": Key("number", "whatever it is set to, it is never below this"),
    "max": Key("number", "whatever it is set to, it is never above this"),
    "unit": Key("text", "what it counts"),
    "timeline": Key("timeline", "known values at known dates: [[2024-10-18, 1500], …]"),
    "hidden": Key("truth", "true says that the main ladder's actor does not see it; it changes no history"),
    **_NOTE,
}
EVENT = {
    "at": Key("moment", "it occurs once, at a date or so many days after the start"),
    "every": Key("duration", "it occurs again and again, with this interval"),
    "when": Key("condition", "it is triggered each time this turns from false to true"),
    "from": Key("moment", "with `every`: where the clock starts"),
    "first": Key("moment", "with `every`: exactly when it occurs first"),
    "for": Key("duration", "with `when`: how long the condition must hold without a break"),
    "after": Key("duration", "with `when`: the delay between the trigger and the occurrence"),
    "until": Key("moment", "what is due at or after it does not happen"),
    "times": Key("whole", "with `every` and `when`: at most so many occurrences"),
    "while": Key("condition", "looked at when it occurs; if it is false there is no effect"),
    "chance": Key("expression", "the probability that an occurrence has an effect"),
    "set": Key("set", "quantities and their new values"),
    **_NOTE,
}
BRAKE = {
    "while": Key("condition", "as long as it holds the brake is on", required=True),
    "blocks": Key("stage_names", "the stages and the ladders that it holds back, or all; without it, it only weighs"),
    **_NOTE,
}
LADDER = {
    "stages": Key("ladder", "the stages, the lowest first", required=True),
    "actor": Key("text", "whose ladder it is; by default the actor of the file"),
    "start_stage": Key("name", "where its actor stands at the start; by default the lowest stage"),
    **_NOTE,
}
STAGE = {
    "stage": Key("name", "the name of the stage", required=True),
    "measures": Key("names", "what the actor does at this stage"),
    "climb": Key("climb", "the way, or the ways, up to this stage"),
    "descend": Key("descend", "the way down from this stage to the one below"),
    "above": Key("name", "in a variant: a new stage stands above this one"),
    "remove": Key("truth", "in a variant: true takes the stage out"),
    **_NOTE,
}
_WAY = {
    "when": Key("condition", "what must hold for a decision to be thought of", required=True),
    "keep": Key("condition", "what must go on holding while it is decided; by default the same as `when`"),
    "for": Key("duration", "how long both must have held, without a break"),
    "decide": Key("duration", "how long the decision takes"),
    "chance": Key("expression", "the probability that the decision is yes"),
    "again": Key("duration", "with `chance`: after a no it is put again after this long"),
    **_NOTE,
}
DESCEND = {**_WAY, "to": Key("name", "the stage to which it leads; by default the one just below")}
WAY = {
    **_WAY,
    "from": Key("name", "the stage from which it leads; by default the one just below"),
    "ignores": Key("brake_names", "brakes that do not hold this way back, or all"),
}
CLIMB = {**WAY, "routes": Key("routes", "several named ways to the same stage")}
OUTCOME = {
    "measure": Key("outcome", "an aggregate of an expression, or arithmetic on aggregates", required=True),
    "unit": Key("text", "what it counts"),
    **_NOTE,
}
EXPECTATION = {
    "probability": Key("expectation", "how likely a condition is, over the histories"),
    "mean": Key("name", "the mean of an outcome"),
    "median": Key("name", "the median of an outcome"),
    "quantile": Key("quantile", "[outcome, level]"),
    "by": Key("date", "with `probability`: as it stood at this date"),
    "at_least": Key("number", "the lower bound"),
    "at_most": Key("number", "the upper bound"),
    "between": Key("range", "[low, high]"),
    "equals": Key("number", "the value, give or take `tolerance`"),
    "tolerance": Key("number", "how far from `equals` it may be; 0 by default"),
    "title": Key("text", "the claim in words"),
}

QUESTIONS = {
    "title": Key("text", "what the file is called"),
    "scenario": Key("text", "the scenario that is asked; a path relative to this file", required=True),
    "asked": Key("date", "when it was asked: whoever answers knows nothing later", required=True),
    "frozen": Key("digest", "the scenario's digest when it was frozen; `score --freeze` writes it"),
    "questions": Key("questions", "the questions, each by its name", required=True),
}
QUESTION = {
    "title": Key("text", "the question in words"),
    "ask": Key("condition", "what may come true, as in a claim about a probability", required=True),
    "by": Key("date", "as it stood at this date"),
    "answer": Key("answer", "yes or no; absent while it is open"),
    "resolved": Key("date", "when the answer was known"),
    "source": Key("names", "facts in the scenario's evidence folder that the answer rests on"),
    "baselines": Key("baselines", "what others said, or a rule says: a probability for each name"),
}

SHAPES = {
    "scenario": SCENARIO,
    "period": PERIOD,
    "parameter": PARAMETER,
    "quantity": QUANTITY,
    "event": EVENT,
    "brake": BRAKE,
    "ladder": LADDER,
    "stage": STAGE,
    "climb": CLIMB,
    "way": WAY,
    "descend": DESCEND,
    "outcome": OUTCOME,
    "expectation": EXPECTATION,
    "questions": QUESTIONS,
    "question": QUESTION,
}

TIMES = frozenset(name for shape in SHAPES.values() for name, key in shape.items() if key.kind in ("duration", "moment", "date"))
"""Keys before a duration, a date, or either."""

EVIDENCE = {
    **dict.fromkeys(("says", "resolved", "note", "idle"), "text"),
    **dict.fromkeys(("claimed_by", "confirmed_by", "see"), "names"),
}
"""The kinds of keys in the files of an evidence folder, which are read by themselves."""

SHORT_FORMS = {"parameters": "value", "quantities": "initial", "outcomes": "measure"}
"""Sections in which a bare value is short for a mapping with this one key."""
