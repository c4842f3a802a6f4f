"""Bytes → a tree of nodes that know where they stand, with YAML's traps as errors.

Only this module and `evidence.py` know YAML. The text is read as a stream of libyaml's parse events, which are counted as they
come: a file that is too deep or too large is refused before it costs anything, and nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import yaml

from escalation_sim import clock
from escalation_sim.errors import Place, Problem, ScenarioError

LARGEST_FILE = 1 << 20
MOST_NODES = 50_000
DEEPEST = 32

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_SWITCH = re.compile(r"(?i:yes|no|on|off)")
_NULL = ("", "~", "null", "Null", "NULL")
_NOT_DECIMAL = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|0\d[\d_]*(?:\.\d*)?)")
_UNDERSCORED = re.compile(r"[-+]?\d[\d_]*_[\d_]*(?:\.[\d_]*)?")
_SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(?::\d+)+(?:\.\d*)?")
_NOT_A_NUMBER = re.compile(r"(?i:[-+]?\.(?:nan|inf))")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Scalar:
    """A single value. *quoted* ones are text whatever they look like; *in_flow* ones stand within `{…}` or `[…]`."""

    text: str
    place: Place
    quoted: bool = False
    in_flow: bool = False

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in _NULL

    @property
    def is_number(self) -> bool:
        return not self.quoted and _NUMBER.fullmatch(self.text) is not None

    @property
    def is_truth(self) -> bool:
        return not self.quoted and self.text in ("true", "false")

    @property
    def kind(self) -> str:
        """What it is, in words for a message."""
        if self.is_null:
            return "nothing"
        if self.is_number:
            return f"the number {shown(self.text)}"
        if self.is_truth:
            return self.text
        return f"`{shown(self.text)}`"


@dataclass(frozen=True)
class Listing:
    """A list."""

    items: tuple[Node, ...]
    place: Place

    kind = "a list"


@dataclass(frozen=True)
class Entry:
    """A key's place, and the value it stands before."""

    key_place: Place
    node: Node


@dataclass(frozen=True)
class Mapping:
    """Keys and values, in the order of the file."""

    entries: dict[str, Entry]
    place: Place

    kind = "a mapping"


Node = Scalar | Listing | Mapping


def shown(text: str, most: int = 60) -> str:
    """Text from a file as a message shows it: on one line, cut where it is long, nothing that a terminal would obey."""
    line = " ".join(text.split())
    line = "".join(sign if sign.isprintable() else "�" for sign in line)
    return line if len(line) <= most else line[: most - 1] + "…"


def read_nodes(data: bytes, file: str) -> Mapping:
    """The tree of one file, whose top is a mapping. *file* is the name that messages give it.

    Raises ScenarioError with every mistake that can be told before the file's meaning is asked for.
    """
    text = _decoded(data, file)
    builder = _Builder(file)
    try:
        top = builder.document(text)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, file))
        top = None
    except yaml.YAMLError as error:  # the reader's own errors carry no mark
        builder.problems.append(Problem(Place(file, 1, 1), "", f"this is not YAML: {shown(str(error))}"))
        top = None
    except _Refused as refused:
        builder.problems.append(refused.problem)
        top = None
    if top is not None and not isinstance(top, Mapping):
        mend = "begin with `title:` and the other keys of a scenario"
        builder.problems.append(Problem(top.place, "", f"a file is a mapping of keys, not {top.kind}", mend))
    if builder.problems or not isinstance(top, Mapping):
        raise ScenarioError(sorted(builder.problems, key=lambda problem: problem.place))
    return top


