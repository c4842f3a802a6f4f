"""One function for each kind of value in `shapes.py`: node → number, text, expression, list of names …; times are in `times.py`.

Each returns the value, or `WRONG` after telling the `Findings` what is wrong and how to mend it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import ExpressionError
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Listing, Node, Scalar, shown
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.parsing import UnknownFunction, compared, parse

_ABOUT = re.compile(
    r"(?:[~≈<>]=?|about|around|approx\.?|approximately|ca\.?|circa|roughly|over|under|up to|more than|less than|some)?\s*"
    r"([-+]?\d+(?:\.\d+)?)\s*(?:x|times)?"
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_ANSWERS = {"yes": ("yes", "y", "true", "on", "1"), "no": ("no", "n", "false", "off", "0")}
"""The two answers, and what else people write for them."""
Meant = Callable[[str], tuple[str, str] | None]
"""What a text that can't be read probably means: the message and the mend."""


def nothing_else(_: str) -> None:
    """A text that can't be read means nothing else."""


def text(node: Node, path: str, findings: Findings) -> Any:
    """Words for people, on one line: a line break could begin a line of somebody's log with text from a scenario."""
    if isinstance(node, Scalar) and node.is_word:
        return " ".join(node.text.split())
    mend = f'put it in quotes: "{shown(node.text)}"' if isinstance(node, Scalar) and node.text else "write some words"
    return findings.wrong(node.place, path, f"expected text, found {node.kind}", mend)


def name(node: Node, path: str, findings: Findings) -> Any:
    """The name of something."""
    if isinstance(node, Scalar) and node.is_word:
        return node.text
    return findings.wrong(node.place, path, f"expected a name, found {node.kind}", "write a name, such as indirect_supply")


def number(node: Node, path: str, findings: Findings) -> Any:
    """A plain number."""
    return _number(node, path, findings, "a number", "write a decimal number, such as 0.5")


def _number(node: Node, path: str, findings: Findings, what: str, mend: str) -> Any:
    if isinstance(node, Scalar) and node.is_number:
        return _finite(node, path, findings)
    if isinstance(node, Scalar) and (meant := _number_meant(node.text)):
        return findings.wrong(node.place, path, f"expected {what}, found {node.kind}", f"write {meant}")
    if isinstance(node, Scalar) and re.match(r"[-+]?[\d.]", node.text):
        try:
            worth = parse(node.text).constant
            mend = f"write {worth!r}" if worth is not None and math.isfinite(worth) else mend
        except ExpressionError as error:
            if error.mend:
                return findings.wrong(node.place, path, f"expected {what}: {shown(error.message, 300)}", error.mend)
    return findings.wrong(node.place, path, f"expected {what}, found {node.kind}", mend)


def _number_meant(text: str) -> str:
    """The number that is meant by `twelve`, `~5`, `about 5`, `3 times` or `3x`; nothing where none is."""
    from escalation_sim.language.durations import NUMBERS

    written = text.strip().lower()
    about = _ABOUT.fullmatch(written)
    return about[1] if about else ex.plain(NUMBERS[written]) if written in NUMBERS and len(written) > 2 else ""


def _finite(node: Scalar, path: str, findings: Findings) -> Any:
    """The number in a node. One that is too large has been noted as a trap, and is not noted again."""
    value = float(node.text)
    return value if math.isfinite(value) else findings.wrong(node.place, path, "the number is too large")


def whole(node: Node, path: str, findings: Findings) -> Any:
    """A whole number that is at least 1."""
    value = _number(node, path, findings, "a whole number", "write 1, 2, 3 …")
    if value is WRONG:
        return WRONG
    if value < 1 or value != int(value):
        return findings.wrong(node.place, path, f"expected a whole number, 1 or more, found {ex.plain(value)}", "write 1, 2, 3 …")
    return int(value)


def truth(node: Node, path: str, findings: Findings) -> Any:
    """true or false."""
    if isinstance(node, Scalar) and node.is_truth:
        return node.text == "true"
    return findings.wrong(node.place, path, f"expected true or false, found {node.kind}", "write true, or delete the line")


def expression(node: Node, path: str, findings: Findings, meant: Meant = nothing_else) -> Any:
    """A number or a calculation. *meant* knows what else a text may mean that is none, and its mend."""
    if not isinstance(node, Scalar) or node.is_null:
        return findings.wrong(node.place, path, f"expected an expression, found {node.kind}", "write a number or a calculation")
    if node.is_number:
        value = _finite(node, path, findings)
        return WRONG if value is WRONG else ex.number(value, node.text)
    if clock.LOOKS_LIKE_A_DATE.match(node.text):
        mend = "let an event at that date change a quantity, or write date(2025, 1, 20)"
        return findings.wrong(node.place, path, f"expected a number or a calculation, found the date {shown(node.text)}", mend)
    return parsed(node.text, node, path, findings, meant)


