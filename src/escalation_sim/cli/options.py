"""The options that verbs share, as click declares them, and the readers of their values; the values stand in asked.py."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from escalation_sim.errors import ScenarioError, UsageError
from escalation_sim.language.files import is_stream
from escalation_sim.language.loading import Document, load, load_stream
from escalation_sim.language.names import did_you_mean, nearest
from escalation_sim.language.nodes import shown_path
from escalation_sim.language.shipped import shipped, shipped_file
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Scenario
from escalation_sim.version import __version__

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)

Command = Callable[..., Any]

scenario_argument = click.argument("scenario", metavar="SCENARIO", type=click.Path())


def common(command: Command) -> Command:
    """`--quiet`, `--no-color`, `--debug`, `--version`."""
    command = click.version_option(__version__, message="escalation-sim %(version)s")(command)
    command = click.option("--debug", is_flag=True, help="Show the traceback of an error.")(command)
    command = click.option("--no-color", is_flag=True, help="No colours, as with the environment variable NO_COLOR.")(command)
    return click.option("--quiet", is_flag=True, help="Nothing on standard error but errors.")(command)


def output_options(*formats: str) -> Callable[[Command], Command]:
    """`--format` and `-o`; the first format is the default."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "-o",
            "--output",
            metavar="FILE",
            default="-",
            help="Where to write; the format follows the ending. - is standard output.",
        )(command)
        choice = click.Choice(formats)
        return click.option("--format", "format_", type=choice, default=None, help=f"By default {formats[0]}.")(command)

    return decorate


def settings_options(command: Command) -> Command:
    """`--set`, `--without`, `--seed`, `--uncertain`."""
    return one_history_options(
        click.option("--uncertain", is_flag=True, help="Draw every uncertainty from its prior (or range), once per replication.")(
            command
        )
    )


def one_history_options(command: Command) -> Command:
    """`--set`, `--without`, `--seed`."""
    command = click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Which luck.")(command)
    command = click.option(
        "--without", metavar="NAME", multiple=True, help="As if the `while` of that event or brake were false; again and again."
    )(command)
    return click.option(
        "--set", "changes", metavar="NAME=VALUE", multiple=True, help="Another value for a parameter; again and again."
    )(command)


def jobs_option(command: Command) -> Command:
    """`--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="Threads; by default one for each core that may be used. The answer does not depend on it.",
    )(command)


def parallel_options(command: Command) -> Command:
    """`--engine` and `--jobs`."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "simpy", "kernel"]),
        default="auto",
        show_default=True,
        help="Who plays many histories. The answer does not depend on it.",
    )(jobs_option(command))


def picture_option(command: Command) -> Command:
    """`--plot`."""
    return click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")(command)


def cluster_option(command: Command) -> Command:
    """`--cluster`."""
    return click.option(
        "--cluster", metavar="ADDRESS", help="Run the blocks on a Dask cluster, such as tcp://host:8786 (extra `cluster`)."
    )(command)


def keep_going_option(command: Command) -> Command:
    """`--keep-going`."""
    return click.option(
        "--keep-going", is_flag=True, help="A point at which a history stops is marked as failed, and the others are finished."
    )(command)


def chosen_format(format_: str | None, output: str, formats: Iterable[str]) -> str:
    """The format that was asked for, or the one that the ending of the file names, or the first of *formats*."""
    endings = {".json": "json", ".csv": "csv", ".md": "markdown", ".txt": "text", ".parquet": "parquet", ".xml": "junit"}
    known = list(formats)
    if format_ is not None:
        return format_
    if output == "-":
        return known[0]
    for ending, name in endings.items():
        if output.endswith(ending) and name in known:
            return name
    if is_stream(output):
        return known[0]
    raise UsageError(f"the ending of {output!r} names no format; add --format with one of {', '.join(known)}")


def located(path: str, *, quiet: bool) -> Path:
    """Where the scenario is that a user names: a file, or one that comes with the program, which is said. Raises UsageError."""
    found = shipped_file(path)
    if found:
        if not quiet:
            click.echo(f"note: no file `{path}` is here; this is the scenario `{path}` that comes with the program", err=True)
        return found
    near = nearest(Path(path).stem, shipped())
    if near and not os.path.lexists(path):
        raise UsageError(f"there is no file {shown_path(path)}; with the program comes `{near}`: write its name alone")
    return Path(path)


def read_scenario(path: str, *, quiet: bool, strict: bool = False, data: bytes | None = None) -> Document:
    """The document at a path, or in the *data* that were read from the stream there; its warnings go to standard error.

    Raises ScenarioError, with the warnings too if *strict*.
    """
    document = load(located(path, quiet=quiet)) if data is None else load_stream(path, data)
    if strict and document.warnings:
        raise ScenarioError(list(document.warnings))
    return warned(document, quiet=quiet)


def warned(document: Document, *, quiet: bool) -> Document:
    """The document; its warnings go to standard error."""
    for warning in () if quiet else document.warnings:
        click.echo(str(warning), err=True)
    return document


def read_changes(changes: Iterable[str], scenario: Scenario, *, quiet: bool, option: str = "--set") -> dict[str, float]:
    """The parameters that `--set` (or another *option*) gives other values. A value outside its range is allowed, and said."""
    values: dict[str, float] = {}
    parameters = {parameter.name: parameter for parameter in scenario.parameters}
    for change in changes:
        name, equals, text = change.partition("=")
        name, text = name.strip(), text.strip()
        if not equals:
            raise UsageError(f"{option} {change}: write {option} NAME=VALUE")
        if name not in parameters:
            raise UsageError(f"{option} {change}: there is no parameter {name!r}; {did_you_mean(name, parameters)}")
        if not _NUMBER.fullmatch(text) or float(text) in (float("inf"), float("-inf")):
            raise UsageError(f"{option} {change}: {text!r} is not a number; write it in decimal digits, such as 0.5")
        if name in values and not quiet:
            click.echo(f"note: {option} gives {name} more than one value; the last one counts, {text}", err=True)
        values[name] = float(text)
        limits = parameters[name].range
        if limits and not limits[0] <= values[name] <= limits[1] and not quiet:
            low, high = plain(limits[0]), plain(limits[1])
            click.echo(f"note: {name}={text} is outside its range, {low} to {high}", err=True)
    return values
