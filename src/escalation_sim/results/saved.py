"""A saved result of `run -n … --format json`, read back. It may come from a stranger, and is believed in nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from escalation_sim import clock
from escalation_sim.errors import UsageError
from escalation_sim.language.files import read_file
from escalation_sim.language.nodes import shown, shown_path
from escalation_sim.results.plain_data import (
    Column,
    Each,
    Many,
    Maybe,
    Wrong,
    a_name,
    a_number,
    a_text,
    a_whole_number,
    is_name,
    look,
    words,
)
from escalation_sim.results.summary import ENSEMBLE, HISTORY, VERSION

LARGEST = 256 << 20
"""Bytes of a saved result: a million replications with `--histories` are some 200 MB."""
MOST_REPLICATIONS = 10**9

_MEND = "save a result with `escalation-sim run SCENARIO -n 1000 --format json -o FILE.json`"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

Data = Mapping[str, Any]


def read_saved(path: str) -> Data:
    """The result in a file, with all that its format promises. Raises UsageError, with the path of what is wrong."""
    where = shown_path(path)
    try:
        data = read_file(Path(path), LARGEST)
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{where} is no path to a file") from None
    try:
        return _sound(data)
    except Wrong as wrong:
        raise UsageError(f"{where} is no saved result: {wrong}\n    mend: {_MEND}") from None


def _sound(data: bytes) -> Data:
    if len(data) > LARGEST:
        raise Wrong("", f"it has more than {LARGEST:,} bytes")
    told: Data = _parsed(data)
    _look_at_format(told)
    look(told, _RESULT, "")
    _look_at_whole(told)
    return told


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Wrong("", "it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Wrong("", f"it is not JSON: {error.msg} in line {error.lineno}") from None
    except RecursionError:
        raise Wrong("", "it is too deep") from None
    except ValueError:  # a whole number of thousands of digits
        raise Wrong("", "it holds a number that is far too long") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Wrong("", f"the key `{shown(key)}` stands twice in one place")
        found[key] = value
    return found


def _no_constant(text: str) -> Any:
    raise Wrong("", f"it holds {text}, which is no number")


def _look_at_format(told: Any) -> None:
    if not isinstance(told, dict) or "format" not in told:
        raise Wrong("", "it does not say its format")
    if told["format"] == HISTORY:
        raise Wrong("format", "it is one history, and a comparison wants many: run it with -n")
    if told["format"] != ENSEMBLE:
        raise Wrong("format", f"it is {words(told['format'])}, not {ENSEMBLE}")
    if told.get("version") != VERSION or isinstance(told.get("version"), bool):
        raise Wrong("version", f"it is {words(told.get('version'))}, and this program reads version {VERSION}")


def _digest(value: Any) -> str:
    return "" if isinstance(value, str) and _DIGEST.fullmatch(value) else "a digest such as sha256:0123…"


def _is_date(text: str) -> bool:
    try:
        clock.read_date(text)
    except ValueError:
        return False
    return True


_SHARE = {"count": a_whole_number, "probability": a_number, "low": a_number, "high": a_number}
_MEAN = {"mean": a_number}
_DAYS = Each(_MEAN, is_name)
_QUANTILES = {"q10": a_number, "median": a_number, "q90": a_number}
_OUTCOME = {key: Maybe(a_number) for key in ("mean", "sd", "low", "high", "q10", "median", "q90")}
_STAGE = {
    "stage": a_name,
    "reached": _SHARE,
    "highest": _SHARE,
    "final": _SHARE,
    "by": Each(_SHARE, _is_date),
    "first_reached_day": Maybe(_QUANTILES),
    "days": _MEAN,
    "blocked_days": _DAYS,
    "blocked_alone_days": _DAYS,
}
_RESULT = {
    "scenario": {"name": a_text, "title": a_text, "digest": _digest},
    "settings": {
        "seed": a_whole_number,
        "replications": a_whole_number,
        "parameters": Each(a_number, is_name),
        "uncertain": Many(a_name),
    },
    "stages": Many(_STAGE),
    "climbs": _MEAN,
    "descents": _MEAN,
    "shelved": _MEAN,
    "refused": _MEAN,
    "deciding_days": _MEAN,
    "outcomes": Each(_OUTCOME, is_name),
}
_HISTORIES = {
    "final": Column(whole=True),
    "highest": Column(whole=True),
    "first_reached_minute": Each(Column(whole=True, never=True), is_name),
    "days": Each(Column(), is_name),
    "outcomes": Each(Column(never=True), is_name),
}


def _look_at_whole(told: Data) -> None:
    """What no single place shows: numbers that do not go together."""
    n = told["settings"]["replications"]
    if not 1 <= n <= MOST_REPLICATIONS:
        raise Wrong("settings.replications", f"it is {n}, not 1 to {MOST_REPLICATIONS:,}")
    stages = [stage["stage"] for stage in told["stages"]]
    if not stages or len(set(stages)) < len(stages):
        raise Wrong("stages", "a stage stands there twice" if stages else "there are none")
    if not set(told["settings"]["uncertain"]) <= set(told["settings"]["parameters"]):
        raise Wrong("settings.uncertain", "it names what is no parameter")
    for path, count in _counts(told):
        if count > n:
            raise Wrong(path, f"it is {count}, of {n} replications")
    for index, stage in enumerate(told["stages"]):
        if list(stage["by"]) != list(told["stages"][0]["by"]):
            raise Wrong(f"stages[{index}].by", "it has other dates than stages[0].by")
    if "histories" in told:
        look(told["histories"], _HISTORIES, "histories")
        _look_at_histories(told, stages, n)


def _counts(told: Data) -> Iterator[tuple[str, int]]:
    for index, stage in enumerate(told["stages"]):
        for kind in ("reached", "highest", "final"):
            yield f"stages[{index}].{kind}.count", stage[kind]["count"]
        for date, share in stage["by"].items():
            yield f"stages[{index}].by.{date}.count", share["count"]
    for name, outcome in told["outcomes"].items():
        if "never" in outcome:
            look(outcome["never"], a_whole_number, f"outcomes.{name}.never")
            yield f"outcomes.{name}.never", outcome["never"]


def _look_at_histories(told: Data, stages: list[str], n: int) -> None:
    """One entry a replication, and as many at each stage as the summary counts."""
    histories = told["histories"]
    for kind, names in (("first_reached_minute", stages), ("days", stages), ("outcomes", list(told["outcomes"]))):
        if set(histories[kind]) != set(names):
            raise Wrong(f"histories.{kind}", f"its names are not those of the {'outcomes' if kind == 'outcomes' else 'stages'}")
        for name in names:
            _look_at_length(histories[kind][name], n, f"histories.{kind}.{name}")
    for kind in ("final", "highest"):
        _look_at_length(histories[kind], n, f"histories.{kind}")
        if max(histories[kind]) >= len(stages):
            raise Wrong(f"histories.{kind}", f"it names stage {max(histories[kind])}, and the last one is {len(stages) - 1}")
    for index, stage in enumerate(told["stages"]):
        reached = sum(minute is not None for minute in histories["first_reached_minute"][stage["stage"]])
        found = {kind: int((np.array(histories[kind]) == index).sum()) for kind in ("final", "highest")}
        for kind, count in (*found.items(), ("reached", reached)):
            if stage[kind]["count"] != count:
                raise Wrong(f"stages[{index}].{kind}.count", f"it is {stage[kind]['count']}, and `histories` has {count}")


def _look_at_length(values: list[Any], n: int, path: str) -> None:
    if len(values) != n:
        raise Wrong(path, f"it has {len(values):,} entries, and there are {n:,} replications")
