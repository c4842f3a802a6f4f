"""How near a history came to each stage that it did not reach, at its best, in words; furthest.py finds it."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.engines.history import History, Step
from escalation_sim.model.programme import LadderPlan, Programme, WayPlan
from escalation_sim.presentation.wording import inside, listed, percent
from escalation_sim.questions.history.clauses import clauses_of, clauses_of_way, unmet, values_at_end, values_read
from escalation_sim.questions.history.furthest import Furthest, Stretch, furthest, nearest, ways_ahead
from escalation_sim.questions.history.standing import hold_of
from escalation_sim.questions.history.steps import skipping, stage_title


def how_near(programme: Programme, history: History) -> list[str]:
    """A sentence or two for each stage that was not reached, and each way into it that got furthest."""
    words = Nearness(programme, history)
    return [*(words.told(one) for one in furthest(programme, history)), *words.out_of_reach()]


BOTH = ("its two conditions", "never held together")


class Nearness:
    """Speaks of one history, and of one of its ladders. *over* says what had come when it was looked at no longer."""

    def __init__(
        self, programme: Programme, history: History, plan: LadderPlan | None = None, over: str = "the period ended"
    ) -> None:
        self.programme, self.history, self.scenario, self.over = programme, history, programme.scenario, over
        self.plan = plan or programme.main
        self.ladder = self.plan.ladder

    def told(self, one: Furthest) -> str:
        route = f", by {one.way.way.route}" if one.way.way.route else ""
        sentence = {"watching": self.watching, "building": self.building, "blocked": self.blocked, "deciding": self.deciding}
        skipped = skipping(self.scenario, self.ladder, one.way)
        return f"{self.title(one.way.target)}{route}{skipped}: {sentence[one.last.phase](one)}."

    def out_of_reach(self) -> Iterator[str]:
        """Each stage above the highest to which no way leads from where the actor has stood."""
        near = {way.target for way in ways_ahead(self.programme, self.history)}
        for place in range(self.history.highest + 1, len(self.scenario.stages)):
            if place not in near:
                yield f"{self.title(place)}: {inside(self.ladder.actor)} never stood at {self.steps_before(place)}."

    def steps_before(self, place: int) -> str:
        """From where ways lead to a stage."""
        sources = sorted({passage.source for passage in self.ladder.passages if passage.target == place > passage.source})
        which = listed([f"“{self.title(source)}”" for source in sources], "or")
        return f"the step before, {which}" if sources == [place - 1] else f"{which}, from where a way leads there"

    def watching(self, one: Furthest) -> str:
        found = nearest(self.programme, self.history, one.way, one.last, self.programme.ladders.index(self.plan))
        conditions, never = ("its condition", "never held") if one.way.keep is one.way.when else BOTH
        last = "the last time, " if one.times > 1 else ""
        text = f"{last}{self.span(one.last)}{',' if last else ''} {conditions} {never}"
        if found.last and one.last.ended is None:
            return f"{text}; it was never nearer than at the end"
        false = "; ".join(unmet(clauses_of_way(self.programme, one.way), found.values, "was"))
        return f"{text}; nearest on {self.date(found.minute)}: {false}"

    def building(self, one: Furthest) -> str:
        last, since = one.last, f"`{one.way.when.expression}` held from {self.date(one.last.start)}"
        longer = f"; the longest of {one.times} times was {clock.length(one.longest.length)}, from {self.date(one.longest.start)}"
        more = longer if one.longest.length > last.length else ""
        if last.ended is None:
            return f"{since} until {self.over}{more or ', and never for longer'}"
        hold, cause = hold_of(one.way, values_at_end(self.programme, self.history)), self.cause(last.ended, one.way)
        held, must = clock.lengths(last.length, hold)
        if last.length == hold:
            return f"{since} for the {must} it must, but as that time was over, on {self.date(last.end)}, {cause}{more}"
        return f"{since} for {held} of the {must} it must, until {self.date(last.end)}, when {cause}{more}"

    def blocked(self, one: Furthest) -> str:
        last = one.last
        then = "" if last.ended is None else f". Then {self.cause(last.ended, one.way)}"
        return f"everything it needs held, but {self.span(last)} {self.brakes(last)}, and no decision was begun{then}"

    def deciding(self, one: Furthest) -> str:
        last = one.last
        dossier, worked = last.dossier, last.length + (last.dossier.worked if last.dossier else 0)
        assert dossier is not None
        begun = self.date(dossier.begun or 0)
        part, whole = clock.lengths(worked, dossier.length)
        what = f"a decision of {whole}, begun on {begun}," if dossier.length else f"a decision on {begun}"
        if last.ended is not None and last.ended.kind == "refused":
            chance = last.ended.chance
            odds = "" if chance is None else f", where a yes had a chance of {percent(chance)}"
            return f"{what} ended on {self.date(last.end)} with a no{odds}" if dossier.length else f"{what} was a no{odds}"
        if last.ended is None:
            return f"{what} was under way when {self.over}"
        done = f"{what} had {'all' if worked == dossier.length else part if worked else 'nothing'} of it done"
        if one.rest is None:
            return f"{done} on {self.date(last.end)}, when {self.cause(last.ended, one.way)}"
        then = "" if one.rest.ended is None else f". Then {self.cause(one.rest.ended, one.way)}"
        return f"{done}; {self.span(one.rest)} it rested, and {self.brakes(one.rest)}{then}"

    def cause(self, step: Step, way: WayPlan) -> str:
        if step.kind == "moved":
            verb = "climbed to" if step.dossier.target > step.dossier.source else "stepped down to"
            return f"{inside(self.ladder.actor)} {verb} “{self.title(step.dossier.target)}”"
        keep = clauses_of(self.programme, way.keep.expression)
        clauses = keep if step.kind == "shelved" else clauses_of_way(self.programme, way)
        return " and ".join(unmet(clauses, values_read(self.programme, step.found), "was"))

    def brakes(self, stretch: Stretch) -> str:
        """The brakes that held a decision back: how long, where that was not all the time, and which did at the end."""
        names = sorted({**stretch.held_back, **dict.fromkeys(stretch.brakes)}, key=lambda name: -stretch.held_back.get(name, 0))
        said = []
        for name in names:
            minutes = stretch.held_back.get(name, 0)
            said.append(name if minutes == stretch.length else f"{name} ({_about(minutes)})")
        text = f"{listed(said)} held it back"
        return text if set(names) == set(stretch.brakes) else f"{text}, at the end only {listed(list(stretch.brakes))}"

    def span(self, stretch: Stretch) -> str:
        """From when to when, and how long that was."""
        if stretch.start == stretch.end:
            return f"on {self.date(stretch.start)}"
        end = f"until {self.over}" if stretch.ended is None else f"to {self.date(stretch.end)}"
        return f"from {self.date(stretch.start)} {end} ({_about(stretch.length)})"

    def title(self, place: int) -> str:
        return stage_title(self.scenario, self.ladder, place)

    def date(self, minute: int) -> str:
        return clock.spoken(self.scenario.start, minute)


def _about(minutes: int) -> str:
    """A stretch of time that stands beside its dates: hours of less than a day are rounded, as days are."""
    return clock.length(round(minutes / 60) * 60 if 120 < minutes < clock.DAY - 30 else minutes)
