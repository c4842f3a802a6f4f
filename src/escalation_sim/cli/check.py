"""`escalation-sim check`: do the scenarios still meet their expectations and their recorded results?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from escalation_sim.cli.asked import asked_of, note_skipped, refuse_idle
from escalation_sim.cli.check_records import Asked, record_anew, refuse_to_overwrite, say_errors
from escalation_sim.cli.check_watch import refuse_with_watch, watch
from escalation_sim.cli.margins import read_margins, refuse_unknown
from escalation_sim.cli.options import common, located, output_options
from escalation_sim.errors import UsageError
from escalation_sim.language.renaming import read_renames
from escalation_sim.presentation.github import impossible_told
from escalation_sim.presentation.reports import FORMATS, Report, deliver_report
from escalation_sim.questions.check.answer import Asked as Wanted
from escalation_sim.questions.check.cache import Cache, folder_of
from escalation_sim.questions.check.check import Checked, overall, status
from escalation_sim.questions.check.check import check as check_one
from escalation_sim.questions.check.claims import BUDGET
from escalation_sim.questions.check.found import Found, scenarios
from escalation_sim.questions.check.known import Known
from escalation_sim.questions.check.reads import Prints
from escalation_sim.questions.check.records import SEED
from escalation_sim.questions.check.shards import read_shard, share


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path())
@click.option(
    "--update",
    "updates",
    metavar="NAME",
    multiple=True,
    help="Record the result of this scenario anew, and show what that accepts; again and again. Checks nothing.",
)
@click.option("--update-all", is_flag=True, help="The same of every scenario that has no record, or one that is not identical.")
@click.option("--yes", is_flag=True, help="With --update and --update-all: record even where the environment variable CI is set.")
@click.option(
    "--margin",
    "margins",
    metavar="NAME=X",
    multiple=True,
    help="How much a record may differ: probability=0.02, days=3, or a count or an outcome by its name.",
)
@click.option(
    "--renamed",
    metavar="OLD=NEW",
    multiple=True,
    help="What a record calls OLD is NEW today, and keeps its luck; again and again.",
)
@click.option("--require-records", is_flag=True, help="A scenario without a record has failed.")
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=BUDGET,
    show_default=True,
    help="The most replications that deciding a claim may take.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Which luck the claims are tested with."
)
@click.option("--strict", is_flag=True, help="A claim that is undecided makes the status 4.")
@click.option("--exit-zero", is_flag=True, help="Only report: status 0 where something failed.")
@click.option("--coverage", is_flag=True, help="Also which stages, brakes, events and descents nothing has exercised.")
@click.option("--shard", metavar="K/N", help="Only the Kth of N even parts of the scenarios: for several machines, such as 2/5.")
@click.option("--no-cache", is_flag=True, help="Play everything again, and keep nothing for the next time.")
@click.option("--watch", is_flag=True, help="Go on, and check again whatever a saved file touches, until Ctrl-C.")
@output_options(*FORMATS)
@common
def check(**options: Any) -> int:
    """Do the scenarios still meet their expectations and their recorded results?

    \b
    escalation-sim check scenarios/
    escalation-sim check scenarios/base.yaml --budget 256000 --strict
    escalation-sim check scenarios/ --margin probability=0.02 --require-records
    escalation-sim check scenarios/ --watch            checks again whatever you save
    escalation-sim check scenarios/ --update base      records base anew, as expected/base.json beside it
    escalation-sim check scenarios/ --update-all       records anew whatever is not as it was recorded

    Of a file its `expect` claims and, where there is one, its recorded result; of a folder every *.yaml directly in it.
    """
    asked = asked_of(Asked, FORMATS, options)
    _refuse_nonsense(asked)
    if asked.records_anew:
        return record_anew(asked)
    with impossible_told("the scenarios could not be checked"):
        return _checked(asked)


def _checked(asked: Asked) -> int:
    """The exit status of a check, once or for as long as it is watched. Raises UsageError and CannotRun."""
    paths = [str(located(path, quiet=asked.quiet)) for path in asked.paths]
    found = scenarios(paths)
    refuse_to_overwrite(found, asked.output)
    note_skipped(paths, asked)
    wanted = Wanted(asked.seed, asked.budget, asked.coverage, read_margins(asked.margins), asked.require_records)
    if asked.renamed:
        wanted = replace(wanted, renamed=read_renames(asked.renamed))
    if asked.watch:
        refuse_with_watch(asked)
        watch(paths, lambda some: check_all(some, wanted, asked), wanted, asked)
        return 0
    if asked.shard is not None:
        found, part = share(found, read_shard(asked.shard))
        wanted = replace(wanted, shard=part)
    checked = check_all(found, wanted, asked)
    _refuse_unknown_margins(wanted, checked)
    _refuse_unknown_names(wanted, checked)
    say_errors(checked)
    deliver_report(_report(checked, wanted, strict=asked.strict), asked.format, asked.output, lenient=asked.exit_zero)
    return status(checked, strict=asked.strict, exit_zero=asked.exit_zero)


def check_all(found: Sequence[Found], wanted: Wanted, asked: Asked) -> list[Checked]:
    """Each scenario, one after the other; what is known of them from before is not worked out again."""
    folder = None if asked.no_cache or wanted.renamed else folder_of(os.environ)  # other names have other luck, this once
    cache = Cache(folder) if folder else None
    known = Known(cache, wanted, Prints()) if cache else None
    checked = []
    with asked.progress(len(found)) as tell:
        for one in found:
            checked.append(check_one(one, wanted, known))
            if tell:
                tell(1)
    if cache:
        cache.tidy()
    return checked


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together. Raises UsageError."""
    if asked.yes and not asked.records_anew:
        raise UsageError("--yes is about recording anew: add --update NAME or --update-all, or take --yes out")
    if asked.updates and asked.update_all:
        raise UsageError("--update-all is of all of them: take --update out, or --update-all")
    if asked.records_anew:
        option = "--update-all" if asked.update_all else "--update"
        checking = {"--strict": asked.strict, "--exit-zero": asked.exit_zero, "--coverage": asked.coverage}
        records = {"--margin": asked.margins, "--require-records": asked.require_records, "--renamed": asked.renamed}
        more = {"--shard": asked.shard is not None, "--no-cache": asked.no_cache, "--watch": asked.watch}
        numbers = {"--budget": asked.budget != BUDGET, "--seed": asked.seed != SEED}
        refuse_idle(f"{option} records, and checks nothing", {**checking, **records, **numbers, **more})


