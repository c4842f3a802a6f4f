"""Random valid scenarios: the one generator that the properties, the campaigns and the comparison of engines draw from.

A scenario is a plain nested dict in the order of the file. `scenarios()` is a Hypothesis strategy of them,
`random_scenario(seed)` gives one for a seed, `to_yaml` writes one as a file. Both are built by the same `_Author`, who asks a
`Chooser` for every choice.

They are lively on purpose: short periods, times from a small set so that much falls on the same minute, thresholds that are
met and missed again and again. A small share carries a `fault` and stops, or may stop, with a RunError, because engines must
agree on errors too. `tests/constructs.py` measures that every construct of the language is reached.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from tests.phrases import BRAKES, CALLS, CHANCES, DRAWS, LENGTHS, MEASURES, OPERATIONS, PLACES, PRIORS, WILD

Plain = dict[str, Any]
Draw = Callable[[st.SearchStrategy[int]], int]
T = TypeVar("T")

DAY = 1440
FAULTY = 10
"""Of a hundred scenarios so many carry a fault."""

_QUANTITIES = ("troops", "combat", "support", "pressure")
_PARAMETERS = ("level", "delay", "odds", "limit")
_EVENTS = ("wave", "report", "shock", "answer", "relief", "echo")
_BRAKES = ("law", "opinion", "alliance")
_STAGES = ("calm", "notice", "aid", "arms", "war")
_ROUTES = ("phased", "red_line", "pressed")
_OTHERS = {
    "moscow": ("words", "technology", "soldiers", "treaty"),
    "people": ("nobody", "observers", "trainers", "staff"),
    "kyiv": ("waits", "attacks", "storms", "spreads"),
}
"""The ladders beside the main one, and the stages that each may have."""
_AGGREGATES = ("peak", "low", "final", "average", "days", "first", "count", "on")
_COMPARISONS = (">=", "<", ">", "<=", "==", "!=")


class Chooser(Protocol):
    """Whoever makes the choices; the lower a number, the simpler the scenario."""

    def whole(self, low: int, high: int) -> int:
        """A whole number from *low* to *high*."""


class _Seeded:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret depends on it

    def whole(self, low: int, high: int) -> int:
        return low + int(self._random.random() * (high - low + 1))


class _Drawn:
    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        return self._draw(_integers(low, high))


@cache
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


@st.composite
def _scenarios(draw: Draw, faults: bool) -> Plain:
    return _Author(_Drawn(draw)).scenario(faults=faults)


def scenarios(*, faults: bool = True) -> st.SearchStrategy[Plain]:
    """Valid scenarios; without *faults* few of them stop with a RunError."""
    return _scenarios(faults)


def random_scenario(seed: int, *, faults: bool = True) -> Plain:
    """The valid scenario of a seed: always the same."""
    return _Author(_Seeded(seed)).scenario(faults=faults)


def to_yaml(scenario: Plain) -> str:
    """The scenario as a file: every text in quotes, every mapping in its order."""
    return "".join(f"{key}:{_below(value, 1)}\n" for key, value in scenario.items())


def _below(value: Any, depth: int) -> str:
    """What stands behind a key."""
    margin = "\n" + "  " * depth
    if isinstance(value, dict) and value:
        return "".join(f"{margin}{key}:{_below(inner, depth + 1)}" for key, inner in value.items())
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = ["".join(f"{margin}  {key}:{_below(inner, depth + 2)}" for key, inner in item.items()) for item in value]
        return "".join(f"{margin}- {item.lstrip()}" for item in items)
    return f" {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


class _Author:
    """Writes one scenario."""

    def __init__(self, chooser: Chooser) -> None:
        self.whole = chooser.whole
        self.start = datetime(2024, 1, 1)
        self.minutes = 0
        self.hourly = False
        self.parameters: list[str] = []
        self.quantities: list[str] = []
        self.events: list[str] = []
        self.brakes: list[str] = []
        self.stages: list[str] = []
        self.others: dict[str, list[str]] = {}
        self.may_name_brakes = True

    # Choices

    def likely(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.whole(0, 99) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def some(self, options: Sequence[T]) -> list[T]:
        """At least one of the options, in their order."""
        sure = self.whole(0, len(options) - 1)
        return [option for index, option in enumerate(options) if index == sure or self.likely(40)]

    def maybe(self, percent: int, key: str, value: Callable[[], Any]) -> Plain:
        """A key that is there in so many of a hundred cases."""
        return {key: value()} if self.likely(percent) else {}

    # The file

    def scenario(self, *, faults: bool) -> Plain:
        """The whole file."""
        faulty = self.whole(0, 99) >= 100 - FAULTY and faults
        period = self.period()
        self.stages = list(_STAGES[: 1 + self.pick((2, 1, 3, 2, 4, 1, 3, 2, 0))])
        self.parameters = list(_PARAMETERS[: self.pick((0, 1, 2, 3, 4, 3))])
        self.quantities = list(_QUANTITIES[: self.pick((1, 2, 3, 2, 4, 1, 2, 3, 4, 0))])
        self.events = list(_EVENTS[: self.pick((2, 3, 1, 4, 5, 6, 3, 4, 5, 0))])
        self.brakes = list(_BRAKES[: self.pick((0, 1, 2, 3))])
        count = self.pick((0, 1, 0, 2, 1, 3, 0))
        self.others = {name: list(stages[: self.pick((2, 3, 2, 1, 4))]) for name, stages in list(_OTHERS.items())[:count]}
        file: Plain = {
            "title": "A random scenario",
            "period": period,
            **self.maybe(25, "start_stage", lambda: self.pick((*self.stages[:-1], *self.stages))),
            "parameters": {name: self.parameter(name) for name in self.parameters},
            "quantities": {name: self.quantity() for name in self.quantities},
            "events": {name: self.event() for name in self.events},
            "brakes": {name: self.brake() for name in self.brakes},
            "ladder": self.steps(self.stages),
            "ladders": {name: self.ladder(stages) for name, stages in self.others.items()},
            "outcomes": {f"outcome_{index}": self.outcome() for index in range(self.whole(0, 6))},
        }
        if self.quantities and self.likely(4):
            file["events"].update(self.rounds(self.quantities[0]))
        if faulty:
            self.spoil(file)
        return {key: value for key, value in file.items() if value or key == "title"}

    def period(self) -> Plain:
        self.hourly = self.likely(15)
        if self.likely(25):
            self.start = datetime(2024, 2, 27, 6, 30)
        if self.hourly:
            self.minutes = 60 * self.whole(2, 16) + self.pick((0, 0, 30, 1))
            return {"start": self.written(0), "end": f"{self.start + timedelta(minutes=self.minutes):%Y-%m-%d %H:%M}"}
        if self.likely(25):
            self.minutes = DAY * self.whole(5, 40) + self.pick((0, 720, 61))
            return {"start": self.written(0), "end": f"{self.start + timedelta(minutes=self.minutes):%Y-%m-%d %H:%M}"}
        last = self.start + timedelta(days=self.whole(4, 39))
        over = datetime(last.year, last.month, last.day) + timedelta(days=1)
        self.minutes = int((over - self.start) / timedelta(minutes=1))
        return {"start": self.written(0), "end": f"{last:%Y-%m-%d}"}

    def written(self, minute: int) -> str:
        """A minute since the start as a date, with a time of day where it needs one."""
        moment = self.start + timedelta(minutes=minute)
        midnight = (moment.hour, moment.minute) == (0, 0)
        return f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%d %H:%M}"

    def date(self) -> str:
        """A date of the period or, seldom, one just after it."""
        return self.written(self.minute())

    def minute(self) -> int:
        step = self.pick((30, 10)) if self.hourly else self.pick((DAY, 720))
        return step * self.whole(0, self.minutes // step + (1 if self.likely(10) else -1))

    # Sections

    def parameter(self, name: str) -> Any:
        role = "level" if name == "limit" else name
        value, low, high = {
            "level": (self.pick((1, 2, 3, 1.5)), 0, 4),
            "delay": (self.pick((0.0625, 0.03125, 0, 0.125) if self.hourly else (1, 0.5, 2, 0)), 0, 0.25 if self.hourly else 3),
            "odds": (self.pick((0.5, 0.8, 0.2, 1, 0)), 0, 1),
        }[role]
        if self.likely(35):
            return value
        kind = self.pick(("uncertainty", "lever", "uncertainty"))
        return {
            "value": value,
            **self.maybe(70, "range", lambda: [low, high]),
            **self.maybe(60, "kind", lambda: kind),
            **(self.maybe(60, "prior", lambda: self.pick(PRIORS[role])) if kind != "lever" else {}),
        }

    def quantity(self) -> Any:
        initial: Any = self.pick((0, 1, 2, 3))
        if self.likely(30):
            initial = self.pick(["level"] * ("level" in self.parameters) + ["1 + 1"])
        elif self.likely(30):
            initial = self.draw(DRAWS, parameters_only=True)
        if self.likely(25):
            return initial
        return {
            "initial": initial,
            **self.maybe(70, "min", lambda: self.pick((0, -1))),
            **self.maybe(60, "max", lambda: self.pick((5, 3, 4.5))),
            **self.maybe(35, "timeline", self.timeline),
            **self.maybe(10, "hidden", lambda: True),
        }

    def timeline(self) -> list[list[Any]]:
        minutes = {self.minute() for _ in range(self.whole(1, 4))}
        return [[self.written(minute), self.pick((1, 0, 3, 2, 2.5, -2, 7))] for minute in minutes]

    def event(self) -> Plain:
        trigger = self.pick(("at", "every", "when", "every", "when"))
        return {
            **{"at": self.at, "every": self.every, "when": self.when}[trigger](),
            **self.maybe(30, "while", self.condition),
            **self.maybe(30, "chance", self.chance),
            **(self.maybe(85, "set", self.assignments) if self.quantities else {}),
        }

    def at(self) -> Plain:
        moment = self.pick((self.date, self.fixed, self.random_moment, self.date))
        return {"at": moment(), **self.maybe(20, "until", self.date)}

    def random_moment(self) -> Any:
        return f"{self.unit()} * {self.pick((1, 3, 6))} + {self.draw(LENGTHS, parameters_only=True)}"

    def every(self) -> Plain:
        begin = self.pick(("", "from", "first", ""))
        start = {begin: self.pick((self.date, self.fixed))()} if begin else {}
        tiny = self.likely(12)
        limited = tiny and not self.hourly
        times = {"times": self.whole(2, 12)} if limited else self.maybe(25, "times", lambda: self.pick((1, 2, 4)))
        interval = self.tiny() if tiny else self.length(least="0.1 * " if not self.hourly else "0.5 * ")
        return {"every": interval, **start, **self.maybe(30, "until", self.pick((self.date, self.fixed))), **times}

    def when(self) -> Plain:
        return {
            "when": self.condition(),
            **self.maybe(35, "for", self.fixed),
            **self.maybe(58, "after", self.length),
            **self.maybe(25, "until", self.pick((self.date, self.fixed))),
            **self.maybe(25, "times", lambda: self.pick((1, 2, 3))),
        }

    def assignments(self) -> Plain:
        targets = self.some(self.quantities) if self.likely(35) else [self.pick(self.quantities)]
        return {name: self.value_for(name) for name in targets}

    def value_for(self, name: str) -> Any:
        """A new value of a quantity."""
        kind = self.whole(0, 9)
        if kind <= 3:
            return self.pick((f"{name} + 1", f"{name} - 1", f"3 - {name}", f"1 - {name}", f"{name} / 2", f"{name} + 2"))
        if kind <= 5:
            return self.draw(DRAWS)
        if kind == 6:
            return self.pick((0, 3, 1, 2.5))
        if kind == 7:
            return f"{self.draw(DRAWS)} - {self.draw(DRAWS)}"
        if kind == 8:
            return f"clip({self.number(2)}, -3, 6)"
        return self.pick((f"min(6, {self.number(1, now=True)})", "stage", "highest + 1", "now / 4", f"highest - stage + {name}"))

    def brake(self) -> Plain:
        self.may_name_brakes = False
        brake = {"while": self.condition(), **self.blocks()}
        self.may_name_brakes = True
        return brake

    def blocks(self) -> Plain:
        kind = self.whole(0, 9)
        if kind <= 2:
            return {"blocks": "all"}
        if kind == 8:
            return {"blocks": []}
        if kind == 9:
            return {}
        ladders = ["main", *self.others] if self.likely(35) else []
        return {"blocks": self.some([*self.all_stages, *ladders])}

    @property
    def all_stages(self) -> list[str]:
        """Those of every ladder, the main one first."""
        return [*self.stages, *(stage for stages in self.others.values() for stage in stages)]

    def ladder(self, stages: list[str]) -> Plain:
        """One beside the main one."""
        start = self.maybe(25, "start_stage", lambda: self.pick((*stages[:-1], *stages)))
        return {**start, "stages": self.steps(stages)}

    def steps(self, stages: list[str]) -> list[Plain]:
        """The stages of a ladder, from the lowest up."""
        return [{"stage": stages[0]}, *(self.stage(stages[place], stages[:place]) for place in range(1, len(stages)))]

    def stage(self, name: str, below: list[str]) -> Plain:
        return {"stage": name, "climb": self.climb(below), **self.maybe(55, "descend", lambda: self.descend(below))}

    def climb(self, below: list[str]) -> Plain:
        if self.likely(35):
            return {"routes": {name: self.way(below) for name in _ROUTES[: self.pick((2, 3, 2, 1))]}}
        return self.way(below)

    def way(self, below: list[str]) -> Plain:
        way = {**self.step(65), **self.some_lower("from", below)}
        if self.brakes and self.likely(35):
            way["ignores"] = "all" if self.likely(30) else self.some(self.brakes)
        return way

    def descend(self, below: list[str]) -> Plain:
        way = self.step(50)
        if not self.likely(12):
            way["for"] = self.wait()
        return {**way, **self.some_lower("to", below)}

    def some_lower(self, key: str, below: list[str]) -> Plain:
        """From which lower stage a way leads, or to which; mostly not the one just below, where there is another."""
        return self.maybe(40 if len(below) > 1 else 5, key, lambda: self.pick((*below[:-1], *below)))

    def step(self, decide: int) -> Plain:
        """A way up or down. Over days neither takes a minute: who went up and down in each would do little else."""
        chance = self.maybe(35, "chance", self.chance)
        return {
            "when": self.wish(),
            **self.maybe(30, "keep", self.wish),
            **self.maybe(40, "for", lambda: self.fixed(tiny=self.hourly)),
            **self.maybe(decide, "decide", lambda: self.length(tiny=self.hourly)),
            **chance,
            **(self.maybe(50, "again", self.wait) if chance else {}),
        }

    def outcome(self) -> Any:
        text = self.measure() if self.likely(30) else self.aggregate()
        return {"measure": text, **self.maybe(50, "unit", lambda: "days")} if self.likely(20) else text

    def measure(self) -> str:
        """Arithmetic on aggregates that is always finite."""
        shape = self.pick(tuple(CALLS.values())) if self.likely(35) else self.pick(MEASURES)
        parameter = self.pick(self.parameters) if self.parameters else "0.5"
        return shape.format(a=self.aggregate(), b=self.aggregate(), k=self.whole(1, 4), p=parameter)

    def aggregate(self) -> str:
        aggregate = self.pick(_AGGREGATES)
        if aggregate == "count":
            return f"count({self.pick(self.events)})" if self.events else "final(highest)"
        if aggregate in ("days", "first"):
            return f"{aggregate}({self.looked_at()})"
        measured = self.pick(self.quantities) if self.quantities and self.likely(50) else self.measured()
        return f"on({measured}, {self.moment()})" if aggregate == "on" else f"{aggregate}({measured})"

    def measured(self) -> str:
        """What an aggregate is of: a number, or a condition, which counts as one."""
        if self.likely(65):
            return self.number(1)
        return self.pick((self.condition(), *self.brakes, *self.others))

    def moment(self) -> str:
        """A date after the start, and no later than the run stops."""
        return self.written(self.pick((self.minutes, *(max(1, min(self.minute(), self.minutes)) for _ in range(5)))))

    # Times

    def unit(self) -> float:
        return self.pick((0.0625, 0.03125, 0.125)) if self.hourly else self.pick((1, 0.5, 2))

    def plain_time(self) -> Any:
        if self.hourly:
            return self.pick(("30 minutes", "1 hour", "10 minutes", "90 minutes", 0, 0.125, "5 minutes", "1 minute"))
        return self.pick((1, "12 hours", 2, "1 day", 0.5, "36 hours", 0, 3, "90 minutes", "1 week", 1.5, 0.25))

    def tiny(self) -> Any:
        """Less than a minute, a minute, or halves of one that are rounded to even."""
        return self.pick(("1 minute", 0.0003, 0.0004, "1 / 2880", "3 / 2880", "5 / 2880", "0.5 minutes", 0, "uniform(0, 0.002)"))

    def fixed(self, *, tiny: bool = True) -> Any:
        """A time that reads parameters at most."""
        if tiny and self.likely(6):
            return self.tiny_fixed()
        if not self.parameters or self.likely(70):
            return self.plain_time()
        unit = self.unit()
        parameter = self.pick(self.parameters)
        choices = [f"{unit} if {parameter} > 1 else 2 * {unit}", f"{unit} * max({parameter}, 0)"]
        if "delay" in self.parameters:
            choices += ["abs(delay)", "max(delay, 0) * 2"]
        return self.pick(choices)

    def wait(self) -> Any:
        """A time after which something comes again: over days it is never nothing, or there would be too many minutes."""
        if self.hourly:
            return self.tiny_fixed() if self.likely(40) else self.fixed()
        if self.parameters and self.likely(30):
            return f"{self.unit()} + max({self.pick(self.parameters)}, 0)"
        return self.pick((self.unit(), "12 hours", "1 day", "90 minutes", 3))

    def tiny_fixed(self) -> Any:
        return self.pick(("1 minute", 0.0003, "1 / 2880", "3 / 2880"))

    def length(self, least: str = "", *, tiny: bool = True) -> Any:
        """A time that may draw and read the state. One that must not be nothing for long begins with *least* of a unit."""
        kind = self.whole(0, 9)
        if kind <= 2:
            plain = self.plain_time()
            return plain if not least or plain not in (0, "1 minute", "5 minutes") else self.unit()
        if kind <= 5:
            return self.draw(LENGTHS)
        if kind == 6:
            return f"{self.unit()} if {self.condition()} else 2 * {self.unit()}"
        if kind == 7:
            others = [f"1 + {name}" for name in (*self.others, *self.brakes)]
            return f"{self.unit()} * ({self.pick(('1 + stage', '1 + highest', 'max(1, highest - stage)', *others))})"
        if kind == 8 and tiny and not least and self.likely(30):
            return self.tiny()
        unit = self.unit()
        begin = f"{least}{unit} + " if least else ""
        return f"{begin}{unit} * abs(clip({self.number(1, now=True)}, -2, 3))"

    # Expressions

    def draw(self, table: Mapping[str, tuple[str, ...]], *, parameters_only: bool = False) -> str:
        """One draw of a table."""
        text = self.pick(table[self.pick(tuple(table))])
        return text.format(a="1" if parameters_only else self.leaf(), u=self.unit())

    def chance(self) -> Any:
        kind = self.whole(0, 10)
        if kind <= 2:
            return self.pick((0.5, 0.8, 0.3, 1, 0))
        if kind <= 4 and "odds" in self.parameters:
            return self.pick(("odds", "1 - odds", "odds / 2"))
        if kind == 5 and self.brakes:
            return self.pick(("0.8 * (0.3 if {0} else 1)", "1 - {0}", "{0} / 2 + 0.2")).format(self.pick(self.brakes))
        if kind == 6 and self.others:
            return self.pick(PLACES).format(self.pick(("stage", *self.others)))
        if kind <= 7:
            return self.pick(CHANCES[self.pick(tuple(CHANCES))])
        if kind == 8:
            return f"0.9 if {self.looked_at()} else 0.2"
        if kind == 9:
            return f"clip({self.number(1, now=True)}, 0, 1)"
        return self.pick(("1 / (1 + stage)", "min(1, now / 5)", "0.4 if highest > stage else 0.7", "(highest >= 1) / 2"))

    def leaf(self, *, now: bool = False) -> str:
        """A name or a number."""
        kind = self.whole(0, 11)
        if kind <= 4 and self.quantities:
            return self.pick(self.quantities)
        if kind <= 6 and self.parameters:
            return self.pick(self.parameters)
        if kind == 7:
            return self.pick(("stage", "highest", self.pick(self.all_stages)))
        if kind == 8 and now:
            return self.pick(("now", f"(date(2024, {self.whole(1, 3)}, 10) - now)"))
        if kind == 9 and self.brakes and self.may_name_brakes:
            return self.pick(BRAKES).format(self.pick(self.brakes))
        if kind == 10 and self.others:
            return self.pick(tuple(self.others))
        return self.pick(("1", "2", "0.5", "3", "1e-1"))

    def number(self, depth: int, *, now: bool = False) -> str:
        """A calculation without draws that is always finite."""
        if depth <= 0 or self.likely(20):
            return self.leaf(now=now)
        a, b, k = self.number(depth - 1, now=now), self.number(depth - 1, now=now), self.whole(1, 4)
        shape = self.pick(tuple(CALLS.values())) if self.likely(45) else self.pick(OPERATIONS)
        return f"({shape.format(a=a, b=b, k=k)})"

    def wish(self) -> str:
        """A condition for a way: often true, and never one that reads nothing and is false."""
        kind = self.whole(0, 11)
        if kind <= 2:
            return "true"
        if kind <= 8 and self.quantities:
            return f"{self.pick(self.quantities)} {self.pick(('>=', '>', '!='))} {self.pick((1, 0, 2))}"
        if 8 <= kind <= 9 and (self.others or self.brakes):
            return self.wish_for_others()
        return self.condition()

    def wish_for_others(self) -> str:
        """What looks at another ladder, or at a brake."""
        ladders = [f"{name} >= {stages[-1]}" for name, stages in self.others.items()]
        if self.others:
            ladders.append(f"stage >= {self.stages[-1]}")
        brakes = [f"{negated}{brake}" for brake in self.brakes for negated in ("not ", "")]
        return self.pick((*ladders, *brakes))

    def looked_at(self) -> str:
        """A condition, or the name of one."""
        return self.pick(self.brakes) if self.brakes and self.likely(20) else self.condition()

    def condition(self) -> str:
        kind = self.whole(0, 25)
        if kind >= 20:
            return self.condition_on_others(kind)
        if kind <= 10:
            return self.comparison()
        if kind <= 12:
            return f"{self.comparison()} {self.pick(('and', 'or'))} {self.comparison()}"
        if kind == 13:
            return f"not {self.comparison()}"
        if kind == 14:
            return f"{self.pick((0, 1))} <= {self.subject()} {self.pick(('<', '<='))} {self.pick((3, 2))}"
        if kind == 15:
            return f"({self.comparison()} if {self.comparison()} else {self.pick((self.comparison(), 'true', 'stage < 0'))})"
        if kind == 16:
            return f"{self.subject()} {self.pick(('+', '-', '*'))} {self.number(1)} {self.pick(_COMPARISONS)} {self.number(1)}"
        if kind == 17:
            return f"stage {self.pick(_COMPARISONS)} {self.pick(self.stages)}"
        if kind == 18:
            return f"highest {self.pick(('>=', '<'))} {self.pick(self.stages)}"
        return f"({self.comparison()} or {self.comparison()}) and {self.pick(('true', 'not false'))} and stage >= 0"

    def condition_on_others(self, kind: int) -> str:
        """What reads the name of a brake or of another ladder."""
        if kind <= 23 and self.brakes and self.may_name_brakes:
            brake = self.pick(self.brakes)
            shape = self.pick(("{0}", "not {0}", "{0} and {1}", "({0} or {1}) and not {2}", "({1} if {0} else not ({1}))"))
            return shape.format(brake, self.comparison(), self.pick(self.brakes))
        if kind >= 22 and self.others:
            name = self.pick(tuple(self.others))
            threshold = self.pick((self.pick(self.others[name]), "1", "stage + 1" if self.likely(30) else "2"))
            return f"{name} {self.pick(_COMPARISONS)} {threshold}"
        return self.comparison()

    def comparison(self) -> str:
        threshold = self.pick(self.parameters) if self.parameters and self.likely(25) else self.pick((1, 2, 0, 3, 1.5))
        return f"{self.subject()} {self.pick(_COMPARISONS)} {threshold}"

    def subject(self) -> str:
        """What a condition looks at: a quantity, where there is one."""
        if self.quantities and self.likely(85):
            return self.pick(self.quantities)
        return self.pick(("stage", "highest", *(self.others or ("highest",))))

    # Faults

    def spoil(self, file: Plain) -> None:
        """Put something into the file that stops a run, or may, or comes near to it."""
        if not self.quantities:
            file["quantities"] = {"fever": {"initial": 0, "timeline": [[self.date(), 2]]}}
            self.quantities = ["fever"]
        x, rhythm = self.quantities[-1], self.unit()
        ladders = {"stage": file["ladder"], **{name: one["stages"] for name, one in file["ladders"].items()}}
        ladders = {name: stages for name, stages in ladders.items() if len(stages) > 1}
        if ladders and self.likely(30):
            self.spoil_ladder(self.pick(tuple(ladders.values())), x, rhythm)
        elif len(ladders) > 1 and self.likely(10):
            self.spoil_two(ladders)
        elif self.likely(15):
            file["quantities"]["heat"] = self.pick(("sqrt(normal(1, 1))", "1 / bernoulli(0.7)", "log(choice(0.2, 0.8))"))
        elif self.likely(40):
            file["outcomes"]["heat"] = self.pick(WILD).format(x)
        else:
            file["events"].update(self.pick(self.faults(x, rhythm)))

    def spoil_ladder(self, ladder: list[Plain], x: str, rhythm: float) -> None:
        """A negative time, an impossible chance, or moves without end."""
        kind = self.whole(0, 2)
        if kind == 0:
            _ways(ladder[1])[0]["decide"] = f"{rhythm} * (1.5 - {x})"
        elif kind == 1:
            _ways(ladder[-1])[-1]["chance"] = f"{x} - stage"
        else:
            ladder[1].update({"climb": {"when": f"{x} >= 1"}, "descend": {"when": "true"}})

    def spoil_two(self, ladders: dict[str, list[Plain]]) -> None:
        """Two ladders that set each other off without end: the second follows the first, which flees it."""
        (fleeing, first), (following, second) = list(ladders.items())[:2]
        first[1].update({"climb": {"when": f"{following} < 1"}, "descend": {"when": f"{following} >= 1"}})
        second[1].update({"climb": {"when": f"{fleeing} >= 1"}, "descend": {"when": f"{fleeing} < 1"}})

    def faults(self, x: str, rhythm: float) -> list[Plain]:
        """Events that stop a run at some values of the quantity *x*."""
        values = (f"1 / ({x} - 2)", f"log({x})", f"sqrt(1 - {x})", f"exp(500 * {x})", f"1 / ({x} - {x})")
        draws = (f"uniform({x}, 1)", f"normal(0, 1 - {x})", f"bernoulli({x})", f"exponential({x})", f"choice({x}, 1 - {x})")
        down, up = {"when": f"{x} >= 2", "set": {x: 0}}, {"when": f"{x} < 2", "set": {x: 2}}
        return [
            {"fault": {"every": rhythm, "set": {x: self.pick(values)}}},
            {"fault": {"every": rhythm, "set": {x: self.pick(draws)}}},
            {"fault": {"every": rhythm, "set": {x: f"clip(1, {x}, 1)"}}},
            {"fault": {"every": rhythm, "chance": f"{x} - 1", "set": {x: f"{x} + 1"}}},
            {"fault": {"every": rhythm, "chance": f"2 * {x}", "set": {x: f"{x} + 1"}}},
            {"fault": {"every": f"{rhythm} * (2.5 - {x})", "set": {x: f"{x} + 1"}}},
            {"fault": {"when": f"{x} > 0", "after": f"{rhythm} * (1.5 - {x})"}},
            {"fault": down, "cause": up},
        ]

    def rounds(self, x: str) -> Plain:
        """Two events that set each other off within a minute, and leave it at that."""
        down = {"when": f"{x} >= 2", "times": self.whole(2, 4), "set": {x: 0}}
        return {"ebb": down, "flow": {"when": f"{x} < 2", "times": self.whole(1, 4), "set": {x: 2}}}


def _ways(stage: Plain) -> list[Plain]:
    climb = stage["climb"]
    return list(climb["routes"].values()) if "routes" in climb else [climb]
