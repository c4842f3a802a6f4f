"""`check --watch`: the same again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable, Sequence

import click

from escalation_sim.cli.asked import refuse_idle
from escalation_sim.cli.check_records import Asked, say_errors
from escalation_sim.cli.margins import refuse_unknown
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.presentation.ci import harmless
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.check.answer import Asked as Wanted
from escalation_sim.questions.check.check import Checked
from escalation_sim.questions.check.formats import headline
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.text import check_text
from escalation_sim.questions.check.watching import Round, Watch, look_at

EVERY = 0.2
"""Seconds between two looks; a file is read after two that show the same."""


def refuse_with_watch(asked: Asked) -> None:
    """Options that make no sense while it is watched. Raises UsageError."""
    if asked.format != "text" or asked.output != "-":
        raise UsageError("--watch tells you at the terminal: take --format and -o out, or --watch")
    about = {"--exit-zero": asked.exit_zero, "--shard": asked.shard is not None, "--renamed": asked.renamed}
    refuse_idle("--watch goes on until Ctrl-C, with all there is", about)


def watch(paths: Sequence[str], check: Callable[[Sequence[Found]], Sequence[Checked]], wanted: Wanted, asked: Asked) -> None:
    """Check, and check again what a saved file touches. Raises UsageError, and Interrupted in the end."""
    watched = Watch(paths, check)
    try:
        first = watched.first()
        if not any(one.problem for one in first.every):
            refuse_unknown(wanted.margins, {name for one in first.every for name in one.outcomes})
        _say(first, wanted, asked)
        asked.note(f"watching {len(watched.paths())} files and folders; Ctrl-C ends it")
        while not _nobody_reads():
            time.sleep(EVERY)
            if told := watched.after(look_at(watched.paths())):
                _say(told, wanted, asked)
    except KeyboardInterrupt:
        raise Interrupted("no longer watched") from None


def _say(told: Round, wanted: Wanted, asked: Asked) -> None:
    """What was checked again, why, and the verdict of all where these were not all."""
    if told.problem:
        click.echo(f"error: {harmless(told.problem)}; waiting for one", err=True)
        return
    say_errors(told.again)
    lines = [f"\n{harmless(told.why)}\n"] if told.why else []
    lines += [check_text(told.again, wanted, strict=asked.strict)] if told.again else []
    if len(told.again) < len(told.every):
        lines.append(f"all {len(told.every)}: {harmless(headline(told.every, wanted))}\n")
    deliver("".join(lines), "-")
    sys.stdout.flush()


def _nobody_reads() -> bool:
    """Whether whoever read standard output has gone, as `| head` does; where a system cannot say, somebody does."""
    if not hasattr(select, "poll"):
        return False
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return any(event & (select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
    except (OSError, ValueError):  # it is no file, as in a test
        return False
