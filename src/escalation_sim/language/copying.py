"""A scenario with everything it extends and cites → files that stand together in one folder, each as it was written.

Only the values of `extends` and `evidence` are written anew where the files now lie elsewhere from one another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping as MappingType
from pathlib import Path

from escalation_sim.errors import UsageError
from escalation_sim.language.files import read_file
from escalation_sim.language.findings import Findings
from escalation_sim.language.nodes import Scalar, shown_path
from escalation_sim.language.tree import read_tree


def copied(path: Path, name: str) -> dict[str, bytes]:
    """The bytes of every file, by its path relative to the folder in which the copy of *path* is called *name*.

    The scenario must be sound. Raises OSError, and UsageError where a path cannot be written anew in its place.
    """
    copy = _Copy({name: os.path.realpath(path)})
    copy.scenario(path, name)
    return copy.files


class _Copy:
    """The files so far; *taken* says what stands behind each name."""

    def __init__(self, taken: MappingType[str, str]) -> None:
        self.files: dict[str, bytes] = {}
        self.taken = dict(taken)

    def scenario(self, path: Path, name: str) -> None:
        text = read_file(path).decode()
        top = read_tree(text.encode(), path.as_posix(), Findings())
        bases = {key: top.entries[key].node for key in ("extends", "evidence") if key in top.entries}
        for node in sorted(bases.values(), key=lambda node: (node.place.line, node.place.column), reverse=True):
            assert isinstance(node, Scalar)
            here = path.parent / node.text
            beside = self.free(here)
            text = _with(text, node, beside)
            if node is bases.get("evidence"):
                self.evidence(here, beside)
            else:
                self.scenario(here, beside)
        self.files[name] = text.encode()

    def evidence(self, folder: Path, name: str) -> None:
        for file in sorted(folder.iterdir()):
            if file.suffix in (".yaml", ".yml"):
                self.files[f"{name}/{file.name}"] = read_file(file)

    def free(self, path: Path) -> str:
        """A name in the one folder for what is at *path*: its own, or one that nothing else has."""
        real, name = os.path.realpath(path), path.name
        count = 1
        while self.taken.setdefault(name, real) != real:
            count += 1
            name = f"{path.stem}_{count}{path.suffix}"
        return name


def _with(text: str, node: Scalar, value: str) -> str:
    """The text with another value where a node stands. Raises UsageError where it is not written in one piece."""
    lines = text.splitlines(keepends=True)
    line, column = lines[node.place.line - 1], node.place.column - 1
    for written in (node.text, f'"{node.text}"', f"'{node.text}'"):
        if line.startswith(written, column):
            lines[node.place.line - 1] = line[:column] + value + line[column + len(written) :]
            return "".join(lines)
    where = f"{shown_path(node.place.file)}:{node.place.line}:{node.place.column}"
    raise UsageError(f"{where}: the path cannot be found in the text; write it plainly, such as `extends: base.yaml`")
