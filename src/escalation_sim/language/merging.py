"""`extends`: a variant laid over the file it starts from, before either is asked what it means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language.characters import odd
from escalation_sim.language.decoding import Budget
from escalation_sim.language.files import Files, is_relative
from escalation_sim.language.findings import Findings
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, is_null, shown, shown_path
from escalation_sim.language.shapes import SHORT_FORMS
from escalation_sim.language.tidying import tidied
from escalation_sim.language.tree import read_tree

DEEPEST = 8
_ENDINGS = (".yaml", ".yml")
_IN_ANOTHER_WAY = ("extends", "expect", "ladder", "ladders")
_WHERE = "check the path; it is relative to this file"


class Merged(NamedTuple):
    """A tree with everything it extends, and the folder of each file by the name that messages give the file."""

    top: Mapping
    folders: dict[str, Path]


def read_with_bases(path: Path, shown_as: str, files: Files, findings: Findings) -> Merged:
    """The tree of a scenario with everything it extends, of some *files*.

    Mistakes are noted in *findings*. Raises ScenarioError where they leave no tree, OSError without the file, and TooMany.
    """
    chain = _Chain(files, findings)
    return Merged(chain.read(path, shown_as, []), chain.folders)


class _Chain:
    """Reads a file, the one it extends, the one that extends …; together they may hold as much as one file."""

    def __init__(self, files: Files, findings: Findings) -> None:
        self.files, self.findings, self.budget = files, findings, Budget()
        self.folders: dict[str, Path] = {}

    def read(self, path: Path, shown_as: str, above: list[str]) -> Mapping:
        self.folders[shown_as] = path.parent
        read = read_tree(self.files.read(path), shown_as, self.findings, self.budget)
        self.refuse_questions(read, shown_as)
        top = _long(tidied(read, self.findings))
        entry = top.entries.get("extends")
        if entry is None:
            return top
        above = [*above, self.files.really(path)]
        base_path = self.base_path(entry.node, path, above)
        beside = self.files.beside(shown_as, base_path.relative_to(path.parent).as_posix())
        try:
            base = self.read(base_path, beside, above)
        except OSError as error:
            holds = f"; it holds {found.named}" if (found := odd(_words(entry.node))) else ""
            raise self.refused(entry.node, f"`{_words(entry.node)}` cannot be read: {error.strerror}{holds}", _WHERE) from error
        return _Merger(self.findings).scenario(base, top)

    def refuse_questions(self, top: Mapping, shown_as: str) -> None:
        """Raises ScenarioError for a file that asks a scenario, and is none."""
        if is_asking(top):
            message, mend = "this is a file of questions, and no scenario", f"ask it: escalation-sim score {shown_path(shown_as)}"
            self.findings.wrong(top.entries["questions"].key_place, "questions", message, mend)
            raise ScenarioError(self.findings.errors)

    def refused(self, node: Node, message: str, mend: str) -> ScenarioError:
        self.findings.wrong(node.place, "extends", message, mend)
        return ScenarioError(self.findings.errors)

    def base_path(self, node: Node, path: Path, above: list[str]) -> Path:
        """Where the base stands. Raises ScenarioError for whatever is no relative path to another scenario."""
        if not isinstance(node, Scalar) or not node.is_word:
            raise self.refused(node, f"`extends` names a file, not {node.kind}", "write a relative path such as base.yaml")
        given, words = Path(node.text), f"`{_words(node)}`"
        if not is_relative(node.text):
            raise self.refused(node, f"{words} is not a relative path", "write a path relative to this file, such as base.yaml")
        if given.suffix not in _ENDINGS:
            raise self.refused(node, f"{words} is not a scenario file", "name a file that ends in .yaml")
        if self.files.really(path.parent / given) in above:
            raise self.refused(node, f"{words} extends itself, in a loop", "take one `extends` of the loop out")
        if len(above) > DEEPEST:
            raise self.refused(
                node, f"files extend one another more than {DEEPEST} deep", "start from a file nearer to the first"
            )
        return path.parent / given


def is_asking(top: Mapping) -> bool:
    """Whether a file asks a scenario questions, and is none itself."""
    return "questions" in top.entries and top.entries.keys().isdisjoint(("ladder", "ladders", "extends", "period"))


def _words(node: Node) -> str:
    return shown_path(node.text) if isinstance(node, Scalar) else node.kind


def _long(top: Mapping) -> Mapping:
    """Short forms made long."""
    entries = dict(top.entries)
    for section, key in SHORT_FORMS.items():
        entry = entries.get(section)
        if entry is None or not isinstance(entry.node, Mapping):
            continue
        long = {name: _lengthened(inner, key) for name, inner in entry.node.entries.items()}
        entries[section] = Entry(entry.key_place, Mapping(long, entry.node.place))
    return Mapping(entries, top.place)


def _lengthened(entry: Entry, key: str) -> Entry:
    node = entry.node
    if not isinstance(node, Scalar) or node.is_null:
        return entry
    return Entry(entry.key_place, Mapping({key: Entry(node.place, node)}, node.place))


class _Merger:
    """Lays one tree over another, and notes what does not fit."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def scenario(self, base: Mapping, variant: Mapping) -> Mapping:
        inherited = {key: entry for key, entry in base.entries.items() if key not in _IN_ANOTHER_WAY}
        over = {key: entry for key, entry in variant.entries.items() if key not in _IN_ANOTHER_WAY}
        entries = dict(self.mapping(Mapping(inherited, base.place), Mapping(over, variant.place), "").entries)
        if "expect" in variant.entries:
            entries["expect"] = variant.entries["expect"]
        taken_out = _names(base, "brakes") - _names(Mapping(entries, variant.place), "brakes")
        merged = {
            "ladder": self.ladder(base.entries.get("ladder"), variant.entries.get("ladder"), "ladder"),
            "ladders": self.ladders(base.entries.get("ladders"), variant.entries.get("ladders")),
        }
        for key, entry in merged.items():
            if entry:
                entries[key] = Entry(entry.key_place, _heedless(entry.node, taken_out, variant.place.file))
        return Mapping(entries, variant.place)

    def mapping(self, base: Mapping, variant: Mapping, path: str) -> Mapping:
        entries = dict(base.entries)
        for name, entry in variant.entries.items():
            below = f"{path}.{name}" if path else name
            known = entries.get(name)
            if is_null(entry.node):
                if known is None:
                    self.nothing_to_take_out(name, entry, below, entries)
                entries.pop(name, None)
            elif known and isinstance(known.node, Mapping) and isinstance(entry.node, Mapping):
                entries[name] = Entry(entry.key_place, self.mapping(known.node, entry.node, below))
            else:
                entries[name] = Entry(entry.key_place, self.without_nulls(entry.node, below))
        return Mapping(entries, variant.place)

    def nothing_to_take_out(self, name: str, entry: Entry, path: str, known: Iterable[str]) -> None:
        near = self.findings.suggestion(name, known)
        mend = near if near.startswith("did") else "delete the line"
        self.findings.wrong(entry.key_place, path, f"`null` takes `{shown(name)}` out, but the base has none", mend)

    def without_nulls(self, node: Node, path: str) -> Node:
        """*node*, which is new: it can't take anything out."""
        if not isinstance(node, Mapping):
            return node
        for name, entry in node.entries.items():
            if is_null(entry.node):
                self.nothing_to_take_out(name, entry, f"{path}.{name}", ())
        kept = {name: entry for name, entry in node.entries.items() if not is_null(entry.node)}
        below = {name: Entry(entry.key_place, self.without_nulls(entry.node, f"{path}.{name}")) for name, entry in kept.items()}
        return Mapping(below, node.place)

    def ladders(self, base: Entry | None, variant: Entry | None) -> Entry | None:
        """Ladders merge by name, their stages as those of the main one do."""
        if variant and is_null(variant.node):
            if base is None:
                self.nothing_to_take_out("ladders", variant, "ladders", ())
            return None
        if base is None or variant is None or not isinstance(base.node, Mapping) or not isinstance(variant.node, Mapping):
            return variant or base
        lists = {name: self.stages_of(base.node, variant.node, name) for name in variant.node.entries}
        plain = {name: _without_stages(entry) if lists[name] else entry for name, entry in variant.node.entries.items()}
        merged = self.mapping(base.node, Mapping(plain, variant.node.place), "ladders")
        entries = dict(merged.entries)
        for name, stages in lists.items():
            ladder = entries[name].node if stages else None
            if stages and isinstance(ladder, Mapping):
                entries[name] = Entry(entries[name].key_place, Mapping({**ladder.entries, "stages": stages}, ladder.place))
        return Entry(variant.key_place, Mapping(entries, merged.place))

    def stages_of(self, base: Mapping, variant: Mapping, name: str) -> Entry | None:
        """The merged stages of a ladder, where both sides have some."""
        sides = [side.entries[name].node if name in side.entries else None for side in (base, variant)]
        ours, theirs = (side.entries.get("stages") if isinstance(side, Mapping) else None for side in sides)
        return self.ladder(ours, theirs, f"ladders.{name}.stages") if ours and theirs else None

    def ladder(self, base: Entry | None, variant: Entry | None, path: str) -> Entry | None:
        """Entries merge by stage; a new one says which one it stands above."""
        if base is None or variant is None or not isinstance(base.node, Listing) or not isinstance(variant.node, Listing):
            return variant or base
        ladder = _Ladder(base.node, path)
        seen: set[str] = set()
        for node in variant.node.items:
            name = _stage_name(node)
            if name is not None and name in seen and isinstance(node, Mapping):
                message = f"the stage `{shown(name)}` stands in this ladder twice"
                self.findings.wrong(
                    node.entries["stage"].node.place, f"{path}.{name}", message, "put what is said of it into one entry"
                )
                continue
            seen.update([name] if name else [])
            self.stage(ladder, node)
        return Entry(variant.key_place, Listing(ladder.nodes(), variant.node.place))

    def stage(self, ladder: _Ladder, node: Node) -> None:
        """Merge one entry of the variant's ladder."""
        name = _stage_name(node)
        if name is None or not isinstance(node, Mapping):
            ladder.nameless.append(node)  # the reader says what is wrong with it
            return
        path, old = f"{ladder.path}.{name}", ladder.stages.get(name)
        remove = self.remove(node, path)
        if old is None:
            self.new_stage(ladder, node, name, remove=remove)
            return
        if "above" in node.entries:
            above = node.entries["above"].key_place
            self.findings.wrong(above, f"{path}.above", f"`{shown(name)}` has its place already", "take `above` out")
        if remove:
            ladder.remove(name)
        elif isinstance(old, Mapping):
            merged = self.mapping(old, Mapping(_without_place(node), node.place), path)
            ladder.stages[name] = Mapping(merged.entries, node.entries["stage"].node.place)

    def remove(self, node: Mapping, path: str) -> bool:
        """Whether an entry takes its stage out."""
        entry = node.entries.get("remove")
        if entry is None:
            return False
        if isinstance(entry.node, Scalar) and entry.node.is_truth:
            return entry.node.text == "true"
        message = f"expected true, found {entry.node.kind}"
        self.findings.wrong(entry.node.place, f"{path}.remove", message, "write true, or delete the line")
        return False

    def new_stage(self, ladder: _Ladder, node: Mapping, name: str, *, remove: bool) -> None:
        path, stage = f"{ladder.path}.{name}", node.entries["stage"]
        if remove:
            self.unknown(stage.node.place, path, f"the stage `{shown(name)}` is not there, and can't be taken out", name, ladder)
            return
        above = node.entries.get("above")
        if above is None:
            mend = f"add `above:` and one of {', '.join(ladder.stages)}" if ladder.stages else "add stages to the base first"
            self.findings.wrong(stage.key_place, path, "a new stage must say which one it stands above", shown(mend, 300))
            below = ""
        else:
            below = above.node.text if isinstance(above.node, Scalar) else ""
            if below not in ladder.stages:
                message = f"there is no stage {above.node.kind} to stand above"
                self.unknown(above.node.place, f"{path}.above", message, below, ladder)
        new = self.without_nulls(Mapping(_without_place(node), node.place), path)
        ladder.insert(name, new, below)

    def unknown(self, place: Place, path: str, message: str, name: str, ladder: _Ladder) -> None:
        self.findings.wrong(place, path, message, self.findings.suggestion(name, ladder.stages))


