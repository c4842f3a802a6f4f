"""Recorded results: what `run -n 1000 --format json` says of a scenario, kept beside it, against what it says today.

A record says in one key more with which version of the program it was made, and has a layout of its own. It has no histories:
they would make it thirty times as long and every difference unreadable, and statistics to nine digits show a change as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from escalation_sim.errors import Place
from escalation_sim.language.decoding import LARGEST_FILE, conflict_in
from escalation_sim.language.files import read_file
from escalation_sim.language.loading import Document
from escalation_sim.language.nodes import shown
from escalation_sim.questions.check.layout import PROGRAM
from escalation_sim.questions.check.origin import origin, stages_of
from escalation_sim.questions.check.renamed import names_in_words, rename_hint
from escalation_sim.questions.compare.changed_lines import Change, parameter_changes
from escalation_sim.questions.compare.differences import Difference, differences, margin_of
from escalation_sim.questions.compare.samples import Key, Sample, family, saved_samples
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.plain_data import Wrong
from escalation_sim.results.renaming import renamed_result
from escalation_sim.results.rounding import rounded
from escalation_sim.results.saved import Newer, sound
from escalation_sim.running.setups import Settings, Setup

Data = Mapping[str, Any]
RecordVerdict = Literal["identical", "equivalent", "changed", "unusable", "orphaned", "missing"]

REPLICATIONS = 1_000
SEED = 1
FOLDER = "expected"

_TOLD = ("stages", "climbs", "descents", "shelved", "refused", "deciding_days", "ladders", "outcomes")
_KEYS = {"format", "version", PROGRAM, "scenario", "settings", *_TOLD}
_KINDS = ("reached", "outcome")
"""What a reader wants to know first."""


@dataclass(frozen=True)
class Record:
    """A recorded result against today's. *differences* are those that changed, the worst first; *changes* the parameters.

    `equivalent` is one whose *differences* all lie within their margins. *reason* says in words what the differences don't;
    *place* is where a reader should look. `missing` is one that is not there although others are, or although one is *required*;
    one that *stays* may not be overwritten, or cannot.
    """

    verdict: RecordVerdict
    place: Place
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()
    stays: bool = False
    required: bool = False

    @property
    def verdict_of_check(self) -> Literal["error", "failed", "undecided", "held"]:
        """What it makes of a scenario that has nothing else."""
        match self.verdict:
            case "identical" | "equivalent":
                return "held"
            case "missing" if not self.required:
                return "undecided"
            case "unusable":
                return "error"
        return "failed"


def path_of(scenario: Path) -> Path:
    """Where the recorded result of a scenario is, if there is one."""
    return scenario.parent / FOLDER / f"{scenario.stem}.json"


@dataclass(frozen=True)
class Today:
    """What is recorded of a scenario, as it is today: the data of the JSON format, and the ensemble it was taken from.

    *place_of* says where a path of the scenario stands. The ensemble is None where it is no longer known. *renamed* are things by
    the names that they had, and whose luck they keep.
    """

    data: Data
    place_of: Callable[[str], Place]
    ensemble: Ensemble | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)


def today(document: Document) -> Today:
    """The scenario, run as it is recorded. Raises RunError."""
    setup = Setup(document.scenario, Settings(SEED))
    ensemble = setup.ensemble(REPLICATIONS, jobs=1)
    renamed = {old: new for new, old in document.scenario.luck_names.items()}
    return Today(rounded(ensemble_answer(setup, ensemble, Questions({}))), document.places.of, ensemble, renamed)


def is_there(path: Path) -> bool:
    """Whether a record stands at a path, sound or not: a link to nowhere does, and so may what nobody may look at."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # whoever reads it is told why not
    return True


def missing(path: Path) -> str:
    """Why a record ought to stand at a path where none is; nothing where nobody has recorded anything there."""
    there = f"there is no {path.as_posix()}, though"
    try:
        beside = [one.name for one in path.parent.iterdir() if not one.name.startswith(".")]
    except OSError:
        lost = is_there(path.parent) and not path.parent.is_dir()
        return f"{there} {path.parent.as_posix()} is there, and is no folder" if lost else ""
    if any(name.endswith(".json") for name in beside):
        return f"{there} other scenarios of its folder have a record"
    return "" if beside else f"{there} its folder is there"


