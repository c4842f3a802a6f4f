"""What people type from habit, from other languages or from a spreadsheet, each with its mend.

Looked for only in a text that is no expression, to say what was probably meant.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from escalation_sim.errors import ExpressionError
from escalation_sim.model import expressions as ex


class Habit(NamedTuple):
    """What it looks like, and the mend."""

    pattern: re.Pattern[str]
    mend: str


_HABITS = tuple(
    Habit(re.compile(pattern), mend)
    for pattern, mend in (
        (r"(?<!\w)[bfru]*(?:'[^']*'?|\"[^\"]*\"?)", "a text in quotes is no value: use a number or a name"),
        (r"\d++(?:\.\d++)?\s*%(?!\s*[\w(])", "a share is written as a number"),
        (r"%", "there is no remainder: a - b * floor(a / b)"),
        (r"\*\*", "multiply: x * x"),
        (r"\^", "multiply: x * x"),
        (r"&&?", "write `and`"),
        (r"\|\|?", "write `or`"),
        (r"!(?!=)", "write `not`"),
        (r"//", "write floor(a / b)"),
        (r"<<|>>", "multiply or divide by a power of two"),
        (r"=>", "write >="),
        (r"=<", "write <="),
        (r"<>|≠", "write !="),
        (r"≥", "write >="),
        (r"≤", "write <="),
        (r"[+*/-]=", "write the new value: troops + 1000"),
        (r"[×·⋅]", "write *"),
        (r"[−–—]", "write the minus of the keyboard: -"),
        (r"÷", "write /"),
        (r"\?", "write a if condition else b"),
        (r":=", "give a value a quantity of its own"),
        (r"\.\.+|…", "write out what is meant"),
        (r"[\[\]{}]", "use round parentheses: ( … )"),
        (r"\blambda\b", "write a calculation"),
        (r"\b[A-Za-z_]\w*\.(?:stage|place|level)\b", "the name of a ladder is the place on it: write its name alone"),
        (r"\b[A-Za-z_]\w*\s*\.\s*\w+", "names have no dots and no parts"),
        (r"\bAND\b", "write `and`"),
        (r"\bOR\b", "write `or`"),
        (r"\bNOT\b", "write `not`"),
    )
)
_DATE = re.compile(r"(?<![\w.])(\d{4})-(0\d|1[0-2])-([0-2]\d|3[01])(?![\w.])(?:[ T]\d{1,2}:\d{2})?")
_ARGUMENT = re.compile(r"\b([a-z]\w*)\s*\([^()]*?\b([a-z]\w*)\s*=(?!=)")
_ASSIGNMENT = re.compile(r"(?<![<>=!])=(?!=)")
_THOUSANDS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})++(?![\w.])")
_ODD_NUMBER = re.compile(r"(?<![\w.])\d[\d_]*[A-Za-z_]\w*")


def habit(text: str) -> ExpressionError | None:
    """The error of the habit that *text* shows; None where it shows none."""
    for look in (_thousands, _argument, _listed, _assignment, _odd_number):
        error = look(text)
        if error:
            return ExpressionError(f"{error.message}, in `{text.strip()}`", error.mend, error.offset)
    return None


def _thousands(text: str) -> ExpressionError | None:
    for found in _THOUSANDS.finditer(text):
        in_call = text.count("(", 0, found.start()) > text.count(")", 0, found.start())
        if not in_call or ",0" in found[0]:
            return ExpressionError(f"`{found[0]}`: a number has no commas", f"write {found[0].replace(',', '')}", found.start())
    return None


def written_date(text: str) -> ExpressionError | None:
    """The error of a date that stands bare in an expression, where it would count as a sum."""
    found = _DATE.search(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    return ExpressionError(f"the date `{found[0]}` is no number", f"write date({year}, {month}, {day})", found.start())


def _argument(text: str) -> ExpressionError | None:
    found = _ARGUMENT.search(text)
    if found is None:
        return None
    message = f"the arguments of `{found[1]}` have no names, and here is `{found[2]} =`"
    return ExpressionError(message, "write the values alone, in their order", found.start(2))


def _listed(text: str) -> ExpressionError | None:
    for pattern, mend in _HABITS:
        found = pattern.search(text)
        if found:
            share = re.fullmatch(r"([\d.]+)\s*%", found[0])
            says = f"write {ex.plain(float(share[1]) / 100)}" if share else mend
            return ExpressionError(f"`{found[0]}` is not part of the language", says, found.start())
    return None


def _assignment(text: str) -> ExpressionError | None:
    found = _ASSIGNMENT.search(text)
    return ExpressionError("`=` assigns nothing here", "compare with `==`", found.start()) if found else None


_TIME = re.compile(r"(\d+)(minutes?|hours?|days?|weeks?)")


def _odd_number(text: str) -> ExpressionError | None:
    found = _ODD_NUMBER.search(text)
    if found is None or re.fullmatch(r"\d+[eE]\d+", found[0]):
        return None
    time = _TIME.fullmatch(found[0])
    if time:
        message = f"`{found[0]}`: between a number and its unit stands a space"
        return ExpressionError(message, f"write {time[1]} {time[2]} as a duration of its own, or days alone", found.start())
    return ExpressionError(f"`{found[0]}` is not a decimal number", f"write {in_decimal(found[0])}", found.start())


def in_decimal(text: str) -> str:
    """The number that was probably meant by *text*, which is none, in decimal digits; a general mend where nothing is near."""
    bare = text.lower().replace("_", "")
    sign, bare = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    base = {"0x": 16, "0o": 8, "0b": 2}.get(bare[:2])
    try:
        if base:
            return f"{sign}{int(bare, base)} in decimal digits"
    except ValueError:  # no digits of that base, or too many of them
        return "it in decimal digits"
    digits = bare.lstrip("0") or "0"
    if re.fullmatch(r"\d{1,40}(?:\.\d{0,40})?", digits):
        return f"{sign}{digits} in decimal digits"
    return "it in decimal digits, such as 10000"
