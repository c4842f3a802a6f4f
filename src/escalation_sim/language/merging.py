"""`extends`: a variant laid over the file it starts from, before either is asked what it means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from escalation_sim.errors import Place, Problem, ScenarioError
from escalation_sim.language.names import nearest
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, read_nodes, shown
from escalation_sim.language.shapes import SHORT_FORMS

DEEPEST = 8
_ENDINGS = (".yaml", ".yml")


def read_with_bases(path: Path, shown_as: str, read: Callable[[Path], bytes]) -> Mapping:
    """The tree of a scenario with everything it extends. *read* fetches the bytes of a file, or raises OSError.

    Raises ScenarioError.
    """
    return _read(path, shown_as, read, [])


def _read(path: Path, shown_as: str, read: Callable[[Path], bytes], above: list[Path]) -> Mapping:
    top = _long(read_nodes(read(path), shown_as))
    entry = top.entries.get("extends")
    if entry is None:
        return top
    above = [*above, path.resolve()]
    base_path = _base_path(entry.node, path, above)
    try:
        base = _read(base_path, _beside(shown_as, entry.node), read, above)
    except OSError as error:
        message = f"the file it extends cannot be read: {shown(_words(entry.node))} ({error.strerror})"
        raise ScenarioError([Problem(entry.node.place, "extends", message, "check the path; it is relative to this file")]) from None
    return _Merger().scenario(base, top)


def _words(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else node.kind


def _beside(shown_as: str, node: Node) -> str:
    """How messages name a base file: relative to the file that extends it."""
    return (Path(shown_as).parent / _words(node)).as_posix()


def _base_path(node: Node, path: Path, above: list[Path]) -> Path:
    """Where the base stands. Raises ScenarioError for whatever is no relative path to another scenario."""

    def refuse(message: str, mend: str) -> ScenarioError:
        return ScenarioError([Problem(node.place, "extends", message, mend)])

    if not isinstance(node, Scalar) or node.is_null or node.is_number or node.is_truth:
        raise refuse(f"`extends` names a file, not {node.kind}", "write a relative path such as base.yaml")
    given = Path(node.text)
    if given.is_absolute() or node.text.startswith(("~", "\\")) or "\0" in node.text or ":" in node.text:
        raise refuse(f"`{shown(node.text)}` is not a relative path", "write a path relative to this file, such as base.yaml")
    if given.suffix not in _ENDINGS:
        raise refuse(f"`{shown(node.text)}` is not a scenario file", "name a file that ends in .yaml")
    base = path.parent / given
    if base.resolve() in above:
        raise refuse(f"`{shown(node.text)}` extends itself, in a loop", "take one `extends` of the loop out")
    if len(above) > DEEPEST:
        raise refuse(f"files extend one another more than {DEEPEST} deep", "start from a file nearer to the first")
    return base


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
    """Lays one tree over another, collecting what does not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def scenario(self, base: Mapping, variant: Mapping) -> Mapping:
        inherited = {key: entry for key, entry in base.entries.items() if key != "expect"}
        over = {key: entry for key, entry in variant.entries.items() if key not in ("extends", "ladder")}
        merged = self.mapping(Mapping(inherited, base.place), Mapping(over, variant.place), "")
        entries = dict(merged.entries)
        if "ladder" in variant.entries:
            entries["ladder"] = self.ladder(inherited.get("ladder"), variant.entries["ladder"])
        if self.problems:
            raise ScenarioError(self.problems)
        return Mapping(entries, variant.place)

    def mapping(self, base: Mapping, variant: Mapping, path: str) -> Mapping:
        entries = dict(base.entries)
        for name, entry in variant.entries.items():
            below = f"{path}.{name}" if path else name
            known = entries.get(name)
            if isinstance(entry.node, Scalar) and entry.node.is_null:
                if known is None:
                    near = nearest(name, entries)
                    message = f"`null` takes `{shown(name)}` out, but the base has none"
                    self.wrong(entry.key_place, below, message, f"did you mean {near}?" if near else "delete the line")
                entries.pop(name, None)
            elif known and isinstance(known.node, Mapping) and isinstance(entry.node, Mapping):
                entries[name] = Entry(entry.key_place, self.mapping(known.node, entry.node, below))
            else:
                entries[name] = Entry(entry.key_place, self.without_nulls(entry.node, below))
        return Mapping(entries, variant.place)

    def without_nulls(self, node: Node, path: str) -> Node:
        """*node*, which is new: it can't take anything out."""
        if isinstance(node, Mapping):
            for name, entry in node.entries.items():
                below = f"{path}.{name}"
                if isinstance(entry.node, Scalar) and entry.node.is_null:
                    self.wrong(entry.key_place, below, f"`null` takes `{shown(name)}` out, but the base has none", "delete the line")
                self.without_nulls(entry.node, below)
        return node

    def wrong(self, place: Place, path: str, message: str, mend: str) -> None:
        self.problems.append(Problem(place, path, message, mend))

    def ladder(self, base: Entry | None, variant: Entry) -> Entry:
        """Entries merge by stage; a new one says which one it stands above."""
        if base is None or not isinstance(base.node, Listing) or not isinstance(variant.node, Listing):
            return variant
        stages = list(base.node.items)
        for node in variant.node.items:
            self.stage(stages, node)
        return Entry(variant.key_place, Listing(tuple(stages), variant.node.place))

    def stage(self, stages: list[Node], node: Node) -> None:
        """Merge one entry of the variant's ladder into *stages*."""
        name = _stage_name(node)
        if name is None or not isinstance(node, Mapping):
            stages.append(node)  # the reader says what is wrong with it
            return
        path = f"ladder.{name}"
        names = [_stage_name(stage) for stage in stages]
        place = node.entries["stage"].node.place
        if name not in names:
            self.new_stage(stages, node, path)
            return
        at = names.index(name)
        old = stages[at]
        if "above" in node.entries:
            self.wrong(node.entries["above"].key_place, path, f"`{name}` has its place already", "take `above` out")
        if _is_removed(node):
            del stages[at]
        elif isinstance(old, Mapping):
            over = {key: entry for key, entry in node.entries.items() if key != "above"}
            merged = self.mapping(old, Mapping(over, node.place), path)
            stages[at] = Mapping(merged.entries, place)

    def new_stage(self, stages: list[Node], node: Mapping, path: str) -> None:
        names = [_stage_name(stage) for stage in stages]
        place, known = node.entries["stage"].key_place, ", ".join(name for name in names if name)
        if _is_removed(node):
            near = nearest(_stage_name(node) or "", [name for name in names if name])
            mend = f"did you mean {near}?" if near else f"the stages are {known}"
            self.wrong(place, path, "a stage that is not there can't be taken out", mend)
            return
        above = node.entries.get("above")
        if above is None:
            self.wrong(place, path, "a new stage must say which one it stands above", f"add `above:` and one of {known}")
            return
        name = above.node.text if isinstance(above.node, Scalar) else ""
        if name not in names:
            near = nearest(name, [name for name in names if name])
            mend = f"did you mean {near}?" if near else f"the stages are {known}"
            self.wrong(above.node.place, path, f"there is no stage `{shown(_words(above.node))}` to stand above", mend)
            return
        entries = {key: entry for key, entry in node.entries.items() if key not in ("above", "remove")}
        stages.insert(names.index(name) + 1, self.without_nulls(Mapping(entries, node.place), path))


def _stage_name(node: Node) -> str | None:
    if isinstance(node, Mapping) and "stage" in node.entries:
        stage = node.entries["stage"].node
        if isinstance(stage, Scalar) and not stage.is_null:
            return stage.text
    return None


def _is_removed(node: Mapping) -> bool:
    entry = node.entries.get("remove")
    return entry is not None and isinstance(entry.node, Scalar) and entry.node.is_truth and entry.node.text == "true"
