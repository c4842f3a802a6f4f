"""A single value that YAML reads as something its author did not mean; anchors, aliases and tags are refused in tree.py."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.language.nodes import Scalar, shown
from escalation_sim.model.habits import in_decimal

DEEPEST = 32
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BEGINNINGS = frozenset("+-.0123456789nNoOyY")
SWITCH = re.compile(r"(?i:yes|no|on|off)")
_NOT_DECIMAL = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|0\d[\d_]*+(?:\.\d*+)?)")
_UNDERSCORED = re.compile(r"[-+]?\d[\d_]*+(?:\.[\d_]*+)?")
SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*+(?::\d++)++(?:\.\d*+)?")
_NOT_FINITE = re.compile(r"(?i:[-+]?\.(?:nan|inf))")


class Fault(NamedTuple):
    """What is wrong with a value, and the mend."""

    message: str
    mend: str


TOO_DEEP = Fault(f"the file is more than {DEEPEST} levels deep", "a scenario needs no more than eight; reading stopped here")


def trap(node: Scalar) -> Fault | None:
    """The fault of a value that some YAML reads otherwise than a person does, or that is no finite number or real date."""
    text = node.text
    if node.quoted:  # where characters may be hidden in escapes
        hidden = FORBIDDEN.search(text)
        return forbidden(hidden[0]) if hidden else None
    if not text or text[0] not in _BEGINNINGS:
        return None
    if SWITCH.fullmatch(text):
        word = "true" if text.lower() in ("yes", "on") else "false"
        return Fault(
            f"`{text}` is true or false in some YAML and a word in other", f'write {word}, or in quotes "{text}" for the word'
        )
    if _NOT_DECIMAL.fullmatch(text):
        return Fault(f"`{shown(text)}` is not a decimal number", f"write {in_decimal(text)}")
    if "_" in text and _UNDERSCORED.fullmatch(text):
        return Fault(f"`{shown(text)}`: a number has no underscores", f"write {shown(text.replace('_', ''))}")
    if SEXAGESIMAL.fullmatch(text):
        mend = "write a decimal number, or put it in quotes if it is text"
        return Fault(f"`{shown(text)}` is a number to base 60 in some YAML", mend)
    if _NOT_FINITE.fullmatch(text):
        return Fault(f"`{text}` is not a finite number", "write a finite decimal number")
    if node.is_number and float(text) in (float("inf"), float("-inf")):
        return Fault(f"the number {shown(text, 20)} is too large", "write a finite number below 1e308")
    return _impossible_date(text) if clock.DATE.fullmatch(text) else None


def _impossible_date(text: str) -> Fault | None:
    try:
        clock.read_date(text)
    except ValueError as error:
        return Fault(f"{text}: {error}", "check the year, the month, the day and the time")
    return None


def forbidden(sign: str) -> Fault:
    """The fault of a character that hides what a file says."""
    name = unicodedata.name(sign, "")
    code = f"U+{ord(sign):04X}" + (f" ({name})" if name else "")
    return Fault(f"the control or direction-changing character {code} may not stand in a scenario", "delete it")
