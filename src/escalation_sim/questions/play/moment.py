"""How things stand when a decision is put: every value, since when each brake is on, who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from escalation_sim.engines.history import Braked, Happening, Known, Occurred, Step
from escalation_sim.luck import Luck
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import MAIN
from escalation_sim.running.setups import Setup


@dataclass(frozen=True)
class Moment:
    """*values* are by the slots of the programme; *on* has the brakes that are on, each with the minute since when."""

    minute: int
    values: tuple[float, ...]
    on: dict[str, int]

    def value(self, programme: Programme, name: str) -> float:
        """The value of a name."""
        return self.values[programme.slots[name]]


def beginning(setup: Setup, replication: int) -> Moment:
    """Before anything has happened: parameters, initial values, everybody where they start, no brake looked at."""
    programme, scenario = setup.programme, setup.scenario
    values = [0.0] * len(programme.slots)
    known = {**setup.parameters(replication), **scenario.places, "highest": scenario.start_stage}
    known |= {ladder.place_name: ladder.start_stage for ladder in scenario.ladders}
    for name, value in known.items():
        values[programme.slots[name]] = float(value)
    luck = Luck(setup.settings.seed, replication)
    with np.errstate(all="ignore"):
        for quantity, formula in zip(scenario.quantities, programme.initial, strict=True):
            places = formula.draw_places
            value = float(formula.scalar(values, lambda k, places=places: luck.number(places[k], 0, replication)))
            values[programme.slots[quantity.name]] = quantity.clipped(value)
    return Moment(0, tuple(values), {})


def after(programme: Programme, before: Moment, happened: Iterable[Happening], minute: int) -> Moment:
    """How things stand at *minute*, once more has happened."""
    values, on = list(before.values), dict(before.on)
    for one in happened:
        match one:
            case Known():
                values[programme.slots[one.quantity]] = one.value
            case Occurred():
                for name, value in one.set.items():
                    values[programme.slots[name]] = value
            case Braked():
                _turn(on, one)
            case Step(kind="moved"):
                _move(programme, values, one)
    for brake in programme.scenario.brakes:
        values[programme.slots[brake.name]] = float(brake.name in on)
    return Moment(minute, tuple(values), on)


def _turn(on: dict[str, int], one: Braked) -> None:
    if one.on:
        on[one.brake] = one.minute
    else:
        on.pop(one.brake, None)


def _move(programme: Programme, values: list[float], one: Step) -> None:
    plan = next(plan for plan in programme.ladders if plan.name == one.dossier.ladder)
    values[plan.place_slot] = float(one.dossier.target)
    if one.dossier.ladder == MAIN:
        highest = programme.slots["highest"]
        values[highest] = max(values[highest], float(one.dossier.target))
