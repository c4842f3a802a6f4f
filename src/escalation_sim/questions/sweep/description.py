"""What a study file says of itself: enough to run the study again. Read from a file, it is believed in nothing."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim.model.expressions import plain
from escalation_sim.questions.sweep.designs import KINDS, MOST_POINTS, Axis, Design, Kind
from escalation_sim.results.digest import digest
from escalation_sim.running.setups import Settings, Setup
from escalation_sim.version import __version__

FORMAT, VERSION = "escalation-sim/study", 2
MOST_REPLICATIONS = 10**12


@dataclass(frozen=True)
class About:
    """*text* is the scenario, whole. *points* is how many there are, *replications* how many of each are wanted."""

    name: str
    digest: str
    text: str
    settings: Settings
    kind: Kind
    axes: tuple[Axis, ...]
    columns: tuple[str, ...]
    points: int
    replications: int

    def data(self) -> dict[str, Any]:
        """The same as the entries of a study file."""
        axes = {axis.name: {"values": list(axis.values), "low": axis.low, "high": axis.high} for axis in self.axes}
        versions = {"escalation-sim": __version__, "numpy": np.__version__, "python": ".".join(map(str, sys.version_info[:2]))}
        return {
            "format": FORMAT,
            "version": VERSION,
            "scenario": {"name": self.name, "digest": self.digest, "text": self.text},
            "settings": {
                "seed": self.settings.seed,
                "changed": dict(sorted(self.settings.changed.items())),
                "uncertain": self.settings.uncertain,
                **self.settings.named,
            },
            "design": {"kind": self.kind, "axes": axes, "columns": list(self.columns), "points": self.points},
            "replications": self.replications,
            "made_with": versions,
        }


def about(text: str, setup: Setup, design: Design, n: int) -> About:
    """What is to be said of a study. *text* is the scenario, whole."""
    scenario = setup.scenario
    return About(scenario.name, digest(scenario), text, setup.settings, design.kind, design.axes, design.columns, len(design), n)


def read_about(data: Mapping[str, Any]) -> About:
    """What the entries of a study file say. Raises ValueError in words, or KeyError for what is missing."""
    scenario, settings, design = (_mapping(data[key], key) for key in ("scenario", "settings", "design"))
    changed = {name: _number(value, name) for name, value in _mapping(settings["changed"], "changed").items()}
    axes = tuple(_axis(name, _mapping(axis, name)) for name, axis in _mapping(design["axes"], "axes").items())
    columns = tuple(_text(name, "columns") for name in _list(design["columns"], "columns"))
    if not axes or sorted(columns) != sorted(axis.name for axis in axes):
        raise ValueError("the columns are not what is varied")
    if design["kind"] not in KINDS:
        raise ValueError("it has an unknown design")
    without = tuple(_text(name, "without") for name in _list(settings.get("without", []), "without"))
    if not isinstance(settings["uncertain"], bool):
        raise ValueError("uncertain is neither true nor false")  # noqa: TRY004 - one kind of error for all that is wrong in a file
    return About(
        _text(scenario["name"], "name"),
        _text(scenario["digest"], "digest"),
        _text(scenario["text"], "text"),
        Settings(_whole(settings["seed"], "seed", 0), changed, settings["uncertain"], without),
        design["kind"],
        axes,
        columns,
        _whole(design["points"], "points", 1, MOST_POINTS),
        _whole(data["replications"], "replications", 1, MOST_REPLICATIONS),
    )


def _axis(name: str, axis: Mapping[str, Any]) -> Axis:
    values = tuple(_number(value, name) for value in _list(axis["values"], name))
    ends = [None if axis[end] is None else _number(axis[end], name) for end in ("low", "high")]
    if not values or len(set(values)) < len(values):
        raise ValueError(f"the values of {name} are none, or not all different")
    return Axis(name, values, *ends)


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no mapping")  # noqa: TRY004
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list")  # noqa: TRY004
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")  # noqa: TRY004
    return value


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} is no number")
    return float(value)


def _whole(value: Any, name: str, low: int, high: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
        raise ValueError(f"{name} is no whole number of {low} or more" + (f", up to {high:,}" if high else ""))
    return value


def differences(old: About, new: About) -> list[str]:
    """In what two studies differ, in words; more points of `sobol`, and other replications, are no difference."""
    said = []
    if old.digest != new.digest:
        said.append(f"its scenario is {_scenario(old)}, and this one {_scenario(new)}")
    if old.settings.seed != new.settings.seed:
        said.append(f"its seed is {old.settings.seed}, and this one {new.settings.seed}")
    if old.settings.changed != new.settings.changed:
        said.append(f"its --set is {_changes(old)}, and this one {_changes(new)}")
    if set(old.settings.without) != set(new.settings.without):
        said.append(f"its --without is {_left_out(old)}, and this one {_left_out(new)}")
    if old.settings.uncertain != new.settings.uncertain:
        with_, without = "with --uncertain", "without"
        said.append(f"it is {with_}, and this one {without}" if old.settings.uncertain else f"it is {without}, this one {with_}")
    if old.kind != new.kind:
        said.append(f"its design is {old.kind}, and this one {new.kind}")
    if {axis.name: axis for axis in old.axes} != {axis.name: axis for axis in new.axes}:
        said.append(f"it varies {_axes(old)}, and this one {_axes(new)}")
    elif old.points != new.points and not (old.kind == new.kind == "sobol" and new.points > old.points):
        said.append(f"it has {old.points:,} points, and this one {new.points:,}")
    return said


def _scenario(about: About) -> str:
    return f"{about.name!r} ({about.digest[:15]}…)"


def _changes(about: About) -> str:
    return " ".join(f"{name}={plain(value)}" for name, value in sorted(about.settings.changed.items())) or "nothing"


def _left_out(about: About) -> str:
    return " ".join(sorted(about.settings.without)) or "nothing"


def _axes(about: About) -> str:
    return ", ".join(
        f"{axis.name} over {', '.join(map(plain, axis.values[:4]))}"
        + (f", … {plain(axis.values[-1])} ({len(axis.values)} values)" if len(axis.values) > 4 else "")
        for axis in about.axes
    )
