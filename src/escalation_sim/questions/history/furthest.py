"""The ways that got furthest towards each stage that was not reached, and the last time they did; in words: nearness.py.

It is about the main ladder, or about one stage of any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from escalation_sim.engines.history import Braked, Dossier, Happening, History, Step
from escalation_sim.model.programme import LadderPlan, Programme, WayPlan
from escalation_sim.questions.history.clauses import Values, clauses_of_way, values_of

PHASES = ("watching", "building", "blocked", "deciding")
"""From the furthest away to the nearest. A way that is closed was deciding before."""


@dataclass(frozen=True)
class Stretch:
    """A way in one phase without a break, from *start* to *end*.

    *dossier* is what was known of it as the phase began, *ended* the step that ended it (of this way, or the move away from the
    stage; None where the period did), *held_back* the minutes that each brake held it in this time, *brakes* those that did at
    the end of it.
    """

    phase: str
    start: int
    end: int
    dossier: Dossier | None = None
    ended: Step | None = None
    held_back: dict[str, int] = field(default_factory=dict)
    brakes: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Furthest:
    """A way into a stage in the furthest phase it came to: the *last* time it stood there, and how often it did.

    *longest* is the longest of these times, *rest* the time for which a decision rested after *last*, with nothing done since.
    """

    way: WayPlan
    last: Stretch
    times: int
    longest: Stretch
    rest: Stretch | None = None


@dataclass(frozen=True)
class Nearest:
    """The moment at which the fewest clauses of a condition were false, and by the least; *last*: it stayed so until the end."""

    minute: int
    values: Values
    last: bool


def furthest(programme: Programme, history: History) -> list[Furthest]:
    """Of the ways to each stage that was not reached those that came to the furthest phase, as written."""
    ways, told = ways_ahead(programme, history), phases(programme, history)
    targets = dict.fromkeys(way.target for way in ways)
    found = {target: _furthest([way for way in ways if way.target == target], told) for target in targets}
    order = [way.path for way in ways]
    return sorted((one for several in found.values() for one in several), key=lambda one: order.index(one.way.path))


def furthest_into(
    programme: Programme, history: History, plan: LadderPlan, ways: Sequence[WayPlan], until: int
) -> list[Furthest]:
    """The same of some ways of one ladder, all into the same stage, before a minute. Only ways at which the actor stood."""
    told = _Phases(programme, history, list(ways), plan, until).told()
    return _furthest([way for way in ways if told[way.path]], told)


def _furthest(ways: Sequence[WayPlan], told: Mapping[str, list[Stretch]]) -> list[Furthest]:
    best = max((PHASES.index(one.phase) for way in ways for one in told[way.path]), default=0)
    found = []
    for way in ways:
        stretches = told[way.path]
        times = [at for at, one in enumerate(stretches) if PHASES.index(one.phase) == best]
        if times:
            last, longest = stretches[times[-1]], max((stretches[at] for at in times), key=lambda one: one.length)
            rests = last.ended is not None and last.ended.kind == "blocked"
            found.append(Furthest(way, last, len(times), longest, stretches[times[-1] + 1] if rests else None))
    return found


def phases(programme: Programme, history: History) -> dict[str, list[Stretch]]:
    """In which phases each way to a stage that was not reached has been, in order of time; by the way's path.

    Only a way that never was in any other is told to have been watching.
    """
    return _Phases(programme, history, ways_ahead(programme, history)).told()


def ways_ahead(programme: Programme, history: History) -> list[WayPlan]:
    """The ways to stages above the highest reached, from where the actor has stood, as written: the lowest stage first."""
    stood = {programme.scenario.start_stage, *(move.target for move in history.moves)}
    ways = {way.path: way for place in stood for way in programme.main.ways[place] if way.target > history.highest}
    return [ways[passage.path] for passage in programme.main.ladder.passages if passage.path in ways]


class _Phases:
    """Goes through the happenings once, and keeps the stretches of some ways."""

    def __init__(
        self,
        programme: Programme,
        history: History,
        ways: list[WayPlan],
        plan: LadderPlan | None = None,
        until: int | None = None,
    ) -> None:
        self.programme, self.history = programme, history
        self.ladder = (plan or programme.main).ladder
        self.until = programme.scenario.end if until is None else until
        self.ways = {way.path: way for way in ways}
        self.heeds = {way.path: {programme.scenario.brakes[brake].name for brake in way.brakes} for way in ways}
        self.done: dict[str, list[Stretch]] = {way.path: [] for way in ways}
        self.open: dict[str, Stretch] = {}
        self.minutes: dict[str, Counter[str]] = {}
        self.minute = 0
        self.on: dict[str, None] = {}  # the brakes that are on
        self.on_before: dict[str, None] = {}  # those that were when the last minute was over

    def told(self) -> dict[str, list[Stretch]]:
        """The stretches of each way, watching only where the way never did anything else, in order of time."""
        assert self.history.trace is not None
        for happening in self.history.trace.happenings:
            if happening.minute >= self.until:
                break
            self.pass_to(happening.minute)
            self.take(happening)
        self.pass_to(self.until)
        for path in self.ways:
            self.close(path, None)
        return {path: done or self.watching(self.ways[path].source) for path, done in self.done.items()}

    def pass_to(self, minute: int) -> None:
        """Charge the time until a minute to the brakes that are on."""
        if minute == self.minute:
            return
        for path, stretch in self.open.items():
            if stretch.phase == "blocked":
                gone = minute - self.minute
                self.minutes[path].update({brake: gone for brake in self.on if brake in self.heeds[path]})
        self.minute, self.on_before = minute, dict(self.on)

    def take(self, happening: Happening) -> None:
        match happening:
            case Braked(brake=brake, on=True):
                self.on[brake] = None
            case Braked(brake=brake):
                self.on.pop(brake, None)
            case Step(kind="moved", dossier=dossier) if dossier.ladder == self.ladder.name:
                for path in self.ways:
                    self.close(path, happening)
            case Step(kind="building" | "blocked" | "deciding", dossier=dossier) if dossier.path in self.ways:
                self.close(dossier.path, happening)
                self.open[dossier.path] = Stretch(happening.kind, happening.minute, happening.minute, dossier)
                self.minutes[dossier.path] = Counter()
            case Step(kind="put off", dossier=dossier, until=until) if dossier.path in self.open and until is not None:
                longer = replace(dossier, length=dossier.length + until - happening.minute, worked=self.worked(dossier.path))
                self.open[dossier.path] = replace(self.open[dossier.path], dossier=longer)
            case Step(dossier=dossier) if dossier.path in self.ways:
                self.close(dossier.path, happening)

    def worked(self, path: str) -> int:
        """How much of a decision was done as the phase began."""
        dossier = self.open[path].dossier
        return dossier.worked if dossier else 0

    def close(self, path: str, ended: Step | None) -> None:
        stretch = self.open.pop(path, None)
        if stretch is None:
            return
        on = self.on_before if ended and stretch.start < self.minute else self.on
        brakes = tuple(brake for brake in on if brake in self.heeds[path]) if stretch.phase == "blocked" else ()
        held_back = {brake: minutes for brake, minutes in self.minutes[path].items() if minutes}
        self.done[path].append(replace(stretch, end=self.minute, ended=ended, held_back=held_back, brakes=brakes))

    def watching(self, place: int) -> list[Stretch]:
        """From when to when the actor stood at a stage, each with the move with which it left."""
        assert self.history.trace is not None
        steps = (
            one
            for one in self.history.trace.happenings
            if isinstance(one, Step) and one.dossier.ladder == self.ladder.name and one.minute < self.until
        )
        stage, since, stays = self.ladder.start_stage, 0, []
        for move in (step for step in steps if step.kind == "moved"):
            stays.append((stage, Stretch("watching", since, move.minute, ended=move)))
            stage, since = move.dossier.target, move.minute
        stays.append((stage, Stretch("watching", since, self.until)))
        return [stay for stage, stay in stays if stage == place]


def nearest(programme: Programme, history: History, way: WayPlan, stay: Stretch, ladder: int = 0) -> Nearest:
    """When in a time of watching a way's conditions came nearest to holding; the last such moment, if there are several.

    *ladder* is the number of the way's ladder. Of moments with as many false clauses that is nearest whose gaps, as shares of the
    widest that each ever was, add up to less.
    """
    clauses = clauses_of_way(programme, way)
    rows = list(_changes(programme, history, way, stay, ladder))
    misses = [{place: one.gap(values) for place, one in enumerate(clauses) if not one.holds(values)} for _, values in rows]
    widest = [max((miss.get(place) or 0.0 for miss in misses), default=0.0) for place in range(len(clauses))]
    distances = [(len(miss), sum(_share(gap, widest[place]) for place, gap in miss.items())) for miss in misses]
    nearest_of_all = min(distances)
    last = max(row for row, distance in enumerate(distances) if distance == nearest_of_all)
    return Nearest(*rows[last], last == len(rows) - 1)


def _share(gap: float | None, widest: float) -> float:
    """A gap as a share of the widest; the whole of it where there is no measure, as of something that is or is not."""
    return gap / widest if gap is not None and widest else 1.0


def _changes(programme: Programme, history: History, way: WayPlan, stay: Stretch, ladder: int) -> Iterator[tuple[int, Values]]:
    """The states of a time at a stage, at each minute after which a value that the way's conditions read was new."""
    assert history.trace is not None
    read = sorted(way.when.reads | way.keep.reads)
    before = None
    for minute, quantities, places in history.trace.states:
        if stay.start <= minute < max(stay.end, stay.start + 1):
            stood = [way.source if number == ladder else place for number, place in enumerate(places)]
            values = values_of(programme, history, quantities, stood, highest_until(programme, history, minute))
            now = [values[slot] for slot in read]
            if now != before:
                yield minute, values
            before = now


def highest_until(programme: Programme, history: History, minute: int) -> int:
    """The highest place on the main ladder until a minute is over."""
    targets = (move.target for move in history.moves if move.minute <= minute)
    return max([programme.scenario.start_stage, *targets])
