"""Bytes → a tree of nodes that know where they stand, with YAML's traps as errors.

Only this module, `traps.py` and `whole.py`, which writes, know YAML. The text is read as a stream of libyaml's parse events,
which are counted as they come: a file that is too deep or too large is refused before it costs anything, and nothing is ever
constructed from a tag.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

from escalation_sim import clock
from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language import traps
from escalation_sim.language.findings import Findings
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.parser import Loader

LARGEST_FILE = 1 << 20
MOST_NODES = 50_000
LONGEST_KEY = 200
"""Characters of a key; a name has 64 at most, and paths are made of keys."""

_MOST_HIDDEN = 10
_THREE_DIGITS = re.compile(r"\d{3}(?:\.\d+)?")
_UP_TO_THREE_DIGITS = re.compile(r"[-+]?\d{1,3}")
_BEGIN = "begin with `title:` and the other keys of a scenario"


class Budget:
    """What all the files together may hold that make up one scenario, or one folder of evidence."""

    def __init__(self) -> None:
        self.bytes = 0
        self.nodes = 0


def read_tree(data: bytes, file: str, findings: Findings, budget: Budget | None = None) -> Mapping:
    """The tree of one file, whose top is a mapping. *file* is the name that messages give it.

    Mistakes are noted in *findings*. Raises ScenarioError where they leave no tree, and TooMany.
    """
    budget = budget or Budget()
    text = _decoded(data, file, findings, budget)
    try:
        top = _Builder(file, findings, budget).document(text)
    except yaml.MarkedYAMLError as error:
        problem = traps.syntax_problem(error, text, file)
        findings.wrong(problem.place, problem.path, problem.message, problem.mend)
        raise ScenarioError(findings.errors) from None
    except yaml.YAMLError as error:  # the reader's own errors carry no mark
        findings.wrong(Place(file, 1, 1), "", f"this is not YAML: {shown(str(error))}")
        raise ScenarioError(findings.errors) from None
    if isinstance(top, Mapping):
        return top
    findings.wrong(top.place, "", f"a file is a mapping of keys, not {top.kind}", _BEGIN)
    raise ScenarioError(findings.errors)


def _decoded(data: bytes, file: str, findings: Findings, budget: Budget) -> str:
    """The text of a file: UTF-8, of a bearable size, without characters that hide what a file says."""
    budget.bytes += len(data)
    if budget.bytes > LARGEST_FILE:
        others = "" if budget.bytes == len(data) else " with the files read before it"
        message = f"the file has {budget.bytes:,} bytes{others}; the largest allowed is 1 MiB ({LARGEST_FILE:,})"
        findings.wrong(Place(file, 1, 1), "", message, "make it smaller")
        raise ScenarioError(findings.errors)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _place_after(data[: error.start].decode("utf-8", "replace"), file)
        findings.wrong(place, "", f"the file is not UTF-8: byte {data[error.start]:#04x} has no meaning here", "save it as UTF-8")
        raise ScenarioError(findings.errors) from None
    hidden = [found for found, _ in zip(traps.FORBIDDEN.finditer(text), range(_MOST_HIDDEN), strict=False)]
    for found in hidden:
        findings.wrong(_place_after(text[: found.start()], file), "", *traps.forbidden(found[0]))
    if hidden:
        raise ScenarioError(findings.errors)
    return text


def _place_after(text: str, file: str) -> Place:
    lines = re.split(r"\r\n|[\r\n]", text)
    return Place(file, len(lines), len(lines[-1]) + 1)


class _Builder:
    """One pass over the parse events of one file. *trail* is the path of the node that is being read."""

    def __init__(self, file: str, findings: Findings, budget: Budget) -> None:
        self.file, self.findings, self.budget = file, findings, budget
        self.trail: list[str] = []

    def document(self, text: str) -> Node:
        loader = Loader(text)
        try:
            return self._document(loader)
        except (ValueError, OverflowError):  # PyYAML's own parser asks Python for a character that there is none of
            mark = loader.get_mark()
            raise yaml.MarkedYAMLError("while scanning a quoted scalar", mark, "found an impossible escape", mark) from None
        finally:
            loader.dispose()

    def _document(self, loader: Any) -> Node:
        loader.get_event()  # the start of the stream
        event = loader.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            self.findings.wrong(Place(self.file, 1, 1), "", "the file is empty", _BEGIN)
            raise ScenarioError(self.findings.errors)
        if event.version or event.tags:
            mend = "delete the line that begins with %"
            self.findings.wrong(self.place(event), "", "a YAML directive (%) has no place in a scenario", mend)
        top = self.node(loader, loader.get_event(), 0, in_flow=False)
        loader.get_event()  # the end of the document
        event = loader.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            mend = "keep one scenario in a file; delete the line ---"
            self.findings.wrong(self.place(event), "", "a second document begins here", mend)
        return top

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def path(self, *below: str) -> str:
        return ".".join([*self.trail, *below]).replace(".[", "[")

    def node(self, loader: Any, event: Any, depth: int, *, in_flow: bool) -> Node:
        self.count(event)
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            alias = f"*{event.anchor}"
            message = f"an alias ({shown(alias)}) has no place in a scenario"
            self.findings.broken(place, self.path(), message, "write the value out")
            return Scalar(alias, place, quoted=True, in_flow=in_flow)
        if event.anchor:
            message = f"an anchor (&{shown(event.anchor)}) has no place in a scenario"
            self.findings.wrong(place, self.path(), message, "delete it, and write values out")
        if event.tag:
            self.findings.broken(place, self.path(), f"a tag ({shown(event.tag)}) has no place in a scenario", "delete it")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, place, bool(event.style), in_flow)
        if depth >= traps.DEEPEST:
            self.findings.wrong(place, "", *traps.TOO_DEEP)
            raise ScenarioError(self.findings.errors)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(loader, event, depth + 1)
        return self.mapping(loader, event, depth + 1)

    def count(self, event: Any) -> None:
        self.budget.nodes += 1
        if self.budget.nodes > MOST_NODES:
            message = f"the file has more than {MOST_NODES:,} nodes (keys and values), with the files read before it"
            self.findings.wrong(self.place(event), "", message, "make it smaller; reading stopped here")
            raise ScenarioError(self.findings.errors)

    def listing(self, loader: Any, start: Any, depth: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            self.trail.append(f"[{len(items)}]")
            item = self.node(loader, event, depth, in_flow=bool(start.flow_style))
            self.look_at(item)
            self.trail.pop()
            items.append(item)
        return Listing(tuple(items), self.place(start))

    def mapping(self, loader: Any, start: Any, depth: int) -> Mapping:
        in_flow = bool(start.flow_style)
        pairs: list[tuple[Node, Node]] = []
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            key = self.node(loader, event, depth, in_flow=in_flow)
            self.trail.append(shown(key.text) if isinstance(key, Scalar) else "?")
            pairs.append((key, self.node(loader, loader.get_event(), depth, in_flow=in_flow)))
            self.trail.pop()
        return Mapping(self.entries(self.uncut(pairs) if in_flow else pairs), self.place(start))

    def entries(self, pairs: list[tuple[Node, Node]]) -> dict[str, Entry]:
        """The pairs whose keys are names, each name once."""
        entries: dict[str, Entry] = {}
        normal: dict[str, str] = {}
        for key, value in pairs:
            name = self.key(key)
            if name is None:
                continue
            self.trail.append(name)
            self.look_at(value)
            same = normal.setdefault(unicodedata.normalize("NFKC", name), name)
            if name in entries:
                self.findings.wrong(key.place, self.path(), f"the key `{name}` stands here twice", "keep one of the two")
            elif same != name:
                message = f"the keys `{same}` and `{name}` differ only in their Unicode form: one name stands here twice"
                self.findings.broken(key.place, self.path(), message, "keep one of the two")
            else:
                entries[name] = Entry(key.place, value)
            self.trail.pop()
        return entries

    def look_at(self, node: Node) -> None:
        """Note what is wrong with a single value."""
        fault = traps.trap(node) if isinstance(node, Scalar) else None
        if fault:
            self.findings.broken(node.place, self.path(), *fault)

    def key(self, node: Node) -> str | None:
        """The name that a key is, or None and a problem."""
        name = node.text if isinstance(node, Scalar) else "?"
        fault = _key_fault(node)
        if fault is None:
            return name
        self.findings.wrong(node.place, self.path(shown(name)), *fault)
        return None

    def uncut(self, pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
        """The pairs of a `{…}` without the keys that are the rest of a value which YAML cut at a comma."""
        whole: list[tuple[Node, Node]] = []
        waiting = list(reversed(pairs))
        while waiting:
            key, value = waiting.pop()
            whole.append((key, value))
            rest = _rest(value, waiting)
            if rest and isinstance(value, Scalar):
                del waiting[-len(rest) :]
                self.cut(key, value, rest)
        return whole

    def cut(self, key: Node, value: Scalar, rest: list[str]) -> None:
        path = self.path(shown(key.text) if isinstance(key, Scalar) else "?")
        if _THREE_DIGITS.fullmatch(rest[0]):
            written = ",".join([value.text, *rest])
            mend = f"write {shown(written.replace(',', ''))}"
            self.findings.broken(value.place, path, f"`{shown(written)}`: a number has no commas", mend)
            return
        message = f"`{shown(value.text)}` ends at a comma, as values inside {{ }} do"
        self.findings.broken(value.place, path, message, "put the whole expression in quotes, or on a line of its own")


def _key_fault(node: Node) -> traps.Fault | None:
    """What is wrong with a key."""
    if not isinstance(node, Scalar):
        return traps.Fault(f"a key is a name, not {node.kind}", "write a name before the colon")
    if node.text == "<<" and not node.quoted:
        return traps.Fault("a merge key (<<) has no place in a scenario", "write the entries out, or use `extends`")
    if not node.text.strip():
        return traps.Fault("a key is a name, and this one is empty", "write a name, such as reinforcements")
    if not node.is_word or (not node.quoted and clock.DATE.fullmatch(node.text)):
        return traps.Fault(f"a key is a name, not {node.kind}", "write a name, such as reinforcements")
    if len(node.text) > LONGEST_KEY:
        return traps.Fault(f"the key `{shown(node.text)}` has {len(node.text):,} characters", "a name has at most 64")
    return traps.trap(node)


def _rest(value: Node, waiting: list[tuple[Node, Node]]) -> list[str]:
    """The keys without a value that follow *value*, as far as they look like a part of it. *waiting* holds the next one last."""
    if not isinstance(value, Scalar) or value.quoted:
        return []
    is_number = _UP_TO_THREE_DIGITS.fullmatch(value.text) is not None
    open_ = value.text.count("(") - value.text.count(")")
    rest: list[str] = []
    for key, nothing in reversed(waiting):
        if not (isinstance(nothing, Scalar) and nothing.is_absent and isinstance(key, Scalar) and not key.quoted):
            break
        if not (open_ > 0 or (is_number and _THREE_DIGITS.fullmatch(key.text))):
            break
        rest.append(key.text)
        open_ += key.text.count("(") - key.text.count(")")
    return rest
