"""A bar with the time left, on a terminal's standard error only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from escalation_sim.running.setups import Progress


@contextmanager
def progress(total: int, *, quiet: bool, color: bool) -> Iterator[Progress | None]:
    """What is to be told how much more is done; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, no_color=not color or None)
    with Bar(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)
