"""What two sides do not both have of ladders and their stages: it is named, and what both have is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ladders = Mapping[str, Sequence[str]]
"""The names of the stages of each ladder, the lowest first."""


@dataclass(frozen=True)
class Alone:
    """What one side alone has: *ladders*, and of ladders that both have *stages*, with the name of their ladder."""

    ladders: tuple[tuple[str, tuple[str, ...]], ...]
    stages: tuple[tuple[str, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.ladders or self.stages)


@dataclass(frozen=True)
class Apart:
    """What A alone has, and B alone."""

    a: Alone
    b: Alone

    def __bool__(self) -> bool:
        return bool(self.a or self.b)


def apart(a: Ladders, b: Ladders) -> Apart:
    """What two sides do not both have."""
    return Apart(_alone(a, b), _alone(b, a))


def _alone(mine: Ladders, theirs: Ladders) -> Alone:
    ladders = {name: tuple(stages) for name, stages in mine.items() if name not in theirs}
    both = {
        name: tuple(stage for stage in stages if stage not in theirs[name]) for name, stages in mine.items() if name in theirs
    }
    return Alone(tuple(ladders.items()), tuple((name, stages) for name, stages in both.items() if stages))


def shared(a: Ladders, b: Ladders) -> dict[str, list[str]]:
    """The ladders that both sides have, and of each the stages that both have, in the order of A."""
    return {name: [stage for stage in stages if stage in b[name]] for name, stages in a.items() if name in b}
