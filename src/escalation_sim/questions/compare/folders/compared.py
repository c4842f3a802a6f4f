"""Two folders of scenarios, compared scenario by scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from escalation_sim.errors import CannotRun, EscalationError
from escalation_sim.language.loading import Document
from escalation_sim.questions.compare.called import REVISIONS
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.folders.pairing import Pair, pairs
from escalation_sim.questions.compare.folders.reading import Folder, in_lines
from escalation_sim.questions.compare.ranking import rank, worst_first
from escalation_sim.questions.compare.words import differs

CALLED = REVISIONS
WORST = ("error", "not comparable", "changed", "undecided", "equivalent", "identical")
"""The verdicts, the worst first, in the order of their exit statuses."""

Compare = Callable[[Document, Document], Comparison]
"""Plays two scenarios and compares them. Raises EscalationError."""
SettingsOf = Callable[[Document], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """What became of one scenario. There is a *comparison* where both sides were played; a *problem* where one could not be."""

    pair: Pair
    comparison: Comparison | None = None
    problem: EscalationError | None = None

    @property
    def name(self) -> str:
        return self.pair.name

    @property
    def kind(self) -> str:
        """`added`, `removed`, `broken`, `mended` (broken before alone), or `compared`."""
        before, after = self.pair.before, self.pair.after
        if after is None:
            return "removed"
        if self.problem or not after.document or (before is not None and before.unread):
            return "broken"
        if before is None:
            return "added"
        return "compared" if before.document else "mended"

    @property
    def error(self) -> EscalationError | None:
        """What is wrong: after if anything is, else before."""
        members = (self.pair.after, self.pair.before)
        return self.problem or next((one.problem for one in members if one and one.problem), None)

    @property
    def verdict(self) -> str:
        """The verdict of its comparison; of what is there on one side alone `changed`, of what is broken `error`."""
        if self.kind == "broken":
            return "error"
        if self.kind != "compared":
            return "changed"
        return self.comparison.verdict if self.comparison else "identical"

    @property
    def rewritten(self) -> bool:
        """Whether the file is not what it was, and does the same: other words, another layout, other claims."""
        before, after = self.pair.before, self.pair.after
        if before is None or after is None or self.kind != "compared" or self.verdict != "identical":
            return False
        return in_lines(before.data) != in_lines(after.data)

    @property
    def status(self) -> int:
        """The exit status that a broken scenario stands for: 3 where it stops, else 2."""
        return 3 if isinstance(self.problem, CannotRun) else 2

    @property
    def counts(self) -> Difference | None:
        """The one difference that counts."""
        found = worst_first(self.comparison.differences) if self.comparison else []
        return next((one for one in found if differs(one)), None)


@dataclass(frozen=True)
class Folders:
    """Two folders, compared: a row each, the most moved first. *replications* and *seed* are those of every scenario.

    *settings* are those with which a scenario is played, or would be, as JSON has them.
    """

    before: Folder
    after: Folder
    rows: tuple[Row, ...]
    replications: int
    seed: int
    settings: SettingsOf

    @property
    def verdict(self) -> str:
        return min((one.verdict for one in self.rows), key=WORST.index, default="identical")

    @property
    def moved(self) -> list[Row]:
        """What was compared and is not the same."""
        return [one for one in self.rows if one.kind == "compared" and one.verdict != "identical"]

    @property
    def identical(self) -> list[Row]:
        return [one for one in self.rows if one.kind == "compared" and one.verdict == "identical"]

    def of(self, kind: str) -> list[Row]:
        """The rows of one kind, see `Row.kind`."""
        return [one for one in self.rows if one.kind == kind]


def compared(before: Folder, after: Folder, compare: Compare, replications: int, seed: int, settings: SettingsOf) -> Folders:
    """Every scenario of two folders; those that do the same are not played. A broken one does not stop the rest."""
    rows = [_row(pair, compare) for pair in pairs(before.members, after.members)]
    return Folders(before, after, tuple(sorted(rows, key=_order)), replications, seed, settings)


def to_play(before: Folder, after: Folder) -> Sequence[Pair]:
    """The scenarios that have to be played."""
    return [one for one in pairs(before.members, after.members) if _both(one)]


def _both(pair: Pair) -> tuple[Document, Document] | None:
    """Both documents of a pair that does not do the same."""
    before, after = pair.before, pair.after
    if before is None or after is None or not before.document or not after.document or before.digest == after.digest:
        return None
    return before.document, after.document


def _row(pair: Pair, compare: Compare) -> Row:
    documents = _both(pair)
    if documents is None:
        return Row(pair)
    try:
        return Row(pair, replace(compare(*documents), called=CALLED))
    except EscalationError as error:
        return Row(pair, problem=error)


def _order(row: Row) -> tuple[object, ...]:
    """The worst first, then the most moved."""
    one = row.counts
    return (WORST.index(row.verdict), rank(one) if one else (True, 0, 0.0), row.name)
