"""`--margin NAME=X`, as `compare` and `check` read it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.questions.compare.samples import COUNTS


def read_margins(texts: Iterable[str]) -> dict[str, float]:
    """The margins in the words of the command line, by name. Raises UsageError."""
    margins: dict[str, float] = {}
    for text in texts:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals:
            raise UsageError(f"--margin {text}: write --margin NAME=X, such as probability=0.02")
        if name in margins:
            raise UsageError(f"--margin {text}: {name} has a margin already")
        margins[name] = _size(text, number)
    return margins


def refuse_unknown(margins: Mapping[str, float], outcomes: Iterable[str]) -> None:
    """Raises UsageError where a margin is of nothing that there is, with these *outcomes*."""
    known = ["probability", "days", *COUNTS, *outcomes]
    for name in margins:
        if name not in known:
            raise UsageError(f"--margin {name}=…: there is nothing called {name!r}; {did_you_mean(name, known)}")


def _size(text: str, number: str) -> float:
    try:
        size = float(number)
    except ValueError:
        size = math.nan
    if not 0 <= size < math.inf:
        raise UsageError(f"--margin {text}: {number!r} is no size; write a number of 0 or more, such as 0.02")
    return size