class _Ladder:
    """The stages of a base by name, and their order."""

    def __init__(self, base: Listing, path: str) -> None:
        self.path = path
        self.stages: dict[str, Node] = {}
        self.nameless: list[Node] = []
        for item in base.items:
            name = _stage_name(item)
            if name is None or name in self.stages:
                self.nameless.append(item)  # or twice there: the reader complains of it
            else:
                self.stages[name] = item
        self.order = list(self.stages)

    def remove(self, name: str) -> None:
        del self.stages[name]
        self.order.remove(name)

    def insert(self, name: str, node: Node, below: str) -> None:
        """A new stage above the one called *below*, or above all where there is none."""
        at = self.order.index(below) + 1 if below in self.stages else len(self.order)
        self.order.insert(at, name)
        self.stages[name] = node

    def nodes(self) -> tuple[Node, ...]:
        return (*(self.stages[name] for name in self.order), *self.nameless)


def _without_stages(entry: Entry) -> Entry:
    assert isinstance(entry.node, Mapping)
    entries = {key: inner for key, inner in entry.node.entries.items() if key != "stages"}
    return Entry(entry.key_place, Mapping(entries, entry.node.place))


def _names(top: Mapping, section: str) -> frozenset[str]:
    entry = top.entries.get(section)
    return frozenset(entry.node.entries) if entry and isinstance(entry.node, Mapping) else frozenset()


