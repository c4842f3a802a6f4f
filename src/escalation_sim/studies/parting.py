"""Where a history parts ways under two scenarios: the first thing that happens in one and not in the other, or otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from escalation_sim.engines.history import Braked, Happening, History, Known, Occurred, Step, Triggered
from escalation_sim.errors import Place
from escalation_sim.loading import Document
from escalation_sim.studies.running import Setup


@dataclass(frozen=True)
class Parting:
    """The first happening that differs, on either side; None where a history has nothing more to tell.

    The places are the lines of the files that made them.
    """

    replication: int
    minute: int
    a: Happening | None
    b: Happening | None
    place_a: Place | None
    place_b: Place | None


def parting(a: tuple[Document, Setup], b: tuple[Document, Setup], replication: int) -> Parting | None:
    """Where a replication parts ways; None where it never does. Raises RunError."""
    mine, theirs = (_by_minute(setup.history(replication)) for _, setup in (a, b))
    for minute in sorted({*mine, *theirs}):
        one = _first_alone(mine.get(minute, []), theirs.get(minute, []))
        other = _first_alone(theirs.get(minute, []), mine.get(minute, []))
        if one or other:
            return Parting(replication, minute, one, other, _place(a[0], one), _place(b[0], other))
    return None


def _by_minute(history: History) -> dict[int, list[Happening]]:
    assert history.trace is not None
    found: dict[int, list[Happening]] = {}
    for happening in history.trace.happenings:
        found.setdefault(happening.minute, []).append(happening)
    return found


def _first_alone(mine: list[Happening], theirs: list[Happening]) -> Happening | None:
    """The first of a minute's happenings that the other side does not have."""
    others = [_essence(happening) for happening in theirs]
    return next((happening for happening in mine if _essence(happening) not in others), None)


def _essence(happening: Happening) -> object:
    """What of a happening must be the same; the readings behind a step may differ without anything happening otherwise."""
    if isinstance(happening, Step):
        dossier = happening.dossier
        return (happening.minute, happening.kind, dossier.path, dossier.source, dossier.target, happening.until)
    return happening


def _place(document: Document, happening: Happening | None) -> Place | None:
    """The line of the file that made something happen."""
    match happening:
        case Occurred(event=name) | Triggered(event=name):
            return document.places.of(f"events.{name}")
        case Known(quantity=name):
            return document.places.of(f"quantities.{name}.timeline")
        case Braked(brake=name):
            return document.places.of(f"brakes.{name}")
        case Step(dossier=dossier):
            return document.places.of(dossier.path)
    return None
