"""Expressions in words, and how the language writes them: `troops is more than 5 thousand` → `troops > 5000`.

Looked for only in a text that is no expression, to say what was probably meant; whoever asks sees to it that it is one now.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from escalation_sim.model import expressions as ex

_Match = re.Match[str]
_NUMBER = r"(\d+(?:\.\d+)?)"
_PERCENT = rf"{_NUMBER}\s*(?:%|\bpercent\b|\bper[ -]cent\b|\bpct\b|\bpercentage points?\b)"
_LARGE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_IS = r"(?:\b(?:is|are|was|be|has)[ _]+)?\b(?:strictly[ _]+|currently[ _]+)?"
_OR_EQUAL = r"[ _]+or[ _]+equal(?:[ _]+to)?\b"
_MORE = r"(?:greater[ _]?than|more[ _]?than|larger[ _]?than|higher[ _]?than|bigger[ _]?than|above|over)"
_LESS = r"(?:less[ _]?than|fewer[ _]?than|smaller[ _]?than|lower[ _]?than|below|under|beneath)"
_CALLED = {
    "gt|more_than|greater_than": ">",
    "gte?|ge|at_least": ">=",
    "lt|less_than": "<",
    "lte?|le|at_most": "<=",
    "eq|equals": "==",
}
_ALONE = r"\b(?!\s*\()"


def _share(found: _Match) -> str:
    return ex.plain(float(next(filter(None, found.groups()))) / 100)


def _share_of(found: _Match) -> str:
    return f"{_share(found)} * "


def _large(found: _Match) -> str:
    value = float(found[1]) * _LARGE[found[2].lower()]
    return ex.plain(value) if math.isfinite(value) else found[0]


def _together(found: _Match) -> str:
    return re.sub(r"\D", "", found[0])


_REWRITINGS: list[tuple[str, str | Callable[[_Match], str]]] = [
    (r"(?<![\w.])\d{1,3}(?: \d{3})+(?![\w.])", _together),
    (rf"{_PERCENT}(?:\s+of\b)?(?!\s*[\w(])", _share),
    (rf"{_PERCENT}\s+of\b(?:\s+the\b)?\s*(?=[\w(])|{_NUMBER}\s*(?:percent|per[ -]cent)\s+(?=[\w(])", _share_of),
    (rf"{_NUMBER}\s*({'|'.join(_LARGE)})s?\b", _large),
    (rf"{_NUMBER}\s+(?:in|out of)\s+{_NUMBER}", r"\1 / \2"),
    (r"\bhalf(?: of)?(?: the)?\s+(?=\w)", "0.5 * "),
    *((rf"\b(?:{names})\s*\(\s*([^(),]+),\s*([^(),]+)\)", rf"\1 {sign} \2") for names, sign in _CALLED.items()),
    (r"\bif\s*\(\s*([^(),]+?)\s*,\s*([^(),]+?)\s*,\s*([^(),]+?)\s*\)", r"(\2 if \1 else \3)"),
    (r"\bif\s+(.+?)\s+then\s+(.+?)\s+else\s+(.+)", r"\2 if \1 else \3"),
    (r"^(?:if|when|while|once)\s+(?=.*[<>=a-z])(?!.*\belse\b)", ""),
    (rf"([\w.]+)\s+{_IS}(?:between|within)[ _]+(?:from\s+)?([\w.]+)\s+(?:and|to)\s+([\w.]+)", r"\2 <= \1 <= \3"),
    (rf"([\w.]+)\s+{_IS}in\s+\[\s*([\w.]+)\s*,\s*([\w.]+)\s*\]", r"\2 <= \1 <= \3"),
    (rf"{_IS}{_MORE}{_OR_EQUAL}|{_IS}(?:no|not)[ _]+{_LESS}\b|{_IS}at[ _]least\b", ">="),
    (rf"\b(?:reach(?:es|ed)?|hits|has[ _]reached|gte|ge){_ALONE}", ">="),
    (rf"{_IS}{_LESS}{_OR_EQUAL}|{_IS}(?:no|not)[ _]+{_MORE}\b|{_IS}(?:at[ _]most|up[ _]to)\b|\b(?:lte|le){_ALONE}", "<="),
    (rf"{_IS}{_MORE}\b|\b(?:exceeds?|exceeding|surpass(?:es)?|tops|gt){_ALONE}", ">"),
    (rf"{_IS}{_LESS}\b|\blt{_ALONE}", "<"),
    (r"\b(?:is|are)[ _]+not(?:[ _]+equal(?:[ _]+to)?)?\b|\bisn'?t\b|\b(?:does[ _]not|doesn'?t)[ _]+equal\b", "!="),
    (r"\bnot[ _]+equals?(?:[ _]+to)?\b|\bdiffers[ _]from\b|\bunequal(?:[ _]to)?\b|\bne\b|<>", "!="),
    (r"\b(?:is|are)[ _]+(?:equal(?:[ _]+to)?|the[ _]same[ _]as|exactly)\b|\bequals?(?:[ _]+to)?\b|\b(?:is|are|eq)\b", "=="),
    (r"\bplus\b|\bincreased[ _]by\b", "+"),
    (r"\bminus\b|\b(?:decreased|reduced)[ _]by\b", "-"),
    (r"\btimes\b|\bmultiplied[ _]by\b", "*"),
    (r"\bdivided[ _]by\b", "/"),
    (r"&&?|\bas[ _]well[ _]as\b|\band[ _]also\b|\bAND\b|\bbut\b", "and"),
    (r"\|\|?|\bor[ _]else\b|\bOR\b", "or"),
    (r"\bNOT\b|!(?!=)", "not "),
    (r"\beither\b|\bthe\b|\bboth\b", ""),
    (r"=>", ">="),
    (r"=<", "<="),
    (r"(?<![<>=!])=(?!=)", "=="),
    (rf"{_NUMBER}\s+(?!and\b|or\b|not\b|if\b|else\b)[a-z_]\w*(?!\s*\()\b", r"\1"),
]


def respelled(text: str) -> str:
    """The expression that *text* would be in the notation of the language; *text* itself where there is nothing to rewrite."""
    written = text
    for pattern, replacement in _REWRITINGS:  # compiled when needed: most scenarios never do
        written = re.sub(pattern, replacement, written, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", written).strip()
