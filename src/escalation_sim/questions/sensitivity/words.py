"""A study of sensitivity in words: what was played, what moves the answer most, how much of it is luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.wording import (
    amount,
    changes_in_words,
    inside,
    listed,
    percent,
    percent_range,
    plural,
    points,
)
from escalation_sim.questions.sensitivity.answer_words import BARE, answer_in_words, between_values, value_in_words
from escalation_sim.questions.sensitivity.study import REACHED

Data = Mapping[str, Any]

MOST_ROWS = 15
LEVER = "◆"
_LEAST = 0.01
"""A total index below this is not given a row."""
NOISY = 0.1
"""If so much of the variance between points is luck, the indices are those of the luck too."""


class Words:
    """The pieces of the sentences about the answer that is shown."""

    def __init__(self, scenario: Scenario, data: Data) -> None:
        self.scenario, self.data = scenario, data
        self.method: str = data["method"]
        self.shown: Data = next(one for one in data["answers"] if one["answer"] == data["answer"])
        self.name: str = data["answer"]

    @property
    def is_share(self) -> bool:
        return self.name.startswith(REACHED)

    def answer(self) -> str:
        """What is asked, in words."""
        return answer_in_words(self.scenario, self.name)

    def value(self, value: float | None) -> str:
        """A value of the answer."""
        return value_in_words(self.name, value)

    def step(self, value: float) -> str:
        """A difference between two values of the answer: `12`, in points where it is a probability."""
        if not self.is_share:
            return amount(value)
        return points(value)

    def steps(self, told: Data) -> str:
        """A difference with its interval: `47 (42–52)`."""
        if told["low"] != told["low"]:
            return self.step(told["value"])
        return f"{self.step(told['value'])} ({self.step(told['low'])}–{self.step(told['high'])})"

    def points(self) -> str:
        """What a difference is counted in."""
        return ", points" if self.is_share else ""

    def title(self, name: str) -> str:
        return one_line(self.scenario.title_of(name))

    def marked(self, told: Data, *, unit: bool = False) -> str:
        """The title of a parameter, with its unit if that is wanted, and a mark where the actor chooses it."""
        name = told["parameter"]
        counted = one_line(self.scenario.units[name])
        behind = f" ({counted})" if unit and counted and counted not in BARE else ""
        return f"{self.title(name)}{behind}" + (f" {LEVER}" if told["kind"] == "lever" else "")

    def changes(self) -> str:
        """What differs from the file as it stands."""
        settings = self.data["settings"]
        changed = {name: value for name, value in settings["parameters"].items() if value != self.scenario.values[name]}
        drawn = 0 if self.method == "one-at-a-time" else len(settings["uncertain"])
        return changes_in_words(self.scenario, changed, drawn, settings.get("without", ()))

    def what(self) -> str:
        """What was played."""
        settings = self.data["settings"]
        n, points = settings["replications"], settings["points"]
        drawn, changes = len(settings["uncertain"]), self.changes()
        moved = plural(len(self.shown["parameters"]), "parameter")
        luck = f"with the same luck (seed {settings['seed']})" + (f", {changes}" if changes else "")
        match self.method:
            case "sobol":
                how = f"{moved} at once, drawn by prior or range: Sobol's indices from {self._visited(2)}"
            case "morris":
                how = f"{moved}, a step at a time along {plural(points, 'trajectory', 'trajectories')}: Morris's effects from "
                how += self._visited(1)
            case _:
                others = "the others drawn" if drawn else "the others at their values"
                along = "range" if settings["over"] == "range" else "prior (5 to 95 %) or range"
                how = f"{moved}, each alone along its {along}, {others}; at each value {plural(n, 'history', 'histories')}"
        return f"{how}, {luck}"

    def _visited(self, more: int) -> str:
        settings = self.data["settings"]
        points = settings["points"] * (len(self.shown["parameters"]) + more)
        return f"{points:,} points, at each {plural(settings['replications'], 'history', 'histories')}"


def rows_of(words: Words) -> tuple[list[Data], list[Data]]:
    """The assumptions that move the answer by more than luck may, and the others."""
    told = words.shown["parameters"]
    shown = [one for one in told if matters(words.method, one)]
    return shown, [one for one in told if not matters(words.method, one)]


def matters(method: str, told: Data) -> bool:
    """Whether an assumption moves the answer by more than luck may; of Sobol's indices, whether the total is worth a row."""
    match method:
        case "sobol":
            return bool(told["total"]) and told["total"]["value"] >= _LEAST
        case "morris":
            return bool(told["mu_star"]) and told["mu_star"]["low"] > 0
    width = told["width"]
    return bool(width["value"] > 0 and not width["low"] <= 0)


def turns(words: Words, told: Data) -> list[str]:
    """Which of `lowest` and `highest` lies beyond what both ends of the range show, where that is more than luck."""
    ends, base = (told["answers"][0], told["answers"][-1]), words.shown["value"]
    if any(end != end for end in ends):
        return []
    found = []
    if base + told["lowest"]["change"]["high"] < min(ends):
        found.append("lowest")
    if base + told["highest"]["change"]["low"] > max(ends):
        found.append("highest")
    return found


def kept(share: float) -> float:
    """An index as it is shown: an estimate may lie beyond 0 and 1."""
    return min(max(share, 0.0), 1.0)


