"""The project's own facts: nothing is known too late, nothing refers to what is not there, and what was computed can be again."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray
from scipy import optimize, stats

from tests.commands import command
from tests.places import ROOT

FROZEN = date(2024, 11, 7)
FILES: list[dict[str, Any]] = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "seeds").glob("*.yaml"))
]
FACTS: dict[str, dict[str, Any]] = {id_: fact for file in FILES for id_, fact in file["facts"].items()}
CONTRADICTIONS: dict[str, dict[str, Any]] = {id_: one for file in FILES for id_, one in file.get("contradictions", {}).items()}
LAGS = {id_: fact for id_, fact in FACTS.items() if id_.startswith("K-L")}
SHOCKED = ("K-L01", "K-L02", "K-L03", "K-L04")
SAMPLES = {
    1: list(LAGS),
    8: [id_ for id_ in LAGS if id_ not in SHOCKED],
    15: [id_ for id_, fact in LAGS.items() if id_ not in SHOCKED and "Quality C" not in fact["says"]],
}
"""The lags that each group of seven statistics is taken over, by the number of its first."""

Floats = NDArray[np.float64]


def is_open(id_: str) -> bool:
    """Whether nothing was decided by the day at which the knowledge is frozen."""
    return "no decision by 7 Nov 2024" in LAGS[id_]["says"]


def lags(ids: list[str]) -> tuple[Floats, NDArray[np.bool_]]:
    """The days of each, and whether it was still open."""
    return np.array([LAGS[id_]["value"] for id_ in ids], float), np.array([is_open(id_) for id_ in ids])


def lognormal(ids: list[str]) -> tuple[float, float]:
    """Mean and spread of the logarithm, by the largest likelihood, those still open censored."""
    days, censored = lags(ids)

    def surprise(mean_and_spread: Floats) -> float:
        mean, spread = mean_and_spread
        z = (np.log(days) - mean) / spread
        return float(-np.where(censored, stats.norm.logsf(z), stats.norm.logpdf(z) - np.log(spread)).sum())

    found = optimize.minimize(surprise, (5.0, 1.5), bounds=((0, 10), (0.1, 5)), method="Nelder-Mead", options={"xatol": 1e-8})
    return float(found.x[0]), float(found.x[1])


def kaplan_meier_median(ids: list[str]) -> float:
    """The first day by which half have decided, as far as those still open let one see."""
    days, censored = lags(ids)
    undecided = 1.0
    for day in sorted(set(days[~censored])):
        undecided *= 1 - np.sum((days == day) & ~censored) / np.sum(days >= day)
        if undecided <= 0.5:
            return float(day)
    return math.inf


def decided_by(day: date, start: date, never: float) -> float:
    """The probability that a government decides by a day, given that it has not by 7 November, where a share of them never do."""
    mean, spread = lognormal(SAMPLES[8])

    def share(until: date) -> float:
        return (1 - never) * float(stats.norm.cdf((math.log((until - start).days) - mean) / spread))

    return (share(day) - share(FROZEN)) / (1 - share(FROZEN))


def test_nothing_became_known_after_the_day_at_which_the_knowledge_is_frozen() -> None:
    late = {id_: fact["as_of"] for id_, fact in FACTS.items() if fact.get("as_of", FROZEN) > FROZEN}
    assert late == {}


def test_what_facts_and_contradictions_refer_to_is_there() -> None:
    seen = {id_: fact.get("see", []) for id_, fact in FACTS.items()} | {
        id_: one["between"] for id_, one in CONTRADICTIONS.items()
    }
    assert {id_: [other for other in others if other not in FACTS] for id_, others in seen.items()} == {id_: [] for id_ in seen}


@pytest.mark.parametrize("id_", LAGS)
def test_a_lag_is_the_days_between_the_dates_that_it_names(id_: str) -> None:
    found = re.findall(r"\d{1,2} [A-Z][a-z]{2} \d{4}", LAGS[id_]["says"])
    start, end = (datetime.strptime(one, "%d %b %Y").date() for one in found)
    assert ((end - start).days, end) == (LAGS[id_]["value"], LAGS[id_]["as_of"])


@pytest.mark.parametrize("first", SAMPLES)
def test_statistics_of_the_lags_follow_from_them(first: int) -> None:
    ids = SAMPLES[first]
    days, censored = lags(ids)
    mean, spread = lognormal(ids)
    computed = [len(ids), (~censored).sum(), np.median(days[~censored]), np.quantile(days[~censored], 0.9)]
    computed += [kaplan_meier_median(ids), math.exp(mean)]
    *given, given_spread = (FACTS[f"K-S{first + place:02}"]["value"] for place in range(7))
    assert computed == pytest.approx(given, abs=0.501)
    assert round(spread, 2) == given_spread


DAYS = (date(2025, 1, 20), date(2025, 6, 30), date(2025, 12, 31))
CLOCKS = {27: (date(2024, 10, 22), 0.0), 30: (date(2024, 10, 22), 0.5), 33: (date(2022, 4, 8), 0.0), 36: (date(2022, 4, 8), 0.5)}
"""The start of the clock and the share that never decides, by the number of the first of three facts."""


@pytest.mark.parametrize("first", CLOCKS)
def test_what_the_lags_say_to_a_government_that_waits_follows_from_them(first: int) -> None:
    start, never = CLOCKS[first]
    for place, day in enumerate(DAYS):
        fact = FACTS[f"K-S{first + place}"]
        computed = decided_by(day, start, never)
        digits = 2 if computed >= 0.1 else 3
        assert f"{day.day} {day:%B %Y}" in fact["says"]
        assert ("half never" in fact["says"]) == (never > 0)
        rounded_twice = 0.51 / 10**digits  # 0.58496 was rounded to 0.585, and that to 0.59
        assert computed == pytest.approx(fact["value"], abs=rounded_twice), fact["says"]


def test_days_that_are_counted_between_named_days_are_so_many() -> None:
    assert FACTS["K-40"]["value"] == (FROZEN - date(2022, 4, 8)).days


def test_every_fact_has_a_user_or_a_reason_for_having_none() -> None:
    facts = json.loads(command("evidence", str(ROOT / "scenarios"), "--format", "json").out)["facts"]
    assert [fact["id"] for fact in facts if not (fact["used_by"] or fact["named_by"] or fact["idle"])] == []
    assert [fact["id"] for fact in facts if fact["idle"] and (fact["used_by"] or fact["named_by"])] == []
