"""How the verbs `sweep` and `study` hand out what a study came to."""

from __future__ import annotations

import sys
from pathlib import Path

from escalation_sim.errors import UsageError
from escalation_sim.presentation.writing import deliver, write_whole
from escalation_sim.questions.sweep.study import Study

FORMATS = ("text", "json", "csv", "parquet")


def refuse_format(format_: str, output: str) -> None:
    """Raises UsageError where Parquet would go to a terminal, or cannot be written here."""
    if format_ == "parquet" and output == "-":
        raise UsageError("Parquet is no text: name a file with -o FILE.parquet")
    if format_ == "parquet":
        from escalation_sim.extras import needed

        needed("pyarrow", "data", "Parquet files")


def deliver_study(study: Study, format_: str, output: str) -> None:
    """Write a study to standard output or to a file."""
    if format_ == "parquet":
        from escalation_sim.questions.sweep.frames import parquet

        write_whole(Path(output), parquet(study))
        return
    from escalation_sim.questions.sweep.formats import sweep_pieces

    deliver(sweep_pieces(study, format_), output)
    sys.stdout.flush()
