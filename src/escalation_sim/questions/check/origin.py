"""Where a difference from a record comes from: the file, the program, or the record itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from escalation_sim.model.scenario import MAIN
from escalation_sim.questions.check.layout import PROGRAM
from escalation_sim.results.summary import ladders_of
from escalation_sim.version import __version__

Data = Mapping[str, Any]


def stages_of(data: Data) -> dict[str, list[str]]:
    """The stages of each ladder."""
    return {name: [stage["stage"] for stage in ladder["stages"]] for name, ladder in ladders_of(data).items()}


def origin(old: Data, now: Data) -> str:
    """What of a difference the numbers and the parameters don't say, in a sentence; nothing where they say it all."""
    what = _other_stages(old, now)
    if old["scenario"]["digest"] == now["scenario"]["digest"]:
        why = _of_the_same_scenario(old.get(PROGRAM))
    else:
        same_parameters = old["settings"]["parameters"] == now["settings"]["parameters"]
        what = what or ("something else than a parameter was changed in the file" if same_parameters else "")
        program = _other_program(old.get(PROGRAM))
        why = f"{program}, so that some of it may be the program's doing" if program else ""
    return "; and ".join(part for part in (what, why) if part)


def _other_stages(old: Data, now: Data) -> str:
    """The first ladder that has other stages; nothing where none has."""
    were, are = stages_of(old), stages_of(now)
    for name in (name for name in [*are, *were] if were.get(name) != are.get(name)):
        whose = "its stages" if name == MAIN else f"the stages of its ladder {name}"
        return f"{whose} were {_named(were.get(name))}, and are {_named(are.get(name))}"
    return ""


def _of_the_same_scenario(program: str | None) -> str:
    same = "the scenario does what it did when it was recorded (its digest is the same)"
    if program is None:
        return f"{same}: the program, or a library, has changed, or the record was edited; it does not say who recorded it"
    other = _other_program(program)
    if other:
        newer = f"; look at it with {program} before it is recorded anew" if _newer(program, __version__) else ""
        return f"{same}, and {other}: the program has changed the numbers{newer}"
    return (
        f"{same}, and it was recorded with this program ({program}): the record itself was edited or merged by hand, "
        "or the program was altered and kept its version"
    )


def _other_program(program: str | None) -> str:
    """That another version of the program has recorded it; nothing where none has, or nobody knows."""
    return f"it was recorded with {program}, and this is {__version__}" if program not in (None, __version__) else ""


def _newer(one: str, other: str) -> bool:
    """Whether a version comes after another, by its numbers."""
    first, second = ([int(number) for number in re.findall(r"[0-9]{1,9}", version)] for version in (one, other))
    return first > second


def _named(stages: list[str] | None) -> str:
    return ", ".join(stages) if stages else "not there"