def _heedless(node: Node, taken_out: frozenset[str], file: str) -> Node:
    """A part of the ladder in which no base ignores brakes that are *taken_out*; what *file* itself says is left alone."""
    if isinstance(node, Listing):
        return Listing(tuple(_heedless(item, taken_out, file) for item in node.items), node.place)
    if not isinstance(node, Mapping) or not taken_out:
        return node
    entries = {key: Entry(entry.key_place, _heedless(entry.node, taken_out, file)) for key, entry in node.entries.items()}
    ignores = entries.get("ignores")
    if ignores and isinstance(ignores.node, Listing):
        items = ignores.node.items
        kept = tuple(one for one in items if one.place.file == file or not (isinstance(one, Scalar) and one.text in taken_out))
        entries["ignores"] = Entry(ignores.key_place, Listing(kept, ignores.node.place))
        if items and not kept:
            del entries["ignores"]
    return Mapping(entries, node.place)


def _without_place(node: Mapping) -> dict[str, Entry]:
    return {key: entry for key, entry in node.entries.items() if key not in ("above", "remove")}


def _stage_name(node: Node) -> str | None:
    if isinstance(node, Mapping) and "stage" in node.entries:
        stage = node.entries["stage"].node
        if isinstance(stage, Scalar) and not stage.is_null:
            return stage.text
    return None
