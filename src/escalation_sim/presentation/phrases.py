"""The pieces that sentences about a scenario are made of: things by title and name, expressions with the values they use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Scenario
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
        """An expression, and the values of the parameters it reads."""
        return self.code(expression.text) + self.values(expression)

    def values(self, *expressions: ex.Expression) -> str:
        """The parameters that expressions read with their values, in parentheses; nothing where they read none."""
        nodes = [node for expression in expressions for node in ex.walk(expression.tree)]
        read = dict.fromkeys(node.name for node in nodes if isinstance(node, ex.Name))
        known = self.scenario.values
        said = [f"{self.code(name)} = {self.amount(known[name], self.units[name])}" for name in read if name in known]
        return f" ({', '.join(said)})" if said else ""

    def chance(self, expression: ex.Expression) -> str:
        """A probability."""
        value = self.written.number(expression)
        if value is None:
            return f"{self.code(expression.text)}, by the state of that moment,"
        return (
            exact(value) if expression.constant is not None else f"{self.worth(expression, value)} ({self.code(expression.text)})"
        )

    def duration(self, expression: ex.Expression) -> str:
        """A stretch of time, with the spread of what is drawn."""
        value = self.written.number(expression)
        if value is not None:
            return length(value) + ("" if expression.constant is not None else f" ({self.code(expression.text)})")
        return f"{self.code(expression.text)} days ({self.spread(expression)})"

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
