"""Facts, the articles they come from, and who cites them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from collections.abc import Mapping as MappingType
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language.decoding import Budget
from escalation_sim.language.files import DISK, Files, Refused
from escalation_sim.language.findings import Findings, TooMany
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.tidying import note_odd
from escalation_sim.language.tree import read_tree
from escalation_sim.model.scenario import Note, Scenario

MOST_FILES = 200
_ARTICLE = {"id", "file", "title", "published", "published_is", "note"}
_FACT = {"kind", "says", "value", "unit", "as_of", "claimed_by", "status", "confirmed_by", "see", "idle"}
_CONTRADICTION = {"between", "says", "resolved"}
_WORD = re.compile(r"\w+(?:-\w+)*")
_LISTS = {"claimed_by", "confirmed_by", "see", "between"}


@dataclass(frozen=True)
class Fact:
    """Something an article says, in our own words. *value* is a number where it has one that is a number.

    *idle* says why no scenario uses it, where the author gives a reason.
    """

    id: str
    says: str
    article: str
    value: float | str | None = None
    unit: str = ""
    as_of: str = ""
    claimed_by: tuple[str, ...] = ()
    kind: str = ""
    idle: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Facts that do not agree, and how the scenarios treat them."""

    id: str
    between: tuple[str, ...]
    says: str
    resolved: str


@dataclass(frozen=True)
class Evidence:
    """All the facts of a folder. *articles* maps the id of an article to its title."""

    facts: MappingType[str, Fact] = field(default_factory=dict)
    articles: MappingType[str, str] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()


def read_evidence(folder: Path, shown_as: str, findings: Findings, files: Files = DISK) -> Evidence:
    """The facts in the `*.yaml` files of a folder. *shown_as* is the name that messages give the folder.

    Mistakes are noted in *findings*. Raises OSError where the folder cannot be read, or a file is not given (Refused); TooMany.
    """
    paths = sorted(path for path in files.entries(folder) if path.suffix in (".yaml", ".yml"))
    texts: list[tuple[str, bytes]] = []
    for path in paths[:MOST_FILES]:
        name = f"{shown_as}/{path.name}"
        if Path(files.really(path)).parent != Path(files.really(folder)):
            findings.wrong(Place(name, 1, 1), "", "the file leads out of the evidence folder", "put the file itself there")
            continue
        try:
            texts.append((name, files.read(path)))
        except Refused:
            raise
        except OSError as error:
            findings.wrong(Place(name, 1, 1), "", f"the file cannot be read: {error.strerror}", "mend it, or take it out")
    if len(paths) > MOST_FILES:
        findings.wrong(
            Place(shown_as, 1, 1), "", f"the folder has more than {MOST_FILES} files of facts", "put several articles in a file"
        )
    return _sound_facts(tuple(texts)) or _facts(texts, findings)


@lru_cache(maxsize=4)
def _sound_facts(texts: tuple[tuple[str, bytes], ...]) -> Evidence | None:
    """The facts in files of which nothing is to be said; None where something is. A folder of scenarios cites the same ones."""
    findings = Findings()
    try:
        found = _facts(texts, findings)
    except TooMany:
        return None
    return None if findings.errors or findings.warnings else found


def _facts(texts: Iterable[tuple[str, bytes]], findings: Findings) -> Evidence:
    """The facts in files, each a name for messages and its bytes. Mistakes are noted in *findings*. Raises TooMany."""
    reader, budget = _Reader(findings), Budget()
    for name, data in texts:
        with suppress(ScenarioError):  # noted, and the next file may still be read
            reader.file(read_tree(data, name, findings, budget))
    return Evidence(reader.facts, reader.articles, tuple(reader.contradictions))


