"""The answer in words: the sentences, and the most ordinary history on one screen, or with its whole account."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.engines.history import Step
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.wording import changes_in_words, plural, rests_on
from escalation_sim.questions.answer.answer import Answer
from escalation_sim.questions.answer.sentences import sentences
from escalation_sim.questions.history.formats import history_text
from escalation_sim.questions.history.reasons import because, way_of
from escalation_sim.questions.history.standing import steps_ahead, still_missing
from escalation_sim.questions.history.steps import before, mover, skipping, stage_title

WIDTH = 100
_MOST_MOVES = 6
"""Of more moves than this the first and the last are told on one screen."""
_LINES = 2
"""Lines that a reason may take; what is longer is cut, and told in the whole account."""


def one_screen(answer: Answer, width: int = WIDTH, *, hint: str = "") -> str:
    """The sentences, the moves of the most ordinary history with their reasons, and what was still missing. *hint* closes it."""
    told = [_head(answer, width), _history(answer, width), _closing(answer, width, hint)]
    return "\n\n".join("\n".join(part) for part in told) + "\n"


def in_full(answer: Answer, width: int = WIDTH) -> str:
    """The sentences, what they rest on, and the whole account of the most ordinary history."""
    told = [_head(answer, width), _closing(answer, width, ""), _wrapped(_which(answer), width)]
    account = history_text(answer.document, answer.setup, answer.history, "text", width)
    return "\n\n".join("\n".join(part) for part in told) + f"\n\n{account}"


def _head(answer: Answer, width: int) -> list[str]:
    setup = answer.setup
    changed = changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain), setup.settings.without)
    heading = f"{setup.scenario.title}, {changed}" if changed else setup.scenario.title
    return [line for text in (heading, *sentences(answer)) for line in _wrapped(text, width)]


def _closing(answer: Answer, width: int, hint: str) -> list[str]:
    """What the answer rests on, and where there is more."""
    rests = rests_on(answer.setup.scenario, [parameter.name for parameter in answer.setup.uncertain])
    return [line for text in (rests, hint) for line in _wrapped(text, width)]


def _which(answer: Answer) -> str:
    """Which history is told, and how many go like it."""
    number = f"replication {answer.history.replication} of seed {answer.setup.settings.seed}"
    if not answer.drawn:
        return f"How it goes ({number}):"
    alike = f", one of {answer.alike:,} that go as far and end there" if answer.alike > 1 else ""
    return f"The most ordinary of them ({number}{alike}):"


def _history(answer: Answer, width: int) -> list[str]:
    programme, history = answer.setup.programme, answer.history
    scenario = programme.scenario
    lines = _wrapped(_which(answer), width)
    assert history.trace is not None
    moves = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    if not moves:
        lines += _wrapped(f"{mover(scenario, scenario.main)} stays at “{_title(scenario, history.final)}”.", width)
    half = _MOST_MOVES // 2
    told = moves if len(moves) <= _MOST_MOVES else [*moves[:half], *moves[-half:]]
    for count, move in enumerate(told):
        if len(moves) > _MOST_MOVES and count == half:
            lines.append(f"{' ' * 17}… and {plural(len(moves) - _MOST_MOVES, 'more move')}")
        lines += _move(answer, move, width)
    return [*lines, *_missing(answer, width)]


def _move(answer: Answer, step: Step, width: int) -> Iterator[str]:
    """Its date and where it leads in a line, and on the main ladder why in another."""
    programme, dossier = answer.setup.programme, step.dossier
    scenario = programme.scenario
    ladder = scenario.ladder(dossier.ladder)
    up = dossier.target > dossier.source
    where = stage_title(scenario, ladder, dossier.target) + (f", by {dossier.route}" if dossier.route else "")
    text = f"{clock.spoken(scenario.start, step.minute):<16} {'↑' if up else '↓'} {before(scenario, ladder)}{where}"
    yield from _wrapped(text + skipping(scenario, ladder, dossier), width, others=" " * 19)
    if ladder is scenario.main:
        yield from _cut(_why(answer, step), width, "    ")


def _why(answer: Answer, step: Step) -> list[str]:
    """The condition and since when it held, the brakes, the decision: the rest is in the whole account."""
    programme, dossier = answer.setup.programme, step.dossier
    since = clock.spoken(programme.scenario.start, dossier.since)[:10]
    why = [f"`{way_of(programme, dossier).when.expression}` held from {since}"]
    why += [clause for clause in because(programme, step) if clause.startswith("held back ")]
    return [*why, f"decided in {clock.length(dossier.length)}"] if dossier.begun is not None and dossier.length else why


def _missing(answer: Answer, width: int) -> Iterator[str]:
    """What the ordinary history still lacked for the next stage of the main ladder."""
    programme, history = answer.setup.programme, answer.history
    scenario = programme.scenario
    ahead = steps_ahead(history, scenario.main.name)
    if not ahead:
        last = history.final + 1 == len(scenario.stages)
        yield "There is no higher stage." if last else "No way leads up from there."
        return
    place, steps = next(iter(ahead.items()))
    first, *rest = [part for one in still_missing(programme, history, steps, briefly=True) for part in one.split("; ")]
    yield from _cut([f"Still missing for “{_title(scenario, place)}”: {first}", *rest], width, "")


def _cut(parts: list[str], width: int, indent: str) -> list[str]:
    """The parts in as many lines as a reason may take; what has no room is left to the whole account."""
    for count in range(len(parts), 0, -1):
        text = "; ".join(parts[:count]) + (" …" if count < len(parts) else "")
        lines = _wrapped(text, width, indent, indent or "  ")
        if len(lines) <= _LINES:
            break
    return lines


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """The text in lines; a percentage is not torn from its sign."""
    lines = textwrap.wrap(
        text.replace(" %", "\N{NO-BREAK SPACE}%"), width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )
    return [line.replace("\N{NO-BREAK SPACE}%", " %") for line in lines]


def _title(scenario: Scenario, place: int) -> str:
    return stage_title(scenario, scenario.main, place)
