"""The releases of other libraries: what pyproject.toml allows, and what requirements.lock has chosen among it.

`python tests/versions.py` writes the lowest that are allowed, as constraints for pip; it needs nothing but Python.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"

_BOUND = re.compile(r"(?P<name>[\w.-]+)>=(?P<lowest>[\w.]+)")


def asked() -> list[str]:
    """What the build, the program, its extras and the tests require, in the order of pyproject.toml."""
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = told["project"]
    lists = [told["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values()]
    return [one for some in lists for one in some if not one.startswith(f"{project['name']}[")]


def lowest(requirements: Iterable[str]) -> list[str]:
    """The lowest release of each library that is allowed, as `NAME==VERSION`. Raises ValueError."""
    found = set()
    for requirement in requirements:
        bound = _BOUND.fullmatch(requirement)
        if bound is None:
            raise ValueError(f"{requirement!r} in pyproject.toml says no lowest release: write NAME>=VERSION")
        found.add(f"{bound['name']}=={bound['lowest']}")
    return sorted(found)


def chosen(surroundings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The release of each library that the lock names where markers have these values, or else here; by its plain name."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        one = None if line.startswith("#") else Requirement(line)
        if one and (one.marker is None or one.marker.evaluate(dict(surroundings or {}))):
            (pin,) = one.specifier
            name = canonicalize_name(one.name)
            assert name not in found, f"requirements.lock names two releases of {name}: `make lock` makes it anew"
            found[name] = pin.version
    return found


def others(names: Iterable[str]) -> list[str]:
    """Which of these libraries are not of the release that the lock names, in words."""
    from packaging.utils import canonicalize_name

    pairs = [(name, chosen()[canonicalize_name(name)], importlib.metadata.version(name)) for name in names]
    return [f"{name} {locked}, and here is {here}" for name, locked, here in pairs if here != locked]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in lowest(asked())))
