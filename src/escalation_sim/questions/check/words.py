"""A claim that was judged, and a record that was compared, in a sentence each."""

from __future__ import annotations

import math

from escalation_sim.model.expressions import plain
from escalation_sim.presentation.wording import capital, exact, plural
from escalation_sim.questions.check.claims import Judgement
from escalation_sim.questions.check.records import Record
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.samples import COUNTS, family

MOST_DIFFERENCES = 3


def judged_in_words(found: Judgement) -> str:
    """What a claim is after so many replications, and what it must be."""
    claim, after = found.claim, f"after {plural(found.replications, 'replication')}"
    must = f"must be {_bounds(claim.low, claim.high)}"
    if found.value is None:
        return f"never {after}, so there is nothing that {must}"
    never = found.replications - found.known
    left_out = f", {never:,} of them never and left out" if never else ""
    value, low, high = _told_apart(found)
    if found.replications == 1 and found.low == found.high:
        return f"{value} in the only history there is; {must}"
    interval = f" ({low} to {high})" if found.low < found.high else ""
    return f"{value}{interval} {after}{left_out}; {must}{_advice(found)}"


def _told_apart(found: Judgement) -> list[str]:
    """The value and its interval, in so many digits that none of them looks like a bound that it is not."""
    numbers = [found.value or 0.0, found.low, found.high]
    bounds = [bound for bound in (found.claim.low, found.claim.high) if bound is not None]
    for digits in (4, 6, 9):
        told = [_number(number, digits) for number in numbers]
        if not any(
            text == _number(bound, digits) and number != bound
            for number, text in zip(numbers, told, strict=True)
            for bound in bounds
        ):
            return told
    return [exact(number) if math.isfinite(number) else _number(number) for number in numbers]


def _advice(found: Judgement) -> str:
    """What would decide an undecided claim."""
    if found.verdict != "undecided":
        return ""
    if found.claim.low is not None and found.claim.low == found.claim.high:
        return ". No number of histories shows that it is exactly so: give it a tolerance"
    if math.isinf(found.high - found.low):
        return ". Too few histories have a value to bound it: raise --budget"
    needed = found.needed()
    if needed is None:
        return ". It is too near its bound for any number of histories: only wider bounds will decide it"
    rough = float(f"{needed:.2g}")
    return f". About {rough:,.0f} replications would decide it (--budget {rough:.0f}), or bounds with more room"


def _bounds(low: float | None, high: float | None) -> str:
    if low is not None and low == high:
        return f"exactly {plain(low)}"
    if low is None or high is None:
        return f"at least {plain(low)}" if low is not None else f"at most {plain(high or 0.0)}"
    return f"between {plain(low)} and {plain(high)}"


def _number(value: float, digits: int = 4) -> str:
    """A number to be held against another: more digits than a sentence would have, and no power of ten."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if abs(value) >= 1e15:
        return f"{value:.{digits}g}"
    if value == int(value):
        return f"{int(value):,}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{value:,.{min(max(places, 1), 15)}f}".rstrip("0").rstrip(".")
    return text if text.strip("-0") else f"{value:.{digits}g}"


def record_in_words(record: Record, most: int = MOST_DIFFERENCES) -> str:
    """What differs from a recorded result, the worst first."""
    if record.verdict not in ("changed", "equivalent"):
        return record.reason or "identical"
    said = [difference_in_words(one) for one in record.differences[:most]]
    more = len(record.differences) - len(said)
    names = [change.path.removeprefix("parameters.") for change in record.changes]
    changes = [
        f"{name} was {one.a or 'not there'}, is {one.b or 'gone'}" for name, one in zip(names, record.changes, strict=True)
    ]
    because = "In the file: " + "; ".join(changes[:most]) + (f"; and {len(changes) - most} more" if changes[most:] else "")
    differing = "; ".join(said) + (f"; and {plural(more, 'more quantity', 'more quantities')}" if more else "")
    parts = [differing, because if changes else "", capital(record.reason)]
    return ". ".join(part for part in parts if part) or "it is not what it was"


def difference_in_words(one: Difference) -> str:
    """`reached defensive_weapons was 0.318, is 0.291`."""
    kind = one.quantity.replace("_", " ")
    if family(one.key) != "probability" and one.quantity != "median_day":
        kind = f"mean {kind}"
    whose = one.quantity in (*COUNTS, "deciding_days")  # by ladder, the main one without its name
    what = f"{kind} of {one.of}" if one.of and whose else f"{kind} {one.of}".strip()
    if one.a == one.b:
        return f"{what} is spread otherwise"
    pairs = [["nothing" if value is None else _number(value, digits) for value in (one.a, one.b)] for digits in (4, 6, 9)]
    plainly = ["nothing" if value is None else plain(value) for value in (one.a, one.b)]
    was, is_ = next((pair for pair in pairs if pair[0] != pair[1]), plainly)
    return f"{what} was {was}, is {is_}"
