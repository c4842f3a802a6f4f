"""What a scenario says, in words that prevent misreading, and as pictures."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.influences import arrows, between_ladders, influences, loops
from escalation_sim.model.scenario import MAIN, Ladder, Note, Outcome, Parameter, Quantity, Scenario, Stage
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import MARKDOWN, PLAIN, Block, Heading, Paragraph, Picture, Point, as_markdown, as_text
from escalation_sim.presentation.wording import capital, inside, last_day, listed
from escalation_sim.questions.explain.brakes import BrakesInWords
from escalation_sim.questions.explain.events import EventsInWords
from escalation_sim.questions.explain.ladder import heading, rules, way_sentences, which
from escalation_sim.questions.explain.loops import about_the_nodes, influence_points, loop_points
from escalation_sim.questions.explain.mermaid import influence_diagram, ladder_diagram
from escalation_sim.questions.explain.misreadings import misreadings
from escalation_sim.questions.explain.outcomes import expectation_in_words, outcome_in_words

_EVENTS = (
    "In the order of the file, which is also the order of those that fall on the same minute. Of what is drawn it is said, at "
    "the values as written, within what time half of the draws lie, and (10–90 %) between which times eight in ten of them lie."
)


def explanation_text(scenario: Scenario, width: int | None) -> str:
    """The explanation for a terminal, its lines broken at *width*."""
    return as_text(_blocks(Phrases(scenario, PLAIN)), width)


def explanation_markdown(scenario: Scenario) -> str:
    """The explanation as Markdown."""
    return as_markdown(_blocks(Phrases(scenario, MARKDOWN)))


def _blocks(phrases: Phrases) -> Iterator[Block]:
    scenario, style = phrases.scenario, phrases.style
    yield Heading(style.words(scenario.title), 1)
    yield from _about(phrases)
    yield from _parameters(phrases)
    yield from _section("Quantities", [_of_quantity(one, phrases) for one in scenario.quantities])
    yield from _events(phrases)
    if scenario.brakes:
        yield Heading("Brakes")
        brakes = BrakesInWords(phrases)
        yield Paragraph(brakes.rules)
        for brake in scenario.brakes:
            told = " ".join(brakes.sentences(brake))
            yield Point(f"{phrases.thing(brake.name, strong=True)}: {told}{_against(brake.note, phrases)}")
    for ladder in scenario.ladders:
        yield from _ladder(ladder, phrases)
    yield from _section("What is measured", [_of_outcome(one, phrases) for one in scenario.outcomes])
    yield from _section("What must stay true", [expectation_in_words(one, phrases) for one in scenario.expect])
    yield from _section("Easily misread", [note.text for note in misreadings(phrases)])
    yield from _pictures(phrases)


def _section(title: str, points: list[str]) -> Iterator[Block]:
    if points:
        yield Heading(title)
        yield from (Point(point) for point in points)


def _against(note: Note, phrases: Phrases) -> str:
    """What speaks against a thing, behind the last sentence about it."""
    words = phrases.style.words(note.against)
    return f" Against: {words}" if words else ""


def _of_outcome(outcome: Outcome, phrases: Phrases) -> str:
    return f"{phrases.thing(outcome.name)}: {outcome_in_words(outcome, phrases)}{_against(outcome.note, phrases)}"


def _about(phrases: Phrases) -> Iterator[Block]:
    scenario, style = phrases.scenario, phrases.style
    if scenario.description:
        yield Paragraph(style.words(scenario.description))
    whole = clock.at_midnight(scenario.start, scenario.end)
    until = f"the last day is {last_day(scenario)}" if whole else f"it stops at {last_day(scenario)}"
    first = phrases.thing(scenario.stages[scenario.start_stage].name)
    actor = style.words(inside(scenario.actor))
    beside = "".join(f" {_beside(ladder, phrases)}" for ladder in scenario.others)
    yield Paragraph(
        f"Whose ladder: {actor}. Day 0 is {clock.spoken(scenario.start, 0)}, {until} "
        f"({clock.length(scenario.end)}). At the start {actor} stands at: {first}.{beside}"
    )


def _beside(ladder: Ladder, phrases: Phrases) -> str:
    """Whose another ladder is, and where it is begun."""
    actor = phrases.style.words(inside(ladder.actor))
    start = phrases.thing(ladder.stages[ladder.start_stage].name)
    its = f"{which(ladder, phrases.scenario)} of {actor}, which is at {start} at the start"
    return f"Beside it: {phrases.thing(ladder.name)}, {its}."


def _parameters(phrases: Phrases) -> Iterator[Block]:
    actor = phrases.style.words(inside(phrases.scenario.actor))
    groups = {"lever": f"Levers, the choice of {actor}:", "uncertainty": "Uncertainties, nobody's choice:"}
    if not phrases.scenario.parameters:
        return
    yield Heading("Parameters")
    for kind, words in groups.items():
        members = [parameter for parameter in phrases.scenario.parameters if parameter.kind == kind]
        if members:
            yield Paragraph(words)
            yield from (Point(_of_parameter(one, phrases)) for one in members)


def _of_parameter(parameter: Parameter, phrases: Phrases) -> str:
    more = []
    if parameter.range:
        low, high = (phrases.amount(value, "") for value in parameter.range)
        more.append(f"range {low} to {high}")
    if parameter.prior:
        more.append(f"prior {phrases.code(parameter.prior.text)}")
    extra = f"; {', '.join(more)}" if more else ""
    against = _against(parameter.note, phrases)
    value = phrases.amount(parameter.value, parameter.unit)
    return f"{phrases.thing(parameter.name, strong=True)}: {value}{extra}{'.' if against else ''}{against}"


def _of_quantity(quantity: Quantity, phrases: Phrases) -> str:
    told = " ".join(quantity_sentences(quantity, phrases))
    return f"{phrases.thing(quantity.name, strong=True)}: {told}{_against(quantity.note, phrases)}"


def quantity_sentences(quantity: Quantity, phrases: Phrases) -> Iterator[str]:
    """Where a quantity starts, between what it stays, what is known of it, what changes it."""
    yield f"{_initial(quantity, phrases)}{_limits(quantity, phrases)}."
    for minute, value in quantity.timeline:
        yield f"{phrases.amount(value, quantity.unit)} from {phrases.written.days_since_start(clock.to_days(minute))} on."
    setters = [event.name for event in phrases.scenario.events if quantity.name in dict(event.set)]
    if setters:
        yield f"Changed by {listed([phrases.code(name) for name in setters])}."
    elif not quantity.timeline:
        yield "Nothing changes it."
    if quantity.hidden:
        yield f"{phrases.style.words(capital(phrases.scenario.actor))} does not see it."


def _initial(quantity: Quantity, phrases: Phrases) -> str:
    value = phrases.written.number(quantity.initial)
    if value is None:
        return f"starts at a value drawn once per history, {phrases.expression(quantity.initial)}"
    if isinstance(quantity.initial.tree, ex.Number):
        return f"starts at {phrases.amount(value, quantity.unit)}"
    return f"starts at {phrases.worth(quantity.initial, value, quantity.unit)} ({phrases.code(quantity.initial.text)})"


def _limits(quantity: Quantity, phrases: Phrases) -> str:
    low, high = (None if one is None else phrases.amount(one, "") for one in (quantity.min, quantity.max))
    if low is not None and high is not None:
        return f", always kept between {low} and {high}"
    if low is not None:
        return f", never below {low}"
    return f", never above {high}" if high is not None else ""


def _events(phrases: Phrases) -> Iterator[Block]:
    scenario = phrases.scenario
    if not scenario.events:
        return
    words = EventsInWords(phrases)
    yield Heading("Events")
    yield Paragraph(_EVENTS)
    for event in scenario.events:
        told = " ".join(words.sentences(event))
        yield Point(f"{phrases.thing(event.name, strong=True)}: {told}{_against(event.note, phrases)}")


def _ladder(ladder: Ladder, phrases: Phrases) -> Iterator[Block]:
    yield Heading(heading(ladder, phrases))
    if ladder.name == MAIN:
        yield Paragraph(rules(phrases.scenario))
    if against := _against(ladder.note, phrases):
        yield Paragraph(against.strip())
    for place, stage in enumerate(ladder.stages):
        yield Point(_stage_head(place, stage, phrases))
        yield from (Point(way, 1) for way in _ways(ladder, stage, phrases))


def _stage_head(place: int, stage: Stage, phrases: Phrases) -> str:
    where = ", the lowest" if place == 0 else ""
    measures = [phrases.style.words(measure) for measure in stage.measures]
    does = f" Measures: {', '.join(measures)}." if measures else ""
    return f"Stage {place}{where}: {phrases.thing(stage.name, strong=True)}.{does}{_against(stage.note, phrases)}"


def _ways(ladder: Ladder, stage: Stage, phrases: Phrases) -> Iterator[str]:
    for passage in ladder.passages_of[stage.name]:
        route = f" by the way {phrases.code(passage.way.route)}" if passage.way.route else ""
        head = f"Up to here{route}: " if passage.is_climb else "Down from here: "
        yield f"{head}{' '.join(way_sentences(ladder, passage, phrases))}{_against(passage.way.note, phrases)}"
    if stage.climb and not stage.descend:
        yield "Down from here: there is no way down."


def _pictures(phrases: Phrases) -> Iterator[Block]:
    scenario = phrases.scenario
    drawn = arrows(influences(scenario))
    found, complete = loops(scenario, drawn)
    if drawn:
        yield Heading("What drives what")
        yield Paragraph(about_the_nodes(drawn, phrases))
        yield from influence_points(drawn, phrases)
        yield from loop_points(found, complete, drawn, phrases)
    yield Heading("Pictures")
    how = f"In the language of Mermaid; GitHub, GitLab and many editors draw them from {phrases.code('--format markdown')}."
    ladders = "Each ladder" if scenario.others else "The ladder"
    yield Paragraph(f"{how} {ladders}, with what holds it back:")
    yield Picture(ladder_diagram(scenario))
    legend = "full arrows are +, broken ones −, thick ones cannot be told"
    between = between_ladders(scenario, drawn)
    if between and len(between) < sum(arrow.source != arrow.target for arrow in drawn):
        yield Paragraph(f"What drives what between the ladders ({legend}):")
        yield Picture(influence_diagram(scenario, between))
    if drawn:
        yield Paragraph(f"What drives what ({legend}):")
        yield Picture(influence_diagram(scenario, drawn))