def _decoded(data: bytes, file: str) -> str:
    """The text of a file: UTF-8, of a bearable size, without characters that hide what a file says."""
    start = Place(file, 1, 1)
    if len(data) > LARGEST_FILE:
        message = f"the file has {len(data):,} bytes; the largest allowed is 1 MiB ({LARGEST_FILE:,})"
        raise ScenarioError([Problem(start, "", message, "split it, with `extends`")])
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = _place_after(before, file)
        message = f"the file is not UTF-8: byte {data[error.start]:#04x} has no meaning here"
        raise ScenarioError([Problem(place, "", message, "save it as UTF-8")]) from None
    found = _FORBIDDEN.search(text)
    if found:
        place = _place_after(text[: found.start()], file)
        raise ScenarioError([Problem(place, "", _forbidden(found[0]), "delete it")])
    return text


def _forbidden(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "")
    return f"the control or direction-changing character {code}{f' ({name})' if name else ''} may not stand in a scenario"


def _place_after(text: str, file: str) -> Place:
    lines = re.split(r"\r\n|\r|\n", text)
    return Place(file, len(lines), len(lines[-1]) + 1)


def _syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    """libyaml's complaint in our words, at the place where the mistake was made."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    message, mend = f"this is not YAML: {problem}" + (f" {context}" if context else ""), ""
    if "quoted scalar" in context and error.context_mark:
        mark, message, mend = error.context_mark, "a quote is opened and not closed", "close it with the same quote"
    elif "flow" in context and error.context_mark and ("stream end" in problem or "did not find expected" in problem):
        mark = error.context_mark
        message = "a bracket is opened and not closed, or a comma is missing in it"
        mend = "close it with the same kind of bracket: { … } or [ … ]"
    elif "found character that cannot start any token" in problem:
        mend = "indent with spaces, not tabs; put text that begins with a special sign in quotes"
    elif "mapping values are not allowed" in problem:
        mend = "put text that contains a colon in quotes; check the indentation"
    elif "did not find expected key" in problem or "could not find expected ':'" in problem:
        mend = "check the indentation, and that every key is followed by a colon and a space"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(Place(file, line, column), "", message, mend)


class _Refused(Exception):
    """Stop reading at once: going on could take long, or make no sense."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Builder:
    """One pass over the parse events of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, text: str) -> Node | None:
        loader = yaml.CSafeLoader(text)
        try:
            return self._document(loader)
        finally:
            loader.dispose()

    def _document(self, loader: Any) -> Node | None:
        loader.get_event()  # the start of the stream
        event = loader.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            raise self.refused(event, "the file is empty", "begin with `title:` and the other keys of a scenario")
        if event.version or event.tags:
            raise self.refused(event, "a YAML directive (%) has no place in a scenario", "delete the line that begins with %")
        top = self.node(loader, loader.get_event(), 0, in_flow=False)
        loader.get_event()  # the end of the document
        event = loader.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self.refused(event, "a second document begins here", "keep one scenario in a file; delete the line ---")
        return top

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refused(self, event: Any, message: str, mend: str) -> _Refused:
        return _Refused(Problem(self.place(event), "", message, mend))

    def wrong(self, place: Place, message: str, mend: str) -> None:
        self.problems.append(Problem(place, "", message, mend))

    def node(self, loader: Any, event: Any, depth: int, *, in_flow: bool) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.refused(event, f"the file has more than {MOST_NODES:,} nodes", "split it, with `extends`")
        if isinstance(event, yaml.AliasEvent):
            raise self.refused(event, f"an alias (*{shown(event.anchor)}) has no place in a scenario", "write the value out")
        if event.anchor:
            raise self.refused(event, f"an anchor (&{shown(event.anchor)}) has no place in a scenario", "delete it, write values out")
        if event.tag:
            raise self.refused(event, f"a tag ({shown(event.tag)}) has no place in a scenario", "delete it")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, in_flow=in_flow)
        if depth >= DEEPEST:
            raise self.refused(event, f"the file is more than {DEEPEST} levels deep", "a scenario needs no more than eight")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(loader, event, depth + 1)
        return self.mapping(loader, event, depth + 1)

    def listing(self, loader: Any, start: Any, depth: int) -> Listing:
        items = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            items.append(self.node(loader, event, depth, in_flow=bool(start.flow_style)))
        return Listing(tuple(items), self.place(start))

    def mapping(self, loader: Any, start: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        normal: dict[str, str] = {}
        in_flow = bool(start.flow_style)
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            key = self.node(loader, event, depth, in_flow=in_flow)
            value = self.node(loader, loader.get_event(), depth, in_flow=in_flow)
            name = self.key(key)
            if name is None:
                continue
            same = normal.setdefault(unicodedata.normalize("NFKC", name), name)
            if name in entries:
                self.wrong(key.place, f"the key `{shown(name)}` stands here twice", "keep one of the two")
            elif same != name:
                message = f"the keys `{shown(same)}` and `{shown(name)}` differ only in their Unicode form: repeated twice"
                self.wrong(key.place, message, "keep one of the two")
            else:
                entries[name] = Entry(key.place, value)
        return Mapping(entries, self.place(start))

    def key(self, node: Node) -> str | None:
        """The name that a key is, or None and a problem."""
        if not isinstance(node, Scalar):
            self.wrong(node.place, f"a key is a name, not {node.kind}", "write a name before the colon")
            return None
        if node.text == "<<" and not node.quoted:
            self.wrong(node.place, "a merge key (<<) has no place in a scenario", "write the entries out, or use `extends`")
            return None
        if node.is_null or node.is_number or node.is_truth or (not node.quoted and clock.DATE.fullmatch(node.text)):
            mend = "write a name; an expression with a comma inside { } stands in quotes" if node.in_flow else "write a name"
            self.wrong(node.place, f"a key is a name, not {node.kind}", mend)
            return None
        return node.text

    def scalar(self, event: Any, *, in_flow: bool) -> Scalar:
        place, text = self.place(event), event.value
        hidden = _FORBIDDEN.search(text)
        if hidden:
            self.wrong(place, _forbidden(hidden[0]), "delete it")
        quoted = bool(event.style)
        if not quoted:
            self.look_for_traps(text, place)
        return Scalar(text, place, quoted, in_flow)

    def look_for_traps(self, text: str, place: Place) -> None:
        """What YAML 1.1 reads as something that its author did not mean."""
        if _SWITCH.fullmatch(text):
            word = "true" if text.lower() in ("yes", "on") else "false"
            self.wrong(place, f"`{text}` is true or false in some YAML and a word in other", f'write {word}, or "{text}" for the word')
        elif _NOT_DECIMAL.fullmatch(text):
            self.wrong(place, f"`{shown(text)}` is not a decimal number", f"write {_decimal(text)} in decimal digits")
        elif _UNDERSCORED.fullmatch(text):
            self.wrong(place, f"`{shown(text)}`: a number has no underscores", f"write {shown(text.replace('_', ''))}")
        elif _SEXAGESIMAL.fullmatch(text):
            mend = "write a decimal number, or put it in quotes if it is text"
            self.wrong(place, f"`{shown(text)}` is a number to base 60 in some YAML", mend)
        elif _NOT_A_NUMBER.fullmatch(text):
            self.wrong(place, f"`{text}` is not a finite number", "write a finite decimal number")
        elif _NUMBER.fullmatch(text) and float(text) in (float("inf"), float("-inf")):
            self.wrong(place, f"the number {shown(text, 20)} is too large", "write a finite number below 1e308")
        elif clock.DATE.fullmatch(text):
            try:
                clock.read_date(text)
            except ValueError as error:
                self.wrong(place, f"{text}: {error}", "check the day and the month")


def _decimal(text: str) -> str:
    """The number that was probably meant by one that is not decimal."""
    bare = text.lower().replace("_", "")
    try:
        sign, bare = ("-", bare[1:]) if bare[0] == "-" else ("", bare.lstrip("+"))
        base = {"0x": 16, "0o": 8, "0b": 2}.get(bare[:2])
        return sign + (str(int(bare, base)) if base else bare.lstrip("0") or "0")[:40]
    except ValueError:
        return "it"
