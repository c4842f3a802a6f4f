"""The signs in words, for whoever watches the news: the most telling one, the base rate, then all as fragments of sentences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from escalation_sim.model.elementary import log
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import told_apart, whose
from escalation_sim.presentation.wording import capital, changes_in_words, exact, inside, percent, percent_range, plural

Data = Mapping[str, Any]

MOST = 10
"""Signs of a date that are told; the others are counted."""
FEWEST = 30
"""Fewer histories than this can hardly show that a sign tells anything."""


def asked(scenario: Scenario, data: Data) -> str:
    """`What tells whether Seoul reaches “Defensive weapons”`."""
    return f"What tells whether {inside(_who(scenario, data))} reaches {_stage(scenario, data)}"


def played(scenario: Scenario, data: Data) -> str:
    """How many histories, of which luck, and what differs from the file as it stands."""
    settings = data["settings"]
    changed = {name: value for name, value in settings["parameters"].items() if value != scenario.values[name]}
    how = changes_in_words(scenario, changed, len(settings["uncertain"]), settings.get("without", ()))
    count = f"{plural(settings['replications'], 'history', 'histories')} of seed {settings['seed']}"
    return f"{count}, {how}" if how else count


def base_sentence(scenario: Scenario, data: Data, date: Data) -> str:
    """How likely the stage still is on a date, if nothing is known but that it has not been reached."""
    who, stage, open_ = inside(_who(scenario, data)), _stage(scenario, data), date["open"]
    if not open_:
        return f"As {date['date']} begins {who} has reached {stage} in every history: nothing is left to tell."
    one = open_ == 1
    histories = "the one history" if one else f"the {open_:,} histories"
    later = f"{share_in_words(date['base'])} {'gets' if one else 'get'} there later"
    already = f"; in the other {date['already']:,} it has" if date["already"] else ""
    return f"Of {histories} in which {who} has not yet reached {stage} as {date['date']} begins, {later}{already}."


def best_sentence(scenario: Scenario, date: Data) -> str:
    """What the most telling sign says; or that there is none, and whether more histories might show one."""
    if not date["signs"]:
        return _nothing(date)
    best, (text, *_) = date["signs"][0], fragments(scenario, date["signs"][:MOST])
    with_, without = share_in_words(best["with"]), share_in_words(best["without"])
    return f"Most telling: {text}. Where that is so, {with_} get there; where it is not, {without}."


def _nothing(date: Data) -> str:
    base, judged = date["base"], date["judged"]
    if base is None:
        return ""
    if base["count"] in (0, date["open"]) and judged >= FEWEST:
        which = "all of them get" if base["count"] else "none of them gets"
        return f"Nothing that can be seen then tells anything: {which} there, whatever is seen."
    said = "Nothing that can be seen then tells anything."
    if judged < FEWEST:
        return f"{said[:-1]}, as far as so few histories can show: half of them judge, here {judged:,}; ask with a larger -n."
    return said


def signs_heading(date: Data) -> str:
    """What stands above the table of a date."""
    return f"Signs, the most telling first, judged by {date['judged']:,} of these histories (in parentheses: 95 % intervals)"


def bits_clause(date: Data) -> str:
    """What a bit is worth: beside a coin, and beside all that is not known on this date."""
    doubt = entropy(date["base"]["probability"])
    return (
        "bits: how much a sign tells on average. To hear how a fair coin fell is worth 1 bit, "
        f"to hear for certain what comes here {doubt:.2f}."
    )


def entropy(share: float) -> float:
    """The doubt about a yes or no, in bits (Cover and Thomas, Elements of Information Theory, 2006, 2.1)."""
    terms = (-part * float(log(part)) for part in (share, 1 - share) if part)
    return sum(terms) / math.log(2)


def more(date: Data, shown: int) -> str:
    """How many signs are not told; nothing where all are."""
    left = len(date["signs"]) - shown
    return "" if left <= 0 else f"… and {plural(left, 'more sign')} that {'tells' if left == 1 else 'tell'} less"


def fragments(scenario: Scenario, signs: Sequence[Data]) -> list[str]:
    """Each sign in words."""
    return [" ".join(filter(None, parts)) for parts in parted(scenario, signs)]


def parted(scenario: Scenario, signs: Sequence[Data]) -> list[tuple[str, str]]:
    """Each sign in two parts, the second of which must not be cut; its name stands before those that look the same."""
    told = told_apart(scenario)
    found = [_parted(told, sign) for sign in signs]
    count = Counter(found)
    return [
        (f"{sign['name']}: {text}" if count[text, tail] > 1 else text, tail)
        for sign, (text, tail) in zip(signs, found, strict=True)
    ]


def _parted(scenario: Scenario, sign: Data) -> tuple[str, str]:
    name, title = sign["name"], one_line(scenario.title_of(sign["name"]))
    if sign["kind"] == "event":
        return capital(title), "(event)"
    if sign["kind"] == "quantity":
        unit = one_line(scenario.units[name])
        return f"{capital(title)}:", f"{exact(sign['cut'], '' if unit.casefold() in title.casefold() else unit)} or more"
    ladder = scenario.ladder_of[name]
    stands = f"{capital(one_line(whose(scenario, ladder)))} stands at “{title}”"
    return stands, "" if ladder.stages[-1].name == name else "or above"


def bits_in_words(value: float) -> str:
    """A number of bits; 0 only where it is."""
    return f"{value:.3f}" if value >= 0.0005 else "<0.001"


def share_in_words(share: Data) -> str:
    """`26 % (25–27)`."""
    return f"{percent(share['probability'])} ({percent_range(share['low'], share['high'])})"


def _who(scenario: Scenario, data: Data) -> str:
    return one_line(whose(scenario, scenario.ladder_of[data["stage"]]))


def _stage(scenario: Scenario, data: Data) -> str:
    return f"“{one_line(scenario.title_of(data['stage']))}”"