def notes(words: Words, rows: Sequence[Data], rest: Sequence[Data]) -> Iterator[str]:
    """How to read the table, and what has no row in it."""
    if any(told["kind"] == "lever" for told in rows):
        yield f"{LEVER} {inside(one_line(words.scenario.actor))} can choose; the others are what nobody chooses."
    if rows:
        yield _READING[words.method]
    if any(size["low"] != size["low"] for told in rows if (size := told.get("width"))):
        n = words.data["settings"]["replications"]
        yield f"Note: {plural(n, 'history', 'histories')} at each value are too few for an interval of a mean: it may be luck."
    if rows[MOST_ROWS:]:
        yield f"Less than these move it: {listed([told['parameter'] for told in rows[MOST_ROWS:]])}."
    if rows and rest:
        yield f"{_LITTLE[words.method]}: {listed([told['parameter'] for told in rest])}."
    moved = {told["parameter"] for told in words.shown["parameters"]}
    believed = any(one.prior and one.name in moved for one in words.scenario.parameters)
    if rows and words.data["settings"].get("over") == "range" and believed:
        yield "A range says what is possible, not what is likely; with --over prior each goes only as far as its prior does."
    noise = words.shown.get("noise")
    if noise is not None and noise > NOISY:
        n = words.data["settings"]["replications"]
        yield (
            f"Note: {percent(noise)} of the variance between the points is the luck of the {plural(n, 'history', 'histories')} "
            "at each, and counts in these indices as if it were ignorance; a larger -n lessens it."
        )


_READING = {
    "one-at-a-time": "Bars go from the lowest to the highest answer along the range; the stroke is the answer as it is. The "
    "width is the distance between the two, its interval that of their difference in the same histories.",
    "sobol": "First order: of the variance between points, the part that would go if this alone were known. Total: the part "
    "that would stay if all but this were known; more than first order, where it acts together with others.",
    "morris": "The effect is the mean change of the answer for the whole way from the low end of an assumption (the 5 % quantile "
    "of its prior) to the high end (95 %); the size, with its interval, is the mean of these changes without their signs. A "
    "spread as large as the effect: it depends on the others, or on where one begins.",
}
_LITTLE = {
    "one-at-a-time": "Not to be told from luck",
    "sobol": "With a total index below 1 %",
    "morris": "Not to be told from luck",
}


def spread(words: Words) -> Iterator[str]:
    """How much of the spread of single histories is luck."""
    told = words.shown["spread"]
    if not told or told["share_of_luck"]["value"] != told["share_of_luck"]["value"]:
        return
    share = told["share_of_luck"]
    interval = percent_range(share["low"], share["high"])
    yield (
        f"Of the spread (the variance) between single histories {percent(share['value'])} ({interval}) is luck: it would "
        f"stay if every assumption were known. {percent(1 - share['value'])} is ignorance of {_whose(_drawn(words))}."
    )


def _drawn(words: Words) -> int:
    """How many parameters the ignorance is about: a lever only where it was drawn like the others."""
    told = words.shown["parameters"]
    return sum(words.method != "one-at-a-time" or one["kind"] == "uncertainty" for one in told)


def _whose(count: int) -> str:
    return "the one parameter that is uncertain" if count == 1 else f"the {count:,} parameters that are uncertain"


def conclusion(words: Words) -> str:
    """The last sentence: which assumption moves the answer most, from where to where."""
    rows, _ = rows_of(words)
    if not rows:
        if words.shown["value"] != words.shown["value"]:
            return f"Nothing can be said of {words.answer()}: {_never(words)}."
        return f"Nothing that was varied moves {words.answer()} by more than luck may: {words.value(words.shown['value'])}."
    if words.method == "one-at-a-time":
        return _widest_in_words(words, rows)
    key = {"sobol": "total", "morris": "mu_star"}[words.method]
    names = [f"“{words.title(told['parameter'])}”" for told in rows[:3]]
    next_ = f"; next come: {listed(names[1:])}" if names[1:] else ""
    if words.method == "morris":
        size = words.step(rows[0][key]["value"]) + (" points" if words.is_share else "")
        return f"What moves {words.answer()} most is {names[0]}, by {size} on average{next_}."
    total = percent(kept(rows[0][key]["value"]))
    return f"What {words.answer()} depends on most is {names[0]}, with a total index of {total}{next_}."


def _never(words: Words) -> str:
    if words.method != "one-at-a-time":
        return "at some points it never was"
    ever = any(answer == answer for told in words.shown["parameters"] for answer in told["answers"])
    return "it was at one value alone" if ever else "it never was, at any value"


def _widest_in_words(words: Words, rows: Sequence[Data]) -> str:
    """The widest, and beside a lever the widest assumption, or the other way round."""
    first = rows[0]
    sentence = f"What moves {words.answer()} most is {_from_to(words, first)}"
    other = next((told for told in rows[1:] if told["kind"] != first["kind"]), None)
    if other is None:
        return f"{sentence}."
    whose = (
        f"Of what {inside(one_line(words.scenario.actor))} can choose" if other["kind"] == "lever" else "Of what nobody chooses"
    )
    return f"{sentence}. {whose}, it is {_from_to(words, other)}."


def _from_to(words: Words, told: Data) -> str:
    low, high = sorted((told["lowest"], told["highest"]), key=lambda end: end["at"])
    return between_values(words.scenario, words.name, told["parameter"], low, high)
