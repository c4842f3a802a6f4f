"""The house: who may import whom, which library lives where, and that no two files need each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.places import ROOT

SOURCE = ROOT / "src" / "escalation_sim"
ORDER = [
    "version", "errors", "extras", "clock", "model", "luck", "language", "engines", "results", "running", "presentation",
    "questions", "api", "cli", "pytest_plugin",
]  # fmt: skip
"""The parts of the program: each imports from those before it, and from itself."""

HOMES = {
    "simpy": ("engines/simpy/",),
    "wasmtime": ("engines/kernel/",),
    "yaml": ("language/",),
    "click": ("cli/",),
    "rich": ("presentation/", "questions/", "cli/"),
    "matplotlib": ("presentation/palette.py", "presentation/fonts.py"),  # and every file called figures
    "ema_workbench": ("api/",),
    "pytest": ("pytest_plugin.py",),
}
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or path.stem not in ("__init__", "__main__"))
NAMES = [str(path.relative_to(SOURCE)) for path in FILES]
MODULES = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in NAMES}
EACH_FILE = pytest.mark.parametrize("name", NAMES)


def part_of(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


@cache
def imports(name: str) -> frozenset[str]:
    """The full names of all that a file imports, at its top, inside of functions or for the type checker alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((SOURCE / name).read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import; write the whole name, so that it can be found"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


@cache
def ours(name: str) -> frozenset[str]:
    """The files of ours that a file imports."""
    found = set()
    for imported in imports(name):
        head, _, module = imported.partition(".")
        while head == "escalation_sim" and module and module not in MODULES:
            module = module.rpartition(".")[0]
        if head == "escalation_sim":
            assert module, f"{name} imports the package itself; name the file that has {imported}"
            found.add(MODULES[module])
    return frozenset(found - {name})


@EACH_FILE
def test_imports_point_up_the_list(name: str) -> None:
    here = ORDER.index(part_of(name))
    for other in ours(name):
        assert ORDER.index(part_of(other)) <= here, f"{name} imports {other}, and {part_of(other)} comes after {part_of(name)}"


@EACH_FILE
def test_a_library_lives_in_its_home(name: str) -> None:
    for imported in imports(name):
        library = imported.split(".")[0]
        homes = HOMES.get(library)
        at_home = homes is None or name.startswith(homes)
        drawn = library == "matplotlib" and Path(name).stem.startswith("figures")
        assert at_home or drawn, f"{name} imports {library}, which lives in {', '.join(homes or ())}"


def test_no_two_files_need_each_other() -> None:
    """No circle of imports anywhere, also inside a folder: whoever reads a file can first read what it rests on."""
    finished: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = " → ".join([*way[way.index(name) :], name])
            pytest.fail(f"a circle of imports: {circle}; let what they share stand in a file that neither of them drives")
        if name not in finished:
            for other in sorted(ours(name)):
                follow(other, (*way, name))
            finished.add(name)

    for name in NAMES:
        follow(name, ())


def question_of(name: str) -> str | None:
    parts = name.split("/")
    return parts[1] if parts[0] == "questions" and len(parts) > 2 else None


def uses() -> Iterator[tuple[str, str, str]]:
    """Where a question uses another's answer: (question, other, file)."""
    for name in NAMES:
        for other in ours(name):
            one, two = question_of(name), question_of(other)
            if one and two and one != two:
                yield one, two, name


def test_no_two_questions_use_each_other() -> None:
    """Nor in a round: what several questions share belongs to `running`, `results` or `presentation`."""
    below: dict[str, set[str]] = {}
    for one, two, _ in uses():
        below.setdefault(one, set()).add(two)
    for question, used in below.items():
        seen, left = set[str](), list(used)
        while left:
            other = left.pop()
            where = [f"{name} uses {two}" for one, two, name in uses() if question in (one, two)]
            assert other != question, f"{question} uses an answer that uses {question} again: {'; '.join(sorted(where))}"
            left += below.get(other, set()) - seen
            seen.add(other)


def test_every_folder_of_a_question_is_a_question() -> None:
    """A folder of `questions` is asked by a verb of its name or, for `answer`, `history` and `ensemble`, by `run`."""
    verbs = {path.stem for path in (SOURCE / "cli").glob("*.py")}
    folders = {name for name in map(question_of, NAMES) if name}
    assert folders - {"answer", "history", "ensemble"} <= verbs


def test_the_model_imports_nothing_but_errors_and_the_clock() -> None:
    for name in NAMES:
        if part_of(name) == "model":
            parts = {part_of(other) for other in ours(name)}
            assert parts <= {"errors", "clock", "model"}, f"{name} imports {parts}"


def test_the_engines_share_the_model_and_the_luck_and_no_code() -> None:
    for name in NAMES:
        if name.startswith("engines/") and name.count("/") == 2:
            engine = name.split("/")[1]
            others = [other for other in ours(name) if other.startswith("engines/") and other.count("/") == 2]
            assert all(other.split("/")[1] == engine for other in others), f"{name} imports another engine: {others}"


def test_there_is_no_global_generator() -> None:
    for name in NAMES:
        assert not any(one.split(".")[0] in ("random", "secrets") for one in imports(name)), name
        if part_of(name) != "luck":
            assert "np.random" not in (SOURCE / name).read_text(), name


@EACH_FILE
def test_a_file_says_what_lives_there(name: str) -> None:
    if (SOURCE / name).read_text().strip():
        assert ast.get_docstring(ast.parse((SOURCE / name).read_text())), f"{name} begins without a word on what lives there"


def test_no_file_is_called_by_nothing() -> None:
    for name in NAMES:
        assert Path(name).stem not in ("util", "utils", "helpers", "misc", "common"), f"{name}: call it by what it knows"


def test_no_file_and_no_function_is_long() -> None:
    """Files under 400 lines, functions of at most 80; the median file is far below."""
    for name in NAMES:
        text = (SOURCE / name).read_text()
        assert text.count("\n") <= 400, f"{name} has {text.count(chr(10))} lines: which two things does it do?"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 80, f"{name}: {node.name} has {length} lines"


def test_what_is_public_is_documented() -> None:
    """Every function and class that another file may use, outside of methods that only implement a protocol."""
    missing = []
    for name in NAMES:
        named = [n for n in ast.parse((SOURCE / name).read_text()).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        missing += [f"{name}: {n.name}" for n in named if not n.name.startswith("_") and not ast.get_docstring(n)]
    allowed = {"model/expressions.py"}  # the nodes of the tree are their fields
    assert [one for one in missing if one.split(":")[0] not in allowed] == []


def test_a_module_of_the_page_says_what_lives_there_and_is_short() -> None:
    for path in sorted((SOURCE / "web").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert path.suffix == ".js" or path.name == "style.css", f"{path.name}: neither a module nor the style sheet"
        assert text.startswith("/*"), f"{path.name} begins without a word on what lives there"
        assert text.count("\n") <= 400, f"{path.name} has {text.count(chr(10))} lines: which two things does it do?"
        assert max(map(len, text.splitlines())) <= 140, f"{path.name} has a line that is too long"


def test_a_module_of_the_page_needs_nothing_but_its_neighbours() -> None:
    """It is not built, fetches nothing, and runs where there is no document: in a worker, and in Node."""
    for path in sorted((SOURCE / "web").iterdir()):
        for needed in re.findall(r"""(?:from|import)\s*\(?["']([^"']+)""", path.read_text(encoding="utf-8")):
            assert needed.startswith("./"), f"{path.name} imports {needed}"
            assert (path.parent / needed).is_file(), f"{path.name} imports {needed}, which is not there"