class _Reader:
    """Reads file after file into one table of facts."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.facts: dict[str, Fact] = {}
        self.articles: dict[str, str] = {}
        self.contradictions: list[Contradiction] = []

    def wrong(self, place: Place, path: str, message: str, mend: str = "") -> None:
        self.findings.wrong(place, path, message, mend)

    def file(self, top: Mapping) -> None:
        self.known_keys(top, {"article", "facts", "contradictions"}, "")
        article = self.record(top, "article", _ARTICLE)
        name = str(article.get("id", ""))
        if not name:
            self.wrong(Place(top.place.file, 1, 1), "article", "an article without an id", "add article: {id: S1, title: …}")
        self.articles[name] = str(article.get("title", ""))
        for id_, record, place in self.records(top, "facts", _FACT):
            if id_ in self.facts:
                self.wrong(place, f"facts.{id_}", f"the fact {shown(id_)} is given twice", "give one of them another id")
            self.facts[id_] = _fact(id_, name, record)
        for id_, record, _ in self.records(top, "contradictions", _CONTRADICTION):
            says, resolved = str(record.get("says", "")), str(record.get("resolved", ""))
            self.contradictions.append(Contradiction(id_, tuple(record.get("between", ())), says, resolved))

    def records(self, top: Mapping, section: str, keys: set[str]) -> list[tuple[str, dict[str, Any], Place]]:
        entry = top.entries.get(section)
        if entry is None or not isinstance(entry.node, Mapping):
            if entry is not None:
                self.wrong(
                    entry.node.place, section, f"`{section}` is a mapping of ids, not {entry.node.kind}", "write id: {says: …}"
                )
            return []
        found = []
        for id_, inner in entry.node.entries.items():
            record = self.record(entry.node, id_, keys)
            if not record.get("says"):
                self.wrong(
                    inner.key_place, f"{section}.{id_}", "`says` is missing", 'add says: "what it says, in your own words"'
                )
            found.append((id_, record, inner.key_place))
        return found

    def record(self, parent: Mapping, key: str, keys: set[str]) -> dict[str, Any]:
        entry = parent.entries.get(key)
        if entry is None:
            return {}
        if not isinstance(entry.node, Mapping):
            self.wrong(
                entry.node.place, key, f"expected a mapping, found {entry.node.kind}", f"known keys are {', '.join(sorted(keys))}"
            )
            return {}
        self.known_keys(entry.node, keys, key)
        return {name: self.value(name, inner.node, key) for name, inner in entry.node.entries.items()}

    def known_keys(self, node: Mapping, keys: set[str], path: str) -> None:
        for name, entry in node.entries.items():
            if not name.isascii():
                note_odd(name, entry.key_place, path, self.findings)
            elif name not in keys:
                self.wrong(
                    entry.key_place, path, f"there is no key `{shown(name)}` here", self.findings.suggestion(name, sorted(keys))
                )

    def value(self, key: str, node: Node, path: str) -> Any:
        if isinstance(node, Listing) and key in _LISTS:
            return tuple(item.text for item in node.items if isinstance(item, Scalar))
        if isinstance(node, Scalar):
            if key in _LISTS:
                return (node.text,)
            return float(node.text) if node.is_number and key == "value" else node.text
        self.wrong(node.place, f"{path}.{key}", f"expected text or a number, found {node.kind}", "write words in quotes")
        return ""


def _fact(id_: str, article: str, record: dict[str, Any]) -> Fact:
    return Fact(
        id_,
        str(record.get("says", "")),
        article,
        record.get("value"),
        str(record.get("unit", "")),
        str(record.get("as_of", "")),
        tuple(record.get("claimed_by", ())),
        str(record.get("kind", "")),
        str(record.get("idle", "")),
    )


def notes(scenario: Scenario) -> Iterator[tuple[str, Note]]:
    """The note of everything that may cite a fact, with its path."""
    yield from ((f"parameters.{parameter.name}", parameter.note) for parameter in scenario.parameters)
    yield from ((f"quantities.{quantity.name}", quantity.note) for quantity in scenario.quantities)
    yield from ((f"events.{event.name}", event.note) for event in scenario.events)
    yield from ((f"brakes.{brake.name}", brake.note) for brake in scenario.brakes)
    yield from ((f"ladders.{ladder.name}", ladder.note) for ladder in scenario.others)
    for ladder in scenario.ladders:
        yield from ((f"{ladder.path}.{stage.name}", stage.note) for stage in ladder.stages)
    yield from ((f"outcomes.{outcome.name}", outcome.note) for outcome in scenario.outcomes)
    yield from ((one.path, one.way.note) for one in scenario.passages)


def citations(scenario: Scenario) -> dict[str, list[str]]:
    """For each fact that is cited, the paths of what cites it, in the order of the file."""
    cited: dict[str, list[str]] = {}
    for path, note in notes(scenario):
        for fact in note.source:
            cited.setdefault(fact, []).append(path)
    return cited


def mentions(scenario: Scenario, facts: Container[str]) -> dict[str, list[str]]:
    """For each of the *facts* that an assumption names in its words, or what speaks against it, the paths where."""
    named: dict[str, list[str]] = {}
    for path, note in notes(scenario):
        for word in dict.fromkeys(_WORD.findall(f"{note.assumption} {note.against}")):
            if word in facts:
                named.setdefault(word, []).append(path)
    return named
