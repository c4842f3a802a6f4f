"""Which edits moved the answer how much, in words: a sentence, and a table of edits and stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from escalation_sim.language.nodes import shown
from escalation_sim.presentation.wording import listed, plural
from escalation_sim.questions.compare.attribution import Attribution, Share
from escalation_sim.results.rounding import given

TITLE = "Which edit did how much, in points of probability"
_LONGEST = 24
"""Characters of a value that stands beside its path; of a longer one the path says enough."""
_MOST_NAMES = 3
_NOUGHT = 1e-12


@dataclass(frozen=True)
class Table:
    """The shares as a table: *head* has the stages, and each row an edit; what is small is folded into one row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int  # stages for which there is no room


def attribution_data(found: Attribution) -> dict[str, Any]:
    """The shares as JSON has them: with all their digits, since they add up."""
    return {
        "attribution": [
            {
                "path": one.path,
                "paths": [change.path for change in one.changes],
                "shares": given(one.shares),
                **({"error": one.errors} if found.orders else {}),
            }
            for one in found.shares
        ],
        "attribution_orders": found.orders,
        "attribution_differences": given(found.differences),
        "attribution_parting": [one.path for one in found.parting],
        "attribution_parting_alone": found.alone,
    }


def attribution_in_words(found: Attribution) -> str:
    """`opinion_floor 36 → 30 did +9.1 of the +11.3 points for defensive_weapons`."""
    stage = _leading(found)
    if stage is None:
        return "No edit changes how often a stage is reached, alone or with others."
    total = found.differences[stage]
    first, *others = _largest_first(found, stage, total)
    did = f"{edit(first)} did {points(first.shares[stage])}"
    if abs(total) < _NOUGHT:
        return f"The edits make up for one another: {did} of 0 points for {stage}, and the others the rest."
    if not any(abs(one.shares[stage]) >= _NOUGHT for one in others):
        return f"{edit(first)} did all of the {points(total)} points for {stage}."
    return f"{did} of the {points(total)} points for {stage}."


def how_in_words(found: Attribution) -> str:
    """How the shares were found, which edits are joined, and which let the history part ways that is told."""
    said = []
    if found.orders:
        said.append(f"A share is the mean over {found.orders} sampled orders of the edits; ± is its standard error.")
    joined = [one for one in found.shares if len(one.changes) > 1]
    if joined:
        names = [f"{one.path} with {listed(_few([change.path for change in one.changes[1:]]))}" for one in joined[:_MOST_NAMES]]
        said.append(f"What can't stand alone is one edit: {'; '.join(names)}{' …' if joined[_MOST_NAMES:] else ''}.")
    return " ".join(said)


def parts_in_words(found: Attribution, replication: int, when: str) -> str:
    """Which edits let the history part ways as it is told, *when* it does so; nothing where it does not."""
    names = _few([edit(one) for one in found.parting])
    if not names:
        return ""
    parts = f"replication {replication} part ways as it does, {when}"
    if not found.alone:
        return f"No edit alone makes {parts}: {listed(names)} do so only together."
    each, are = (", each of them alone,", "are") if names[1:] else (" alone", "is")
    return f"{listed(names)}{each} {are} enough to make {parts}."


def shares_table(found: Attribution, rows: int | None = None, columns: int | None = None) -> Table | None:
    """At most so many *rows* of edits, and *columns* of stages, those that moved most; None where no edit moves any."""
    leading = _leading(found)
    if leading is None:
        return None
    moved = [stage for stage in found.stages if _size(found, stage) >= _NOUGHT]
    kept = sorted(moved, key=lambda stage: (-abs(found.differences[stage]), -_size(found, stage)))[:columns]
    stages = [stage for stage in moved if stage in kept]
    edits = sorted(found.shares, key=lambda one: (-abs(one.shares[leading]), -max(map(abs, one.shares.values()))))
    told = edits if rows is None or len(edits) <= rows else edits[: rows - 1]
    rest = edits[len(told) :]
    lines = [(edit(one), *(_cell(one, stage) for stage in stages)) for one in told]
    if rest:
        sums = (points(sum(one.shares[stage] for one in rest)) for stage in stages)
        lines.append((f"{plural(len(rest), 'more edit', 'more edits')} together", *sums))
    lines.append(("all edits", *(points(found.differences[stage]) for stage in stages)))
    return Table(("edit", *stages), tuple(lines), len(moved) - len(stages))


def edit(one: Share) -> str:
    """An edit by its first path, with what stood there before and stands there now where that is short."""
    change = one.changes[0]
    more = f" (with {len(one.changes) - 1} more)" if one.changes[1:] else ""
    if change.a is None or change.b is None:
        return f"{change.path} {'taken out' if change.b is None else 'added'}{more}"
    path = change.parameter or change.path
    if max(len(change.a), len(change.b)) > _LONGEST:
        return f"{path} edited{more}"
    return f"{path} {shown(change.a)} → {shown(change.b)}{more}"


def points(share: float) -> str:
    """A share in points of probability, with its sign; 0 only where it is."""
    number = 100 * share
    if abs(number) < 100 * _NOUGHT:
        return "0"
    text = f"{number:+.1f}"
    return text if text.strip("+-0.") else f"{number:+.1g}"


def _cell(one: Share, stage: str) -> str:
    error = one.errors.get(stage, 0.0)
    return f"{points(one.shares[stage])} ±{100 * error:.1f}" if error else points(one.shares[stage])


def _leading(found: Attribution) -> str | None:
    """The stage whose probability moved most, the lowest of several; else one in which edits make up for one another."""
    moved = [stage for stage in found.stages if _size(found, stage) >= _NOUGHT]
    return max(moved, key=lambda stage: (abs(found.differences[stage]), _size(found, stage)), default=None)


def _size(found: Attribution, stage: str) -> float:
    return max((abs(one.shares[stage]) for one in found.shares), default=0.0)


def _largest_first(found: Attribution, stage: str, total: float) -> list[Share]:
    """The edits by what they did in the direction of the whole."""
    return sorted(found.shares, key=lambda one: -one.shares[stage] * (1 if total >= 0 else -1))


def _few(names: Sequence[str]) -> list[str]:
    return list(names) if len(names) <= _MOST_NAMES + 1 else [*names[:_MOST_NAMES], f"{len(names) - _MOST_NAMES} more"]
