"""A sweep in each format, whole or piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.presentation.console import printed
from escalation_sim.presentation.formats import to_csv
from escalation_sim.questions.sweep.data import sweep_json, sweep_rows
from escalation_sim.questions.sweep.study import Study
from escalation_sim.questions.sweep.words import show_sweep


def sweep_text(study: Study, format_: str) -> str:
    """A study as text, CSV or JSON."""
    return "".join(sweep_pieces(study, format_))


def sweep_pieces(study: Study, format_: str) -> Iterator[str]:
    """The same in pieces of whole lines: a table may have millions of rows."""
    if format_ == "json":
        yield from sweep_json(study)
    elif format_ == "csv":
        head = list(study.table())
        for piece, rows in enumerate(sweep_rows(study)):
            yield to_csv(head, rows).split("\n", 1)[1] if piece else to_csv(head, rows)
    else:
        yield printed(lambda console: show_sweep(console, study))
