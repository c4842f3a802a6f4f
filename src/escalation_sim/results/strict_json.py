"""JSON from a stranger: bytes → plain data, with nothing in it that two readers could understand differently."""

from __future__ import annotations

import json
from typing import Any

from escalation_sim.language.decoding import conflict_in
from escalation_sim.language.nodes import shown
from escalation_sim.results.plain_data import Wrong

_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, which PowerShell writes for `>`."""


def parsed(data: bytes) -> Any:
    """The data of a text in UTF-8. Raises Wrong: also for repeated keys, and for NaN and Infinity, which are no JSON."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("", "it is not UTF-8" + (" but UTF-16; write it with -o, not with >" if data[:2] in _WIDE else "")) from None
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _no_json(data, text, error) from None
    except RecursionError:
        raise Wrong("", "it is too deep") from None
    except ValueError:  # a whole number of thousands of digits
        raise Wrong("", "it holds a number that is far too long") from None


def _no_json(data: bytes, text: str, error: json.JSONDecodeError) -> Wrong:
    """Why a text is no JSON: a merge conflict, an end that comes too early, or else what it says and where."""
    if line := conflict_in(data):
        return Wrong("", f"an unresolved merge conflict, line {line}", line)
    if not text.strip():
        return Wrong("", "it is empty")
    within_words = error.msg.startswith("Unterminated string") and "\n" not in text[error.pos :].rstrip("\n")
    if error.pos < len(text.rstrip()) and not within_words:
        return Wrong("", f"it is not JSON: {error.msg} in line {error.lineno}", error.lineno)
    last = text.rstrip().count("\n") + 1
    return Wrong("", f"it is cut off: it ends in line {last}, in the middle", last)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Wrong("", f"the key `{shown(key)}` stands twice in one place")
        found[key] = value
    return found


def _no_constant(text: str) -> Any:
    raise Wrong("", f"it holds {text}, which is no number")
