"""`escalation-sim new`: a commented scenario to start from, or a copy of one that comes with the program."""

from __future__ import annotations

import os
import shlex
from importlib.resources import files
from pathlib import Path

import click

from escalation_sim.cli.options import common, located, read_scenario
from escalation_sim.errors import UsageError
from escalation_sim.language.files import is_stream
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.writing import deliver, write_whole


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=click.Path())
@click.option("--like", metavar="SCENARIO", help="A copy of this scenario, with all that it extends and cites.")
@click.option("--list", "listed", is_flag=True, help="Name the scenarios that come with the program.")
@click.option("--force", is_flag=True, help="Overwrite the file if there is one.")
@common
def new(file: str, like: str | None, listed: bool, force: bool, quiet: bool, no_color: bool, debug: bool) -> None:
    """A commented scenario to start from.

    \b
    escalation-sim new my_ladder.yaml
    escalation-sim new                              shows it
    escalation-sim new my_ladder.yaml --like base   a copy of base, ready to change
    escalation-sim new --list                       the scenarios that come with the program

    It is sound and runs as it is. A file that is there already is left alone, unless --force is given.
    """
    if listed:
        _list(file, like, force=force)
    elif like is not None:
        _copy(like, file, force=force, quiet=quiet)
    else:
        if force and file == "-":
            raise UsageError("--force overwrites a file: name it, or take --force out")
        _refuse_to_overwrite([file], force=force)
        deliver(files("escalation_sim.cli").joinpath("template.yaml").read_text("utf-8"), file)
        _say(_next_steps(file, "a scenario with one of everything, explained line by line"), file, quiet=quiet)


def _list(file: str, like: str | None, *, force: bool) -> None:
    """The name and the title of every scenario that comes with the program."""
    from escalation_sim.language.loading import load
    from escalation_sim.language.shipped import shipped

    if file != "-" or like is not None or force:
        raise UsageError("--list names the scenarios that come with the program: take the rest out")
    scenarios = shipped()
    width = max(map(len, scenarios), default=0)
    deliver((f"{name:<{width}}  {one_line(load(path).scenario.title)}\n" for name, path in scenarios.items()), "-")


def _copy(like: str, file: str, *, force: bool, quiet: bool) -> None:
    """Write a scenario under a name of its own, and beside it what it extends and cites. Raises UsageError and ScenarioError."""
    from escalation_sim.language.copying import copied

    path = Path(file)
    if file == "-":
        raise UsageError("--like writes a scenario with all that it extends and cites: name a file, such as mine.yaml")
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{click.format_filename(file)}: a scenario is a file that ends in .yaml")
    read_scenario(like, quiet=True)
    copies = {path.parent / name: data for name, data in copied(located(like, quiet=True), path.name).items()}
    new_ones = [one for one, data in copies.items() if not (one.is_file() and one != path and one.read_bytes() == data)]
    _refuse_to_overwrite([str(one) for one in new_ones], force=force)
    for one in new_ones:
        one.parent.mkdir(parents=True, exist_ok=True)
        write_whole(one, copies[one])
    others = dict.fromkeys(one.relative_to(path.parent).parts[0] for one in copies if one != path)
    beside = f", and beside it what it extends and cites ({', '.join(others)})" if others else ""
    _say(_next_steps(file, f"a copy of {one_line(like)}, ready to change{beside}"), file, quiet=quiet)


def _refuse_to_overwrite(wanted: list[str], *, force: bool) -> None:
    """Raises UsageError where a file is there already."""
    there = [one for one in wanted if not is_stream(one) and os.path.lexists(one)]
    if there and not force:
        raise UsageError(
            f"{click.format_filename(there[0])} is there already; choose another name or folder, or add --force to overwrite it"
        )


def _say(words: str, file: str, *, quiet: bool) -> None:
    if not is_stream(file) and not quiet:
        click.echo(words)


def _next_steps(file: str, what: str) -> str:
    name = shlex.quote(click.format_filename(file))
    return (
        f"{click.format_filename(file)} is written: {what}. Next:\n"
        f"    escalation-sim explain {name}       what it says\n"
        f"    escalation-sim run {name}           how far, how likely, when, and one history\n"
        f"    escalation-sim run {name} -n 1000   how likely each stage is\n"
        "Change it in an editor, and ask after each change:\n"
        f"    escalation-sim validate {name}"
    )
