"""What speaks for and against a decision that is put: what triggered it, which brakes are on, and what the facts say.

Nothing that is hidden is in it: of a condition only the clauses that read nothing hidden, of a brake that it is on, not why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalation_sim import clock
from escalation_sim.engines.history import Dossier
from escalation_sim.language.evidence import Evidence
from escalation_sim.model.expressions import Expression
from escalation_sim.model.programme import WayPlan
from escalation_sim.model.scenario import Brake, Note, Scenario, Stage
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.history.clauses import Clause, clauses_of, value_of
from escalation_sim.questions.history.reasons import way_of
from escalation_sim.questions.play.game import Put
from escalation_sim.questions.play.moment import Moment
from escalation_sim.questions.play.seen import Sight

UNSEEN = "something that is not seen"


@dataclass(frozen=True)
class Weighing:
    """A decision that is put to the player: the stage it is about, how things stand, and what can be seen."""

    sight: Sight
    evidence: Evidence
    put: Put
    moment: Moment
    left_out: frozenset[str] = frozenset()

    @property
    def scenario(self) -> Scenario:
        """The scenario that is played."""
        return self.sight.programme.scenario

    @property
    def dossier(self) -> Dossier:
        """What is known of the way."""
        return self.put.step.dossier

    @property
    def way(self) -> WayPlan:
        """The way that the decision is about."""
        return way_of(self.sight.programme, self.dossier)

    @property
    def is_climb(self) -> bool:
        """Whether it leads up."""
        return self.dossier.target > self.dossier.source

    @property
    def stage(self) -> Stage:
        """The stage to which it leads."""
        return self.scenario.stages[self.dossier.target]


def why_now(it: Weighing) -> list[str]:
    """What triggered it, since when, with which values; how long it was worked on, and was held back."""
    dossier, way, start = it.dossier, it.way, it.scenario.start
    waited = (dossier.met or dossier.since) - dossier.since
    condition = open_part(it, way.when.expression)
    held = "came to hold" if waited or way.way.keep else "has held since"
    said = f"{condition} {held}{' on' if held == 'came to hold' else ''} {clock.spoken(start, dossier.since)}"
    found = [said + (f", and held for the {clock.length(waited)} it must" if waited else "")]
    if way.way.keep:
        found.append(f"it stays due while {open_part(it, way.keep.expression)}")
    found += _values(it)
    if dossier.begun is not None and it.put.minute > dossier.begun:
        found.append(f"work on it began on {clock.spoken(start, dossier.begun)}")
    held_back = {name: minutes for name, minutes in dossier.held_back.items() if minutes and name in it.sight.brakes}
    if held_back:
        titles = [f"{clock.length(minutes)} by “{it.scenario.title_of(name)}”" for name, minutes in held_back.items()]
        found.append(f"it was held back {listed(titles)}")
    return found


def open_part(it: Weighing, condition: Expression) -> str:
    """A condition as far as it can be seen: `` `a > 1` and something that is not seen``."""
    clauses = clauses_of(it.sight.programme, condition)
    seen = [f"`{clause.words}`" for clause in clauses if _is_seen(it, clause)]
    return listed(seen if len(seen) == len(clauses) else [*seen, UNSEEN]) or "what it needs"


def _is_seen(it: Weighing, clause: Clause) -> bool:
    return not it.sight.hidden.intersection(clause.names)


def _values(it: Weighing) -> Iterator[str]:
    """What the condition read when it came to hold, and reads now."""
    programme = it.sight.programme
    for reading in it.dossier.readings:
        name = reading.name
        if name in it.sight.hidden or name in it.scenario.places:
            continue
        then, now = (value_of(it.scenario, name, value) for value in (reading.value, it.moment.value(programme, name)))
        title = it.scenario.title_of(name)
        called = name if title == name or title == name.replace("_", " ") else f"{name} ({title})"
        yield f"{called}: {then}" if then == now else f"{called}: {then} then, {now} now"


def facts_for(it: Weighing) -> list[str]:
    """What the sources say for it, and what is assumed where they say nothing."""
    found, seen = list[str](), set[str]()
    for called, note in _notes(it):
        found += [text for fact, text in _known(it, note) if fact not in seen]
        seen.update(note.source)
        if note.assumption:
            found.append(f"assumed of {called}: {note.assumption}")
    return found


def _known(it: Weighing, note: Note) -> Iterator[tuple[str, str]]:
    """The facts that a note names, but for those of a later date: each with what it says."""
    today = clock.stamp(it.scenario.start, it.put.minute)
    for name in note.source:
        fact = it.evidence.facts.get(name)
        if fact and fact.as_of <= today[: len(fact.as_of)]:
            yield name, f"{name}: {fact.says}"


def facts_against(it: Weighing) -> list[str]:
    """What the author has written down against the numbers and steps that it rests on."""
    return [f"of {called}: {note.against}" for called, note in _notes(it) if note.against]


def _notes(it: Weighing) -> Iterator[tuple[str, Note]]:
    """The notes of the way, of the stage, and of what can be seen of what the condition reads."""
    way = it.way.way
    if way.note != it.stage.note:
        yield (f"the way {way.route}" if way.route else "this step"), way.note
    yield it.scenario.title_of(it.stage.name), it.stage.note
    for name in sorted(it.way.when.expression.names | it.way.keep.expression.names):
        if name in it.scenario.values:
            yield it.scenario.title_of(name), it.scenario.notes[name]


@dataclass(frozen=True)
class BrakeSeen:
    """A brake as the player sees it; *nearness* says how near it is to turning, as far as that can be seen."""

    brake: Brake
    on: bool
    since: int
    left_out: bool
    nearness: tuple[str, ...]
    blocks: tuple[str, ...]


def brakes(it: Weighing) -> list[BrakeSeen]:
    """Every brake that can be seen, and holds back a stage of the main ladder above the one where the actor stands."""
    found = []
    for brake in it.scenario.brakes:
        above = it.scenario.stages[it.dossier.source + 1 :]
        blocks = tuple(stage.name for stage in above if it.scenario.main.is_blocked_by(brake, stage))
        if not blocks or brake.name not in it.sight.brakes:
            continue
        since = it.moment.on.get(brake.name)
        left_out = brake.name in it.left_out
        nearness = tuple(_nearness(it, brake, on=since is not None or left_out))
        found.append(BrakeSeen(brake, since is not None, since or 0, left_out, nearness, blocks))
    return found


def _nearness(it: Weighing, brake: Brake, *, on: bool) -> Iterator[str]:
    """What keeps it on, or off, and how far that is from turning."""
    values, clauses = it.moment.values, clauses_of(it.sight.programme, brake.while_)
    seen = [clause for clause in clauses if _is_seen(it, clause)]
    found = [clause for clause in seen if clause.holds(values) == on]
    for clause in found:
        yield f"`{clause.words}`{clause.compared(values, holds=True)}" if on else clause.told(values)
    if len(seen) < len(clauses) and (on or not found):
        yield UNSEEN


def facts_of_brake(it: Weighing, brake: Brake) -> list[str]:
    """What the sources say of a brake."""
    note = brake.note
    found = [text for _, text in _known(it, note)]
    found += [f"assumed: {note.assumption}"] if note.assumption else []
    return found + ([f"against: {note.against}"] if note.against else [])
