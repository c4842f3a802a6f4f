"""A ladder in the SimPy engine: the phases of every way up and down, the moves, and what time is charged to."""

from __future__ import annotations

from collections import Counter
from enum import Enum

from escalation_sim.engines.changes import Answer, wait_of
from escalation_sim.engines.history import Climbed, Dossier, Move, Reading, Step
from escalation_sim.engines.simpy.brakes import Brakes
from escalation_sim.engines.simpy.state import Due, State
from escalation_sim.errors import RunError
from escalation_sim.model.programme import Formula, LadderPlan, WayPlan
from escalation_sim.model.scenario import MAIN


class Phase(Enum):
    """Where a way stands; a closed way counts as watching."""

    WATCHING = "watching"
    BUILDING = "building"
    BLOCKED = "blocked"
    DECIDING = "deciding"
    CLOSED = "closed"


class Way:
    """One way up or down, from the arrival at the stage below (or above) to the next move."""

    def __init__(self, ladder: Ladder, plan: WayPlan) -> None:
        self.ladder, self.state, self.plan = ladder, ladder.state, plan
        self.phase = Phase.WATCHING
        self.since = 0  # since when both conditions have held
        self.met: int | None = None  # when `for` was over
        self.begun: int | None = None  # when the decision under way began
        self.number = -1
        self.length = self.left = 0  # of the decision: in all, and what it still needed when the phase was entered
        self.entered = 0  # when the present phase began
        self.opens: int | None = None  # when a closed way opens, where that is known
        self.wake: Due | None = None
        self.readings: tuple[Reading, ...] = ()
        self.held_back: Counter[int] = Counter()

    @property
    def due(self) -> bool:
        """Whether the decision has had all the time it needs."""
        return self.phase is Phase.DECIDING and self.state.minute - self.entered >= self.left

    @property
    def braked(self) -> bool:
        """Whether a brake it heeds is on."""
        return any(self.ladder.brakes.on[brake] for brake in self.plan.brakes)

    def update(self) -> None:
        """Bring the phase up to date for the state as it now is."""
        if self.phase is Phase.CLOSED and not self.reopened():
            return
        if self.phase in (Phase.WATCHING, Phase.BUILDING):
            if not self.built():
                return
            self.met = self.state.minute
        elif not self.state.holds(self.plan.keep):
            self.shelve("shelved", self.ladder.readings(self.plan.keep))
            return
        if self.braked:
            self.rest()
        elif self.phase is not Phase.DECIDING:
            self.decide()

    def reopened(self) -> bool:
        """Whether a closed way opens now: after `again`, or when `keep` has broken."""
        if self.opens is None:
            if self.state.holds(self.plan.keep):
                return False
        elif self.state.minute < self.opens:
            return False
        self.phase = Phase.WATCHING
        return True

    def built(self) -> bool:
        """Whether both conditions have held for as long as they must."""
        state, plan = self.state, self.plan
        if not (state.holds(plan.when) and state.holds(plan.keep)):
            if self.phase is Phase.BUILDING:
                self.tell("broken", found=self.ladder.readings(plan.when, plan.keep))
                self.enter(Phase.WATCHING)
            return False
        hold = state.minutes(plan.hold)
        if self.phase is Phase.WATCHING:
            self.since = state.minute
            self.readings = self.ladder.readings(plan.when, plan.keep)
            self.enter(Phase.BUILDING, hold)
            if hold:
                self.tell("building")
        return state.minute >= self.since + hold

    def rest(self) -> None:
        """A brake is on: a decision does not begin, or keeps the time it still needs."""
        if self.phase is Phase.BLOCKED:
            return
        if self.phase is Phase.DECIDING:
            self.left -= self.state.minute - self.entered
        self.enter(Phase.BLOCKED)
        self.tell("blocked")

    def decide(self) -> None:
        """Nothing holds the decision: begin it, or go on with it."""
        if self.begun is None:
            self.begun = self.state.minute
            self.number = self.ladder.decisions[self.plan.path]
            self.ladder.decisions[self.plan.path] += 1
            self.length = self.left = self.state.minutes(self.plan.decide, self.number)
        self.enter(Phase.DECIDING, self.left)
        self.tell("deciding")

    def put_off(self, wait: int) -> None:
        """The answer is to wait: the decision stays due, and is put again after so many minutes."""
        self.tell("put off", until=self.state.minute + wait)
        self.length += wait
        self.left = wait
        self.enter(Phase.DECIDING, wait)

    def refuse(self, *, by_luck: bool) -> None:
        """The answer is no: the way is closed."""
        state = self.state
        wait = max(1, state.minutes(self.plan.again)) if self.plan.again else None
        self.opens = None if wait is None else state.minute + wait
        asked = self.plan.chance if state.trace and by_luck else None
        self.tell("refused", self.opens, state.value(asked, self.number) if asked else None)
        self.forget()
        self.enter(Phase.CLOSED, wait or 0)

    def shelve(self, kind: str, found: tuple[Reading, ...] = ()) -> None:
        """Away with a decision that was begun, and back to watching."""
        self.ladder.shelved += self.begun is not None
        self.tell(kind, found=found)
        self.forget()
        self.enter(Phase.WATCHING)

    def forget(self) -> None:
        self.begun = self.met = None
        self.held_back.clear()

    def enter(self, phase: Phase, wake_after: int = 0) -> None:
        """Change phase now, and look again after a while."""
        if self.wake:
            self.wake.cancel()
        self.phase, self.entered = phase, self.state.minute
        self.wake = self.state.wake_at(self.state.minute + wake_after) if wake_after else None

    def dossier(self, minute: int) -> Dossier:
        """All that is known of it at a minute, for the trace."""
        resting = minute - self.entered if self.phase is Phase.DECIDING else 0
        names = self.state.scenario.brakes
        return Dossier(
            ladder=self.ladder.plan.name,
            path=self.plan.path,
            source=self.plan.source,
            target=self.plan.target,
            route=self.plan.way.route,
            since=self.since,
            readings=self.readings,
            met=self.met,
            begun=self.begun,
            number=self.number,
            length=self.length,
            worked=self.length - self.left + resting if self.begun is not None else 0,
            held_back={names[brake].name: minutes for brake, minutes in self.held_back.items()},
        )

    def tell(self, kind: str, until: int | None = None, chance: float | None = None, found: tuple[Reading, ...] = ()) -> None:
        """Write a step into the trace, where one is kept."""
        if self.state.trace:
            minute = self.state.minute
            self.state.trace.happenings.append(Step(minute, kind, self.dossier(minute), until, chance, found))


