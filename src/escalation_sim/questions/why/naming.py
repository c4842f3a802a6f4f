"""What the words about why share: who gets where, and things by their titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from escalation_sim import clock
from escalation_sim.presentation.prose import Style, one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, inside, listed, on_day
from escalation_sim.questions.why.question import Question


@dataclass(frozen=True)
class Naming:
    """The names of what a question is about, in a style."""

    question: Question
    style: Style

    @property
    def actor(self) -> str:
        """Who climbs, as it stands inside a sentence."""
        return self.style.words(inside(one_line(whose(self.question.scenario, self.question.ladder))))

    @property
    def begins(self) -> str:
        """The same, as a sentence begins."""
        return self.style.words(capital(one_line(whose(self.question.scenario, self.question.ladder))))

    @property
    def goal(self) -> str:
        """`“Defensive weapons” before 2025-01-20`."""
        before = "" if self.question.date is None else f" before {self.question.date}"
        return self.style.words(f"“{one_line(self.question.scenario.title_of(self.question.stage))}”{before}")

    def thing(self, name: str) -> str:
        """Its title before its name: `“The law” (law)`; the name alone where it has no title."""
        title = one_line(self.question.scenario.title_of(name))
        return self.style.code(name) if title == name else f"{self.style.words(f'“{title}”')} ({self.style.code(name)})"

    def titled_once(self) -> Callable[[str], str]:
        """What names a thing by its title and its name the first time, and by its name from then on."""
        said: set[str] = set()

        def thing(name: str) -> str:
            if name in said:
                return self.style.code(name)
            said.add(name)
            return self.thing(name)

        return thing

    def sentence(self, text: str) -> str:
        """A sentence in which pieces of the language stand between backticks."""
        pieces = text.split("`")
        if len(pieces) % 2 == 0:
            return self.style.words(text)
        return "".join(self.style.code(piece) if place % 2 else self._around(piece) for place, piece in enumerate(pieces))

    def _around(self, text: str) -> str:
        """Free words between two pieces, with the blanks at their ends."""
        words = text.strip()
        left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{left}{self.style.words(words)}{right}" if words else text

    def titles(self, names: tuple[str, ...]) -> str:
        """Several things by their titles."""
        return listed([self.style.words(f"“{one_line(self.question.scenario.title_of(name))}”") for name in names])

    def date(self, minute: int) -> str:
        """A minute as a date."""
        return clock.spoken(self.question.scenario.start, minute)

    def on_day(self, minute: int) -> str:
        """The same with its day."""
        return on_day(self.question.scenario, minute)
