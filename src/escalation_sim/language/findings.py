"""What is wrong with a scenario, collected while it is read, and the limits that keep a hostile one from taking long.

One mistake gives one error: what a place holds is looked at no further once the place is known to be broken.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from escalation_sim.clock import LONGEST_PERIOD
from escalation_sim.errors import Place, Problem
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.expressions import LONGEST

MOST_PROBLEMS = 200
"""Mistakes that are listed, and as many warnings: nobody reads more in one go."""

MOST_TEXT = 100_000
"""Characters of all expressions of a scenario together: some thirty times those of the largest scenario we ship."""

LEAST_COUNTED = 20
"""Characters for which even the shortest expression counts, since looking at one takes time whatever its length."""

_LONGEST_VALUE = 200
"""Lines of a value that a character is looked for in."""

MOST_COMPARED = 4_000
"""Known names that misspelt ones are compared with, in all: each comparison takes some microseconds."""


class Wrong:
    """The value of what could not be read."""

    def __bool__(self) -> bool:
        return False


WRONG: Final = Wrong()


class TooMany(Exception):
    """So many mistakes, or so much text, that reading stops."""


class Findings:
    """The mistakes found so far, and what is needed to read values.

    *start* is the start of the period and *end* the minute at which it ends, for dates; *stages* has the names on the ladders,
    each with the name under which the place on its ladder is read, for mends; the names of *brakes* are conditions;
    *names_lost* says that names stand in a part of the file that can't be read, so that nothing can be said of names that
    seem to be unknown; *lines* are those of each file that was read.
    """

    def __init__(self) -> None:
        self.start: datetime | None = None
        self.end = LONGEST_PERIOD
        self.stages: dict[str, str] = {}
        self.brakes: frozenset[str] = frozenset()
        self.names_lost = False
        self.lines: dict[str, list[str]] = {}
        self._errors: dict[Problem, None] = {}
        self._warnings: dict[Problem, None] = {}
        self._broken: set[Place] = set()
        self._compared = 0
        self._text = 0

    @property
    def errors(self) -> list[Problem]:
        """Every mistake, in the order of the file."""
        return sorted(self._errors, key=lambda problem: problem.place)

    @property
    def warnings(self) -> list[Problem]:
        """Every warning, in the order of the file."""
        return sorted(self._warnings, key=lambda problem: problem.place)

    @property
    def count(self) -> int:
        """How many mistakes there are by now."""
        return len(self._errors)

    @property
    def warned_enough(self) -> bool:
        """Whether one more warning would be left out."""
        return len(self._warnings) >= MOST_PROBLEMS

    def wrong(self, place: Place, path: str, message: str, mend: str = "") -> Wrong:
        """Note a mistake, unless the place is known to be broken. Raises TooMany."""
        if place not in self._broken:
            self._errors[Problem(place, path, message, mend)] = None
            if len(self._errors) == MOST_PROBLEMS:
                last = f"these are the first {MOST_PROBLEMS} mistakes; reading stopped here"
                self._errors[Problem(place, "", last, "mend these first")] = None
                raise TooMany
        return WRONG

    def broken(self, place: Place, path: str, message: str, mend: str = "") -> Wrong:
        """Note a mistake that leaves nothing to be said about what stands at this place. Raises TooMany."""
        self.wrong(place, path, message, mend)
        self._broken.add(place)
        return WRONG

    def warn(self, place: Place, path: str, message: str, mend: str = "") -> None:
        """Note what is sound but looks like a mistake."""
        if not self.warned_enough:
            self._warnings[Problem(place, path, message, mend, warning=True)] = None

    def found_after(self, place: Place, sign: str) -> Place:
        """Where a character first stands in the value that begins at a place; there, where it is written as an escape."""
        lines = self.lines.get(place.file, [])
        column = place.column - 1
        for number, line in enumerate(lines[place.line - 1 : place.line + _LONGEST_VALUE], place.line):
            at = line.find(sign, column)
            if at >= 0:
                return Place(place.file, number, at + 1)
            column = 0
        return place

    def suggestion(self, name: str, known: Iterable[str]) -> str:
        """The mend for an unknown name; none when too many names have been compared already."""
        candidates = list(islice(known, max(MOST_COMPARED - self._compared, 0)))
        self._compared += len(candidates)
        return did_you_mean(name, candidates) if candidates else "check how it is written, and that it is there"

    def spend(self, text: str, place: Place, path: str) -> None:
        """Count the characters of an expression. Raises TooMany."""
        self._text += min(max(len(text), LEAST_COUNTED), LONGEST)
        if self._text > MOST_TEXT:
            message = f"the expressions of the scenario have more than {MOST_TEXT:,} characters together"
            self.wrong(place, path, message, "make them shorter, or fewer; reading stopped here")
            raise TooMany
