"""The nearest known name, for the mend of a misspelling."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from escalation_sim.language.characters import odd
from escalation_sim.language.nodes import shown

_LONGEST = 64
_MOST_LISTED = 12


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like *name*, or None where none does. A swap of two letters counts as nearest."""
    wanted = name[:_LONGEST].lower()
    candidates = {candidate.lower(): candidate for candidate in known if len(candidate) <= 2 * _LONGEST}
    found = get_close_matches(wanted, candidates, n=3, cutoff=0.6)
    swapped = [near for near in found if sorted(near) == sorted(wanted)]
    return next((candidates[near] for near in [*swapped, *found]), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A mend for an unknown name: the nearest one, or the names there are; and which character in it looks like another.

    Never empty: where nothing is known, it says so.
    """
    candidates = sorted(set(known))
    near = nearest(name, candidates)
    strange = next((f" `{shown(text)}` holds {found.named}" for text in (name, near or "") if (found := odd(text))), "")
    if near:
        return f"did you mean {near}?{strange}"
    if not candidates:
        return "there are none"
    listed = ", ".join(candidates[:_MOST_LISTED]) + (", …" if len(candidates) > _MOST_LISTED else "")
    return f"known are {listed}" + (f";{strange}" if strange else "")