def parsed(
    written: str,
    node: Scalar,
    path: str,
    findings: Findings,
    meant: Meant = nothing_else,
    *,
    as_typed: Callable[[str], str] = str,
    longest: int = ex.LONGEST,
) -> Any:
    """The expression that is *written* in a node, or in a part of it, with at most *longest* characters.

    *as_typed* turns words about what is written into words about what the user has typed.
    """
    findings.spend(written, node.place, path)
    try:
        return parse(written, findings.start, findings.stages, findings.brakes, longest)
    except ExpressionError as error:
        if better := meant(written):
            return findings.wrong(node.place, path, *better)
        mend = as_typed(error.mend)
        if isinstance(error, UnknownFunction):
            near = findings.suggestion(error.name, [*ex.FUNCTIONS, "date", *DISTRIBUTIONS])
            mend = near if near.startswith("did") else mend
        return findings.wrong(node.place, path, shown(as_typed(error.message), 600), shown(mend, 300))


def condition(node: Node, path: str, findings: Findings) -> Any:
    """A comparison, true or false, or several joined by and, or, not, if."""
    read = expression(node, path, findings)
    if read is WRONG or read.is_condition:
        return read
    message = f"`{shown(read.text)}` is a number, not a condition"
    return findings.wrong(node.place, path, message, f"compare it: {compared(shown(read.text), findings.stages)}")


def names(node: Node, path: str, findings: Findings) -> Any:
    """A list of words; a single word is a list of one."""
    if isinstance(node, Scalar) and node.is_word:
        return (node.text,)
    if not isinstance(node, Listing):
        return findings.wrong(node.place, path, f"expected a list, found {node.kind}", "write [one, another]")
    read = [text(item, f"{path}[{index}]", findings) for index, item in enumerate(node.items)]
    return WRONG if WRONG in read else tuple(read)


def names_or_all(node: Node, path: str, findings: Findings) -> Any:
    """A list of names, or `all` (None)."""
    if isinstance(node, Scalar) and node.text == "all":
        return None
    if isinstance(node, Listing) and [item.text for item in node.items if isinstance(item, Scalar)] == ["all"]:
        return findings.wrong(node.place, path, "`all` is no name in a list", "write all, without brackets")
    if not isinstance(node, Listing):
        found = f"[{shown(node.text)}]" if isinstance(node, Scalar) and node.text else "[one, another]"
        return findings.wrong(node.place, path, f"expected a list of names or all, found {node.kind}", f"write {found} or all")
    if not node.items:
        return findings.wrong(node.place, path, "the list is empty", "name at least one, write all, or delete the line")
    return names(node, path, findings)


def blocked_names(node: Node, path: str, findings: Findings) -> Any:
    """A list of stages and ladders, which may be empty, or `all` (None)."""
    if isinstance(node, Listing) and not node.items:
        return ()
    return names_or_all(node, path, findings)


def number_pair(node: Node, path: str, findings: Findings) -> Any:
    """[low, high]."""
    if not isinstance(node, Listing) or len(node.items) != 2:
        found = f"a list of {len(node.items)}" if isinstance(node, Listing) else node.kind
        return findings.wrong(node.place, path, f"expected two numbers, found {found}", "write [low, high]")
    low, high = (number(item, path, findings) for item in node.items)
    if WRONG in (low, high):
        return WRONG
    if low > high:
        message = f"the range is reversed: {ex.plain(low)} is above {ex.plain(high)}"
        return findings.wrong(node.place, path, message, f"write [{ex.plain(high)}, {ex.plain(low)}]")
    return low, high


def draw(node: Node, path: str, findings: Findings) -> Any:
    """One draw whose arguments are numbers."""
    read = expression(node, path, findings)
    if read is WRONG:
        return WRONG
    if not isinstance(read.tree, ex.Draw) or len(read.draws) != 1:
        mend = "write one draw, such as triangular(3000, 10000, 20000)"
        return findings.wrong(node.place, path, f"a prior is one draw, not `{shown(read.text)}`", mend)
    if read.names:
        message = f"a prior's arguments are numbers, and this one reads {', '.join(sorted(read.names))}"
        return findings.wrong(node.place, path, message, "write the numbers themselves")
    return read


def parameter_kind(node: Node, path: str, findings: Findings) -> Any:
    """lever or uncertainty."""
    if isinstance(node, Scalar) and node.text in ("lever", "uncertainty"):
        return node.text
    return findings.wrong(
        node.place, path, f"expected lever or uncertainty, found {node.kind}", "write kind: lever, or delete the line"
    )


def answer(node: Node, path: str, findings: Findings) -> Any:
    """yes (True) or no (False): here they are words, whatever YAML makes of them elsewhere."""
    if isinstance(node, Scalar) and node.text in _ANSWERS:
        return node.text == "yes"
    text = node.text.strip().lower() if isinstance(node, Scalar) else ""
    meant = next((word for word, others in _ANSWERS.items() if text in others), "")
    mend = f"write {meant}" if meant else "write yes or no; delete the line while the question is open"
    return findings.wrong(node.place, path, f"expected yes or no, found {node.kind}", mend)


def digest(node: Node, path: str, findings: Findings) -> Any:
    """The digest of a scenario."""
    if isinstance(node, Scalar) and _DIGEST.fullmatch(node.text):
        return node.text
    mend = "delete the line, and let `escalation-sim score FILE --freeze` write it"
    return findings.wrong(node.place, path, f"expected sha256: and 64 digits of 0 to 9 and a to f, found {node.kind}", mend)