class Ladder:
    """Where an actor stands, how it got there, and where the time went."""

    def __init__(self, state: State, plan: LadderPlan, brakes: Brakes) -> None:
        self.state, self.plan, self.brakes = state, plan, brakes
        stages = len(plan.ladder.stages)
        self.stage = self.highest = plan.ladder.start_stage
        self.moves: list[Move] = []
        self.first_reached: list[int | None] = [0 if place <= self.stage else None for place in range(stages)]
        self.stage_minutes = [0] * stages
        self.blocked: Counter[tuple[int, int]] = Counter()
        self.blocked_alone: Counter[tuple[int, int]] = Counter()
        self.deciding = self.shelved = self.refused = 0
        self.decisions: Counter[str] = Counter()
        self.ways: list[Way] = []
        self.charged = 0  # up to which minute time has been charged
        self.is_deciding = False
        self.charged_brakes: dict[int, set[int]] = {}  # by the stage ahead that they hold back

    def arrive(self) -> None:
        """All clocks start afresh for the ways of the stage where the actor now stands."""
        self.ways = [Way(self, plan) for plan in self.plan.ways[self.stage]]

    def update(self) -> None:
        """Bring the phase of every way up to date."""
        for way in self.ways:
            way.update()

    def decided(self) -> Way | None:
        """Put what is due, one after the other, until one says yes: the way that will be taken."""
        answers = self.state.answers if self.plan.name == MAIN else iter(())
        for way in self.ways:
            if not way.due:
                continue
            given = next(answers, None)
            if given is not None and self.state.luck_says is not None:
                self.state.luck_says.append(self.of_luck_if_any(way))
            match self.of_luck(way) if given is None else given:
                case "yes":
                    return way
                case "no":
                    self.refused += 1
                    way.refuse(by_luck=given is None)
                case minutes:
                    way.put_off(wait_of(minutes))
        return None

    def of_luck(self, way: Way) -> Answer:
        """What luck answers to a decision that is due."""
        chance = way.plan.chance
        return "yes" if chance is None or self.state.says_yes(chance, way.plan.chance_place, way.number) else "no"

    def of_luck_if_any(self, way: Way) -> Answer | None:
        """The same; None where its chance is none, and luck would stop the history."""
        try:
            return self.of_luck(way)
        except RunError:
            return None

    def move(self, way: Way) -> None:
        """Take the step; every other decision begun is overtaken."""
        state, plan = self.state, way.plan
        way.tell("moved")
        for other in self.ways:
            if other is not way and other.begun is not None:
                other.shelve("overtaken")
            other.enter(Phase.WATCHING)
        self.moves.append(Move(state.minute, plan.source, plan.target, plan.way.route))
        self.stage = plan.target
        state.assign(self.plan.place_slot, float(self.stage), self.called)
        if self.stage > self.highest:
            reached = range(self.highest + 1, self.stage + 1)
            self.first_reached[reached.start : reached.stop] = [state.minute] * len(reached)
            self.highest = self.stage
            if self.plan.highest_slot is not None:
                state.assign(self.plan.highest_slot, float(self.highest), self.called)
        self.arrive()

    @property
    def called(self) -> str:
        """What is said of who changed the place."""
        return "the ladder" if self.plan.name == MAIN else f"the ladder {self.plan.name}"

    def charge(self, minute: int) -> None:
        """Charge the time up to *minute* to the stage, the decisions and the brakes, as they stood at the end of the last one."""
        gone, self.charged = minute - self.charged, minute
        self.stage_minutes[self.stage] += gone
        self.deciding += gone * self.is_deciding
        for ahead, brakes in self.charged_brakes.items():
            for brake in brakes:
                self.blocked[ahead, brake] += gone
                if len(brakes) == 1:
                    self.blocked_alone[ahead, brake] += gone
        for way in self.ways:
            if way.phase is Phase.BLOCKED:
                way.held_back.update({brake: gone for brake in way.plan.brakes if self.brakes.on[brake]})

    def minute_is_over(self) -> None:
        """Settle what the time until the next minute will be charged to."""
        self.is_deciding = any(way.phase is Phase.DECIDING for way in self.ways)
        self.charged_brakes = {}
        for ahead in {way.plan.target for way in self.ways if way.plan.target > self.stage}:
            ways = [way for way in self.ways if way.plan.target == ahead]
            if not any(way.phase is Phase.DECIDING for way in ways):
                blocked = [way for way in ways if way.phase is Phase.BLOCKED]
                self.charged_brakes[ahead] = {brake for way in blocked for brake in way.plan.brakes if self.brakes.on[brake]}

    def readings(self, *conditions: Formula) -> tuple[Reading, ...]:
        """What conditions read just now, for the trace; nothing where none is kept."""
        if not self.state.trace:
            return ()
        names = {name: None for condition in conditions for name in sorted(condition.expression.names)}
        for condition in conditions:
            self.state.see_brakes(condition)
        slots, state = self.state.programme.slots, self.state
        return tuple(Reading(name, state.values[slots[name]], *state.writers.get(slots[name], ("", 0))) for name in names)

    def standing(self) -> tuple[Step, ...]:
        """How every way stands at the end."""
        end = self.state.scenario.end
        return tuple(Step(end, way.phase.value, way.dossier(end), way.opens) for way in self.ways)

    def climbed(self) -> Climbed:
        """What became of it."""
        return Climbed(
            final=self.stage,
            highest=self.highest,
            moves=tuple(self.moves),
            first_reached=tuple(self.first_reached),
            stage_minutes=tuple(self.stage_minutes),
            blocked=self.blocked,
            blocked_alone=self.blocked_alone,
            deciding=self.deciding,
            shelved=self.shelved,
            refused=self.refused,
        )
