"""What `--without` promises, held against variants in whose file a `while` is false."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.commands import command

SHIPPED = sorted(Path("scenarios").glob("*.yaml"))


def named(scenario: Path) -> list[tuple[str, str]]:
    """Every event and brake of a scenario, with the section of the file in which it stands."""
    told = json.loads(command("explain", str(scenario), "--format", "json", "--quiet").out)
    return [(section, one["name"]) for section in ("events", "brakes") for one in told[section]]


def as_if_false(scenario: Path, section: str, name: str, folder: Path, engine: str, n: int) -> tuple[str, str]:
    """What is answered without something, and by a variant in which its `while` is false: all but `scenario` and `settings`."""
    variant = folder / "variant.yaml"
    base = os.path.relpath(scenario, folder)
    variant.write_text(f"extends: {base}\n{section}: {{{name}: {{while: 'false'}}}}\n", encoding="utf-8")
    return _answer(scenario, engine, n, "--without", name), _answer(variant, engine, n)


def _answer(scenario: Path, engine: str, n: int, *more: str) -> str:
    asked = ("run", str(scenario), "-n", str(n), "--histories", "--format", "json", "--engine", engine, "--jobs", "1", "--quiet")
    told = json.loads(command(*asked, *more).out)
    del told["scenario"], told["settings"]
    return json.dumps(told)
