"""A scenario file with everything it extends and cites → a `Document`: the scenario, its facts, its lines."""

from __future__ import annotations

import errno
import gc
import math
import os
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from escalation_sim.errors import Problem, ScenarioError, UsageError
from escalation_sim.language.evidence import Evidence, notes, read_evidence
from escalation_sim.language.files import DISK, STANDARD_INPUT, Files, Refused, descriptor, is_relative, is_stream, read_given
from escalation_sim.language.findings import Findings, TooMany
from escalation_sim.language.merging import read_with_bases
from escalation_sim.language.nodes import Mapping, Scalar, shown, shown_path
from escalation_sim.language.places import Places
from escalation_sim.language.reading import read_scenario
from escalation_sim.language.shapes import TIMES
from escalation_sim.language.times import words_for_time
from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.scenario import Note, Parameter, Scenario
from escalation_sim.model.soundness import complaints


@dataclass(frozen=True)
class Document:
    """A sound scenario, the facts it may cite, its warnings, and where each path stands."""

    scenario: Scenario
    evidence: Evidence
    warnings: tuple[Problem, ...]
    places: Places

    def whole_text(self) -> str:
        """The scenario with all it extends as one YAML text, which `loads` reads *alone*. Raises CannotRun if it is too large."""
        from escalation_sim.language.whole import whole_text

        return whole_text(self.places.top)


def load(path: str | Path, shown_as: str | None = None, files: Files = DISK) -> Document:
    """The scenario in a file, or in a stream that the user has named, such as `-`. *files* fetches what it extends and cites too.

    Raises ScenarioError with all of its mistakes, and UsageError where there is no such file.
    """
    try:
        if is_stream(path):
            return load_stream(path, read_given(path))
        return _document(Path(path), shown_as or Path(path).as_posix(), files, Path(path).stem)
    except OSError as error:
        raise UsageError(f"{shown_path(str(path))} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{shown_path(str(path))} is no path to a file") from None


def load_elsewhere(path: Path, shown_as: str, files: Files) -> Document:
    """The scenario at a path that is not the disk's, with all that it extends and cites from the same *files*.

    Raises as `load` does.
    """
    try:
        return _document(path, shown_as, files, path.stem)
    except OSError as error:
        raise UsageError(f"{shown_path(shown_as)} cannot be read: {error.strerror}") from error


def load_stream(path: str | Path, data: bytes) -> Document:
    """The scenario that was read from a stream. One without a place of its own has the current folder, and the name `-`.

    Raises ScenarioError.
    """
    number, top = descriptor(path), Path(path)
    if number is not None:
        top = Path(f"<input {number}>" if number else "<standard input>")
    name = top.stem if number is None else STANDARD_INPUT
    return _document(top, top.as_posix(), _Given(top, data), name)


