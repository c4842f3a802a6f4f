"""What `check` found: as a page of Markdown and as cases for a CI service, and what the text has of both."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.presentation.ci import Case, CaseVerdict, harmless, table
from escalation_sim.presentation.prose import escaped
from escalation_sim.presentation.wording import listed, plural
from escalation_sim.questions.check.answer import Asked
from escalation_sim.questions.check.check import WORST, Checked, overall
from escalation_sim.questions.check.coverage import KINDS, Kind
from escalation_sim.questions.check.renewing import Renewal
from escalation_sim.questions.check.words import judged_in_words, record_in_words

WIDTH = 100
MOST_COVERAGE = 20
MOST_ALONE = 2
"""Of more records than these it is said how all are recorded anew."""
MOST_NAMES = 4
"""Scenarios that are named where they have the same mistake."""
_LONGEST, _BRIEF = 400, 80
"""A message is cut here: a title may be as long as it likes."""


def shortened(lines: list[str], most: int) -> list[str]:
    """At most so many lines, and how many there would be more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"… and {plural(len(lines) - most + 1, 'more line')}; --format json has them all"]


def headline(checked: Sequence[Checked], asked: Asked) -> str:
    """The verdict, and what it is made of."""
    shard = asked.shard
    if shard and not checked:
        return f"{overall(checked)}: shard {shard} has none of the {plural(shard.among, 'scenario')}"
    claims = Counter[str](judgement.verdict for one in checked for judgement in one.claims)
    records = Counter[str](one.record.verdict for one in checked if one.record)
    broken = sum(one.problem is not None for one in checked)
    parts = [f"{plural(broken, 'scenario')} could not be checked"] if broken else []
    parts += [f"{name}: {_counted(counts)}" for name, counts in (("claims", claims), ("records", records)) if counts]
    part = f"; shard {shard}: {len(checked):,} of {plural(shard.among, 'scenario')}" if shard else ""
    return f"{overall(checked)}: {'; '.join(parts) or 'there is no claim and no record'}{part}"


def _counted(counts: Counter[str]) -> str:
    """`2 failed, 31 held`, the worst first."""
    order = ("failed", "undecided", "held", "unusable", "orphaned", "changed", "missing", "equivalent", "identical")
    return ", ".join(f"{counts[word]:,} {word}" for word in order if counts[word])


def together(found: Sequence[Case]) -> list[Case]:
    """The cases, those that say the same of the same line as one, as every variant of a file has the mistakes of the file."""
    suites: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], Case] = {}
    for case in found:
        key = (case.place, case.name, case.verdict, case.message) if case.place else (case,)
        suites.setdefault(key, []).append(case.suite)
        first.setdefault(key, case)
    return [replace(case, suite=_few(suites[key])) for key, case in first.items()]


