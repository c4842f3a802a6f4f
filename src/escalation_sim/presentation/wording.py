"""Numbers, dates and names the way people write them; and plain text where a scenario's words may be shown."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from escalation_sim import clock
from escalation_sim.model.scenario import Scenario

_ARTICLE = re.compile(r"^\s*(?:The|An?)(?=\s+\w)")


def amount(value: float, unit: str = "") -> str:
    """A number for a sentence: thousands with commas, three digits that matter, its unit."""
    size = abs(value)
    if not math.isfinite(value):
        text = "–" if math.isnan(value) else "∞" if value > 0 else "-∞"
    elif value == int(value) and size < 1e15:
        text = f"{int(value):,}"
    elif size < 1e-6:
        text = "nearly 0"
    elif 0.9995 <= size < 1:  # a share, as like as not: not quite all
        text = f"{value:.6g}" if size < 0.9999995 else f"nearly {round(value)}"
    elif size >= 1e15 or size < 1e-3:
        text = f"{value:.3g}"
    elif size >= 100:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return f"{text} {unit}".strip()


def exact(value: float, unit: str = "") -> str:
    """A number with all the digits that give it again, thousands with commas, and its unit."""
    value = float(value)
    text = f"{int(value):,}" if value.is_integer() and abs(value) < 1e16 else f"{value:,}"
    return f"{text} {unit}".strip()


def amounts(*values: float) -> list[str]:
    """Numbers that stand side by side: as `amount` has them, and exact where two that differ would look the same."""
    rounded = [amount(value) for value in values]
    return rounded if len(set(rounded)) == len(set(values)) else [exact(value) for value in values]


def exact_percent(share: float) -> str:
    """A share that was put in, as a percentage with all its digits."""
    return f"{exact(float(Decimal(repr(float(share))) * 100))} %"


def percent(share: float) -> str:
    """A probability as a percentage: `12 %`, `2.5 %`; never 0 or 100 unless it is."""
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    return f"{_digits(share)} %"


def percent_range(low: float, high: float) -> str:
    """An interval of probabilities as percentages: `29–35`."""
    return f"{_digits(low)}–{_digits(high)}"


def _digits(share: float) -> str:
    """A percentage with one digit behind the point where it is near 0 or 100."""
    value = share * 100
    near = min(value, 100 - value)
    if 0 < near < 0.05:
        return "<0.1" if value < 50 else ">99.9"
    return f"{value:.1f}" if 0 < near < 10 else f"{value:.0f}"


def days(value: float) -> str:
    """A time under a heading of days, one digit behind the point where they are few: `12.5`; less than one: `6 h`, `4 min`."""
    minutes = abs(value) * clock.DAY
    if minutes >= clock.DAY or not value:
        return f"{value:,.0f}" if abs(value) >= 100 else _short(value)
    if minutes < 1:
        return "<1 min"
    return f"{_short(value * 24)} h" if minutes >= 60 else f"{_short(value * clock.DAY)} min"


def lasting(value: float) -> str:
    """The same in a sentence: `12.5 days`, `6 h`, `no time`."""
    if not value:
        return "no time"
    return days(value) if abs(value) < 1 else f"{days(value)} {'day' if days(value) == '1' else 'days'}"


def day(value: float) -> str:
    """A moment as days since the start, one digit behind the point where they are few; only the start itself is 0."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return _short(value) if not value or abs(value) >= 0.05 else f"{value:.2g}"


def average(value: float) -> str:
    """A mean of counts, with two digits behind the point: 0 only where there are none."""
    return f"{value:.2f}" if abs(value) >= 0.005 else "<0.01" if value else "0"


def points(share: float) -> str:
    """A difference between probabilities, in percentage points: 0 only where there is none."""
    value = share * 100
    if abs(value) >= 10:
        return f"{value:.0f}"
    return _short(value) if not value or abs(value) >= 0.05 else f"{value:.1g}"


def _short(value: float) -> str:
    """A number with one digit behind the point, or none."""
    return f"{value:.1f}".removesuffix(".0")


def on_day(scenario: Scenario, minute: int) -> str:
    """`2024-11-12 (day 35)`."""
    return f"{clock.spoken(scenario.start, minute)} (day {day(clock.to_days(minute))})"


def listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def plural(count: float, one: str, many: str | None = None) -> str:
    """`1 stage`, `2 stages`."""
    return f"{amount(count)} {one if count == 1 else many or one + 's'}"


def due(scenario: Scenario, minute: int, word: str = "on") -> str:
    """A moment that may never come: `on 2024-12-15`, `on 2026-02-01, after the end`, `after the end` where it has no date.

    What is due as the period ends no longer happens: `on 2026-01-01, just as the period ends`.
    """
    date = clock.spoken(scenario.start, minute)
    if minute < scenario.end:
        return f"{word} {date}"
    if minute == scenario.end:
        return f"{word} {date}, just as the period ends"
    return "after the end" if date == clock.BEYOND else f"{word} {date}, after the end"


def last_day(scenario: Scenario) -> str:
    """The last day simulated, or the moment at which the run stops within a day."""
    end = scenario.end
    return clock.spoken(scenario.start, end - clock.DAY if clock.at_midnight(scenario.start, end) else end)


def changes_in_words(scenario: Scenario, changed: Mapping[str, float], uncertain: int, without: Collection[str] = ()) -> str:
    """What differs from the file: `with threshold = 2,000 (10,000 in the file); without law; 39 uncertainties drawn`."""
    said = [f"{name} = {exact(value)} ({exact(scenario.values[name])} in the file)" for name, value in sorted(changed.items())]
    parts = [f"with {listed(said)}"] if said else []
    if without:
        parts.append(f"without {listed(sorted(without))}")
    if uncertain:
        parts.append(f"{plural(uncertain, 'uncertainty', 'uncertainties')} drawn")
    return "; ".join(parts)


def capital(text: str) -> str:
    """The text with a capital first letter: a name as it begins a sentence."""
    return text[:1].upper() + text[1:]


def inside(name: str) -> str:
    """A name as it stands inside a sentence: `The town` becomes `the town`. One that begins with no article stays as it is."""
    return _ARTICLE.sub(lambda article: article[0].lower(), name)


def rests_on(scenario: Scenario, uncertain: Sequence[str]) -> str:
    """One sentence on what the answer rests on."""
    parameters = scenario.parameters
    if not parameters:
        return "It rests on the file as written: it has no parameters."
    assumed = sum(not parameter.note.source for parameter in parameters)
    drawn = f", {len(uncertain)} of them drawn by prior or range" if uncertain else ", each at one value"
    cite = "cites" if assumed == 1 else "cite"
    return (
        f"This rests on {plural(len(parameters), 'parameter')}{drawn}; {assumed} ({percent(assumed / len(parameters))}) {cite} "
        "no fact: it says what follows from assumptions, not what will happen."
    )
