"""The ways of a ladder in sentences, and what is said of a ladder as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.model.scenario import MAIN, Ladder, Passage, Scenario, Stage, Way
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import capital, inside, listed


def ladder_in_words(ladder: Ladder, phrases: Phrases) -> str:
    """A ladder of several, by its title and name."""
    return "the main ladder" if ladder.name == MAIN else f"the ladder {phrases.code(ladder.name)}"


def heading(ladder: Ladder, phrases: Phrases) -> str:
    """What stands above the stages of a ladder."""
    actor = phrases.style.words(inside(ladder.actor))
    if not phrases.scenario.others:
        return "The ladder, from the bottom"
    if ladder.note.title.strip():
        return f"{phrases.thing(ladder.name)}: {which(ladder, phrases.scenario)} of {actor}, from the bottom"
    return f"{capital(ladder_in_words(ladder, phrases))}, of {actor}, from the bottom"


def which(ladder: Ladder, scenario: Scenario) -> str:
    """Whether it is the only ladder of its actor."""
    return "the ladder" if sum(one.actor == ladder.actor for one in scenario.ladders) == 1 else "another ladder"


def rules(scenario: Scenario) -> str:
    """How any ladder is climbed, as far as the scenario makes use of it."""
    skips = any(skipped(ladder, passage) for ladder in scenario.ladders for passage in ladder.passages)
    step = "One step at a time, unless a way says what it skips" if skips else "One step at a time"
    source = "the stage from which the way leads" if skips else "the stage below"
    clocks = "all clocks of that ladder" if scenario.others else "all clocks"
    later = f"whichever is later; after any move {clocks} start afresh."
    moves = "No ladder waits for another: each has its own clocks and moves." if scenario.others else ""
    reached = "What is skipped on the way up counts as reached." if any(map(_skips_upwards, scenario.ladders)) else ""
    sentences = [
        f"{step}.",
        f"A condition's time counts from when it came to hold or from the arrival at {source}, {later}",
        "The time a decision takes runs only while no brake holds it.",
        "No brake holds back a step down.",
        reached,
        moves,
    ]
    return " ".join(filter(None, sentences))


def skipped(ladder: Ladder, passage: Passage) -> tuple[Stage, ...]:
    """The stages over which a way leads without a stop."""
    low, high = sorted((passage.source, passage.target))
    return ladder.stages[low + 1 : high]


def _skips_upwards(ladder: Ladder) -> bool:
    return any(passage.is_climb and skipped(ladder, passage) for passage in ladder.passages)


def way_in_words(passage: Passage, phrases: Phrases) -> str:
    """A way, by the stage it leads to and the name of its route, or by the stage it leads down from."""
    if not passage.is_climb:
        return f"the way down from {phrases.code(passage.stage.name)}"
    route = f"{phrases.code(passage.way.route)} to " if passage.way.route else "to "
    return f"the way {route}{phrases.code(passage.stage.name)}"


def way_sentences(ladder: Ladder, passage: Passage, phrases: Phrases) -> list[str]:
    """One way up or down: what opens it, how it is decided, what can hold it."""
    heeded = heeded_brakes(ladder, passage, phrases.scenario)
    sentences = [*_opening(ladder, passage, phrases), *_deciding(passage.way, heeded, phrases)]
    return [*sentences, *_brakes(ladder, passage, heeded, phrases)] if passage.is_climb else sentences


def heeded_brakes(ladder: Ladder, passage: Passage, scenario: Scenario) -> list[str]:
    """The brakes that can hold a way: while one is on, no decision is drawn, and none is due."""
    blocking = [brake.name for brake in scenario.brakes if ladder.is_blocked_by(brake, passage.stage)]
    return [name for name in blocking if passage.is_climb and not passage.way.ignores_brake(name)]


def _opening(ladder: Ladder, passage: Passage, phrases: Phrases) -> Iterator[str]:
    way, actor = passage.way, phrases.style.words(capital(ladder.actor))
    does = f"{actor} {'climbs' if passage.is_climb else 'steps down'}{_leading(ladder, passage, phrases)}"
    conditions = [way.when, *([way.keep] if way.keep else [])]
    when = listed([phrases.code(condition.text) for condition in conditions]) + phrases.values(*conditions)
    if phrases.written.number(way.hold) == 0:
        yield f"{does} when {when}."
    else:
        which = "which must both hold" if way.keep else "which must hold"
        yield f"{does} when {when}, {which} {phrases.duration(way.hold)} without a break."
    if way.keep:
        yield f"From then on {phrases.code(way.keep.text)} alone must go on holding."


def _leading(ladder: Ladder, passage: Passage, phrases: Phrases) -> str:
    """From where and to where a way leads, where it is not one step, or stands beside one that is not."""
    over = listed([phrases.thing(stage.name) for stage in skipped(ladder, passage)])
    if not passage.is_climb:
        return f" to {phrases.thing(ladder.stages[passage.target].name)}, passing over {over}," if over else ""
    source = phrases.thing(ladder.stages[passage.source].name)
    if over:
        return f" from {source}, skipping {over},"
    beside = any(skipped(ladder, other) for other in ladder.passages_of[passage.stage.name] if other.is_climb)
    return f" from {source}" if beside else ""


def _deciding(way: Way, off: list[str], phrases: Phrases) -> Iterator[str]:
    if phrases.written.number(way.decide) == 0:
        yield "The decision takes no time."
    else:
        what = "what must go on holding" if way.keep else "the condition"
        yield f"Then the decision takes {phrases.duration(way.decide, off)}; if {what} breaks meanwhile, it is shelved."
    if way.chance is None:
        return
    yield f"It is yes with probability {phrases.chance(way.chance, off)}, tried once each time a decision is due."
    if way.again is not None:
        yield f"After a no it is put again after {phrases.duration(way.again)}: all begins anew then, with what must hold first."
    else:
        yield "After a no the way stays closed until its condition has broken."


def _brakes(ladder: Ladder, passage: Passage, heeded: list[str], phrases: Phrases) -> Iterator[str]:
    if heeded:
        yield f"Brakes that can hold it: {listed([phrases.code(name) for name in heeded])}."
    else:
        yield "No brake holds it back."
    blocking = [brake.name for brake in phrases.scenario.brakes if ladder.is_blocked_by(brake, passage.stage)]
    ignored = [name for name in blocking if passage.way.ignores_brake(name)]
    if ignored:
        yield f"It ignores {listed([phrases.code(name) for name in ignored])}."
