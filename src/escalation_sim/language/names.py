"""The nearest known name, for the mend of a misspelling."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MOST_CANDIDATES = 200
_LONGEST = 64


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like *name*, or None where none does. Bounded, since a name may be hostile."""
    candidates = list(known)[:_MOST_CANDIDATES]
    found = get_close_matches(name[:_LONGEST].lower(), candidates, n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str], most: int = 12) -> str:
    """A mend for an unknown name: the nearest one, or the names there are."""
    candidates = sorted(set(known))
    near = nearest(name, candidates)
    if near:
        return f"did you mean {near}?"
    if not candidates:
        return ""
    listed = ", ".join(candidates[:most]) + (", …" if len(candidates) > most else "")
    return f"known are {listed}"
