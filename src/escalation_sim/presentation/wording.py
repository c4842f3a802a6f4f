"""Numbers, dates and names the way people write them; and plain text where a scenario's words may be shown."""

from __future__ import annotations

from escalation_sim import clock
from escalation_sim.model.scenario import Scenario


def amount(value: float, unit: str = "") -> str:
    """A number for a sentence: thousands with commas, three digits that matter, its unit."""
    size = abs(value)
    if value == int(value) and size < 1e15:
        text = f"{int(value):,}"
    elif size >= 1e15 or size < 1e-3:
        text = f"{value:.3g}"
    elif size >= 100:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return f"{text} {unit}".strip()


def percent(share: float) -> str:
    """A probability as a percentage: `12 %`; never 0 or 100 unless it is."""
    value = share * 100
    if 0 < value < 0.5:
        return "under 1 %" if value >= 0.05 else "under 0.1 %"
    if 99.5 < value < 100:
        return "over 99 %"
    return f"{value:.0f} %"


def days(value: float) -> str:
    """Days for a table: one digit behind the point where they are few."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def on_day(scenario: Scenario, minute: int) -> str:
    """`2024-11-12 (day 35)`."""
    return f"{clock.spoken(scenario.start, minute)} (day {days(clock.to_days(minute)).removesuffix('.0')})"


def listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def plural(count: float, one: str, many: str | None = None) -> str:
    """`1 stage`, `2 stages`."""
    return f"{amount(count)} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