def _few(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return listed([*names[:MOST_NAMES], f"{more} more"] if more > 0 else names)


def indented(text: str) -> list[str]:
    """Words in lines of their own below others."""
    return textwrap.wrap(harmless(text), WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def ordered(checked: Sequence[Checked]) -> list[Checked]:
    """The scenarios, the worst first."""
    return sorted(checked, key=lambda one: WORST.index(one.verdict))


def row_of(one: Checked) -> tuple[str, str]:
    """What became of the claims of a scenario, and of its record."""
    if one.problem:
        return "could not be checked", ""
    claims = Counter[str](judgement.verdict for judgement in one.claims)
    told = "no record"
    if one.record and one.record.verdict != "missing":
        apart = one.record.reason if one.record.verdict == "identical" else ""  # from names, where it is not simply so
        told = f"record {apart or one.record.verdict}"
    return _counted(claims) or "no claims", told


def cases(checked: Sequence[Checked], *, strict: bool, brief: bool = False) -> list[Case]:
    """Every claim and every record; under *strict* what is undecided has failed. *brief* is in fewer words."""
    return [case for one in checked for case in _cases(one, strict=strict, brief=brief)]


def wrong(checked: Sequence[Checked], *, strict: bool, brief: bool = False) -> list[Case]:
    """The cases that did not pass: first of scenarios that could not be checked, then what failed, then what is undecided."""
    found = [case for case in cases(ordered(checked), strict=strict, brief=brief) if case.verdict != "passed"]
    return sorted(found, key=lambda case: case.verdict != "failed")


def _cases(one: Checked, *, strict: bool, brief: bool) -> Iterator[Case]:
    if one.problem:
        yield Case(one.name, "could not be checked", "failed", *_trouble(one), fatal=True)
    undecided: CaseVerdict = "failed" if strict else "undecided"
    verdicts: dict[str, CaseVerdict] = {"held": "passed", "failed": "failed", "undecided": undecided}
    for index, judgement in enumerate(one.claims):
        name = textwrap.shorten(judgement.claim.text, _BRIEF if brief else _LONGEST, placeholder=" …")
        yield Case(one.name, name, verdicts[judgement.verdict], judged_in_words(judgement), one.places[index])
    if one.record:
        verdict, fatal = one.record.verdict_of_check, one.record.verdict == "unusable"
        words = record_in_words(one.record, 1) if brief else record_in_words(one.record) + _renew(one)
        yield Case(one.name, "recorded result", verdicts.get(verdict, "failed"), words, one.record.place, fatal=fatal)


def _renew(one: Checked) -> str:
    """How to record a result, where that mends what is wrong."""
    if one.record is None or one.record.stays or one.record.verdict_of_check == "held":
        return ""
    return f" (--update {shlex.quote(one.name)} records it{'' if one.record.verdict == 'missing' else ' anew'})"


def renewing(checked: Sequence[Checked]) -> str:
    """How many records are made anew at once; nothing where they are few."""
    count = sum(bool(_renew(one)) for one in checked)
    return f"{count:,} records to renew: --update-all records them all, --update NAME one of them." if count > MOST_ALONE else ""


def _trouble(one: Checked) -> tuple[str, Place | None]:
    """Why a scenario could not be checked, and where: the first of its mistakes."""
    if isinstance(one.problem, ScenarioError):
        first, *others = one.problem.problems
        more = f"; and {plural(len(others), 'more error')}" if others else ""
        mend = f" ({first.mend})" if first.mend else ""
        path = f"{first.path}: " if first.path else ""
        return f"{path}{first.message}{mend}{more}", first.place
    return str(one.problem), one.at


def recorded_text(renewals: Sequence[Renewal], idle: int = 0, orphans: Sequence[Path] = ()) -> str:
    """What was recorded anew, and what that accepts; how many were left as they are; and which records belong to nothing."""
    lines = []
    for one in renewals:
        was = one.was.verdict if one.was else "new"
        lines += textwrap.wrap(harmless(f"{one.name}: {was}, recorded in {one.path.as_posix()}"), WIDTH)
        if one.was and one.was.verdict != "identical":
            lines += indented(record_in_words(one.was))
    if idle:
        lines.append(f"{plural(idle, 'record')} {'is' if idle == 1 else 'are'} identical, and left alone")
    for path in orphans:
        lines += textwrap.wrap(harmless(f"{path.as_posix()}: its scenario is gone; delete it, or bring the scenario back"), WIDTH)
    return "".join(f"{line}\n" for line in lines)


def check_markdown(checked: Sequence[Checked], asked: Asked, *, strict: bool) -> str:
    """A page for a CI service: what is wrong, then a row a scenario."""
    rows = [
        (case.suite, case.name, case.verdict, case.message, str(case.place or ""))
        for case in together(wrong(checked, strict=strict))
    ]
    parts = [f"## {escaped(harmless(headline(checked, asked)))}"]
    if rows:
        parts.append(table(("scenario", "claim", "verdict", "found", "where"), rows).rstrip("\n"))
    if renew := renewing(checked):
        parts.append(escaped(renew))
    if rows_of_all := [(one.name, one.verdict, *row_of(one)) for one in ordered(checked)]:
        parts.append(table(("scenario", "verdict", "claims", "record"), rows_of_all).rstrip("\n"))
    if asked.coverage:
        parts.append("### Coverage")
        parts.append("\n".join(f"- {escaped(harmless(line))}" for line in _unexercised(checked)) or "Nothing is left out.")
        parts.append(table(("scenario", *(f"{kind}s" for kind in KINDS)), map(_covered, checked)).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def _covered(one: Checked) -> list[str]:
    """The name of a scenario, and how many of its rungs of each kind were exercised."""
    kinds = {kind: [rung.exercised for rung in one.rungs if rung.kind == kind] for kind in KINDS}
    return [one.name, *(f"{sum(found)} of {len(found)}" for found in kinds.values())]


def coverage_lines(checked: Sequence[Checked]) -> list[str]:
    """At most twenty lines: what nothing has exercised, and how much of everything was."""
    told = [line for one in _unexercised(checked) for line in indented(one)] or ["    nothing is left out"]
    rungs = [rung for one in checked for rung in one.rungs]
    totals = [f"{sum(r.exercised for r in rungs if r.kind == k)} of {sum(r.kind == k for r in rungs)} {k}s" for k in KINDS]
    head = ["", *textwrap.wrap(f"Coverage: a claim or a recorded history has exercised {', '.join(totals)}; never", WIDTH)]
    return [*head, *shortened(told, MOST_COVERAGE - len(head))]


def _unexercised(checked: Sequence[Checked]) -> list[str]:
    """What no claim and no history has exercised, with the scenarios in which that is so."""
    where: dict[tuple[Kind, str, bool], list[str]] = {}
    for one in checked:
        for rung in one.rungs:
            if not rung.exercised:
                where.setdefault((rung.kind, rung.name, rung.weighs), []).append(one.name)
    told = sorted(where.items(), key=lambda item: (-len(item[1]), KINDS.index(item[0][0]), item[0][1:]))
    return [f"{_deed(kind, name, weighs=weighs)} in {', '.join(names)}" for (kind, name, weighs), names in told]


def _deed(kind: Kind, name: str, *, weighs: bool) -> str:
    match kind:
        case "stage":
            return f"stage {name} is never reached, and no claim names it,"
        case "brake":
            return f"brake {name} is never on" if weighs else f"brake {name} never holds a decision back"
        case "event":
            return f"event {name} never has an effect, and no claim counts it,"
    return f"the descent from {name} never happens"
