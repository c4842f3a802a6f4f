"""The documents as programs: every example in them is run, and `python -m tests.documents.documents` writes their outputs anew.

A fenced block says by its language what it is:

- `console`: lines that begin with `$ ` are commands, the rest is what a terminal shows. `escalation-sim` is run, in a copy of
  `scenarios/` and `seeds/`; `make` must be one of the words of the Makefile. A line `…` stands for any number of lines; a status
  other than 0 stands on a last line of its own, `(status 2)`. Above it may stand `<!-- rests on: scipy, SALib -->`: with other
  releases of these libraries than those of requirements.lock its figures may differ, and the document says so. Or
  `<!-- edited: scenarios/base.yaml:163: 26 → 20 -->`: the folder is a git repository, `main` is as it was, and a line is edited.
- `yaml`: must load. Above it stands a comment that says what it is: `<!-- file: mine.yaml -->` a file, which the console blocks
  of the same document may use; `<!-- file: mine.yaml, broken -->` one that need not load; `<!-- within: mine.yaml -->` a piece,
  read as a variant of that file.
- `python`: a session, in which `>>> ` stands before what is typed and `... ` before its further lines. All of a document are one
  session, in a copy of `scenarios/` and `seeds/`; their outputs are compared as those of commands.
- `text`, `json` and `sh`: not looked at.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from escalation_sim.language.asking import read_questions
from escalation_sim.language.loading import loads
from tests.commands import command
from tests.places import ROOT
from tests.questions.compare.repositories import commit

DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "scenarios" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
GAP = "…"

_FENCE = re.compile(
    r"(?:<!-- edited: (?P<edited>[\w./-]+):(?P<edit>\d+: \S+ → \S+) -->\n)?"
    r"(?:<!-- rests on: (?P<rests>[\w.-]+(?:, [\w.-]+)*) -->\n)?"
    r"(?:<!-- (?P<what>file|within): (?P<file>[\w./-]+)(?P<broken>, broken)? -->\n)?"
    r"```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LEAVES_FILES = {"-o", "--output", "--trace", "--plot", "new"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a document. *line* is the first line of its text, *what* is `file`, `within` or nothing.

    *rests* names the libraries whose release shows in its figures; *edited* is the file of a line that was edited since it was
    committed, and *edit* the line: what it had, and what it has now.
    """

    document: Path
    line: int
    kind: str
    text: str
    what: str
    file: str
    broken: bool
    rests: tuple[str, ...] = ()
    edited: str = ""
    edit: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is a file of questions, and no scenario."""
        return self.kind == "yaml" and "\nquestions:\n" in self.text

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Example:
    """A command line, and what the document says it shows; a script shows nothing."""

    command: str
    shows: tuple[str, ...]

    def typed(self) -> str:
        """A command of Python with its prompts."""
        first, *rest = self.command.splitlines()
        return "".join([f">>> {first}\n", *(f"... {line}".rstrip() + "\n" for line in rest)])


def blocks(document: Path, kind: str = "") -> list[Block]:
    """The fenced blocks of a document, or those of one kind."""
    text = document.read_text()
    found = []
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start("text")) + 1
        what, file = match["what"] or "", match["file"] or ""
        rests = tuple(match["rests"].split(", ")) if match["rests"] else ()
        edit = {name: match[name] or "" for name in ("edited", "edit")}
        found.append(Block(document, line, match["kind"], match["text"], what, file, bool(match["broken"]), rests, **edit))
    return [block for block in found if kind in ("", block.kind)]


def examples(block: Block) -> list[Example]:
    """The commands of a console block with their outputs."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            assert found, f"{block}: an output without a command"
            found[-1][1].append(line)
    return [Example(line, tuple(shows)) for line, shows in found]


@contextlib.contextmanager
def workspace(document: Path) -> Iterator[Path]:
    """A folder with the shipped scenarios and facts, and the files that a document writes; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="documents-") as name:
        folder = Path(name)
        for part in ("scenarios", "seeds"):
            shutil.copytree(ROOT / part, folder / part)
        for block in files(document):
            path = folder / block.file
            assert not path.exists(), f"{block}: {block.file} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
        yield folder


def files(document: Path) -> list[Block]:
    """The blocks of a document that are files."""
    return [block for block in blocks(document, "yaml") if block.what == "file"]


def load_block(block: Block) -> None:
    """Load what a yaml block holds, unless it is meant to be broken, or holds facts. Raises ScenarioError."""
    if block.broken or block.text.startswith("article:"):
        return
    with workspace(block.document) as folder:
        path = folder / block.file
        if block.asks:
            read_questions(block.text.encode(), block.file, path.parent)
        elif block.what == "within":
            loads(f"extends: {path.name}\n{block.text}", "piece", path.parent)
        else:
            loads(block.text, path.stem, path.parent)


def outputs(block: Block) -> list[list[str]]:
    """What a terminal shows for each command of a console block, line by line."""
    own = {file.file for file in files(block.document)}
    told = []
    with workspace(block.document) as folder, contextlib.chdir(folder):
        if block.edited:
            commit(folder)
            _edit(folder / block.edited, block.edit)
        for example in examples(block):
            arguments = tuple(_words(example.command)[1:])
            if block.edited or own & set(arguments) or _LEAVES_FILES & set(arguments):
                told.append(_run(arguments))
            else:
                told.append(_run_once(arguments))
    return [list(lines) for lines in told]


def _edit(file: Path, edit: str) -> None:
    number, old, _, new = edit.split()
    lines = file.read_text().split("\n")
    place = int(number.rstrip(":")) - 1
    assert lines[place].split()[-1] == old, f"{file.name}:{place + 1} is {lines[place]!r}"
    lines[place] = lines[place].replace(old, new)
    file.write_text("\n".join(lines))


def session(block: Block) -> list[Example]:
    """What is typed in a python block, with its outputs."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith(">>> "):
            found.append(([line[4:]], []))
        elif line[:4] in ("...", "... ") and not found[-1][1]:
            found[-1][0].append(line[4:])
        else:
            found[-1][1].append(line)
    return [Example("".join(f"{line}\n" for line in typed), tuple(shows)) for typed, shows in found]