def _refuse_unknown_margins(wanted: Wanted, checked: Sequence[Checked]) -> None:
    """Raises UsageError for a margin of what none of the scenarios has, as far as all of them are here and could be read."""
    if not wanted.shard and not any(one.problem for one in checked):
        refuse_unknown(wanted.margins, {name for one in checked for name in one.outcomes})


def _refuse_unknown_names(wanted: Wanted, checked: Sequence[Checked]) -> None:
    """Raises UsageError for a rename that is about no record, as far as all scenarios could be read."""
    about = {name for one in checked for name in one.renamed}
    if not wanted.shard and not any(one.problem for one in checked):
        for old, new in wanted.renamed.items():
            if new not in about:
                why = f"no scenario with a record has {new}, and has no {old} any more"
                raise UsageError(f"--renamed {old}={new}: {why}; write the name that it had, and the one that it has")


def _report(checked: Sequence[Checked], wanted: Wanted, *, strict: bool) -> Report:
    from escalation_sim.questions.check.data import check_json
    from escalation_sim.questions.check.formats import cases, check_markdown, headline, wrong
    from escalation_sim.questions.check.text import check_text

    return Report(
        overall(checked),
        headline(checked, wanted),
        check_markdown(checked, wanted, strict=strict),
        lambda: check_text(checked, wanted, strict=strict),
        lambda: check_json(checked, wanted),
        cases(checked, strict=strict),
        wrong(checked, strict=strict),
    )
