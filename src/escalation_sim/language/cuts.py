"""Values inside `{…}` that YAML has cut at a comma: what is left over of them stands there as keys without values."""

from __future__ import annotations

import re
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.language.characters import hides_a_colon
from escalation_sim.language.nodes import Node, Scalar, shown
from escalation_sim.language.shapes import EVIDENCE, SHAPES
from escalation_sim.language.traps import Fault

_THREE_DIGITS = re.compile(r"\d{3}(?:\.\d+)?")
_UP_TO_THREE_DIGITS = re.compile(r"[-+]?\d{1,3}")
_WHOLE = re.compile(r"-?\d{1,9}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LISTS = ("names", "stage_names", "brake_names", "range", "timeline", "quantile")
_KINDS = {name: key.kind for shape in SHAPES.values() for name, key in shape.items()} | EVIDENCE


class Pair(NamedTuple):
    """A key and its value; *bare* says that no colon stands between them, nor any value."""

    key: Node
    value: Node
    bare: bool = False


class Cut(NamedTuple):
    """A value that ends at a comma, and the rest of it, with the key it belongs to."""

    key: Node
    value: Scalar
    rest: list[str]


def uncut(pairs: list[Pair]) -> tuple[list[Pair], list[Cut]]:
    """The pairs of a `{…}` without what is the rest of a value, and the values that were cut."""
    whole: list[Pair] = []
    cuts: list[Cut] = []
    waiting = list(reversed(pairs))
    while waiting:
        pair = waiting.pop()
        whole.append(pair)
        rest = _rest(pair, waiting)
        if rest and isinstance(pair.value, Scalar):
            del waiting[-len(rest) :]
            cuts.append(Cut(pair.key, pair.value, rest))
    return whole, cuts


def _rest(pair: Pair, waiting: list[Pair]) -> list[str]:
    """What follows the value of a pair, as far as it looks like a part of it. *waiting* holds the next one last."""
    value = pair.value
    if not isinstance(value, Scalar) or value.quoted or value.is_absent:
        return []
    kind = _KINDS.get(pair.key.text, "") if isinstance(pair.key, Scalar) else ""
    open_ = value.text.count("(") - value.text.count(")")
    rest: list[str] = []
    for key, after, bare in reversed(waiting):
        if not isinstance(key, Scalar) or key.quoted or not isinstance(after, Scalar):
            break
        if not ((bare and (open_ > 0 or _is_left_over(key.text, kind))) or (not bare and _is_in_a_text(key.text, value))):
            break
        rest.append(key.text if bare else f"{key.text}: {after.text}")
        open_ += key.text.count("(") - key.text.count(")")
    return rest


def _is_left_over(text: str, kind: str) -> bool:
    """Whether what stands without a colon is no key whose value is missing."""
    if hides_a_colon(text):
        return False
    return text not in _KINDS and (kind == "text" or kind in _LISTS or not _NAME.fullmatch(text))


def _is_in_a_text(key: str, value: Scalar) -> bool:
    """Whether a key with a value goes on with the words before it: it has several words itself."""
    return " " in key and value.is_word and key not in _KINDS


def fault(cut: Cut) -> Fault:
    """What to say of a value that was cut."""
    kind = _KINDS.get(cut.key.text, "") if isinstance(cut.key, Scalar) else ""
    if _UP_TO_THREE_DIGITS.fullmatch(cut.value.text) and all(map(_THREE_DIGITS.fullmatch, cut.rest)):
        written = ",".join([cut.value.text, *cut.rest])
        return Fault(f"`{shown(written)}`: a number has no commas", f"write {shown(written.replace(',', ''))}")
    if kind not in (*_LISTS, "text") and _WHOLE.fullmatch(cut.value.text) and [*map(str.isdigit, cut.rest)] == [True]:
        return Fault(f"`{cut.value.text},{cut.rest[0]}`: a number has no commas", f"write {cut.value.text}.{cut.rest[0]}")
    written = ", ".join([cut.value.text, *cut.rest])
    message = f"`{shown(cut.value.text)}` ends at a comma, as values inside {{ }} do"
    if all(map(clock.LOOKS_LIKE_A_DATE.match, [cut.value.text, *cut.rest])):
        return Fault(message, "write one date; make an event for each")
    if kind in _LISTS:
        return Fault(message, f"write [{shown(written, 200)}]")
    what = "text" if kind == "text" else "expression"
    quoted = f': "{written}"' if len(written) <= 100 and not re.search(r'["\\\n]', written) else ", or on a line of its own"
    return Fault(message, f"put the whole {what} in quotes{quoted}")
