"""A threshold, or the flips of one history, in each format."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.tables import level
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import (
    changes_in_words,
    exact,
    exact_percent,
    inside,
    listed,
    percent,
    percent_range,
    plural,
    rests_on,
)
from escalation_sim.questions.threshold.search import FIRST_LOOK, STEPS

Data = Mapping[str, Any]

WIDTH = 100
BAR = 30
MOST_FLIPS = 8


def threshold_text(scenario: Scenario, data: Data, format_: str) -> str:
    """The threshold of an ensemble as JSON; or as the answer, a table of the first look and what it rests on."""
    if format_ == "json":
        return to_json(data)
    n, seed = data["settings"]["replications"], data["settings"]["seed"]
    words = _Words(scenario, data)
    tried = plural(len(data["evaluated"]), "value")
    cost = (
        f"Found with {data['runs']:,} histories, {n:,} at each of {tried}; a grid as fine, in steps of "
        f"{words.value(words.step)}, takes {(STEPS + 1) * n:,}."
    )
    others = replace(scenario, parameters=tuple(p for p in scenario.parameters if p.name != data["parameter"]))
    paragraphs = [
        f"{plural(n, 'replication')} of seed {seed}, with the same luck at every value{words.how()}",
        "",
        _answer(words),
        *_notes(words),
        "",
        *_table(words),
        "",
        cost,
        *([rests_on(others, data["settings"]["uncertain"])] if others.parameters else []),
    ]
    return _document(scenario, paragraphs)


def flips_text(scenario: Scenario, data: Data, format_: str) -> str:
    """The flips of one history as JSON; or as an answer."""
    if format_ == "json":
        return to_json(data)
    words, settings = _Words(scenario, data), data["settings"]
    whose = f"Replication {settings['replication']} of seed {settings['seed']}, one history of many{words.how()}"
    then = ", then between those where it flips" if data["flips"] else ""
    cost = (
        f"It was played {data['runs']:,} times with the same luck: at {STEPS + 1:,} values {words.whole_range()}{then}. "
        "Two flips within one step would not show."
    )
    return _document(scenario, [whose, "", *_flips(words), "", cost])


class _Words:
    """The pieces of the sentences about one result."""

    def __init__(self, scenario: Scenario, data: Data) -> None:
        self.scenario, self.data = scenario, data
        self.name: str = data["parameter"]
        self.unit = one_line(scenario.units[self.name])
        self.step = (data["high"] - data["low"]) / STEPS
        by = f" by {data['by']}" if data["by"] else ""
        actor = inside(one_line(whose(scenario, scenario.ladder_of[data["stage"]])))
        self.reaches = f"{actor} reaches “{one_line(scenario.title_of(data['stage']))}”{by}"

    def value(self, value: float) -> str:
        """A value of the parameter with its unit, no finer than the search."""
        return f"{self.number(value)} {self.unit}".strip()

    def number(self, value: float) -> str:
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        if digits > 9 or abs(value) >= 1e15 or value == round(value, digits + 1):
            return exact(value)
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if digits else text

    @property
    def level(self) -> str:
        return exact_percent(self.data["level"])

    def whole_range(self) -> str:
        return f"from {self.number(self.data['low'])} to {self.value(self.data['high'])}"

    def titled(self) -> str:
        """What the parameter is, and its value in the file."""
        title, value = one_line(self.scenario.title_of(self.name)), self.scenario.values[self.name]
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.name}, “{title}”, is {exact(value)}{unit} in the file."

    def how(self) -> str:
        """What differs from the file as it stands."""
        settings = self.data["settings"]
        drawn = settings["uncertain"]
        changed = {
            name: value
            for name, value in settings["parameters"].items()
            if name not in drawn and value != self.scenario.values[name]
        }
        words = changes_in_words(self.scenario, changed, len(drawn), settings.get("without", ()))
        return f", {words}" if words else ""


def _answer(words: _Words) -> str:
    data, level = words.data, words.level
    asked, found, more = f"The probability that {words.reaches}", data["threshold"], f"{_goes(words)} {words.titled()}"
    if found is None:
        return f"{asked} does not pass {level} as {words.name} goes {words.whole_range()}. {more}"
    passes = "falls below" if data["evaluated"][0]["probability"] > data["evaluated"][-1]["probability"] else "rises to"
    low = words.number(found["low"]) if found["low"] is not None else f"below {words.number(data['low'])}"
    high = words.number(found["high"]) if found["high"] is not None else f"above {words.number(data['high'])}"
    return f"{asked} {passes} {level} at {words.name} = {words.value(found['value'])} (95 %: {low} to {high}). {more}"


def _goes(words: _Words) -> str:
    """What the probability is at both ends, or everywhere."""
    evaluated = words.data["evaluated"]
    if len({one["probability"] for one in evaluated}) == 1:
        return f"It is {percent(evaluated[0]['probability'])} at every value looked at."
    ends = [f"{percent(one['probability'])} at {words.number(one['value'])}" for one in (evaluated[0], evaluated[-1])]
    return f"It goes from {ends[0]} to {ends[1]}."


def _notes(words: _Words) -> list[str]:
    """What a reader must know before using the answer."""
    data, level, notes = words.data, words.level, []
    if data["passes_again"]:
        which = "The first time is given" if data["threshold"] else "None is given, as both ends lie on one side"
        notes.append(
            f"Note: it passes {level} more than once. {which}; for another, narrow the range: --vary {words.name}=LOW:HIGH."
        )
    if data["threshold"] and {one["probability"] for one in data["evaluated"]} == {0, 1}:
        notes.append("Note: all histories flip at once, within one step; --replication 0 gives the value exactly.")
    ends = [data["evaluated"][0], data["evaluated"][-1]]
    near = [words.value(end["value"]) for end in ends if end["low"] <= data["level"] <= end["high"]]
    if near:
        more = plural(data["settings"]["replications"], "replication")
        notes.append(f"Note: at {listed(near)} it cannot be told from {level} with {more}; use more, or a wider range.")
    return notes


def _table(words: _Words) -> list[str]:
    """The values of the first look, with bars."""
    data = words.data
    look = [data["low"] + (data["high"] - data["low"]) * (part / FIRST_LOOK) for part in range(FIRST_LOOK + 1)]
    rows = [min(data["evaluated"], key=lambda one: abs(one["value"] - value)) for value in look]
    cells = [
        (
            words.number(row["value"]),
            f"{percent(row['probability'])} ({percent_range(row['low'], row['high'])})",
            row["probability"],
        )
        for row in rows
    ]
    left = max(len(words.name), *(len(value) for value, _, _ in cells))
    right = max(len(share) for _, share, _ in cells)
    lines = [f"  {words.name:>{left}}   {'probability (95 %)':>{right}}"]
    lines += [f"  {value:>{left}}   {share:>{right}}   {'█' * level(p, BAR + 1)}".rstrip() for value, share, p in cells]
    return lines


def _flips(words: _Words) -> list[str]:
    flips, goes = words.data["flips"], f"{words.name} {words.whole_range()}"
    if not flips:
        where = "at every value" if words.data["reached_at_low"] else "at no value"
        return [f"In this history {words.reaches} {where} of {goes}. {words.titled()}"]
    if len(flips) == 1:
        return _one_flip(words, flips[0]["reached"], flips[0]["not_reached"])
    end = f"at {words.value(words.data['low'])} it is {'' if words.data['reached_at_low'] else 'not '}reached"
    first = f"In this history it flips {len(flips)} times whether {words.reaches}, with {goes}: {end}. {words.titled()}"
    lines = [f"  reached at {flip['reached']}, not reached at {flip['not_reached']}" for flip in flips[:MOST_FLIPS]]
    more = [f"  and {len(flips) - MOST_FLIPS} more; --format json has them all"] if len(flips) > MOST_FLIPS else []
    return [first, *lines, *more]


def _one_flip(words: _Words, yes: str, no: str) -> list[str]:
    value = exact(float(f"{float(yes):.9g}"), words.unit)
    where = f"up to {value}, and not above it" if float(yes) < float(no) else f"from {value} on, and not below it"
    bits = f"To the last bit: between {yes} (reached) and {no} (not reached)."
    answer = f"In this history {words.reaches} with {words.name} {where}. {bits} {words.titled()}"
    try_it = f"`run … --replication {words.data['settings']['replication']} --set {words.name}={yes}`"
    return [answer, f"What makes the difference: {try_it}, and the same with {no}."]


def _document(scenario: Scenario, paragraphs: list[str]) -> str:
    """The title and the paragraphs, broken into lines; what is indented stays as it is."""
    lines = textwrap.wrap(scenario.title, WIDTH)
    for paragraph in paragraphs:
        lines += [paragraph] if paragraph.startswith("  ") else textwrap.wrap(paragraph, WIDTH, break_on_hyphens=False) or [""]
    return "\n".join(lines) + "\n"
