"""The command `escalation-sim`: finds the verb, runs it, and turns what went wrong into words and an exit status."""

from __future__ import annotations

import os
import sys
import threading
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TextIO

import click

from escalation_sim.cli.streams import stand_by
from escalation_sim.errors import CannotRun, EscalationError, Interrupted, ScenarioError, Slower, UsageError
from escalation_sim.version import __version__

VERBS = {
    "run": "Which stage does the actor reach, when, and why?",
    "why": "Why this stage and not the next one, in one history or in most of them?",
    "validate": "Is this file sound?",
    "explain": "What does this file say, in words and as pictures of the ladder and of what drives what?",
    "evidence": "Where does each number come from, and what rests on assumption alone?",
    "sweep": "How does the answer change over a range of parameters?",
    "study": "What is in a study file? Show it, export it, go on with it.",
    "sensitivity": "Which assumptions matter, and how much of the spread is luck?",
    "threshold": "At which value of a parameter does the probability of reaching a stage pass a level?",
    "discover": "Which region of the parameters leads to a stage?",
    "signposts": "Which news, by which date, would move the odds most?",
    "score": "How good were the odds, now that some answers are known?",
    "play": "What happens if we decide?",
    "compare": "What is different between two scenarios, or two saved results, and is it more than luck?",
    "check": "Do the scenarios still meet their expectations and their recorded results?",
    "report": "One HTML file to hand out, with sliders, that plays histories itself.",
    "explore": "The same page, opened in the browser.",
    "schema": "The JSON Schema that gives an editor completion and red lines.",
    "new": "A commented scenario to start from.",
}
"""Every verb and the question it answers; each is a file of its name beside this one."""

WRONG, IMPOSSIBLE, FAULT, INTERRUPTED = 2, 3, 70, 130

WEAKER = (0, 1, 4)
"""What IMPOSSIBLE outweighs: answers, of which no more than a part may have been handed over."""


class Verbs(click.Group):
    """Imports a verb when it is used, so that `--help` is there at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"escalation_sim.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS:
            from escalation_sim.language.names import did_you_mean

            mend = did_you_mean(args[0], VERBS)
            raise click.UsageError(f"there is no verb {args[0]!r}; {mend}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if command:
            _note_repeated(command, rest, ctx)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


def _note_repeated(command: click.Command, arguments: list[str], ctx: click.Context) -> None:
    """Say which option of a verb is given more than once, where only the last one counts."""
    alone = click.Context(command, parent=ctx, resilient_parsing=True)  # what is wrong is said when the verb reads it
    values, _, order = command.make_parser(alone).parse_args(list(arguments))
    given = Counter(one for one in order if isinstance(one, click.Option) and not (one.multiple or one.is_flag))
    for option, times in given.items():
        if times > 1 and not values.get("quiet"):
            name = max(option.opts, key=len)
            click.echo(f"note: {name} is given more than once; the last one counts, {values[option.name]}", err=True)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="%(prog)s %(version)s")
def escalation_sim() -> None:
    """Play policy ladders: a YAML file says how a government climbs, and this says which stage it reaches, when, and why.

    \b
    escalation-sim run scenarios/base.yaml             how far, how likely, when, and one history
    escalation-sim run scenarios/base.yaml -n 1000     how likely each stage is
    escalation-sim explain scenarios/base.yaml         what the file says
    """


def main() -> None:
    """Run the command line and leave with its exit status."""
    stand_by()
    status = status_of(sys.argv[1:])
    if _at_work():  # Python takes itself apart as it leaves, and may abort where a thread comes back meanwhile from a long call
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _at_work() -> bool:
    if threading.active_count() == 1:
        return False
    from escalation_sim.running.threads import at_work

    return at_work()


def status_of(arguments: list[str]) -> int:
    """Run the command line with *arguments*; its exit status. No traceback reaches a user, unless `--debug` asks for it."""
    with _said_as_notes(quiet="--quiet" in arguments):
        status = _status_of(arguments)
    try:
        sys.stdout.flush()
    except OSError as error:
        lost = _status_of_error(error)
        return lost if status in WEAKER else status
    return status


@contextmanager
def _said_as_notes(*, quiet: bool) -> Iterator[None]:
    """What Python is warned of, that something takes longer than it could, is a note like all others here."""
    told = warnings.showwarning

    def say(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if issubclass(category, Slower):
            click.echo(f"note: {message}", err=True)
        else:
            told(message, category, filename, lineno, file, line)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if quiet else "always", Slower)
        warnings.showwarning = say
        try:
            yield
        finally:
            warnings.showwarning = told


def _status_of(arguments: list[str]) -> int:
    try:
        result: Any = escalation_sim.main(arguments, prog_name="escalation-sim", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("interrupted: nothing was written; run the same command again", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return WRONG
    except Exception as error:  # noqa: BLE001 - whatever else there is gets its words and its status
        if "--debug" in arguments:
            traceback.print_exc()
        return _status_of_error(error)
    return result if isinstance(result, int) else 0


def _status_of_error(error: Exception) -> int:
    """Say what went wrong; the exit status for it."""
    match error:
        case EscalationError():
            return _say(*_in_words(error))
        case MemoryError():
            from escalation_sim.running.memory import NO_MEMORY

            return _say(f"error: {NO_MEMORY}", IMPOSSIBLE)
        case OSError():
            return _say(f"error: the output cannot be written: {error.strerror}", IMPOSSIBLE)
    return _say(
        f"this is a fault of escalation-sim itself, not of your scenario: {type(error).__name__}: {error}\n"
        "    mend: run it again with --debug and report what it shows",
        FAULT,
    )


def _in_words(error: EscalationError) -> tuple[str, int]:
    match error:
        case ScenarioError(problems=problems):
            count = len(problems)
            return f"{error}\n{count} error{'s' if count != 1 else ''}; nothing was run", WRONG
        case UsageError():
            return f"error: {error}", WRONG
        case CannotRun():
            return f"error: {error}", IMPOSSIBLE
        case Interrupted():
            return str(error), INTERRUPTED
    return f"error: {error}", WRONG


def _say(message: str, status: int) -> int:
    from escalation_sim.presentation.writing import harmless

    click.echo(harmless(message), err=True)
    return status
