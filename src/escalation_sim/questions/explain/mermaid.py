"""The ladder, and what drives what, as Mermaid diagrams.

Nothing of a scenario stands in a diagram as it is: nodes have ids of their own, and of its words every sign that could mean
something to Mermaid, Markdown or HTML is written as a number.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from escalation_sim.model.influences import LADDER, Arrow
from escalation_sim.model.scenario import NOTHING, Scenario, Way
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.timing import AsWritten, length
from escalation_sim.presentation.wording import capital

_SIGNS = re.compile(
    r"((?<=\w)[-_](?=\w)|(?<=\d)\.(?=\d)|:(?= |$)|(?<!\d)\.(?= |$))"  # means nothing where it stands
    r"|[^\w ,?!()/'=+≥≤…→−–—]|_"
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
    """The stages from bottom to top, the ways between them, the brakes on the stages they hold back."""
    lines = ["flowchart BT"]
    for place, stage in enumerate(scenario.stages):
        label = safe(scenario.title_of(stage.name))
        lines.append(f'  s{place}(["{label}"])' if place == scenario.start_stage else f'  s{place}["{label}"]')
    written = AsWritten(scenario)
    for place, stage in enumerate(scenario.stages):
        for way in stage.climb:
            route = f"{way.route}: " if way.route else ""
            lines.append(f'  s{place - 1} -->|"{safe(route + _conditions(way, written))}"| s{place}')
        if stage.descend:
            lines.append(f'  s{place} -.->|"{safe("down: " + _conditions(stage.descend, written))}"| s{place - 1}')
    return "\n".join([*lines, *_brakes(scenario)]) + "\n"


def _conditions(way: Way, written: AsWritten) -> str:
    hold = written.number(way.hold)
    holding = "" if way.hold == NOTHING or not hold else f", for {length(hold)}"
    return f"{way.when.text}{holding}".replace(">=", "≥").replace("<=", "≤")


def _brakes(scenario: Scenario) -> Iterator[str]:
    for index, brake in enumerate(scenario.brakes):
        held = [
            f"s{place}"
            for place, stage in enumerate(scenario.stages)
            if scenario.main.is_blocked_by(brake, stage) and any(not way.ignores_brake(brake.name) for way in stage.climb)
        ]
        if held:
            yield f'  b{index}{{{{"{safe(scenario.title_of(brake.name))}"}}}}'
            yield f'  b{index} -.-x|"holds back"| {" & ".join(held)}'


def influence_diagram(scenario: Scenario, drawn: tuple[Arrow, ...]) -> str:
    """What drives what else: full arrows are +, broken ones −, thick ones cannot be told."""
    drawn = tuple(arrow for arrow in drawn if arrow.source != arrow.target)
    names = dict.fromkeys(name for arrow in drawn for name in (arrow.source, arrow.target))
    ids = {name: f"n{index}" for index, name in enumerate(names)}
    lines = ["flowchart LR"]
    for name, id_ in ids.items():
        label = safe(f"{capital(scenario.actor)}: the stage reached") if name == LADDER else safe(scenario.title_of(name))
        lines.append(f'  {id_}(["{label}"])' if name == LADDER else f'  {id_}["{label}"]')
    line = {"+": "-->", "-": "-.->", "?": "==>"}
    for arrow in drawn:
        label = safe(f"({shown_sign(arrow.sign)}) {named(arrow.by, _MOST_NAMED)}")
        lines.append(f'  {ids[arrow.source]} {line[arrow.sign]}|"{label}"| {ids[arrow.target]}')
    return "\n".join(lines) + "\n"


def shown_sign(sign: str) -> str:
    """A sign as people write it."""
    return "−" if sign == "-" else sign


def named(paths: tuple[str, ...], most: int | None = None) -> str:
    """What moves something, by name: events and brakes, then `up to` and `down from` the stages of the ladder."""
    words: dict[str, list[str]] = {"": [], "up to ": [], "down from ": []}
    for path in paths:
        section, name, *rest = path.split(".")
        kind = "" if section != "ladder" else "down from " if rest == ["descend"] else "up to "
        if name not in words[kind]:
            words[kind].append(name)
    said = [f"{kind}{', '.join(_shortened(names, most))}" for kind, names in words.items() if names]
    return "; ".join(said)


def _shortened(names: list[str], most: int | None) -> list[str]:
    return names if most is None or len(names) <= most else [*names[:most], "…"]
