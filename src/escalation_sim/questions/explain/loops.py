"""What drives what, and the loops of it, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from escalation_sim.model.influences import LADDER, MOST_LOOPS, Arrow, Loop
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.model.signs import Sign, flipped, times
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import Block, Paragraph, Point
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.explain.mermaid import named, shown_sign


def influence_points(drawn: tuple[Arrow, ...], phrases: Phrases) -> Iterator[Block]:
    """An arrow a line, by what they start from."""
    for arrow in drawn:
        if arrow.source != arrow.target:
            by = phrases.style.words(named(arrow))
            yield Point(f"{phrases.code(arrow.source)} → ({shown_sign(arrow.sign)}) {phrases.code(arrow.target)}: {by}")


def loop_points(found: tuple[Loop, ...], complete: bool, drawn: tuple[Arrow, ...], phrases: Phrases) -> Iterator[Block]:
    """The loops, and what drives itself."""
    larger = [loop for loop in found if len(loop.nodes) > 1]
    if larger:
        yield Paragraph(
            "Loops (reinforcing: what goes up is driven further up; balancing: it is driven back; "
            "undetermined: a sign on the way cannot be told):"
        )
        for loop in larger:
            several = len(ladders_of(loop, phrases.scenario)) > 1
            yield Point(loop_line(loop) + (f". {loop_sentence(loop, drawn, phrases)}" if several else ""))
        if not complete:
            yield Paragraph(f"There are more loops; at most {MOST_LOOPS} are listed, the shortest first.")
    else:
        yield Paragraph("No loops: nothing comes back to where it started, " + "except by itself." if found else "No loops.")
    own = [arrow for arrow in drawn if arrow.source == arrow.target]
    if own:
        yield Paragraph("Driven by their own value too:")
        for arrow in own:
            sign = shown_sign(arrow.sign)
            yield Point(f"{phrases.code(arrow.source)} → ({sign}) itself: {phrases.style.words(named(arrow))}")


def loop_line(loop: Loop) -> str:
    """`troops → (+) reported_troops → (+) stage → (−) troops: balancing`."""
    steps = "".join(
        f" → ({shown_sign(sign)}) {name}" for sign, name in zip(loop.signs, (*loop.nodes[1:], loop.nodes[0]), strict=True)
    )
    return f"{loop.nodes[0]}{steps}: {loop.kind}"


def ladders_of(loop: Loop, scenario: Scenario) -> tuple[Ladder, ...]:
    """The ladders through which a loop runs, the main one first."""
    return tuple(ladder for ladder in scenario.ladders if ladder.place_name in loop.nodes)


def loop_sentence(loop: Loop, drawn: tuple[Arrow, ...], phrases: Phrases) -> str:
    """A loop through several ladders as a story that begins with a step up on the first of them."""
    ladders = ladders_of(loop, phrases.scenario)
    begin = loop.nodes.index(ladders[0].place_name)
    nodes = (*loop.nodes[begin:], *loop.nodes[:begin], loop.nodes[begin])
    arrows = {(arrow.source, arrow.target): arrow for arrow in drawn}
    who = {ladder.place_name: phrases.glosses.who(ladder) for ladder in ladders}
    directions: dict[str, Sign] = {nodes[0]: "+"}
    steps = []
    for source, target in pairwise(nodes):
        arrow, before = arrows[source, target], directions[source]
        steps.append(_driven(arrow, before, who.get(target) or phrases.glosses.called(target), phrases))
        directions.setdefault(target, times(before, arrow.sign))
    together = all(directions[name] == "+" for name in who)
    return f"A step up by {who[nodes[0]]} {'; that '.join(steps)}: {_conclusion(loop, list(who.values()), together)}."


def _driven(arrow: Arrow, before: Sign, what: str, phrases: Phrases) -> str:
    """What an arrow does to its target when its source moves in a direction."""
    if arrow.sign != "?":
        if before == "?":
            return f"drives {what} the {'same' if arrow.sign == '+' else 'opposite'} way"
        return f"drives {what} {'up' if before == arrow.sign else 'down'}"
    up, down = (tuple(part for part in arrow.parts if part.sign == sign) for sign in (before, flipped({"": before})[""]))
    if before == "?" or not up or not down or len(up) + len(down) < len(arrow.parts):
        return f"moves {what}, up or down"
    by_up, by_down = (phrases.style.words(named(replace(arrow, parts=parts))) for parts in (up, down))
    return f"drives {what} up ({by_up}) and down ({by_down})"


def _conclusion(loop: Loop, who: list[str], together: bool) -> str:
    if loop.kind == "undetermined":
        return f"whether {listed(who)} drive each other on or hold each other back cannot be told"
    if loop.kind == "reinforcing" and together:
        return f"{listed(who)} drive each other on"
    works = "feeds itself" if loop.kind == "reinforcing" else "works against itself"
    return f"the step {works}, through {listed(who[1:])}"


def about_the_nodes(drawn: tuple[Arrow, ...], phrases: Phrases) -> str:
    """How to read an arrow."""
    scenario = phrases.scenario
    places = f"{phrases.code(LADDER)} is the place on the ladder; a brake that comes on drives it down. "
    if scenario.others:
        each = [f"{phrases.code(one.place_name)} is where {phrases.glosses.who(one)} stands" for one in scenario.ladders]
        places = f"{listed(each)}; a brake that comes on drives down whom it holds back. "
    if any(part.through for arrow in drawn for part in arrow.parts):
        places += "“Through” names a brake: its name is read there, and what its condition reads works by way of it. "
    return (
        "A (+) B: when A goes up, B is driven up. A (−) B: it is driven down. (?): it cannot be told from the expression alone. "
        f"{places}Signs hold at the values as written."
    )
