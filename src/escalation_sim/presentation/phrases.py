"""The pieces that sentences about a scenario are made of: things by title and name, expressions with the values they use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.glosses import Glosses
from escalation_sim.presentation.prose import Style
from escalation_sim.presentation.timing import AsWritten, between, length
from escalation_sim.presentation.wording import exact


@dataclass(frozen=True)
class Phrases:
    """Speaks of one scenario in one style."""

    scenario: Scenario
    style: Style

    @cached_property
    def written(self) -> AsWritten:
        return AsWritten(self.scenario)

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of each parameter and quantity."""
        parameters = {parameter.name: parameter.unit for parameter in self.scenario.parameters}
        return parameters | {quantity.name: quantity.unit for quantity in self.scenario.quantities}

    @cached_property
    def conditions_of_brakes(self) -> dict[str, ex.Expression]:
        """What each brake is on while."""
        return {brake.name: brake.while_ for brake in self.scenario.brakes}

    @cached_property
    def glosses(self) -> Glosses:
        return Glosses(self.scenario, self.style)

    def code(self, text: object) -> str:
        """A piece of the language."""
        return self.style.code(str(text))

    def thing(self, name: str, *, strong: bool = False) -> str:
        """`Title (name)`, or the name alone where there is no title."""
        note = self.scenario.notes.get(name)
        if note is None or not note.title.strip():
            return self.code(name)
        return f"{self.style.strong(note.title) if strong else self.style.words(note.title)} ({self.code(name)})"

    def amount(self, value: float, unit: str) -> str:
        """A number as the file has it, with its unit."""
        return f"{exact(value)} {self.style.words(unit)}".strip()

    def worth(self, expression: ex.Expression, value: float, unit: str = "") -> str:
        """The value of an expression: exact where it stands in the file, to nine digits where it follows from others."""
        short = float(f"{value:.9g}")
        if isinstance(expression.tree, ex.Number | ex.Name):
            return self.amount(value, unit)
        return self.amount(short, unit) if f"{short:.15g}" == f"{value:.15g}" else f"about {self.amount(short, unit)}"

    def expression(self, expression: ex.Expression) -> str:
        """An expression, the values of the parameters it reads, and what it says of ladders and brakes."""
        return self.code(expression.text) + self.values(expression)

    def values(self, *expressions: ex.Expression) -> str:
        """The parameters that expressions read with their values, and what is said of ladders and brakes, in parentheses.

        Nothing where they read none.
        """
        nodes = [node for expression in expressions for node in ex.walk(expression.tree)]
        read = dict.fromkeys(node.name for node in nodes if isinstance(node, ex.Name))
        known = self.scenario.values
        given = [f"{self.code(name)} = {self.amount(known[name], self.units[name])}" for name in read if name in known]
        said = dict.fromkeys(gloss for expression in expressions for gloss in self.glosses.of(expression))
        return _in_parentheses([*([", ".join(given)] if given else []), *said])

    def chance(self, expression: ex.Expression, off: Collection[str] = ()) -> str:
        """A probability; the brakes *off* are off where it is worked out."""
        value = self.written.number(expression)
        if value is not None:
            worth = self.worth(expression, value)
            return exact(value) if expression.constant is not None else f"{worth} ({self.code(expression.text)})"
        by_brakes = self._by_brakes(expression, lambda value: self.worth(expression, value), off)
        if by_brakes:
            return f"{by_brakes} ({self.code(expression.text)})"
        return f"{self.code(expression.text)}{_in_parentheses(self.glosses.of(expression))}, by the state of that moment,"

    def duration(self, expression: ex.Expression, off: Collection[str] = ()) -> str:
        """A stretch of time, with the spread of what is drawn; the brakes *off* are off where it is worked out."""
        value = self.written.number(expression)
        if value is not None:
            return length(value) + ("" if expression.constant is not None else f" ({self.code(expression.text)})")
        by_brakes = self._by_brakes(expression, length, off)
        if by_brakes:
            return f"{by_brakes} ({self.code(expression.text)})"
        said = "; ".join((self.spread(expression), *self.glosses.of(expression)))
        return f"{self.code(expression.text)} days ({said})"

    def _by_brakes(self, expression: ex.Expression, said: Callable[[float], str], off: Collection[str]) -> str:
        """What a number is while its brakes are on, where it depends on nothing else; nothing where it does not."""
        values = self.written.by_brakes(expression, off)
        if not values:
            return ""
        *on, none = [said(value) for _, value in sorted(values.items(), key=lambda pair: len(pair[0]), reverse=True)]
        brakes = [self.code(name) for name in max(values, key=len)]
        if not brakes:
            return none
        if len(brakes) == 1:
            return f"{on[0]} while {brakes[0]} is on, else {none}"
        both, first, second = on
        alone = f"{first} while {brakes[0]} alone is, {second} while {brakes[1]} alone is"
        return f"{both} while {brakes[0]} and {brakes[1]} are on, {alone}, else {none}"

    def spread(self, expression: ex.Expression) -> str:
        """What is known of a drawn duration."""
        spread = self.written.spread(expression)
        if spread is None:
            return "drawn anew each time" if expression.names <= set(self.written.fixed) else "by the state of that moment"
        mean = f"; on average {length(spread.mean)}" if spread.mean is not None else ""
        return f"half of them within {length(spread.median)}; 10–90 %: {between(spread.low, spread.high)}{mean}"

    def moment(self, expression: ex.Expression) -> str:
        """A day that the file gives, or works out of its parameters, or draws."""
        value = self.written.number(expression)
        if value is not None:
            known = expression.constant is not None or isinstance(expression.tree, ex.Number)
            day = self.written.days_since_start(value)
            return day if known else f"{day}, which is {self.code(expression.text)} at the values as written"
        spread = self.written.spread(expression)
        drawn = f"a day drawn once per history, {self.code(expression.text)}"
        if spread is None:
            return drawn
        days = [self.written.days_since_start(each) for each in (spread.median, spread.low, spread.high)]
        middle, low, high = (day.removesuffix(": it does not come") for day in days)
        return f"{drawn} (half of them by {middle}; 10–90 %: {low} to {high})"


def _in_parentheses(said: Sequence[str]) -> str:
    return f" ({'; '.join(said)})" if said else ""
