"""The modules of the page as one script: each becomes a function, run once, that answers what it exports.

So the page has no `import`, which a file on a disk could not follow, and no two modules can disturb each other's names.
"""

from __future__ import annotations

import re
from importlib.resources import files

MODULES = (
    "blake2", "columns", "lanes", "kernel",
    "elementary", "statistics", "contrasts", "json", "uncertain", "ensemble", "ordinary", "extremes",
    "luck", "removals", "shapley", "obstacles", "why", "tornado",
    "words", "sentences", "clauses", "telling", "because", "hindrances", "names", "play", "worker", "pool", "state", "answering",
    "dom", "drawing", "pictures", "bars", "controls", "accounts", "saving",
    "numbers", "swings", "matter", "whynot", "showing", "reasons",
    "sight", "weighing", "debriefing", "link", "pieces", "over", "game", "comparing", "sides", "comparison", "frame", "following",
    "page",
)  # fmt: skip
"""In an order in which each needs only those before it."""

_IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)


def script() -> str:
    """All that the page runs, in its window and in its workers."""
    parts = [_joined(name) for name in MODULES]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def style() -> str:
    """The style sheet."""
    return _text("style.css")


def _joined(name: str) -> str:
    text = _text(f"{name}.js")
    exported = list(dict.fromkeys(_EXPORT.findall(text)))
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text)).rstrip()
    return f"const ${name} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _taken(found: re.Match[str]) -> str:
    names, whole, module = found.groups()
    if whole:
        return f"const {whole} = ${module};"
    return f"const {{{names.replace(' as ', ': ')}}} = ${module};"


def _text(name: str) -> str:
    return files("escalation_sim.web").joinpath(name).read_text("utf-8")
