"""Where in the files every path of a merged tree stands."""

from __future__ import annotations

import re

from escalation_sim.errors import Place
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar

_INDEX = re.compile(r"\[(\d{1,9})\]")


class Places:
    """Looks paths up in the tree *top*, such as `ladder.high.climb.when` or `expect[0].by`. Stages go by their names."""

    def __init__(self, top: Mapping) -> None:
        self.top = top
        self._top = Entry(top.place, top)
        self._stages: dict[int, dict[str, Mapping]] = {}  # by the identity of their list

    def of(self, path: str, *, at_key: bool = False) -> Place:
        """Where the value of a path stands, or its key, or the nearest thing above it that stands somewhere."""
        here, is_whole = self._down(path)
        return here.key_place if at_key and is_whole else here.node.place

    def text(self, path: str) -> str:
        """What is written at a path, where it is a single value."""
        node = self._down(path)[0].node
        return node.text if isinstance(node, Scalar) else ""

    def _down(self, path: str) -> tuple[Entry, bool]:
        """The entry that is nearest to the end of a path, and whether it is there."""
        here = self._top
        while path:
            step = self._step(here.node, path)
            if step is None:
                return here, False
            here, path = step
        return here, True

    def has(self, key: str) -> bool:
        """Whether the top of the tree has a key."""
        return key in self.top.entries

    def _step(self, node: Node, path: str) -> tuple[Entry, str] | None:
        """What a path goes on with below a node, and the rest of the path."""
        if isinstance(node, Mapping):
            return _below(node.entries, path)
        if not isinstance(node, Listing):
            return None
        index = _INDEX.match(path)
        if index and int(index[1]) < len(node.items):
            item = node.items[int(index[1])]
            return Entry(item.place, item), path[index.end() :].removeprefix(".")
        return self._stage(node, path)

    def _stage(self, ladder: Listing, path: str) -> tuple[Entry, str] | None:
        """The stage that a path goes on with; it stands where its name does."""
        name, _, rest = path.partition(".")
        if id(ladder) not in self._stages:
            stages = (item for item in reversed(ladder.items) if isinstance(item, Mapping) and "stage" in item.entries)
            self._stages[id(ladder)] = {_name(item): item for item in stages}
        item = self._stages[id(ladder)].get(name)
        if item is None:
            return None
        return (Entry(item.place, item), rest) if rest else (item.entries["stage"], rest)


def _name(item: Mapping) -> str:
    stage = item.entries.get("stage")
    return stage.node.text if stage and isinstance(stage.node, Scalar) else ""


def _below(entries: dict[str, Entry], path: str) -> tuple[Entry, str] | None:
    """The entry that a path goes on with. A broken name may hold dots and brackets itself: the longest one wins."""
    for end in [len(path), *(found.start() for found in reversed(list(re.finditer(r"[.\[]", path))))]:
        entry = entries.get(path[:end])
        if entry is not None:
            return entry, path[end:].removeprefix(".")
    return None
