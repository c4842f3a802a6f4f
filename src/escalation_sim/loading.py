"""A scenario file with everything it extends and cites → a `Document`: the scenario, its facts, its lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping as MappingType
from dataclasses import dataclass, replace
from pathlib import Path

from escalation_sim.errors import Place, Problem, ScenarioError, UsageError
from escalation_sim.evidence import Evidence, citations, read_evidence
from escalation_sim.language.files import read_file
from escalation_sim.language.merging import read_with_bases
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.reading import read_scenario
from escalation_sim.language.values import Findings, TooMany
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.soundness import Complaint, complaints

Places = MappingType[str, tuple[Place, Place]]


@dataclass(frozen=True)
class Document:
    """A sound scenario, the facts it may cite, its warnings, and where each path stands: (its key, its value)."""

    scenario: Scenario
    evidence: Evidence
    warnings: tuple[Problem, ...]
    places: Places


def load(path: str | Path, shown_as: str | None = None) -> Document:
    """The scenario in a file.

    Raises ScenarioError with all of its mistakes, and UsageError where there is no such file.
    """
    path = Path(path)
    try:
        top = read_with_bases(path, shown_as or path.as_posix(), read_file)
    except OSError as error:
        raise UsageError(f"{shown(str(path), 200)} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{shown(str(path), 200)} is no path to a file") from None
    return _document(top, path.stem)


def loads(text: str | bytes, name: str = "scenario", folder: Path | None = None) -> Document:
    """The scenario in a text; files that it names are looked for in *folder*. Raises ScenarioError."""
    data = text.encode() if isinstance(text, str) else text
    folder = folder or Path()
    path = folder / f"{name}.yaml"
    own = path.resolve()

    def read(wanted: Path) -> bytes:
        return data if wanted.resolve() == own else read_file(wanted)

    return _document(read_with_bases(path, path.as_posix(), read), name)


def _document(top: Mapping, name: str) -> Document:
    findings = Findings()
    places = dict(_places(top))
    scenario, evidence = None, Evidence()
    try:
        scenario = read_scenario(top, name, findings)
        evidence = _evidence(top, findings)
        if scenario:
            for complaint in complaints(scenario):
                _note(complaint, places, findings)
            _look_at_sources(scenario, evidence, top, places, findings)
    except TooMany:
        pass
    problems = sorted(findings.problems, key=lambda problem: problem.place)
    errors = [problem for problem in problems if not problem.warning]
    if errors or scenario is None:
        raise ScenarioError(errors)
    return Document(scenario, evidence, tuple(problems), places)


def _places(top: Mapping) -> Iterator[tuple[str, tuple[Place, Place]]]:
    """Where every path of a merged tree stands. Stages go by their names."""
    waiting: list[tuple[str, Place, Node]] = [("", top.place, top)]
    while waiting:
        path, key_place, node = waiting.pop()
        yield path, (key_place, node.place)
        if isinstance(node, Mapping):
            below = f"{path}." if path else ""
            waiting += [(f"{below}{name}", entry.key_place, entry.node) for name, entry in node.entries.items()]
        elif isinstance(node, Listing):
            for index, item in enumerate(node.items):
                stage = item.entries.get("stage") if path == "ladder" and isinstance(item, Mapping) else None
                if stage is not None and isinstance(stage.node, Scalar) and isinstance(item, Mapping):
                    name = f"ladder.{stage.node.text}"
                    yield name, (stage.key_place, stage.node.place)
                    waiting += [(f"{name}.{key}", entry.key_place, entry.node) for key, entry in item.entries.items()]
                else:
                    waiting.append((f"{path}[{index}]", item.place, item))


def place_of(path: str, places: Places, *, at_key: bool = False) -> Place:
    """Where a path stands, or the nearest thing above it that stands somewhere."""
    while path not in places:
        shorter = max(path.rfind("."), path.rfind("["), path.rfind("@"))
        if shorter <= 0:
            return places[""][0]
        path, at_key = path[:shorter], False
    return places[path][0 if at_key else 1]


def _note(complaint: Complaint, places: Places, findings: Findings) -> None:
    """A complaint about the model as a problem of the file."""
    path = complaint.path
    if "@" in path:  # the date of an entry of a timeline
        path = path.replace("@", "[") + "][0]"
    place = place_of(path, places, at_key=complaint.at_key)
    path = complaint.path.split("@")[0]
    mend = complaint.mend
    if complaint.unknown:
        mend = findings.suggestion(complaint.unknown, complaint.known)
    message = shown(complaint.message, 400)
    if complaint.warning:
        findings.warn(place, path, message, shown(mend, 300))
    else:
        findings.wrong(place, path, message, shown(mend, 300))


def _evidence(top: Mapping, findings: Findings) -> Evidence:
    """The facts of the folder that the scenario names."""
    entry = top.entries.get("evidence")
    if entry is None or not isinstance(entry.node, Scalar) or entry.node.is_null:
        return Evidence()
    node = entry.node
    given = Path(node.text)
    if given.is_absolute() or node.text.startswith(("~", "\\")) or ":" in node.text or "\0" in node.text:
        mend = "write a path relative to this file, such as ../seeds"
        findings.wrong(node.place, "evidence", f"`{shown(node.text)}` is not a relative path", mend)
        return Evidence()
    folder = Path(node.place.file).parent / given
    try:
        return read_evidence(folder, folder.as_posix())
    except OSError as error:
        mend = "check the path; it is relative to this file"
        findings.wrong(node.place, "evidence", f"the folder `{shown(node.text)}` cannot be read ({error.strerror})", mend)
    except ScenarioError as error:
        for problem in error.problems:
            findings.wrong(problem.place, problem.path, problem.message, problem.mend)
    return Evidence()


def _look_at_sources(scenario: Scenario, evidence: Evidence, top: Mapping, places: Places, findings: Findings) -> None:
    """Facts that are cited must be there; parameters must say where they come from."""
    broken = any(problem.path == "evidence" for problem in findings.problems)
    for path in sorted({path for paths in citations(scenario).values() for path in paths}):
        _look_at_source(path, scenario, evidence, "evidence" in top.entries, broken, places, findings)
    for parameter in scenario.parameters:
        note, path = parameter.note, f"parameters.{parameter.name}"
        if not note.source and not note.assumption:
            mend = "add `source: [fact]`, or `assumption: why this value`"
            findings.warn(place_of(path, places, at_key=True), path, "the number has neither a fact nor an assumption behind it", mend)
        if len(note.source) == 1 and note.source[0] in evidence.facts:
            fact = evidence.facts[note.source[0]]
            same_unit = fact.unit == parameter.unit
            if same_unit and isinstance(fact.value, float) and fact.value != parameter.value and not math.isnan(parameter.value):
                message = f"{fact.id} says {ex.plain(fact.value)} {fact.unit}, and the value is {ex.plain(parameter.value)}"
                mend = "take the fact's value, or cite no fact for it and give the `assumption`"
                findings.warn(place_of(f"{path}.value", places), path, message.replace("  ", " "), mend)


def _look_at_source(
    path: str, scenario: Scenario, evidence: Evidence, has_folder: bool, broken: bool, places: Places, findings: Findings
) -> None:
    cited = [fact for fact, paths in citations(scenario).items() if path in paths]
    at = f"{path}.source"
    if not has_folder:
        mend = "add `evidence: folder` at the top, or take `source` out"
        findings.wrong(place_of(at, places), at, "a source without an `evidence` folder to look it up in", mend)
        return
    for fact in cited:
        if fact in evidence.facts or broken or not evidence.facts:
            continue
        index = _index_of(fact, path, scenario)
        place = place_of(f"{at}[{index}]", places)
        findings.wrong(place, at, f"there is no fact `{shown(fact)}`", findings.suggestion(fact.upper(), evidence.facts))


def _index_of(fact: str, path: str, scenario: Scenario) -> int:
    from escalation_sim.model.soundness import ways

    notes = {way_path: way.note for way_path, way in ways(scenario)}
    note = notes.get(path) or scenario.notes.get(path.rsplit(".", 1)[-1])
    return note.source.index(fact) if note and fact in note.source else 0


def with_parameters(scenario: Scenario, values: MappingType[str, float]) -> Scenario:
    """The scenario with other values of some parameters."""
    parameters = tuple(replace(p, value=values.get(p.name, p.value)) for p in scenario.parameters)
    return replace(scenario, parameters=parameters)


Loader = Callable[[str], Document]
