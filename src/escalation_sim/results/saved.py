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
from escalation_sim.results.summary import ANSWER, ENSEMBLE, HISTORY, VERSION

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
    if told["format"] == ANSWER:
        raise Wrong("format", "it is an answer, and a comparison wants its many histories alone: run it with -n 1000")
    if told["format"] != ENSEMBLE:
        raise Wrong("format", f"it is {words(told['format'])}, not {ENSEMBLE}")
    if isinstance(told.get("settings"), dict) and "given" in told["settings"]:
        raise Wrong("settings.given", "it counts only histories in which a condition holds (--given), not all of them")
    if version != VERSION or isinstance(version, bool):
        raise Wrong("version", f"it is {words(version)}, and this program reads version {VERSION}")


def _look_at_whole(told: Data) -> None:
    """What no single place shows: numbers that do not go together."""
    n = told["settings"]["replications"]
    if not 1 <= n <= MOST_REPLICATIONS:
        raise Wrong("settings.replications", f"it is {shown(str(n))}, not 1 to {MOST_REPLICATIONS:,}")
    if not set(told["settings"]["uncertain"]) <= set(told["settings"]["parameters"]):
        raise Wrong("settings.uncertain", "it names what is no parameter")
    seen: set[str] = set()
    for path, ladder in _ladders(told):
        _look_at_ladder(path, ladder, n, list(told["stages"][0]["by"]) if seen else None)
        stages = [stage["stage"] for stage in ladder["stages"]]
        if seen & set(stages):
            raise Wrong(f"{path}stages", "a stage stands on another ladder too")
        seen |= set(stages)
    for name, outcome in told["outcomes"].items():
        if outcome.get("never", 0) > n:
            raise Wrong(f"outcomes.{name}.never", f"it is {shown(str(outcome['never']))}, of {n} replications")
    if "histories" in told:
        _look_at_histories(told, n)


def _ladders(told: Data) -> Iterator[tuple[str, Data]]:
    """The main ladder and the others, each with the beginning of the paths to what is said of it."""
    yield "", told
    for name, ladder in told.get("ladders", {}).items():
        yield f"ladders.{name}.", ladder


def _look_at_ladder(path: str, ladder: Data, n: int, dates: list[str] | None) -> None:
    """The stages of one ladder. *dates* are those of the main one."""
    stages = [stage["stage"] for stage in ladder["stages"]]
    if not stages or len(set(stages)) < len(stages):
        raise Wrong(f"{path}stages", "a stage stands there twice" if stages else "there are none")
    for index, stage in enumerate(ladder["stages"]):
        here = f"{path}stages[{index}]"
        shares = [(kind, stage[kind]) for kind in ("reached", "highest", "final")]
        shares += [(f"by.{date}", share) for date, share in stage["by"].items()]
        for kind, share in shares:
            if share["count"] > n:
                raise Wrong(f"{here}.{kind}.count", f"it is {shown(str(share['count']))}, of {n} replications")
        if list(stage["by"]) != (list(ladder["stages"][0]["by"]) if dates is None else dates):
            raise Wrong(f"{here}.by", "it has other dates than stages[0].by")


def _look_at_histories(told: Data, n: int) -> None:
    """One entry a replication, and as many at each stage as the summary counts."""
    histories = told["histories"]
    if histories.get("ladders", {}).keys() != told.get("ladders", {}).keys():
        raise Wrong("histories.ladders", "its names are not those of the ladders")
    entries = dict(_ladders(histories))
    for path, ladder in _ladders(told):
        _look_at_entries(path, ladder, entries[path], n)
    _look_at_names(histories["outcomes"], list(told["outcomes"]), "histories.outcomes", n)


def _look_at_entries(path: str, ladder: Data, entries: Data, n: int) -> None:
    """The entries of one ladder."""
    stages, here = [stage["stage"] for stage in ladder["stages"]], f"histories.{path}"
    for kind in ("first_reached_minute", "days"):
        _look_at_names(entries[kind], stages, f"{here}{kind}", n)
    for kind in ("final", "highest"):
        _look_at_length(entries[kind], n, f"{here}{kind}")
        if max(entries[kind]) >= len(stages):
            raise Wrong(f"{here}{kind}", f"it names stage {max(entries[kind])}, and the last one is {len(stages) - 1}")
    for index, stage in enumerate(ladder["stages"]):
        reached = sum(minute is not None for minute in entries["first_reached_minute"][stage["stage"]])
        found = {kind: int((np.array(entries[kind]) == index).sum()) for kind in ("final", "highest")}
        for kind, count in (*found.items(), ("reached", reached)):
            if stage[kind]["count"] != count:
                raise Wrong(f"{path}stages[{index}].{kind}.count", f"it is {stage[kind]['count']}, and `histories` has {count}")


def _look_at_names(columns: Data, names: list[str], path: str, n: int) -> None:
    """A column for each name, and no other."""
    if set(columns) != set(names):
        raise Wrong(path, f"its names are not those of the {'outcomes' if path.endswith('outcomes') else 'stages'}")
    for name in names:
        _look_at_length(columns[name], n, f"{path}.{name}")


def _look_at_length(values: list[Any], n: int, path: str) -> None:
    if len(values) != n:
        raise Wrong(path, f"it has {len(values):,} entries, and there are {n:,} replications")
