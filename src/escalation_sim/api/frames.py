"""Data frames of one history and of many (extra `data`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.engines.history import History
from escalation_sim.extras import needed
from escalation_sim.model.scenario import Ladder
from escalation_sim.results.ensemble import NEVER, Ensemble, LadderColumns
from escalation_sim.results.summary import ladders_of
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from pandas import DataFrame


def moves_frame(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> DataFrame:
    """A row a move of one history, from the table of its CSV."""
    columns = {key: [row[place] for row in rows] for place, key in enumerate(head)}
    return _frame({**columns, "day": np.array(columns["day"], float), "at": _dates(columns["at"])})


def trace_frame(setup: Setup, history: History) -> DataFrame:
    """Every quantity and the stage on each ladder, of one history, a row a minute in which something changed."""
    assert history.trace is not None
    scenario, states = setup.scenario, history.trace.states
    found: dict[str, Any] = {
        "day": np.array([clock.to_days(minute) for minute, _, _ in states], float),
        "at": _dates(clock.stamp(scenario.start, minute) for minute, _, _ in states),
    }
    for index, ladder in enumerate(scenario.ladders):
        found[_free(ladder.place_name, found)] = _stages(ladder, [places[index] for _, _, places in states])
    for index, quantity in enumerate(scenario.quantities):
        found[_free(quantity.name, found)] = np.array([values[index] for _, values, _ in states], float)
    return _frame(found)


def replications_frame(setup: Setup, ensemble: Ensemble, numbers: NDArray[np.intp]) -> DataFrame:
    """A row a replication, which have these *numbers*: stages, days, counts, outcomes, and the parameters that were drawn."""
    scenario = setup.scenario
    found: dict[str, Any] = {"replication": numbers}
    for ladder in scenario.ladders:
        found |= _climbed(ladder, ensemble.of(ladder.name), "" if ladder is scenario.main else f"_{ladder.name}")
    for index, outcome in enumerate(scenario.outcomes):
        found[_free(outcome.name, found)] = ensemble.outcomes[:, index]
    drawn = setup.lanes(0, int(numbers.max(initial=-1)) + 1)
    for parameter in setup.uncertain:
        found[_free(parameter.name, found)] = np.asarray(drawn[parameter.name])[numbers]
    return _frame(found)


def _climbed(ladder: Ladder, columns: LadderColumns, whose: str) -> dict[str, Any]:
    """The columns of one ladder; *whose* stands behind the names of those that each ladder has."""
    found: dict[str, Any] = {
        f"final{whose}": _stages(ladder, columns.final),
        f"highest{whose}": _stages(ladder, columns.highest),
    }
    for place, stage in enumerate(ladder.stages):
        minutes = columns.first_reached[:, place]
        found[f"first_day_{stage.name}"] = np.where(minutes == NEVER, np.nan, minutes / clock.DAY)
    for place, stage in enumerate(ladder.stages):
        found[f"days_{stage.name}"] = columns.stage_minutes[:, place] / clock.DAY
    for count in ("climbs", "descents", "shelved", "refused"):
        found[f"{count}{whose}"] = getattr(columns, count)
    return {**found, f"deciding_days{whose}": columns.deciding / clock.DAY}


def stages_frame(data: Mapping[str, Any]) -> DataFrame:
    """A row a stage, from the data of an ensemble's JSON: probabilities with their 95 % intervals, and days.

    Where there are several ladders, a column says which one it is of.
    """
    rows = []
    several = "ladders" in data
    of_ladders = [(name, stage) for name, told in ladders_of(data).items() for stage in told["stages"]]
    for name, stage in of_ladders:
        row = {"ladder": name} if several else {}
        row["stage"] = stage["stage"]
        shares = {kind: stage[kind] for kind in ("reached", "highest", "final")}
        shares |= {f"by_{date}": share for date, share in stage["by"].items()}
        for kind, share in shares.items():
            row |= {kind: share["probability"], f"{kind}_low": share["low"], f"{kind}_high": share["high"]}
        first = stage["first_reached_day"] or {}
        row |= {f"first_day_{key}": first.get(key, np.nan) for key in ("q10", "median", "q90")}
        rows.append({**row, "mean_days": stage["days"]["mean"]})
    return _frame(rows)


def csv_frame(text: str) -> DataFrame:
    """A table as a data frame, every number to its last digit, which the readers of some versions of pandas lose."""
    head, *rows = csv.reader(io.StringIO(text))
    return _frame({name: _column([row[place] for row in rows]) for place, name in enumerate(head)})


def _column(cells: list[str]) -> list[Any]:
    """Numbers, whole ones as such, nan where nothing stands; else texts."""
    for kind in (int, float):
        with suppress(ValueError):
            return [kind(cell) if cell or kind is int else np.nan for cell in cells]
    return [cell or np.nan for cell in cells]


def _frame(columns: Any) -> DataFrame:
    found: DataFrame = needed("pandas", "data", "data frames").DataFrame(columns)
    return found


def _dates(stamps: Iterable[str]) -> Any:
    return np.array(list(stamps), "datetime64[s]")


def _stages(ladder: Ladder, places: Any) -> Any:
    """Stages by name, which compare and sort as they stand on the ladder."""
    names = [stage.name for stage in ladder.stages]
    return needed("pandas", "data", "data frames").Categorical.from_codes(places, names, ordered=True)


def _free(name: str, columns: Mapping[str, Any]) -> str:
    """The name, with an underscore behind it where a column of ours is called so."""
    while name in columns:
        name += "_"
    return name