def sessions(document: Path) -> Iterator[tuple[Block, Example, list[str]]]:
    """What Python shows for everything that a document types, line by line."""
    typed: dict[str, object] = {"__name__": "__main__"}
    with workspace(document) as folder, contextlib.chdir(folder):
        for block in blocks(document, "python"):
            for example in session(block):
                file = io.StringIO()
                with contextlib.redirect_stdout(file):
                    exec(compile(example.command, str(block), "single"), typed)  # noqa: S102 - our own documents
                yield block, example, file.getvalue().splitlines()


def _words(line: str) -> list[str]:
    """The words of a command, with `*` as a shell reads it."""
    words = shlex.split(line)
    return [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]


@cache
def _run_once(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return _run(arguments)


def _run(arguments: tuple[str, ...]) -> tuple[str, ...]:
    answer = command(*arguments)
    status = [f"(status {answer.status})"] if answer.status else []
    return (*(answer.err + answer.out).splitlines(), *status)


def agrees(shows: list[str], told: tuple[str, ...]) -> bool:
    """Whether an output is what a document says, where a line `…` stands for any number of lines."""
    first, *others = _pieces(told)
    if not others:
        return shows == first
    if shows[: len(first)] != first:
        return False
    at = len(first)
    for piece in others[:-1]:
        found = next((start for start in range(at, len(shows)) if shows[start : start + len(piece)] == piece), None)
        if found is None:
            return False
        at = found + len(piece)
    last = others[-1]
    return len(shows) - at >= len(last) and shows[len(shows) - len(last) :] == last


def _pieces(told: tuple[str, ...]) -> list[list[str]]:
    """The lines between the gaps."""
    pieces: list[list[str]] = [[]]
    for line in told:
        if line.strip() == GAP:
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces


def renewed(shows: list[str], told: tuple[str, ...]) -> list[str]:
    """The output as a document shows it, abridged where it was."""
    first, *others = _pieces(told)
    if agrees(shows, told):
        return list(told)
    if not others:
        return shows
    last = others[-1]
    kept: list[str] = [*shows[: len(first)], GAP]
    at, end = len(first), len(shows) - len(last)
    for piece in others[:-1]:
        near = difflib.get_close_matches(piece[0], shows[at:end], n=1, cutoff=0.4)
        if near:
            start = shows.index(near[0], at)
            at = min(start + len(piece), end)
            kept += [*shows[start:at], GAP]
    return [*kept, *shows[max(at, end) :]] if at <= end else shows


def rewritten(document: Path) -> str:
    """A document with the outputs of its commands as they are now."""
    text = document.read_text()
    for block in blocks(document, "console"):
        if not is_run(block):
            continue
        lines: list[str] = []
        for example, shows in zip(examples(block), outputs(block), strict=True):
            lines += [f"$ {example.command}", *renewed(shows, example.shows)]
        new = "".join(f"{line}\n" for line in lines)
        text = text.replace(f"```console\n{block.text}```", f"```console\n{new}```", 1)
    typed: dict[str, str] = {}
    for block, example, shows in sessions(document):
        lines = [*example.typed().splitlines(), *renewed(shows, example.shows)]
        typed[block.text] = typed.get(block.text, "") + "".join(f"{line}\n" for line in lines)
    for old, new in typed.items():
        text = text.replace(f"```python\n{old}```", f"```python\n{new}```", 1)
    return text


def is_run(block: Block) -> bool:
    """Whether a console block holds commands of ours, and not of make."""
    return all(example.command.startswith("escalation-sim ") for example in examples(block))


def words_of_the_makefile() -> set[str]:
    """The targets that a person types."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _changed() -> Iterator[Path]:
    for document in DOCUMENTS:
        new = rewritten(document)
        if new != document.read_text():
            document.write_text(new)
            yield document


if __name__ == "__main__":
    for path in _changed():
        sys.stdout.write(f"{path.relative_to(ROOT)} has new outputs: read the difference\n")