def record_in(path: Path, now: Today, margins: Mapping[str, float] | None = None) -> Record | None:
    """The record in a file, if there is one, against today's result; *margins* say what is too small to matter."""
    if not is_there(path):
        return None
    place, data = Place(path.as_posix(), 1, 1), b""
    try:
        data = read_file(path)
        told = sound(data, LARGEST_FILE)
        wrong = _unlike_a_record(told)
    except OSError as error:
        return Record("unusable", place, f"it cannot be read: {error.strerror}", stays=True)
    except Newer as newer:
        return Record("unusable", place, f"{newer}: check it with a newer escalation-sim", stays=True)
    except Wrong as error:
        both = (
            ": two branches have recorded it; settle the scenario first, then record what that gives" if conflict_in(data) else ""
        )
        wrong, place = f"{error}{both}", replace(place, line=error.line)
    return Record("unusable", place, f"it cannot be used: {wrong}") if wrong else against(told, now, margins or {})


def _unlike_a_record(told: Data) -> str:
    """What is in a saved result and not in what `check` records, or otherwise; nothing where it is alike."""
    settings = told["settings"]
    if settings["replications"] != REPLICATIONS:
        return f"it has {settings['replications']:,} replications, and a record has {REPLICATIONS:,}"
    if settings["seed"] != SEED:
        return f"its seed is {shown(str(settings['seed']))}, and that of a record is {SEED}"
    if settings["uncertain"]:
        return "its uncertain parameters were drawn, and those of a record have the values of the file"
    for name in settings.get("without", ()):
        return f"it was played without {shown(name)}, and a record is of all that is in the file"
    dates = told["stages"][0]["by"]
    if dates:
        return f"it was asked for {', '.join(dates)} (--by), and a record is asked for no date"
    more = sorted(told.keys() - _KEYS)
    return f"it has `{'`, `'.join(more)}`, and a record has not" if more else ""


def against(old: Data, now: Today, margins: Mapping[str, float]) -> Record:
    """A record that could be read against what its scenario says today."""
    place = Place(now.place_of("").file, 1, 1)
    old = renamed_result(old, now.renamed)
    mine, theirs = old["settings"]["parameters"], now.data["settings"]["parameters"]
    if all(old.get(key) == now.data.get(key) for key in _TOLD) and mine.keys() <= theirs.keys():
        return Record("identical", place, names_in_words(now.renamed) if now.renamed else "")
    parameters = parameter_changes(mine, theirs)
    if parameters:
        place = now.place_of(f"{parameters[0].path}.value")
    alike = stages_of(old) == stages_of(now.data)
    found = differences(_samples(old), _samples(now.data), {}, paired=True) if alike else []
    if margins:
        found = [_within(one, margin_of(one.key, margins)) for one in found]
    small = margins and alike and not any(one.verdict == "changed" for one in found)
    verdict: Literal["equivalent", "changed"] = "equivalent" if small else "changed"
    worst = sorted((one for one in found if one.verdict == verdict), key=_size, reverse=True)
    reason = "; ".join(filter(None, (origin(old, now.data), rename_hint(old, now.data))))
    return Record(verdict, place, reason, tuple(_worst_first(worst)), parameters)


def _within(one: Difference, margin: float | None) -> Difference:
    """A difference by its margin. The luck is the same, so that it is known without an interval; a record has none to give."""
    if one.verdict == "identical":
        return one
    if margin is None or one.difference is None:
        return replace(one, verdict="shown")
    inside = float(f"{abs(one.difference):.9g}") <= margin  # a record has nine digits
    return replace(one, margin=margin, verdict="equivalent" if inside else "changed")


def _samples(data: Data) -> dict[Key, Sample]:
    return saved_samples({key: value for key, value in data.items() if key != "histories"})


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
