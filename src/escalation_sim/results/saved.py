"""A saved result of `run -n … --format json`, read back. It may come from a stranger, and is believed in nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from escalation_sim.errors import UsageError
from escalation_sim.language.files import read_given
from escalation_sim.language.nodes import shown, shown_path
from escalation_sim.results.plain_data import Wrong, look, words
from escalation_sim.results.saved_shape import RESULT
from escalation_sim.results.strict_json import parsed
from escalation_sim.results.summary import ENSEMBLE, HISTORY, VERSION

LARGEST = 256 << 20
"""Bytes of a saved result: a million replications with `--histories` are some 200 MB."""
MOST_REPLICATIONS = 10**9
OURS = "escalation-sim/"
"""What the name of every format of this program begins with, also of those that a later version may have."""

_MEND = "save a result with `escalation-sim run SCENARIO -n 1000 --format json -o FILE.json`"

Data = Mapping[str, Any]


class Newer(Wrong):
    """A result that a later version of the program has written."""


def looks_saved(data: bytes) -> bool:
    """Whether it is a result of this program, sound or not, rather than a scenario."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"escalation-sim/' in data


def read_saved(path: str, data: bytes | None = None) -> Data:
    """The result in a file, or in the *data* that were read from it, with all that its format promises.

    Raises UsageError, with the path of what is wrong.
    """
    where = shown_path(path)
    try:
        data = read_given(path, LARGEST) if data is None else data
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{where} is no path to a file") from None
    try:
        return sound(data, LARGEST)
    except Newer as newer:
        raise UsageError(f"{where} cannot be read: {newer}\n    mend: use a newer escalation-sim") from None
    except Wrong as wrong:
        raise UsageError(f"{where} is no saved result: {wrong}\n    mend: {_MEND}") from None


def sound(data: bytes, most: int) -> Data:
    """The result in some bytes, of which there are at most *most*. Raises Wrong, and Newer of a later version."""
    if len(data) > most:
        raise Wrong("", f"it has more than {most:,} bytes")
    told: Data = parsed(data)
    _look_at_format(told)
    look(told, RESULT, "")
    _look_at_whole(told)
    return told


def _look_at_format(told: Any) -> None:
    if not isinstance(told, dict) or "format" not in told:
        raise Wrong("", "it does not say its format")
    version = told.get("version")
    if isinstance(version, int) and version > VERSION and str(told["format"]).startswith(OURS):
        raise Newer("", f"it is of version {words(version).strip('`')}, newer than this program, which reads version {VERSION}")
    if told["format"] == HISTORY:
        raise Wrong("format", "it is one history, and a comparison wants many: run it with -n")
    if told["format"] != ENSEMBLE:
        raise Wrong("format", f"it is {words(told['format'])}, not {ENSEMBLE}")
    if version != VERSION or isinstance(version, bool):
        raise Wrong("version", f"it is {words(version)}, and this program reads version {VERSION}")


def _look_at_whole(told: Data) -> None:
    """What no single place shows: numbers that do not go together."""
    n = told["settings"]["replications"]
    if not 1 <= n <= MOST_REPLICATIONS:
        raise Wrong("settings.replications", f"it is {shown(str(n))}, not 1 to {MOST_REPLICATIONS:,}")
    stages = [stage["stage"] for stage in told["stages"]]
    if not stages or len(set(stages)) < len(stages):
        raise Wrong("stages", "a stage stands there twice" if stages else "there are none")
    if not set(told["settings"]["uncertain"]) <= set(told["settings"]["parameters"]):
        raise Wrong("settings.uncertain", "it names what is no parameter")
    for path, count in _counts(told):
        if count > n:
            raise Wrong(path, f"it is {shown(str(count))}, of {n} replications")
    for index, stage in enumerate(told["stages"]):
        if list(stage["by"]) != list(told["stages"][0]["by"]):
            raise Wrong(f"stages[{index}].by", "it has other dates than stages[0].by")
    if "histories" in told:
        _look_at_histories(told, stages, n)


def _counts(told: Data) -> Iterator[tuple[str, int]]:
    for index, stage in enumerate(told["stages"]):
        for kind in ("reached", "highest", "final"):
            yield f"stages[{index}].{kind}.count", stage[kind]["count"]
        for date, share in stage["by"].items():
            yield f"stages[{index}].by.{date}.count", share["count"]
    for name, outcome in told["outcomes"].items():
        if "never" in outcome:
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
