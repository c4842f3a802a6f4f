"""How the verbs `sweep` and `study` hand out what a study came to."""

from __future__ import annotations

import sys
from pathlib import Path

from escalation_sim.cli.options import chosen_format
from escalation_sim.errors import UsageError
from escalation_sim.presentation.writing import deliver, write_whole
from escalation_sim.questions.sweep.study import Study

FORMATS = ("text", "json", "csv", "parquet")


def study_format(format_: str | None, output: str) -> str:
    """The format asked for, or that of the ending. Raises UsageError, also where Parquet would go to a terminal."""
    chosen = chosen_format(format_, output, FORMATS)
    if chosen == "parquet" and output == "-":
        raise UsageError("Parquet is no text: name a file with -o FILE.parquet")
    if chosen == "parquet":
        from escalation_sim.extras import needed

        needed("pyarrow", "data", "Parquet files")
    return chosen


def deliver_study(study: Study, format_: str, output: str) -> None:
    """Write a study to standard output or to a file."""
    if format_ == "parquet":
        from escalation_sim.questions.sweep.frames import parquet

        write_whole(Path(output), parquet(study))
        return
    from escalation_sim.questions.sweep.words import sweep_pieces

    deliver(sweep_pieces(study, format_), output)
    sys.stdout.flush()