def loads(text: str | bytes, name: str = "scenario", folder: Path | None = None, *, alone: bool = False) -> Document:
    """The scenario in a text; files that it names are looked for in *folder*. Raises ScenarioError.

    A text that stands *alone*, as `Document.whole_text` writes it, has no files: none is read, and its sources are taken at
    their word. It may come from a stranger, and so may its name.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    path = Path("alone.yaml") if alone else (folder or Path()) / f"{name}.yaml"
    files = _Given(path, data, alone=alone)
    return _document(path, f"{shown_path(name)}.yaml" if alone else path.as_posix(), files, name, alone=alone)


class _Given(Files):
    """The disk, with the bytes of one file given; *alone*, with no other file."""

    def __init__(self, path: Path, data: bytes, *, alone: bool = False) -> None:
        self.path, self.data, self.alone = path, data, alone

    def read(self, path: Path) -> bytes:
        """The bytes that were given, or those of another file."""
        if path is self.path or os.path.realpath(path) == os.path.realpath(self.path):
            return self.data
        if self.alone:
            raise OSError(errno.ENOENT, "the scenario stands alone, and no file is read for it")
        return super().read(path)


def _document(path: Path, shown_as: str, files: Files, name: str, *, alone: bool = False) -> Document:
    """The document in a file that *files* can fetch. Raises ScenarioError, and OSError where there is no such file."""
    findings = Findings()
    with _collector_paused():
        try:
            top, folders = read_with_bases(path, shown_as, files, findings)
            return _sound(top, name, findings, None if alone else _Beside(files, folders))
        except TooMany:
            raise ScenarioError(findings.errors) from None


def read_again(top: Mapping, name: str) -> Scenario:
    """The scenario in a tree that has been made of others, and stands alone. Raises ScenarioError."""
    findings = Findings()
    try:
        return _sound(top, name, findings, None).scenario
    except TooMany:
        raise ScenarioError(findings.errors) from None


@dataclass(frozen=True)
class _Beside:
    """Where what a scenario cites is looked for: the folder of each of its files, by the name that messages give the file."""

    files: Files
    folders: MappingType[str, Path]


def _sound(top: Mapping, name: str, findings: Findings, beside: _Beside | None) -> Document:
    """The document in a tree; with nothing *beside* it stands alone. Raises ScenarioError, and TooMany."""
    places = Places(top)
    scenario = read_scenario(top, name, findings)
    evidence = _evidence(top, beside, findings) if beside else None
    for complaint in complaints(scenario):
        if beside or not complaint.unused:  # what stands alone may have been a variant
            _note(complaint, places, findings)
    if beside:
        _look_at_sources(scenario, evidence, places, findings)
    for parameter in scenario.parameters:
        _look_at_number(parameter, evidence or Evidence(), places, findings)
    if findings.count:
        raise ScenarioError(findings.errors)
    return Document(scenario, evidence or Evidence(), tuple(findings.warnings), places)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No looking for cycles: what is read has none, and looking for them in a large file takes as long as reading it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _note(complaint: Complaint, places: Places, findings: Findings) -> None:
    """A complaint about the model as a problem of the file."""
    if (complaint.unknown and findings.names_lost) or (complaint.warning and findings.warned_enough):
        return
    place = places.of(complaint.path, at_key=complaint.at_key)
    if complaint.unused and place.file != places.top.place.file:
        return  # a base defines it and uses it: a variant need not
    mend = complaint.mend
    if complaint.unknown:
        is_time = complaint.path.rpartition(".")[2] in TIMES
        mend = words_for_time(places.text(complaint.path), complaint.path, findings) if is_time else ""
        mend = mend or findings.suggestion(complaint.unknown, complaint.known)
    say = findings.warn if complaint.warning else findings.wrong
    say(place, complaint.path, shown(complaint.message, 600), shown(mend, 300))


def _evidence(top: Mapping, beside: _Beside, findings: Findings) -> Evidence | None:
    """The facts of the folder that the scenario names; None where there is none, or it can't be read."""
    entry = top.entries.get("evidence")
    if entry is None or not isinstance(entry.node, Scalar) or not entry.node.is_word:
        return None
    node, words = entry.node, f"`{shown_path(entry.node.text)}`"
    given = Path(node.text)
    if not is_relative(node.text):
        mend = "write a path relative to this file, such as ../seeds"
        findings.wrong(node.place, "evidence", f"{words} is not a relative path", mend)
        return None
    before = findings.count
    try:
        shown_as = beside.files.beside(node.place.file, given.as_posix())
        evidence = read_evidence(beside.folders[node.place.file] / given, shown_as, findings, beside.files)
    except Refused:
        raise
    except OSError as error:
        mend = "check the path; it is relative to this file"
        findings.wrong(node.place, "evidence", f"the folder {words} cannot be read: {error.strerror}", mend)
        return None
    return evidence if findings.count == before else None


def _look_at_sources(scenario: Scenario, evidence: Evidence | None, places: Places, findings: Findings) -> None:
    """Facts that are cited must be there."""
    for path, note in notes(scenario):
        if evidence:
            _look_at_source(path, note, evidence, places, findings)
        elif note.source and not places.has("evidence"):
            message = f"a source ({shown(', '.join(note.source))}) without an `evidence` folder to look it up in"
            mend = "add `evidence: folder` at the top, or take `source` out"
            findings.wrong(places.of(f"{path}.source"), f"{path}.source", message, mend)


def _look_at_source(path: str, note: Note, evidence: Evidence, places: Places, findings: Findings) -> None:
    for index, fact in enumerate(note.source):
        if fact not in evidence.facts:
            place = places.of(f"{path}.source[{index}]")
            mend = findings.suggestion(fact, evidence.facts)
            findings.wrong(place, f"{path}.source", f"there is no fact `{shown(fact)}`", mend)


def _look_at_number(parameter: Parameter, evidence: Evidence, places: Places, findings: Findings) -> None:
    """Warn of a parameter without a reason, and of one that differs from the one fact it cites."""
    note, path = parameter.note, f"parameters.{parameter.name}"
    if not note.source and not note.assumption and not findings.warned_enough:
        mend = "add `source: [fact]`, or `assumption: why this value`"
        message = "the number has neither a fact nor an assumption behind it"
        findings.warn(places.of(path, at_key=True), path, message, mend)
    fact = evidence.facts.get(note.source[0]) if len(note.source) == 1 else None
    if fact is None or fact.unit != parameter.unit or not isinstance(fact.value, float):
        return
    if fact.value != parameter.value and not math.isnan(parameter.value):
        message = f"{fact.id} says {ex.plain(fact.value)} {fact.unit}, and the value is {ex.plain(parameter.value)}"
        mend = "take the fact's value, or cite no fact for it and give the `assumption`"
        findings.warn(places.of(f"{path}.value"), path, " ".join(message.split()), mend)


def with_parameters(scenario: Scenario, values: MappingType[str, float]) -> Scenario:
    """The scenario with other values of some parameters."""
    parameters = tuple(replace(p, value=values.get(p.name, p.value)) for p in scenario.parameters)
    return replace(scenario, parameters=parameters)
