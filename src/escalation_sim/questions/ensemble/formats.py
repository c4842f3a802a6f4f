"""An ensemble in each format."""

from __future__ import annotations

from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.console import printed
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.results.summary import ladders_of


def ensemble_text(scenario: Scenario, data: dict[str, Any], format_: str, *, color: bool) -> str:
    """The tables, the JSON, or a row a stage as CSV."""
    if format_ == "json":
        return to_json(data)
    if format_ == "csv":
        return _csv(data)
    from escalation_sim.questions.ensemble.tables import show_ensemble

    return printed(lambda console: show_ensemble(console, scenario, data), color=color)


def _csv(data: dict[str, Any]) -> str:
    """A row a stage: probabilities with intervals, days; where there are several ladders, a column says whose it is."""
    dates = list(data["stages"][0]["by"])
    ladders = ladders_of(data)
    several = len(ladders) > 1
    head = ["ladder", "stage"] if several else ["stage"]
    for kind in ("reached", "highest", "final", *(f"by {date}" for date in dates)):
        head += [kind, f"{kind} low", f"{kind} high"]
    head += ["first day q10", "first day median", "first day q90", "mean days"]
    rows = ([name] * several + _row(stage, dates) for name, told in ladders.items() for stage in told["stages"])
    return to_csv(head, rows)


def _row(stage: dict[str, Any], dates: list[str]) -> list[Any]:
    row: list[Any] = [stage["stage"]]
    for share in (stage["reached"], stage["highest"], stage["final"], *(stage["by"][date] for date in dates)):
        row += [share["probability"], share["low"], share["high"]]
    first = stage["first_reached_day"] or {}
    return [*row, first.get("q10"), first.get("median"), first.get("q90"), stage["days"]["mean"]]
