"""What was renamed since a record was made: it keeps its luck where the user says so, and is named where it looks like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from escalation_sim.language.loading import Document
from escalation_sim.language.renaming import Renames, kinds_of, with_old_luck
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.check.origin import stages_of
from escalation_sim.results.summary import ladders_of

Data = Mapping[str, Any]

_MOST = 3
_NEW_NAMES = "if it is but the new name of an event, a quantity or a route, which has other luck, --renamed OLD=NEW keeps the old"


def with_names_before(document: Document, renames: Renames) -> Document:
    """The document with the luck of the old names, of those *renames* that are about it: it has the new name, and not the old."""
    names = kinds_of(document.scenario)
    own = {old: new for old, new in renames.items() if new in names and (old not in names or old in renames.values())}
    return replace(document, scenario=with_old_luck(document.scenario, own)) if own else document


def names_in_words(renames: Renames) -> str:
    """That nothing but names differs."""
    told = [f"{old} → {new}" for old, new in renames.items()]
    return f"identical apart from names: {listed(told if len(told) <= _MOST else [*told[:_MOST], f'{len(told) - _MOST} more'])}"


def rename_hint(old: Data, now: Data) -> str:
    """What of a record looks renamed, with the option that lets it keep its luck; nothing where nothing does."""
    found = looks_renamed(old, now)
    if not found:
        return _NEW_NAMES if _is_of_the_rest(old, now) else ""
    options = " ".join(f"--renamed {before}={after}" for before, after in found.items())
    return f"a new name has other luck: if it was but renamed, {options} holds it against the record with the old luck"


def _is_of_the_rest(old: Data, now: Data) -> bool:
    """Whether what was edited is nothing that a record has: it may be the name of an event."""
    same = old["settings"]["parameters"] == now["settings"]["parameters"] and stages_of(old) == stages_of(now)
    return same and old["scenario"]["digest"] != now["scenario"]["digest"]


def looks_renamed(old: Data, now: Data) -> dict[str, str]:
    """What a record has under another name, of those that it keeps: of stages, ladders, brakes, outcomes and parameters."""
    found: dict[str, str] = {}
    were, are = stages_of(old), stages_of(now)
    for ladder, before in were.items():
        after = are.get(ladder, [])
        if len(before) == len(after):
            found |= {one: other for one, other in zip(before, after, strict=True) if one not in after and other not in before}
    for mine, theirs in (
        (_brakes(old), _brakes(now)),
        (set(old["outcomes"]), set(now["outcomes"])),
        (set(old["settings"]["parameters"]), set(now["settings"]["parameters"])),
        (set(were), set(are)),
    ):
        gone, new = mine - theirs, theirs - mine
        if len(gone) == len(new) == 1:
            found[gone.pop()] = new.pop()
    return found


def _brakes(data: Data) -> set[str]:
    """The brakes that can hold a stage back."""
    return {name for ladder in ladders_of(data).values() for stage in ladder["stages"] for name in stage["blocked_days"]}
