"""The ladder, and what drives what, as Mermaid diagrams.

Nothing of a scenario stands in a diagram as it is: nodes have ids of their own, and of its words every sign that could mean
something to Mermaid, Markdown or HTML is written as a number.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from escalation_sim.model.influences import Arrow
from escalation_sim.model.scenario import NOTHING, Ladder, Scenario, Way
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.timing import AsWritten, length
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, listed

_SIGNS = re.compile(
    r"((?<=\w)[-_](?=\w)|(?<=\d)\.(?=\d)|:(?= |$)|(?<!\d)\.(?= |$))"  # means nothing where it stands
    r"|[^\w ,?!()/'=+≥≤…→−–—]|_"
    r"|d(?=irection +(?:TB|BT|TD|LR|RL))"  # a word of Mermaid's own wherever it stands
)
_WIDEST, _MOST_LINES = 44, 6
_MOST_NAMED = 3


def safe(text: str) -> str:
    """Words as the label of a node or an arrow, broken into short lines."""
    lines = textwrap.wrap(one_line(text), _WIDEST, break_on_hyphens=False)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]
    return "<br/>".join(_SIGNS.sub(_written, line) for line in lines)


def _written(match: re.Match[str]) -> str:
    return match[0] if match[1] else f"#{ord(match[0])};"


def ladder_diagram(scenario: Scenario) -> str:
    """The stages from bottom to top, the ways between them, the brakes on the stages they hold back; a frame for each ladder.

    The main ladder is written last, because Mermaid begins at the left with the last frame.
    """
    written = AsWritten(scenario)
    brakes = list(_brakes(scenario))
    lines = ["flowchart BT"]
    for index, ladder in reversed(list(enumerate(scenario.ladders))):
        drawn = [*_stages(ladder, _node(index), scenario), *_ways(ladder, _node(index), written)]
        if scenario.others:
            within = [line for one in brakes if one.ladders == {index} for line in one.lines]
            frame = f'  subgraph l{index}["{safe(capital(whose(scenario, ladder)))}"]'
            drawn = [frame, "    direction BT", *(f"  {line}" for line in (*drawn, *within)), "  end"]
        lines += drawn
    outside = [one for one in brakes if len(one.ladders) > 1 or not scenario.others]
    return "\n".join([*lines, *(line for one in outside for line in one.lines)]) + "\n"


def _node(index: int) -> str:
    """What the ids of the stages of a ladder begin with: `s` for the main one, else `l1s`."""
    return f"l{index}s" if index else "s"


def _stages(ladder: Ladder, node: str, scenario: Scenario) -> Iterator[str]:
    for place, stage in enumerate(ladder.stages):
        label = safe(scenario.title_of(stage.name))
        yield f'  {node}{place}(["{label}"])' if place == ladder.start_stage else f'  {node}{place}["{label}"]'


def _ways(ladder: Ladder, node: str, written: AsWritten) -> Iterator[str]:
    for passage in ladder.passages:
        way = passage.way
        kind = "down: " if not passage.is_climb else f"{way.route}: " if way.route else ""
        line = "-->" if passage.is_climb else "-.->"
        yield f'  {node}{passage.source} {line}|"{safe(kind + _conditions(way, written))}"| {node}{passage.target}'


def _conditions(way: Way, written: AsWritten) -> str:
    hold = written.number(way.hold)
    holding = "" if way.hold == NOTHING or not hold else f", for {length(hold)}"
    return f"{way.when.text}{holding}".replace(">=", "≥").replace("<=", "≤")


class _Standing(NamedTuple):
    """A stage: the index of its ladder, and its place there."""

    ladder: int
    place: int


class _Drawn(NamedTuple):
    """A brake in a picture, and on which ladders the stages are to which its lines lead."""

    lines: tuple[str, ...]
    ladders: set[int]


def _brakes(scenario: Scenario) -> Iterator[_Drawn]:
    """The brakes, with the stages that they hold back, and those on whose ways they weigh where their names are read."""
    weighed_on = _weighed_on(scenario)
    for number, brake in enumerate(scenario.brakes):
        held = [
            _Standing(index, place)
            for index, ladder in enumerate(scenario.ladders)
            for place, stage in enumerate(ladder.stages)
            if ladder.is_blocked_by(brake, stage) and any(not way.ignores_brake(brake.name) for way in stage.climb)
        ]
        weighed = weighed_on.get(brake.name, ())
        ends = {"-.-x": ("holds back", held), "-.-o": ("weighs on", weighed)}
        lines = [
            f'  b{number} {line}|"{word}"| {" & ".join(f"{_node(index)}{place}" for index, place in stages)}'
            for line, (word, stages) in ends.items()
            if stages
        ]
        if lines:
            label = f'  b{number}{{{{"{safe(scenario.title_of(brake.name))}"}}}}'
            yield _Drawn((label, *lines), {index for index, _ in (*held, *weighed)})


def _weighed_on(scenario: Scenario) -> dict[str, list[_Standing]]:
    """For each brake the stages on whose ways it weighs, because they read its name."""
    brakes, found = {brake.name for brake in scenario.brakes}, dict[str, list[_Standing]]()
    for index, ladder in enumerate(scenario.ladders):
        for place, stage in enumerate(ladder.stages):
            ways = [passage.way for passage in ladder.passages_of[stage.name]]
            said = [one for way in ways for one in (way.when, way.keep, way.decide, way.chance) if one]
            for name in {name for one in said for name in one.names} & brakes:
                found.setdefault(name, []).append(_Standing(index, place))
    return found


def influence_diagram(scenario: Scenario, drawn: tuple[Arrow, ...]) -> str:
    """What drives what else: full arrows are +, broken ones −, thick ones cannot be told."""
    drawn = tuple(arrow for arrow in drawn if arrow.source != arrow.target)
    names = dict.fromkeys(name for arrow in drawn for name in (arrow.source, arrow.target))
    ids = {name: f"n{index}" for index, name in enumerate(names)}
    ladders = {ladder.place_name: ladder for ladder in scenario.ladders}
    lines = ["flowchart LR"]
    for name, id_ in ids.items():
        if name in ladders:
            lines.append(f'  {id_}(["{safe(f"{capital(whose(scenario, ladders[name]))}: the stage reached")}"])')
        else:
            lines.append(f'  {id_}["{safe(scenario.title_of(name))}"]')
    line = {"+": "-->", "-": "-.->", "?": "==>"}
    for arrow in drawn:
        label = safe(f"({shown_sign(arrow.sign)}) {named(arrow, _MOST_NAMED)}")
        lines.append(f'  {ids[arrow.source]} {line[arrow.sign]}|"{label}"| {ids[arrow.target]}')
    return "\n".join(lines) + "\n"


def shown_sign(sign: str) -> str:
    """A sign as people write it."""
    return "−" if sign == "-" else sign


def named(arrow: Arrow, most: int | None = None) -> str:
    """What moves something, by name: events and brakes, then `up to` and `down from` stages; and through which brakes."""
    words: dict[str, dict[str, list[str]]] = {"": {}, "up to ": {}, "down from ": {}}
    for part in arrow.parts:
        section, name, *rest = part.by.split(".")
        if section == "ladders":  # ladders.NAME.stages.STAGE.climb
            name, *rest = rest[1:]
        kind = "" if section in ("events", "brakes") else "down from " if rest == ["descend"] else "up to "
        words[kind].setdefault(name, []).append(part.through)
    said = [
        f"{kind}{', '.join(_shortened([_through(*one) for one in names.items()], most))}"
        for kind, names in words.items()
        if names
    ]
    return "; ".join(said)


def _through(name: str, brakes: list[str]) -> str:
    """`high (through law)`; `also`, where it is not through a brake alone."""
    named = list(dict.fromkeys(filter(None, brakes)))
    also = "also " if "" in brakes else ""
    return f"{name} ({also}through {listed(named)})" if named else name


def _shortened(names: list[str], most: int | None) -> list[str]:
    return names if most is None or len(names) <= most else [*names[:most], "…"]
