"""Which scenario of one folder is which of another: by name, and what was renamed by what it does, or by its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from escalation_sim.questions.compare.folders.reading import Member

ALIKE = 0.5
"""So large a share of the bytes stands in the same lines where git takes a file for a renamed one."""


@dataclass(frozen=True)
class Pair:
    """A scenario before and after; None where it is not there. *name* is what it is called now."""

    name: str
    before: Member | None
    after: Member | None

    @property
    def renamed(self) -> str:
        """What it was called before, where that is another name."""
        return self.before.name if self.before and self.after and self.before.name != self.after.name else ""


def pairs(before: Mapping[str, Member], after: Mapping[str, Member]) -> list[Pair]:
    """All scenarios of two folders, in the order of their names now."""
    gone = [one for name, one in before.items() if name not in after]
    new = [one for name, one in after.items() if name not in before]
    renamed = _renamed(gone, new)
    old = {one.name for one in renamed.values()}
    found = [Pair(name, before.get(name) or renamed.get(name), one) for name, one in after.items()]
    found += [Pair(one.name, one, None) for one in gone if one.name not in old]
    return sorted(found, key=lambda one: one.name)


def _renamed(gone: list[Member], new: list[Member]) -> dict[str, Member]:
    """What some new scenarios were called before: first those that do the same, then the most alike."""
    likeness = [(_likeness(old, one), old.name, one.name) for old in gone for one in new]
    found: dict[str, str] = {}
    for alike, old, name in sorted(likeness, key=lambda each: (-each[0], each[1:])):
        if alike >= ALIKE and name not in found and old not in found.values():
            found[name] = old
    by_name = {one.name: one for one in gone}
    return {name: by_name[old] for name, old in found.items()}


def _likeness(old: Member, new: Member) -> float:
    """2 for the same digest; else the share of bytes in lines that both have, of the longer one, as git measures it."""
    if old.digest and old.digest == new.digest:
        return 2.0
    mine, theirs = (Counter(one.data.splitlines()) for one in (old, new))
    both = sum(len(line) * count for line, count in (mine & theirs).items())
    longest = max(sum(len(line) * count for line, count in lines.items()) for lines in (mine, theirs))
    return both / longest if longest else 0.0
