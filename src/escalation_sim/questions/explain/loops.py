"""What drives what, and the loops of it, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.model.influences import LADDER, MOST_LOOPS, Arrow, Loop
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import Block, Paragraph, Point
from escalation_sim.questions.explain.mermaid import named, shown_sign


def influence_points(drawn: tuple[Arrow, ...], phrases: Phrases) -> Iterator[Block]:
    """An arrow a line, by what they start from."""
    for arrow in drawn:
        if arrow.source != arrow.target:
            by = phrases.style.words(named(arrow.by))
            yield Point(f"{phrases.code(arrow.source)} → ({shown_sign(arrow.sign)}) {phrases.code(arrow.target)}: {by}")


def loop_points(found: tuple[Loop, ...], complete: bool, drawn: tuple[Arrow, ...], phrases: Phrases) -> Iterator[Block]:
    """The loops, and what drives itself."""
    larger = [loop for loop in found if len(loop.nodes) > 1]
    if larger:
        yield Paragraph(
            "Loops (reinforcing: what goes up is driven further up; balancing: it is driven back; "
            "undetermined: a sign on the way cannot be told):"
        )
        yield from (Point(loop_line(loop)) for loop in larger)
        if not complete:
            yield Paragraph(f"There are more loops; at most {MOST_LOOPS} are listed, the shortest first.")
    else:
        yield Paragraph("No loops: nothing comes back to where it started, " + "except by itself." if found else "No loops.")
    own = [arrow for arrow in drawn if arrow.source == arrow.target]
    if own:
        yield Paragraph("Driven by their own value too:")
        for arrow in own:
            sign = shown_sign(arrow.sign)
            yield Point(f"{phrases.code(arrow.source)} → ({sign}) itself: {phrases.style.words(named(arrow.by))}")


def loop_line(loop: Loop) -> str:
    """`troops → (+) reported_troops → (+) stage → (−) troops: balancing`."""
    steps = "".join(
        f" → ({shown_sign(sign)}) {name}" for sign, name in zip(loop.signs, (*loop.nodes[1:], loop.nodes[0]), strict=True)
    )
    return f"{loop.nodes[0]}{steps}: {loop.kind}"


def about_the_nodes(phrases: Phrases) -> str:
    """How to read an arrow."""
    return (
        f"A (+) B: when A goes up, B is driven up. A (−) B: it is driven down. (?): it cannot be told from the expression alone. "
        f"{phrases.code(LADDER)} is the place on the ladder; a brake that comes on drives it down. "
        "Signs hold at the values as written."
    )
