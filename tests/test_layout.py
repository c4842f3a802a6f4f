"""The direction of the arrows: who may import whom, and which library lives where."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.places import ROOT

SOURCE = ROOT / "src" / "escalation_sim"
ORDER = [
    "errors",
    "extras",
    "clock",
    "model",
    "luck",
    "language",
    "evidence",
    "loading",
    "engines",
    "results",
    "studies",
    "presentation",
    "api",
    "cli",
    "pytest_plugin",
]
"""The parts of the program: each imports from those before it, and from itself."""

HOMES = {
    "simpy": {"engines"},
    "yaml": {"language", "evidence"},
    "click": {"cli"},
    "matplotlib": {"presentation", "api"},  # the latter hands figures on
    "rich": {"presentation", "cli"},
    "ema_workbench": {"api"},
    "pytest": {"pytest_plugin"},
}
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or path.stem not in ("__init__", "__main__"))


def part_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The full names of all modules that a file imports, at its top or inside."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_up_the_list(path: Path) -> None:
    here = ORDER.index(part_of(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "escalation_sim" and len(parts) > 1 and parts[1] != "__version__":
            assert ORDER.index(parts[1]) <= here, f"{path} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_library_lives_in_its_home(path: Path) -> None:
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or part_of(path) in home, f"{path} imports {name}"


def test_the_model_imports_nothing_but_errors_and_the_clock() -> None:
    for path in (SOURCE / "model").rglob("*.py"):
        ours = {name.split(".")[1] for name in imports(path) if name.startswith("escalation_sim.")}
        assert ours <= {"errors", "clock", "model"}, path


def test_there_is_no_global_generator() -> None:
    for path in FILES:
        names = imports(path)
        assert not any(name.split(".")[0] in ("random", "secrets") for name in names), path
        if part_of(path) != "luck":
            assert "np.random" not in path.read_text(), path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_says_what_lives_there(path: Path) -> None:
    if path.read_text().strip():
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_what_is_public_is_documented() -> None:
    """Every function and class that another file may use, outside of methods that only implement a protocol."""
    missing = []
    for path in FILES:
        named = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        bare = [node.name for node in named if not node.name.startswith("_") and not ast.get_docstring(node)]
        missing += [f"{path.relative_to(SOURCE)}: {name}" for name in bare]
    allowed = {"model/expressions.py"}  # the nodes of the tree are their fields
    assert [name for name in missing if name.split(":")[0] not in allowed] == []
