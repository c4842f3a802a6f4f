"""Where a history parts ways under two scenarios: the first thing that happens in one and not in the other, or otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from escalation_sim.engines.history import Braked, Happening, History, Known, Lost, Occurred, Step, Triggered
from escalation_sim.errors import Place
from escalation_sim.language.loading import Document
from escalation_sim.questions.compare.sides import Run


@dataclass(frozen=True)
class Fork:
    """What happens on either side and not on the other; None where one side has nothing of the kind in this minute.

    The places are the lines of the files that made it happen.
    """

    minute: int
    a: Happening | None
    b: Happening | None
    place_a: Place | None
    place_b: Place | None


@dataclass(frozen=True)
class Parting:
    """A replication under both scenarios: the *first* that differs, and the first *move* that does. None: they never part.

    *chosen* says which of all replications it is, where nobody has asked for it.
    """

    replication: int
    first: Fork | None
    move: Fork | None
    history_a: History
    history_b: History
    chosen: str = ""


def parting(a: Run, b: Run, replication: int, ladders: Collection[str]) -> Parting:
    """Where a replication parts ways, as far as it is about *ladders*, those that both have. Raises RunError."""
    histories = a.setup.history(replication), b.setup.history(replication)
    documents = a.document, b.document

    first = _fork(documents, histories, lambda happening: _of(ladders, happening) and not _passed_over(happening))
    move = _fork(documents, histories, lambda happening: _of(ladders, happening) and _moved(happening))
    return Parting(replication, first, move, *histories)


def parts_as_told(told: Parting, history: History, ladders: Collection[str]) -> bool:
    """Whether another history parts from that of A as the one of B does: in the same minute, with the same happenings."""
    assert told.first
    found = _first_apart(told.history_a, history, lambda happening: _of(ladders, happening) and not _passed_over(happening))
    if found is None or found[0] != told.first.minute:
        return False
    return [_essence(one) for one in found[1:]] == [_essence(one) for one in (told.first.a, told.first.b)]


def _of(ladders: Collection[str], happening: Happening) -> bool:
    """Whether what happens is no step of another ladder."""
    return not isinstance(happening, Step) or happening.dossier.ladder in ladders


def _passed_over(happening: Happening) -> bool:
    """Whether it is a trigger that was lost, or one without a delay: what it triggers says the same in the same minute."""
    return isinstance(happening, Lost) or (isinstance(happening, Triggered) and happening.due == happening.minute)


def _moved(happening: Happening) -> bool:
    return isinstance(happening, Step) and happening.kind == "moved"


def _fork(
    documents: tuple[Document, Document], histories: tuple[History, History], wanted: Callable[[Happening], bool]
) -> Fork | None:
    found = _first_apart(*histories, wanted)
    if found is None:
        return None
    minute, one, other = found
    return Fork(minute, one, other, _place(documents[0], one), _place(documents[1], other))


def _first_apart(
    mine: History, theirs: History, wanted: Callable[[Happening], bool]
) -> tuple[int, Happening | None, Happening | None] | None:
    """The first minute in which two histories differ, and what happens then in one of them alone."""
    here, there = (_by_minute(history, wanted) for history in (mine, theirs))
    for minute in sorted({*here, *there}):
        one = _first_alone(here.get(minute, []), there.get(minute, []))
        other = _first_alone(there.get(minute, []), here.get(minute, []))
        if one or other:
            return minute, one, other
    return None


def _by_minute(history: History, wanted: Callable[[Happening], bool]) -> dict[int, list[Happening]]:
    assert history.trace is not None
    found: dict[int, list[Happening]] = {}
    for happening in filter(wanted, history.trace.happenings):
        found.setdefault(happening.minute, []).append(happening)
    return found


def _first_alone(mine: list[Happening], theirs: list[Happening]) -> Happening | None:
    """The first of a minute's happenings that the other side does not have, or not as often."""
    others = [_essence(happening) for happening in theirs]
    for happening in mine:
        if (essence := _essence(happening)) not in others:
            return happening
        others.remove(essence)
    return None


def _essence(happening: Happening | None) -> object:
    """What of a happening must be the same; the readings behind a step may differ without anything happening otherwise."""
    if isinstance(happening, Step):
        dossier = happening.dossier
        return (happening.kind, dossier.path, dossier.source, dossier.target, dossier.length, happening.until)
    return happening


def _place(document: Document, happening: Happening | None) -> Place | None:
    """The line of the file that made something happen."""
    match happening:
        case Occurred(event=name) | Triggered(event=name) | Lost(event=name):
            path = f"events.{name}"
        case Known(quantity=name):
            path = f"quantities.{name}.timeline"
        case Braked(brake=name):
            path = f"brakes.{name}"
        case Step(dossier=dossier):
            path = dossier.path
        case None:
            return None
    return document.places.of(path, at_key=True)
