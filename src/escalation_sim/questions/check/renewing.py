"""Records made anew: first all that is asked for is played, then all of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from escalation_sim.errors import CannotRun, UsageError
from escalation_sim.language.loading import load
from escalation_sim.language.nodes import shown_path
from escalation_sim.presentation.writing import write_all
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.layout import record_text
from escalation_sim.questions.check.records import Record, Today, path_of, record_in, today
from escalation_sim.results.plain_data import a_text


@dataclass(frozen=True)
class Renewal:
    """A scenario's result as it is to be recorded in *path*, and the record that it takes the place of, if there is one."""

    name: str
    path: Path
    now: Today
    was: Record | None

    @property
    def idle(self) -> bool:
        """Whether the record says already what is to be recorded."""
        return self.was is not None and self.was.verdict == "identical"


def renewal(found: Found) -> Renewal:
    """What to record of a scenario. Raises UsageError, ScenarioError and RunError; CannotRun where a record must stay."""
    path = path_of(found.path)
    if a_text(found.path.stem):  # the record could not be written, or not be read again
        words = f"{shown_path(found.path.as_posix())} cannot be recorded: its name has signs that no record may have"
        raise UsageError(f"{words}; give the file another name")
    now = today(load(found.path))
    was = record_in(path, now)
    if was and was.stays:
        raise CannotRun(f"{path.as_posix()} is not recorded anew: {was.reason}")
    return Renewal(found.name, path, now, was)


def write_records(renewals: Sequence[Renewal]) -> None:
    """Write all the records, or none. Raises CannotRun."""
    for folder in dict.fromkeys(one.path.parent for one in renewals):
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise CannotRun(f"the folder {folder.as_posix()} cannot be made: {error.strerror}") from None
    write_all({one.path: record_text(one.now.data).encode() for one in renewals})
