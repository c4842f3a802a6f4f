"""Plain data from a stranger: has it the shape that was promised? If not, where, and what stands there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from escalation_sim.language.nodes import shown
from escalation_sim.language.traps import FORBIDDEN
from escalation_sim.model.scenario import LONGEST_NAME, NAME

LARGEST_NUMBER = 1e300


class Wrong(Exception):
    """What is wrong, and where: a path such as `stages[1].reached.count`, and of a text that is no data its *line*."""

    def __init__(self, path: str, message: str, line: int = 1) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.line = line


@dataclass(frozen=True)
class Each:
    """A mapping of names to something."""

    inner: Any
    is_name: Callable[[str], bool]


@dataclass(frozen=True)
class Maybe:
    """Something, or null."""

    inner: Any


@dataclass(frozen=True)
class Absent:
    """Something under a key of a mapping that may as well be missing."""

    inner: Any


@dataclass(frozen=True)
class Many:
    """A list."""

    inner: Any


@dataclass(frozen=True)
class Column:
    """A list of numbers, one a replication: *whole* ones from 0 on, or null for *never*. It may be long."""

    whole: bool = False
    never: bool = False


def words(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"`{shown(value if isinstance(value, str) else json.dumps(value))}`"


def a_number(value: Any) -> str:
    """What is missing in a value that should be a number; nothing where it is one."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER
    return "" if good else "a number"


def a_whole_number(value: Any) -> str:
    """What is missing in a value that should be 0, 1, 2, …"""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER
    return "" if good else "a whole number of 0 or more"


def a_text(value: Any) -> str:
    """What is missing in a value that should be text with nothing in it that hides what it says."""
    return "" if isinstance(value, str) and not FORBIDDEN.search(value) else "text"


def a_name(value: Any) -> str:
    """What is missing in a value that should be a name of the language."""
    return "" if isinstance(value, str) and is_name(value) else "a name"


def is_name(text: str) -> bool:
    """Whether a text is a name of the language."""
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def look(value: Any, shape: Any, path: str) -> None:
    """Raise Wrong where a value has another shape."""
    match shape:
        case dict() | Each():
            _look_at_mapping(value, shape, path)
        case Many(inner):
            for index, one in enumerate(_list(value, path)):
                look(one, inner, f"{path}[{index}]")
        case Column():
            _look_at_column(_list(value, path), shape, path)
        case Maybe(inner):
            if value is not None:
                look(value, inner, path)
        case _:
            wanted = shape(value)
            if wanted:
                raise Wrong(path, f"it is {words(value)}, not {wanted}")


def _look_at_mapping(value: Any, shape: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise Wrong(path, f"it is {words(value)}, not a mapping")
    for key in value:
        if not (shape.is_name(key) if isinstance(shape, Each) else key in shape):
            raise Wrong(path, f"`{shown(key)}` has no place here")
    inners = dict.fromkeys(value, shape.inner) if isinstance(shape, Each) else shape
    for key, inner in inners.items():
        if key in value:
            look(value[key], inner.inner if isinstance(inner, Absent) else inner, _below(path, key))
        elif not isinstance(inner, Absent):
            raise Wrong(_below(path, key), "it is missing")


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise Wrong(path, f"it is {words(value)}, not a list")
    return value


def _look_at_column(values: list[Any], shape: Column, path: str) -> None:
    """The same as looking at every number, and much quicker where all are sound."""
    kinds = {int} if shape.whole else {int, float}
    sound = set(map(type, values)) <= {*kinds, type(None)} if shape.never else set(map(type, values)) <= kinds
    numbers = [value for value in values if value is not None] if sound else []
    if sound and (not numbers or (min(numbers) >= (0 if shape.whole else -LARGEST_NUMBER) and max(numbers) <= LARGEST_NUMBER)):
        return
    one = a_whole_number if shape.whole else a_number
    for index, value in enumerate(values):
        look(value, Maybe(one) if shape.never else one, f"{path}[{index}]")


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
