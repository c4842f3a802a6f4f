"""Luck that is not shared: the places from which only one of two scenarios draws, such as those of an event with a new name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalation_sim.model.programme import Formula, Programme
from escalation_sim.running.setups import Setup, place_of


@dataclass(frozen=True)
class OtherLuck:
    """The paths of the files that draw in A alone, and in B alone; a thing stands for its parts where none of them is in both."""

    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Draw:
    """The luck of a *place*, the *path* at which it is drawn, and the *thing* to which that belongs."""

    place: str
    path: str
    thing: str


def other_luck(a: Setup, b: Setup) -> OtherLuck:
    """What draws in one of two setups alone."""
    mine, theirs = list(_draws(a)), list(_draws(b))
    return OtherLuck(_alone(mine, theirs), _alone(theirs, mine))


def _alone(draws: list[_Draw], others: list[_Draw]) -> tuple[str, ...]:
    places = {draw.place for draw in others}
    shared = {draw.thing for draw in draws if draw.place in places}
    return tuple(dict.fromkeys(draw.path if draw.thing in shared else draw.thing for draw in draws if draw.place not in places))


def _draws(setup: Setup) -> Iterator[_Draw]:
    """Every draw of a setup, in the order of the file."""
    for parameter in setup.uncertain:
        yield _Draw(place_of(parameter, setup.scenario), f"parameters.{parameter.name}", f"parameters.{parameter.name}")
    for thing, formula in _formulas(setup.programme):
        yield from (_Draw(place, formula.path, thing) for place in formula.draw_places)
    for plan in setup.programme.events:
        if plan.chance:
            yield _Draw(plan.chance_place, plan.chance.path, f"events.{plan.name}")
    for way in setup.programme.ways:
        if way.chance:
            yield _Draw(way.chance_place, way.chance.path, way.path)


def _formulas(programme: Programme) -> Iterator[tuple[str, Formula]]:
    """Whatever may draw, and the path of the thing to which it belongs."""
    found: list[tuple[str, Formula | None]] = [(one.path.removesuffix(".initial"), one) for one in programme.initial]
    for plan in programme.events:
        formulas = (plan.at, plan.every, plan.after, plan.chance, *(value for _, _, value in plan.set))
        found += [(f"events.{plan.name}", formula) for formula in formulas]
    for way in programme.ways:
        found += [(way.path, formula) for formula in (way.decide, way.chance)]
    yield from ((thing, formula) for thing, formula in found if formula)
