"""The edits that lead from one scenario to another, and scenarios with only some of them made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from escalation_sim.errors import ScenarioError
from escalation_sim.language.edited import Branch, apart, branches, edited
from escalation_sim.language.loading import read_again
from escalation_sim.model.scenario import Parameter, Scenario
from escalation_sim.questions.compare.changed_lines import Change, changes
from escalation_sim.questions.compare.sides import Run
from escalation_sim.running.setups import Settings, Setup, can_be_drawn

Made = frozenset[int]
"""Which of the changes are made, by their index."""

_OF_DRAWS = (["range"], ["kind"], ["prior"])
_DEFINED = ("parameters", "quantities")
_KEPT = 300
"""Scenarios that are kept: with more edits than these come of, nearly none is asked for twice."""


@dataclass(frozen=True)
class Between:
    """What lies between two runs: *a* with some of the *changes* made is another scenario, and with all of them it is *b*.

    A parameter or a quantity that only one of them has does nothing until something reads it. So it is there in every scenario in
    between, and is no edit of its own.
    """

    a: Run
    b: Run
    changes: tuple[Change, ...]
    _setups: dict[frozenset[str], Setup] = field(default_factory=dict, compare=False)

    def setup(self, made: Made) -> Setup:
        """The first scenario with some of the changes made. Raises ScenarioError where they can't stand without others."""
        if made == self.all:
            return self.b.setup
        if not made:
            return self.a.setup
        paths = self._paths(made | self.added)
        setup = self._setups.get(paths) or Setup(self._read(paths), self.a.setup.settings)
        if len(self._setups) >= _KEPT:
            self._setups.clear()
        self._setups[paths] = setup.ready("kernel")
        return setup.again(self._settings(setup.scenario, made))

    @cached_property
    def counting(self) -> tuple[int, ...]:
        """The changes that are edits of their own and can matter to a history, in the order of the file."""
        left_out = self.added | self.removed
        return tuple(index for index, one in enumerate(self.changes) if index not in left_out and not self._is_idle(one))

    @cached_property
    def all(self) -> Made:
        """All that can matter."""
        return frozenset(self.counting)

    @cached_property
    def added(self) -> Made:
        """The parameters and quantities that only the second scenario has."""
        return self._alone(self.b.setup.scenario, self.a.setup.scenario)

    @cached_property
    def removed(self) -> Made:
        """The parameters and quantities that only the first scenario has."""
        return self._alone(self.a.setup.scenario, self.b.setup.scenario)

    def _alone(self, here: Scenario, there: Scenario) -> Made:
        names = ({*here.values} | {quantity.name for quantity in here.quantities}) - _names(there)
        paths = {f"{section}.{name}" for section in _DEFINED for name in names}
        return frozenset(index for index, one in enumerate(self.changes) if one.path in paths)

    def _is_idle(self, change: Change) -> bool:
        """Whether no history can show it: what is measured, and the bounds of a parameter that nobody draws."""
        section, *rest = change.path.split(".")
        return section == "outcomes" or (section == "parameters" and rest[1:] in _OF_DRAWS and not self._drawn)

    @property
    def _drawn(self) -> bool:
        return self.a.setup.settings.uncertain or self.b.setup.settings.uncertain

    @cached_property
    def leads_there(self) -> bool:
        """Whether all changes make the second scenario of the first: where a period starts elsewhere they may not say all."""
        try:
            found = self._read(self._paths(self.all | self.added))
        except ScenarioError:
            return False
        told = {change.path for index, change in enumerate(self.changes) if index not in self.all}
        left = changes(found, self.b.setup.scenario)
        return all(one.path in told or one.path.startswith("outcomes.") or one.parameter in self._in_both for one in left)

    def belong_together(self, index: int, other: int) -> bool:
        """Whether one of two changes is about a part of the other."""
        one, two = self.changes[index], self.changes[other]
        if one in self._left_out or two in self._left_out:
            return one.path == two.path
        return _within(one.path, two.path) or _within(two.path, one.path)

    def needed(self, made: Made) -> Made:
        """The parameters and quantities without which some changes can't be made, or that can't go before these are made."""
        added = [one for one in self.added if not self._is_sound(made | self.added - {one})]
        removed = [one for one in self.removed if not self._is_sound((self.all - made) | self.added | {one})]
        return frozenset((*added, *removed))

    def _is_sound(self, made: Made) -> bool:
        try:
            self._read(self._paths(made))
        except ScenarioError:
            return False
        return True

    def _read(self, paths: frozenset[str]) -> Scenario:
        """What the file would say. Raises ScenarioError."""
        a, b = self._branches
        hidden: list[str] = []
        if "period.start" in paths:  # a date that is as many days after another start is told nowhere
            told = [one.path for one in self.changes]
            hidden = [path for path in apart(a, b) if not any(_within(path, one) or _within(one, path) for one in told)]
        found = read_again(edited(a, b, sorted((*paths, *hidden))), self.a.setup.scenario.name)
        return replace(found, luck_names=self.b.setup.scenario.luck_names)

    def _paths(self, made: Made) -> frozenset[str]:
        """The paths of the tree that changes are about: which value a parameter has is one of the settings.

        With a range goes the file's own value, which has to lie within it.
        """
        told = [self.changes[index] for index in made]
        paths = {one.path for one in told if one not in self._left_out and one.parameter not in self._in_both}
        return frozenset(paths | {f"parameters.{path.split('.')[1]}.value" for path in paths if _is_range(path)})

    @cached_property
    def _branches(self) -> tuple[Branch, Branch]:
        a, b = (branches(run.document.places.top, run.setup.scenario) for run in (self.a, self.b))
        return a, b

    @cached_property
    def _in_both(self) -> frozenset[str]:
        return frozenset(self.a.setup.scenario.values.keys() & self.b.setup.scenario.values.keys())

    @cached_property
    def _left_out(self) -> dict[Change, str]:
        """The changes that say that only one side leaves an event or a brake out, with its name."""
        names = {*self.a.setup.settings.without} ^ {*self.b.setup.settings.without}
        told = {one: one.path.rpartition(".")[2] for one in self.changes if one.a is not None and one.b is not None}
        return {one: name for one, name in told.items() if name in names and one.path.count(".") <= 1}

    def _settings(self, scenario: Scenario, made: Made) -> Settings:
        """The settings of a scenario: each side's own for what is taken from it."""
        edits = [self.changes[index] for index in made]
        theirs = {one.parameter for one in edits} | (scenario.values.keys() - self.a.setup.scenario.values.keys())
        sides = [(one, self.b.setup if one.name in theirs else self.a.setup) for one in scenario.parameters]
        without = {*self.a.setup.settings.without} ^ {self._left_out[one] for one in edits if one in self._left_out}
        return replace(
            self.a.setup.settings,
            changed={one.name: side.values[one.name] for one, side in sides if not _draws(side, one)},
            uncertain=self._drawn,
            without=tuple(sorted(without & {*scenario.removable})),
        )


def _names(scenario: Scenario) -> set[str]:
    """Whatever has a name."""
    return {thing.name for thing in (*scenario.things, *scenario.others, *scenario.outcomes)}


def _draws(side: Setup, parameter: Parameter) -> bool:
    """Whether a side draws a parameter."""
    settings = side.settings
    return settings.uncertain and can_be_drawn(parameter) and parameter.name not in settings.changed


def _is_range(path: str) -> bool:
    section, *rest = path.split(".")
    return section == "parameters" and rest[1:] == ["range"]


def _within(path: str, other: str) -> bool:
    """Whether a path is that of a part of the other, or is the other."""
    return path == other or path.startswith(f"{other}.")
