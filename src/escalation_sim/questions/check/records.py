"""Recorded results: what `run -n 1000 --format json` says of a scenario, kept beside it, against what it says today.

A record has no histories: they would make it thirty times as long and every difference unreadable, and statistics to nine digits
show a change as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from escalation_sim.errors import CannotRun, Place
from escalation_sim.language.files import read_file
from escalation_sim.language.loading import Document
from escalation_sim.language.tree import LARGEST_FILE
from escalation_sim.questions.compare.changed_lines import Change, parameter_changes
from escalation_sim.questions.compare.differences import Difference, differences
from escalation_sim.questions.compare.samples import Key, Sample, family, saved_samples
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.rounding import rounded
from escalation_sim.results.summary import ENSEMBLE, VERSION
from escalation_sim.running.setups import Settings, Setup

Data = Mapping[str, Any]
RecordVerdict = Literal["identical", "changed", "unusable", "orphaned"]

REPLICATIONS = 1_000
SEED = 1
FOLDER = "expected"

_TOLD = ("stages", "climbs", "descents", "shelved", "refused", "deciding_days", "outcomes")
_KINDS = ("reached", "outcome")
"""What a reader wants to know first."""


@dataclass(frozen=True)
class Record:
    """A recorded result against today's. *differences* are those that changed, the worst first; *changes* the parameters.

    *reason* says in words what the differences don't; *place* is where a reader should look.
    """

    verdict: RecordVerdict
    place: Place
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()


def path_of(scenario: Path) -> Path:
    """Where the recorded result of a scenario is, if there is one."""
    return scenario.parent / FOLDER / f"{scenario.stem}.json"


@dataclass(frozen=True)
class Today:
    """What is recorded of a scenario, as it is today: the data of the JSON format, and the ensemble it was taken from."""

    document: Document
    data: Data
    ensemble: Ensemble


def today(document: Document) -> Today:
    """The scenario, run as it is recorded. Raises RunError."""
    setup = Setup(document.scenario, Settings(SEED))
    ensemble = setup.ensemble(REPLICATIONS, jobs=1)
    return Today(document, rounded(ensemble_answer(setup, ensemble, Questions({}))), ensemble)


def read_record(path: Path) -> Data:
    """The data of a record. Raises CannotRun where it is damaged, or not what `check` records."""
    try:
        text = read_file(path)
        data = json.loads(text) if len(text) <= LARGEST_FILE else None
        wrong = _wrong(data)
    except OSError as error:
        wrong = f"it cannot be read: {error.strerror}"
    except (ValueError, RecursionError):
        wrong = "it is damaged: this is no JSON"
    except (LookupError, TypeError, AttributeError, ArithmeticError):
        wrong = "it is damaged: parts of it are missing"
    if wrong:
        raise CannotRun(wrong)
    assert isinstance(data, dict)
    return data


def _wrong(data: Any) -> str:
    """What is wrong with the data of a record. Raises all sorts of errors where it has not the shape it should have."""
    if not isinstance(data, dict) or (data["format"], data["version"]) != (ENSEMBLE, VERSION):
        return "it is no result of `run -n`"
    settings = data["settings"]
    if settings["replications"] != REPLICATIONS:
        return f"it has {settings['replications']!r:.20} replications, and a record has {REPLICATIONS:,}"
    if settings["seed"] != SEED:
        return f"its seed is {settings['seed']!r:.20}, and that of a record is {SEED}"
    if settings["uncertain"]:
        return "its uncertain parameters were drawn, and those of a record have the values of the file"
    if not all(map(_is_number, [*settings["parameters"].values(), *_leaves([data[key] for key in _TOLD])])):
        return "it is damaged: a number is missing"
    data["scenario"]["digest"]
    _samples(data)
    return ""


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _leaves(data: Any) -> Iterator[Any]:
    """Every value in plain data but the names of stages."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "stage":
                yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    else:
        yield data


def against(old: Data, now: Today) -> Record:
    """A record that could be read against what its scenario says today."""
    place = Place(now.document.places.of("").file, 1, 1)
    if all(old[key] == now.data[key] for key in _TOLD):
        return Record("identical", place)
    parameters = parameter_changes(old["settings"]["parameters"], now.data["settings"]["parameters"])
    if parameters:
        place = now.document.places.of(f"{parameters[0].path}.value")
    found = [] if _stages(old) != _stages(now.data) else differences(_samples(old), _samples(now.data), {}, paired=True)
    worst = sorted((one for one in found if one.verdict == "changed"), key=_size, reverse=True)
    return Record("changed", place, _reason(old, now.data), tuple(_worst_first(worst)), parameters)


def _samples(data: Data) -> dict[Key, Sample]:
    return saved_samples({key: value for key, value in data.items() if key != "histories"})


def _stages(data: Data) -> list[str]:
    return [stage["stage"] for stage in data["stages"]]


def _reason(old: Data, now: Data) -> str:
    """What the differences don't say."""
    if _stages(old) != _stages(now):
        return f"its stages were {', '.join(_stages(old))}, and are {', '.join(_stages(now))}"
    if old["scenario"]["digest"] == now["scenario"]["digest"]:
        return "the scenario does what it did when it was recorded: the program, or a library, has changed"
    if old["settings"]["parameters"] == now["settings"]["parameters"]:
        return "something else than a parameter was changed in the file"
    return ""


def _size(one: Difference) -> float:
    """How large a difference is: of a probability as it is, else relative to what differs."""
    if one.difference is None:
        return 1.0
    if family((one.quantity, one.of)) == "probability":
        return abs(one.difference)
    return abs(one.difference) / (max(abs(one.a or 0.0), abs(one.b or 0.0)) or 1.0)


def _worst_first(differences: list[Difference]) -> Iterator[Difference]:
    """The worst difference of each kind that a reader looks at first, then the others, the worst first."""
    first = [next((one for one in differences if one.quantity == kind), None) for kind in _KINDS]
    leading = [one for one in first if one is not None]
    yield from leading
    yield from (one for one in differences if one not in leading)
