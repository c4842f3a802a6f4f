"""A file of dated questions → `QuestionFile`: the scenario that is asked, and what it is asked; its mistakes as a scenario's.

What is wrong with the file itself is a mistake. A question that is well put, and that the scenario has no answer to, is none:
`claims_of` of `questions.py` refuses it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from escalation_sim.errors import Place, Problem, ScenarioError, UsageError
from escalation_sim.language.files import descriptor, is_relative, read_given
from escalation_sim.language.findings import WRONG, Findings, TooMany
from escalation_sim.language.keys import keys_of, missing
from escalation_sim.language.loading import Document, load
from escalation_sim.language.nodes import Entry, Mapping, Node, Scalar, is_null, shown, shown_path
from escalation_sim.language.places import Places
from escalation_sim.language.questions import Question, QuestionFile, faults, late
from escalation_sim.language.tidying import tidied
from escalation_sim.language.tree import read_tree
from escalation_sim.language.values import number
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import LONGEST_NAME, MAIN, NAME, Scenario
from escalation_sim.model.soundness import tidied as tidied_name

MOST_QUESTIONS = 500
MOST_BASELINES = 50
OURS = ("scenario", "scenario, uncertain", "even")
"""What scores call the scenario and the coin: no baseline is called so."""

_ENDINGS = (".yaml", ".yml")


def load_questions(path: str | Path) -> QuestionFile:
    """The questions in a file, or in a stream that the user has named, such as `-`.

    Raises ScenarioError with all mistakes of the file and of its scenario, and UsageError where there is no such file.
    """
    try:
        data, stream = read_given(path), descriptor(path) is not None
    except OSError as error:
        raise UsageError(f"{shown_path(str(path))} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{shown_path(str(path))} is no path to a file") from None
    return read_questions(data, "<standard input>" if stream else Path(path).as_posix(), Path() if stream else Path(path).parent)


def read_questions(data: bytes, shown_as: str, folder: Path) -> QuestionFile:
    """The questions in a file's bytes; the scenario is looked for from *folder* on. Raises ScenarioError."""
    findings = Findings()
    try:
        top = tidied(read_tree(data, shown_as, findings), findings)
        return _Reader(findings, folder).file(top)
    except TooMany:
        raise ScenarioError(findings.errors) from None


