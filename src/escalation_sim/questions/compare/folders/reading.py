"""A folder of scenarios as one side of a comparison: each scenario, sound or not, the records beside them, the facts cited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from escalation_sim.errors import EscalationError, UsageError
from escalation_sim.language.evidence import Fact
from escalation_sim.language.files import DISK, Files, Refused
from escalation_sim.language.loading import Document, load_elsewhere
from escalation_sim.language.nodes import shown_path
from escalation_sim.results.digest import digest

_ENDING = ".yaml"
RECORDS = "expected"
"""The folder of the recorded results, beside the scenarios."""

Record = bytes | str
"""What a record holds, wherever lines end; of one that cannot be read, why."""


@dataclass(frozen=True)
class Member:
    """A scenario of a folder; without a *document* it is broken, and the *problem* says why. *shown_as* is its file.

    Of one that is *unread* nobody can say whether it was sound: it, or what it extends or cites, is not given.
    """

    name: str
    shown_as: str
    data: bytes
    document: Document | None
    problem: EscalationError | None = None
    unread: bool = False

    @cached_property
    def digest(self) -> str:
        """The fingerprint of what it does; nothing where it is broken."""
        return digest(self.document.scenario) if self.document else ""


@dataclass(frozen=True)
class Folder:
    """A folder on the disk, or of a *revision*: where it is, and what messages call it. One that *is_new* has nothing in it."""

    path: Path
    shown_as: str
    files: Files = DISK
    revision: str = ""
    is_new: bool = False

    def named(self, name: str) -> str:
        """The name that messages give what stands in it."""
        return self.files.beside(f"{self.shown_as}/-", name)

    @cached_property
    def members(self) -> dict[str, Member]:
        """The `*.yaml` directly in it that are not hidden, by name. Raises UsageError where nobody can look."""
        if self.is_new:
            return {}
        try:
            paths = sorted(self.files.entries(self.path))
        except OSError as error:
            raise UsageError(f"{shown_path(self.shown_as)} cannot be read: {error.strerror}") from None
        names = [path for path in paths if path.name.endswith(_ENDING) and not path.name.startswith(".")]
        return {path.stem: self._member(path) for path in names}

    def _member(self, path: Path) -> Member:
        shown_as, data = self.named(path.name), b""
        try:
            data = self.files.read(path)
            return Member(path.stem, shown_as, data, load_elsewhere(path, shown_as, self.files))
        except OSError as error:
            problem = UsageError(f"{shown_path(shown_as)} cannot be read: {error.strerror}")
            return Member(path.stem, shown_as, data, None, problem, unread=True)
        except EscalationError as error:
            return Member(path.stem, shown_as, data, None, error, unread=isinstance(error.__cause__, Refused))

    @cached_property
    def records(self) -> dict[str, Record]:
        """The recorded results beside the scenarios, by the name of their scenario."""
        try:
            paths = self.files.entries(self.path / RECORDS)
        except OSError:
            return {}
        return {path.stem: self._record(path) for path in paths if path.name.endswith(".json")}

    def _record(self, path: Path) -> Record:
        try:
            return in_lines(self.files.read(path))
        except OSError as error:
            return str(error.strerror)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts of all the evidence that its scenarios name, by id."""
        found: dict[str, Fact] = {}
        for member in self.members.values():
            found.update(member.document.evidence.facts if member.document else {})
        return found


def in_lines(data: bytes) -> bytes:
    """A file as it is wherever lines end."""
    return data.replace(b"\r\n", b"\n")
