"""How far the actor gets, how likely each further stage is, when, and how likely it is to step down again: in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from escalation_sim import clock
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, listed, percent, percent_range
from escalation_sim.questions.answer.answer import Answer
from escalation_sim.results.summary import ladders_of

Data = Mapping[str, Any]

_WITH_TIMES = 14 * clock.DAY
"""In a period no longer than this a moment has its time of day."""


def sentences(answer: Answer) -> list[str]:
    """Two or three sentences on the main ladder, one on each date that was asked for, and a short one on each other ladder."""
    scenario, data = answer.setup.scenario, answer.statistics
    told = _Told(answer, scenario.main, data, data.get("luck_alone"))
    alone = ladders_of(data["luck_alone"]) if "luck_alone" in data else {}
    others = [_Told(answer, scenario.ladder(name), one, alone.get(name)) for name, one in list(ladders_of(data).items())[1:]]
    return [*told.in_full(), *(one.in_short() for one in others)]


@dataclass(frozen=True)
class _Told:
    """Speaks of one ladder; *alone* are its statistics where luck alone is at work and no parameter is drawn."""

    answer: Answer
    ladder: Ladder
    data: Data
    alone: Data | None

    @property
    def scenario(self) -> Scenario:
        return self.answer.setup.scenario

    @property
    def ends(self) -> int:
        """The place at which most histories end; of several that are as frequent the lowest."""
        counts = [stage["final"]["count"] for stage in self.data["stages"]]
        return counts.index(max(counts))

    def in_full(self) -> list[str]:
        shares = _Shares()
        first = self.begins(shares)
        text = [" ".join([first, *self.goes_on(shares), self.steps_down(shares)])]
        return [*text, *self.by_dates()]

    def begins(self, shares: _Shares) -> str:
        """Where most end, and when they got there."""
        actor, n = capital(self.scenario.actor), len(self.answer.columns)
        stage = self.data["stages"][self.ends]
        if not self.answer.drawn:
            there = self.when(stage["first_reached_day"], "") if self.ends > self.ladder.start_stage else "where it began"
            return f"{actor} ends at {self.title(self.ends)}, {there}. Nothing is drawn by luck: all histories are this one."
        often = "always" if stage["final"]["count"] == n else "most often"
        share = shares.told(stage["final"], self.luck_alone("final", self.ends), of=f" of {n:,} histories")
        text = f"{actor} {often} ends at {self.title(self.ends)}{self.from_the_start()}: in {share}."
        if self.ends <= self.ladder.start_stage:
            return text
        return f"{text} It gets there in {self.reached(shares, self.ends)}."

    def from_the_start(self) -> str:
        """How the end lies to where the actor began, where it is no higher."""
        if self.ends > self.ladder.start_stage:
            return ""
        return ", where it began" if self.ends == self.ladder.start_stage else ", below where it began"

    def goes_on(self, shares: _Shares) -> Iterator[str]:
        """Each higher stage, those that were never reached together."""
        above = range(max(self.ends, self.ladder.start_stage) + 1, len(self.data["stages"]))
        reached = [place for place in above if self.data["stages"][place]["reached"]["count"]]
        never = [self.title(place) for place in above if place not in reached]
        steps = [f"to {self.title(place)} in {self.reached(shares, place)}" for place in reached]
        if steps:
            verb = "goes on" if self.ends > self.ladder.start_stage else "gets"
            never_to = f", and never to {listed(never, 'or')}" if never else ""
            yield f"It {verb} {listed(steps)}{never_to}."
        elif never:
            yield f"It never gets to {listed(never, 'or')}."

    def steps_down(self, shares: _Shares) -> str:
        """How likely it is to end below the highest stage that it reached."""
        down = self.answer.stepped_down(self.ladder.name)
        if not down["count"]:
            return "It never steps down again." if not self.data["descents"]["mean"] else "It never ends below its highest stage."
        if not self.answer.drawn:
            highest = next(place for place, one in enumerate(self.data["stages"]) if one["highest"]["count"])
            return f"It has stepped down again from {self.title(highest)}."
        return f"In the end it has stepped down again, below the highest stage it reached, in {shares.told(down)}."

    def by_dates(self) -> Iterator[str]:
        """For each date that was asked for, the share that has reached each stage above the start by then."""
        above = range(self.ladder.start_stage + 1, len(self.data["stages"]))
        stages = self.data["stages"]
        for date in stages[0]["by"] if above else ():
            told = [f"{self.title(place)} in {_interval(stages[place]['by'][date])}" for place in above]
            yield f"By {date} it has reached {listed(told)}."

    def in_short(self) -> str:
        """A line: where most end, how many get higher, how many have stepped down again."""
        n, ends = len(self.answer.columns), self.ends
        text = f"{capital(whose(self.scenario, self.ladder))} most often ends at {self.title(ends)}"
        higher = sum(stage["highest"]["count"] for stage in self.data["stages"][ends + 1 :])
        down = self.answer.stepped_down(self.ladder.name)["count"]
        parts = [f"{text} ({percent(self.data['stages'][ends]['final']['count'] / n)})"]
        parts += [f"gets higher in {percent(higher / n)}"] if higher else []
        parts += [f"has stepped down again in {percent(down / n)}"] if down else []
        return f"{listed(parts)}."

    def title(self, place: int) -> str:
        return f"“{self.scenario.title_of(self.ladder.stages[place].name)}”"

    def luck_alone(self, kind: str, place: int) -> float | None:
        """How often it would be so with every parameter at its value; None where all are."""
        return self.alone["stages"][place][kind]["probability"] if self.alone else None

    def reached(self, shares: _Shares, place: int) -> str:
        """How often a stage was reached, and when."""
        stage = self.data["stages"][place]
        return shares.told(stage["reached"], self.luck_alone("reached", place), self.when(stage["first_reached_day"]))

    def when(self, days: Data, half: str = "half of these") -> str:
        """The median of the first days as a date, with the dates of the first and the last tenth."""
        low, middle, high = (self.date(days[key]) for key in ("q10", "median", "q90"))
        if low == high or not half:
            return f"on {middle}"
        return f"{half} by {middle}, 10–90 %: {low} to {high}"

    def date(self, day: float) -> str:
        text = clock.spoken(self.scenario.start, clock.to_minutes(day))
        return text if self.scenario.end <= _WITH_TIMES else text[:10]


class _Shares:
    """Percentages with their 95 % intervals; what the interval is, and what luck alone is, is said the first time."""

    def __init__(self) -> None:
        self.said: set[str] = set()

    def told(self, share: Data, alone: float | None = None, when: str = "", *, of: str = "") -> str:
        """A share *of* something, in parentheses its interval, what it would be by luck *alone*, and *when* it came to be."""
        inside = [percent_range(share["low"], share["high"]), when]
        if share["probability"] in (0, 1):
            inside[0] = ""
        else:
            inside[0] = self.once("95 % interval ") + inside[0]
        if alone is not None and not share["probability"] == alone == 1:
            inside.insert(1, f"{percent(alone)} by luck alone" + self.once(", every parameter at its value"))
        number = (f"all{of}" if of else "all of them") if share["probability"] == 1 else f"{percent(share['probability'])}{of}"
        return f"{number} ({'; '.join(filter(None, inside))})" if any(inside) else number

    def once(self, words: str) -> str:
        if words in self.said:
            return ""
        self.said.add(words)
        return words


def _interval(share: Data) -> str:
    """A share with its interval."""
    return f"{percent(share['probability'])} ({percent_range(share['low'], share['high'])})"