class _Reader:
    """Reads a file of questions: first the scenario, which says what may be asked, and then everything else."""

    def __init__(self, findings: Findings, folder: Path) -> None:
        self.findings, self.folder = findings, folder
        self.others: list[Problem] = []  # mistakes of the scenario
        self.named: dict[str, None] = {}  # baselines

    def file(self, top: Mapping) -> QuestionFile:
        self.refuse_a_scenario(top)
        document = self.scenario(top.entries.get("scenario"))
        if document:
            self.look_up(document.scenario)
        keys = keys_of(top, "questions", "", self.findings, "a file of questions")
        missing(keys, ("scenario", "asked", "questions"), Place(top.place.file, 1, 1), "", self.findings)
        questions = tuple(self.questions(keys.get("questions"), keys.get("asked") or None, document))
        if document is None:
            raise ScenarioError([*self.findings.errors, *self.others])
        found = QuestionFile(
            title=keys.get("title") or Path(top.place.file).stem,
            asked=_text(top, "asked"),
            frozen=keys.get("frozen") or "",
            document=document,
            questions=questions,
            warnings=(),
            places=Places(top),
        )
        own, impossible = faults(found, document.scenario)
        if self.findings.count or own:
            every = [*self.findings.errors, *own, *([] if self.findings.names_lost else impossible)]
            raise ScenarioError(sorted(every, key=lambda one: one.place))
        warnings = (*document.warnings, *self.findings.warnings, *late(found, document.scenario))
        return replace(found, warnings=tuple(warnings))

    def look_up(self, scenario: Scenario) -> None:
        """What conditions are read with: the start of the period, where each stage stands, and what is a brake."""
        self.findings.start = scenario.start
        self.findings.brakes = frozenset(one.name for one in scenario.brakes)
        for ladder in scenario.ladders:
            self.findings.stages |= {one.name: "highest" if ladder.name == MAIN else ladder.name for one in ladder.stages}

    def refuse_a_scenario(self, top: Mapping) -> None:
        """Raises ScenarioError."""
        if "questions" not in top.entries and {"ladder", "extends", "period"} & top.entries.keys():
            mend = "name it as `scenario:` in a file of questions, as docs/scores.md shows"
            self.findings.wrong(Place(top.place.file, 1, 1), "", "this is a scenario, and no file of questions", mend)
            raise ScenarioError(self.findings.errors)

    def scenario(self, entry: Entry | None) -> Document | None:
        """The scenario that is asked; None after noting why it cannot be read."""
        if entry is None or not isinstance(entry.node, Scalar) or not entry.node.is_word:
            return None
        node, words = entry.node, f"`{shown_path(entry.node.text)}`"
        if not is_relative(node.text) or Path(node.text).suffix not in _ENDINGS:
            mend = "write a path relative to this file, such as ../base.yaml"
            self.findings.wrong(node.place, "scenario", f"{words} is no relative path to a scenario", mend)
            return None
        beside = Path(os.path.normpath(Path(node.place.file).parent / node.text)).as_posix()
        try:
            return load(self.folder / node.text, beside)
        except ScenarioError as error:
            self.others = list(error.problems)
            count = f"{len(self.others)} mistake{'s' if len(self.others) > 1 else ''}"
            self.findings.wrong(node.place, "scenario", f"{words} has {count}, which follow", "mend it first")
        except UsageError as error:
            message = str(error).rpartition(": ")[2]
            mend = "check the path; it is relative to this file"
            self.findings.wrong(node.place, "scenario", f"{words} cannot be read: {message}", mend)
        return None

    def questions(self, node: Node | None, asked: datetime | None, document: Document | None) -> Iterator[Question]:
        """Every question that can be read."""
        if node is None or not node:
            return
        if not isinstance(node, Mapping):
            message = f"`questions` is a mapping of names, not {node.kind}"
            self.findings.wrong(node.place, "questions", message, "write `name:` before each")
            return
        if not node.entries:
            self.findings.wrong(node.place, "questions", "`questions` is empty", "write at least one: name: {ask: …}")
        if len(node.entries) > MOST_QUESTIONS:
            message = f"the file asks {len(node.entries):,} questions, and at most {MOST_QUESTIONS} are allowed"
            self.findings.wrong(node.place, "questions", message, "make several files of it")
            return
        for name, entry in node.entries.items():
            path = f"questions.{name}"
            self.name(name, path, entry.key_place)
            read = self.question(name, path, entry, asked, document)
            if read:
                yield read

    def name(self, name: str, path: str, place: Place) -> None:
        if not NAME.fullmatch(name):
            message, mend = f"`{shown(name)}` is no name", f"names match [a-z][a-z0-9_]*, such as {tidied_name(name)}"
            self.findings.wrong(place, path, message, mend)
        elif len(name) > LONGEST_NAME:
            message = f"the name `{shown(name)}` has {len(name)} characters"
            self.findings.wrong(place, path, message, f"at most {LONGEST_NAME} are allowed")

    def question(self, name: str, path: str, entry: Entry, asked: datetime | None, document: Document | None) -> Question | None:
        node, before = entry.node, self.findings.count
        keys = keys_of(node, "question", path, self.findings, "a question")
        if not isinstance(node, Mapping):
            return None
        missing(keys, ("ask",), entry.key_place, path, self.findings)
        answer = keys.get("answer")
        if keys.get("ask") and keys["ask"].draws:
            message = f"a question has no draw in it, and this one has `{keys['ask'].draws[0].distribution}`"
            self.findings.wrong(node.entries["ask"].node.place, f"{path}.ask", message, "compare highest, final or an outcome")
        if keys.get("resolved"):
            self.resolved(node.entries["resolved"], f"{path}.resolved", keys["resolved"], asked, answer)
        if keys.get("source") and document:
            self.source(node.entries["source"].node, f"{path}.source", keys["source"], document)
        baselines = dict(self.baselines(node.entries.get("baselines"), f"{path}.baselines"))
        if self.findings.count > before or WRONG in keys.values():
            return None
        return Question(
            name=name,
            title=keys.get("title") or "",
            ask=keys["ask"].text,
            by=_text(node, "by"),
            until=keys.get("by"),
            answer=answer,
            resolved=_text(node, "resolved"),
            source=keys.get("source") or (),
            baselines=baselines,
        )

    def resolved(self, entry: Entry, path: str, when: datetime, asked: datetime | None, answer: Any) -> None:
        if answer is None:
            mend = "add `answer: yes` or `answer: no`, or take `resolved` out"
            self.findings.wrong(entry.key_place, path, "`resolved` goes with `answer`, and there is none", mend)
        if asked and when < asked:
            message = f"it was resolved ({when.date()}) before it was asked ({asked.date()})"
            self.findings.wrong(entry.node.place, path, message, "write a date that is not before `asked`")

    def source(self, node: Node, path: str, facts: tuple[str, ...], document: Document) -> None:
        if not document.places.has("evidence"):
            mend = "add `evidence: folder` there, or take `source` out"
            self.findings.wrong(node.place, path, "a source, and the scenario names no `evidence` folder to look it up in", mend)
            return
        places = [item.place for item in getattr(node, "items", ())] or [node.place]
        for fact, place in zip(facts, places, strict=True):
            if fact not in document.evidence.facts:
                mend = self.findings.suggestion(fact, document.evidence.facts)
                self.findings.wrong(place, path, f"there is no fact `{shown(fact)}`", mend)

    def baselines(self, entry: Entry | None, path: str) -> Iterator[tuple[str, float]]:
        """What others say, by their names."""
        if entry is None or is_null(entry.node):
            return
        if not isinstance(entry.node, Mapping):
            message = f"`baselines` is a mapping of names, not {entry.node.kind}"
            self.findings.wrong(entry.node.place, path, message, "write {status quo: 0.02}")
            return
        for written, inner in entry.node.entries.items():
            name = " ".join(written.split())
            below = f"{path}.{name}"
            if name in OURS:
                message = f"`{name}` is what scores call {'0.5 for everything' if name == 'even' else 'the scenario itself'}"
                self.findings.wrong(inner.key_place, below, message, "call this baseline otherwise")
            self.named[name] = None
            if len(self.named) > MOST_BASELINES:
                message = f"more than {MOST_BASELINES} baselines have a name of their own"
                self.findings.wrong(inner.key_place, below, message, "keep those that matter")
                return
            value = self.probability(inner.node, below)
            if value is not WRONG:
                yield name, value

    def probability(self, node: Node, path: str) -> Any:
        value = number(node, path, self.findings)
        if value is WRONG or 0 <= value <= 1:
            return value
        mend = f"write {value / 100:.6g} for {ex.plain(value)} %" if 1 < value <= 100 else "write 0.02 for 2 %"
        return self.findings.wrong(node.place, path, f"a probability is from 0 to 1, and this is {ex.plain(value)}", mend)


def _text(node: Mapping, key: str) -> str:
    """A single value as it is written; empty where there is none."""
    entry = node.entries.get(key)
    return entry.node.text if entry and isinstance(entry.node, Scalar) else ""
