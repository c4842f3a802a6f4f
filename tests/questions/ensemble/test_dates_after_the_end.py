"""A date after the end is answered for the end, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import escalation_sim as es
from tests.commands import command

SCENARIO = """\
title: A month
period: {{start: 2026-10-01, end: {end}}}
parameters: {{limit: {{value: 3, range: [1, 9], assumption: a guess}}}}
quantities: {{level: 0}}
events: {{rain: {{every: 2 days, set: {{level: level + 1}}}}}}
ladder: [{{stage: calm}}, {{stage: alarm, climb: {{when: level >= limit}}}}]
"""
NOTE = "note: --by 2027-06-30: after the end of the period, 2026-10-31, and answered for the end\n"


@pytest.fixture
def month(tmp_path: Path) -> str:
    (tmp_path / "month.yaml").write_text(SCENARIO.format(end="2026-10-31"))
    return str(tmp_path / "month.yaml")


def asked(verb: str, path: str) -> list[str]:
    """A question with a date, but for the date itself."""
    return {
        "run": ["run", path, "-n", "20"],
        "compare": ["compare", path, "--with", "limit=4", "-n", "20", "--exit-zero"],
        "threshold": ["threshold", path, "--vary", "limit", "--reach", "alarm", "-n", "20"],
    }[verb]


@pytest.mark.parametrize("verb", ["run", "compare", "threshold"])
def test_a_date_after_the_end_has_a_note(verb: str, month: str) -> None:
    late = command(*asked(verb, month), "--by", "2027-06-30")
    assert (late.status, late.err) == (0, NOTE)
    assert command(*asked(verb, month), "--by", "2027-06-30", "--quiet").err == ""
    assert command(*asked(verb, month), "--by", "2026-10-31 23:59").err == ""


def test_periods_that_end_at_different_times_have_a_note_each(month: str, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SCENARIO.format(end="2026-11-15 12:00"))
    other = str(tmp_path / "other.yaml")
    err = command("compare", month, other, "-n", "20", "--by", "2026-11-10", "--exit-zero").err
    assert err == "note: --by 2026-11-10: after the end of the period, 2026-10-31, and answered for the end\n"
    err = command("compare", month, other, "-n", "20", "--by", "2027-01-01", "--exit-zero").err
    assert [line.split(", and")[0].rpartition(", ")[2] for line in err.splitlines()] == ["2026-10-31", "2026-11-15 12:00"]


def test_in_python_it_is_a_warning(month: str) -> None:
    scenario = es.load(month)
    with pytest.warns(UserWarning, match="by 2027-06-30: after the end of the period, 2026-10-31"):
        many = es.ensemble(scenario, replications=20, by="2027-06-30")
    with pytest.warns(UserWarning, match="after the end"):
        many.probability("alarm", by="2027-06-30")
    with pytest.warns(UserWarning, match="after the end"):
        es.threshold(scenario, vary="limit", reach="alarm", by="2027-06-30", replications=20)


def test_a_claim_by_a_date_after_the_end_is_a_warning(month: str) -> None:
    claim = "expect: [{probability: highest >= alarm, by: 2027-06-30, at_least: 0.5}]\n"
    Path(month).write_text(SCENARIO.format(end="2026-10-31") + claim)
    answer = command("validate", "--strict", month)
    assert answer.status == 2
    assert "month.yaml:7:46: warning: expect[0].by: 2027-06-30 is after the end of the period" in answer.out
