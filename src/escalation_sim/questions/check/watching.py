"""`check --watch`: which scenarios a saved file touches, as a function of successive looks at the files."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from escalation_sim.errors import UsageError
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.check.check import Checked
from escalation_sim.questions.check.found import Found, scenarios
from escalation_sim.questions.check.records import path_of

Look = Mapping[str, object]
"""What stood at some paths at one time: equal as long as nothing was saved there."""

_NAMED = 3
_ENDINGS = (".yaml", ".yml", ".json")


def look_at(paths: Iterable[str]) -> dict[str, object]:
    """A look at files, by when and how large they were saved, and at folders, by the names in them that may count."""
    return {path: _stamp(path) for path in paths}


def _stamp(path: str) -> object:
    try:
        told = os.stat(path)  # noqa: PTH116 - many, several times a second
        if stat.S_ISDIR(told.st_mode):
            with os.scandir(path) as entries:
                return tuple(sorted(one.name for one in entries if one.name.endswith(_ENDINGS) and not one.name.startswith(".")))
    except (OSError, ValueError):
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


@dataclass(frozen=True)
class Round:
    """What was checked again, and why, in words; *every* scenario as it is now. *problem* is why there is nothing to check."""

    why: str
    again: tuple[Checked, ...] = ()
    every: tuple[Checked, ...] = ()
    problem: str = ""


class Watch:
    """Some files and folders that are watched. *check* checks scenarios, one after the other.

    A file is only read when two looks have shown the same: whoever is still writing it is waited for.
    """

    def __init__(self, paths: Sequence[str], check: Callable[[Sequence[Found]], Sequence[Checked]]) -> None:
        self._given, self._check = paths, check
        self._found: tuple[Found, ...] = ()
        self._checked: dict[Found, Checked] = {}
        self._seen: Look = {}
        self._last: Look = {}

    def first(self) -> Round:
        """The first round: all there is. Raises UsageError."""
        before, found = look_at(self._given), tuple(scenarios(self._given))
        return self._round(found, found, before, "")

    def paths(self) -> list[str]:
        """The paths to be looked at: what is watched, what it was read from, and its records."""
        read = [path for one in self._checked.values() for path in one.read]
        records = [path_of(one.path) for one in self._found if not one.orphan]
        folders = [record.parent for record in records]
        return list(
            dict.fromkeys([*self._given, *(str(one.path) for one in self._found), *read, *map(str, [*records, *folders])])
        )

    def after(self, now: Look) -> Round | None:
        """The round that a look at the paths calls for; None where nothing was saved, or something is still being written."""
        settled, self._last = now == self._last, now
        if not settled or now == self._seen:
            return None
        changed = {path for path in now if now[path] != self._seen.get(path)}
        try:
            found = tuple(scenarios(self._given))
        except UsageError as error:
            self._found, self._checked = (), {}
            self._seen = {path: now[path] for path in self.paths() if path in now}
            return Round("", problem=str(error))
        again = [one for one in found if one not in self._checked or changed & self._rests_on(one)]
        gone = [one.name for one in self._found if one not in found]
        self._seen = now
        if not again and not gone:
            return None
        why = "; ".join(_why(again, [one for one in again if one not in self._checked], gone, changed, self._checked))
        return self._round(found, again, now, why)

    def _round(self, found: tuple[Found, ...], again: Sequence[Found], before: Look, why: str) -> Round:
        checked = dict(zip(again, self._check(again), strict=True))
        self._found = found
        self._checked = {one: checked.get(one) or self._checked[one] for one in found}
        paths = self.paths()  # what was saved since the look is seen by the next one
        self._seen = {**look_at(path for path in paths if path not in before), **{p: before[p] for p in paths if p in before}}
        self._last = self._seen
        return Round(why, tuple(checked.values()), tuple(self._checked.values()))

    def _rests_on(self, one: Found) -> set[str]:
        """The paths that make a difference to a scenario: the folder of records too, where it has none there."""
        checked, record = self._checked[one], path_of(one.path)
        lacks_one = checked.record is None or checked.record.verdict == "missing"
        return {str(one.path), *checked.read, str(record), *([str(record.parent)] if lacks_one else [])}


def _why(
    again: Sequence[Found], new: Sequence[Found], gone: Sequence[str], changed: set[str], checked: Mapping[Found, Checked]
) -> list[str]:
    """Which scenarios are checked again, each named once: the new ones, those that were saved, and what rests on what was."""
    fresh, orphans = ([one.name for one in new if one.orphan is orphan] for orphan in (False, True))
    told = [f"new: {_names(fresh)}"] if fresh else []
    told += [f"gone: {_names(gone)}"] if gone else []
    told += [f"left: the record of {_names(orphans)}"] if orphans else []
    left = [one for one in again if one not in new]
    saved = [one for one in left if str(one.path) in changed]
    if saved:
        below = [one for one in left if one not in saved and {str(other.path) for other in saved} & set(checked[one].read)]
        extends = "extends" if len(below) == 1 else "extend"
        more = f" (and {len(below)} that {extends} {'it' if len(saved) == 1 else 'them'})" if below else ""
        told.append(f"again: {_names([one.name for one in saved])}{more}")
        left = [one for one in left if one not in saved and one not in below]
    records = [one for one in left if not changed & set(checked[one].read)]
    if records:
        told.append(f"again: {_names([one.name for one in records])}, for the record")
    left = [one for one in left if one not in records]
    if left:
        read = sorted({path for one in left for path in checked[one].read if path in changed})
        told.append(f"again: {_names([one.name for one in left])}, for {_names(read)}")
    return told


def _names(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {plural(len(names) - _NAMED + 1, 'more', 'more')}"
