"""Bytes → a tree of nodes that know where they stand, with anchors, aliases, tags and other traps as errors.

Only this module, `parser.py`, `syntax.py` and `whole.py`, which writes, know PyYAML. `lexing.py` has looked at the text before
a parser does: what is too deep or too much ends it there. The text is read as a stream of parse events, which are counted as
they come, and nothing is ever constructed from a tag.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import yaml

from escalation_sim import clock
from escalation_sim.errors import Place, Problem, ScenarioError
from escalation_sim.language import traps
from escalation_sim.language.characters import odd
from escalation_sim.language.cuts import Pair, fault, uncut
from escalation_sim.language.decoding import Budget, decoded, place_in
from escalation_sim.language.findings import Findings
from escalation_sim.language.lexing import LexicalFault, lexed
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.parser import Loader
from escalation_sim.language.shapes import TIMES
from escalation_sim.language.syntax import odd_sign, syntax_problem

MOST_NODES = 50_000
LONGEST_KEY = 200
"""Characters of a key; a name has 64 at most, and paths are made of keys."""

_BEGIN = "begin with `title:` and the other keys of a scenario"


def read_tree(data: bytes, file: str, findings: Findings, budget: Budget | None = None) -> Mapping:
    """The tree of one file, whose top is a mapping. *file* is the name that messages give it.

    Mistakes are noted in *findings*. Raises ScenarioError where they leave no tree, and TooMany.
    """
    budget = budget or Budget()
    text = decoded(data, file, findings, budget)
    findings.lines[file] = text.split("\n")
    try:
        to = lexed(text, traps.DEEPEST, MOST_NODES).end
        top = _Builder(file, findings, budget).document(text[:to])
    except LexicalFault as fault:
        place = place_in(text, fault.offset, file)
        line = findings.lines[file][place.line - 1]
        problem = odd_sign([line], place.line, file, in_flow=True) or Problem(place, "", fault.message, fault.mend)
        findings.wrong(problem.place, problem.path, problem.message, problem.mend)
        raise ScenarioError(findings.errors) from None
    except yaml.MarkedYAMLError as error:
        problem = syntax_problem(error, text, file)
        findings.wrong(problem.place, problem.path, problem.message, problem.mend)
        raise ScenarioError(findings.errors) from None
    except yaml.YAMLError:  # the reader's own errors carry no mark
        findings.wrong(Place(file, 1, 1), "", "this is not YAML", "check the quotes, the brackets and the indentation")
        raise ScenarioError(findings.errors) from None
    if isinstance(top, Mapping):
        return top
    if isinstance(top, Scalar) and top.is_absent:
        findings.wrong(Place(file, 1, 1), "", "the file is empty", _BEGIN)
        raise ScenarioError(findings.errors)
    findings.wrong(top.place, "", f"a file is a mapping of keys, not {top.kind}", _BEGIN)
    raise ScenarioError(findings.errors)


class _Builder:
    """One pass over the parse events of one file. *trail* is the path of the node that is being read."""

    def __init__(self, file: str, findings: Findings, budget: Budget) -> None:
        self.file, self.findings, self.budget = file, findings, budget
        self.trail: list[str] = []

    def document(self, text: str) -> Node:
        loader = Loader(text)
        try:
            return self._document(loader)
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

    @property
    def is_answer(self) -> bool:
        """Whether it is at the answer to a question."""
        return len(self.trail) == 3 and (self.trail[0], self.trail[2]) == ("questions", "answer")

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
        pairs: list[Pair] = []
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            key = self.node(loader, event, depth, in_flow=in_flow)
            self.trail.append(shown(key.text) if isinstance(key, Scalar) else "?")
            value = self.node(loader, loader.get_event(), depth, in_flow=in_flow)
            pairs.append(Pair(key, value, in_flow and self.is_bare(event.end_mark, value)))
            self.trail.pop()
        return Mapping(self.entries(self.uncut(pairs) if in_flow else pairs), self.place(start))

    def entries(self, pairs: list[Pair]) -> dict[str, Entry]:
        """The pairs whose keys are names, each name once."""
        entries: dict[str, Entry] = {}
        normal: dict[str, str] = {}
        for key, value, _ in pairs:
            name = self.key(key)
            if name is None:
                continue
            self.trail.append(name)
            self.look_at(value)
            same = normal.setdefault(unicodedata.normalize("NFKC", name), name)
            if name in entries:
                self.findings.wrong(key.place, self.path(), f"the key `{name}` stands here twice", "keep one of the two")
            elif same != name:
                named = next(found.named for found in (odd(name), odd(same)) if found)
                message = f"the keys `{same}` and `{name}` differ only in {named}: one name stands here twice"
                self.findings.broken(key.place, self.path(), message, "keep one of the two")
            else:
                entries[name] = Entry(key.place, value)
            self.trail.pop()
        return entries

    def look_at(self, node: Node) -> None:
        """Note what is wrong with a single value."""
        if not isinstance(node, Scalar):
            return
        if not TIMES.isdisjoint(self.trail[-2:]) and traps.SEXAGESIMAL.fullmatch(node.text):
            return  # who reads a time knows what `06:00` means there
        if self.is_answer and not node.quoted and traps.SWITCH.fullmatch(node.text):
            return  # who reads an answer knows what `no` means there
        fault = traps.trap(node)
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

    def uncut(self, pairs: list[Pair]) -> list[Pair]:
        """The pairs of a `{…}` without what is the rest of a value that YAML cut at a comma."""
        whole, cuts = uncut(pairs)
        for cut in cuts:
            path = self.path(shown(cut.key.text) if isinstance(cut.key, Scalar) else "?")
            self.findings.broken(cut.value.place, path, *fault(cut))
        return whole

    def is_bare(self, end: yaml.Mark, value: Node) -> bool:
        """Whether a key that ends at a mark has neither a value nor a colon."""
        if not isinstance(value, Scalar) or not value.is_absent:
            return False
        return not self.findings.lines[self.file][end.line][end.column :].lstrip(" \t").startswith(":")


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
