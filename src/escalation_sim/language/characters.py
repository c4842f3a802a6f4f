"""Characters that look like others, or like nothing, in what is no text for people: which they are, and what was meant.

Names, numbers, dates and expressions are ASCII; what else stands in them has come from a word processor, from another keyboard
or from a web page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from escalation_sim.language.nodes import shown

_LOOK_ALIKES = {
    # Cyrillic, Armenian, Greek and other letters
    "a": "аαɑ", "b": "Ьƅ", "c": "сϲᴄ", "d": "ԁ", "e": "еε", "g": "ɡց", "h": "һհ", "i": "іιıӏ", "j": "јϳ", "k": "кκ", "l": "ⅼ",
    "m": "м", "n": "ոη", "o": "оοօσ", "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ", "t": "тτ", "u": "υս", "v": "νѵ", "w": "ԝω",
    "x": "хχ", "y": "уγү", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ", "M": "МΜ",
    "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "УΥ", "Z": "Ζ",
    # signs
    "*": "×⋅·∗•✕", "/": "÷∕⁄", "-": "−–—‒―‐‑", "<=": "≤⩽≦", ">=": "≥⩾≧", "!=": "≠", ":": "∶꞉", "": "“”„‟‘’‚‛«»‹›″′",
}  # fmt: skip
_MEANT = {ord(sign): meant for meant, signs in _LOOK_ALIKES.items() for sign in signs}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MEANT |= {ord(sign): f"{unicodedata.normalize('NFKC', sign)[0]} " for sign in "：︓﹕，﹐"} | {ord("、"): ", "}
_STRAIGHT = {ord(sign): '"' for sign in "“”„‟«»"} | {ord(sign): "'" for sign in "‘’‚‛"}
_BETWEEN_DIGITS = re.compile(r"(?<![\w.])\d{1,3}(?:[\u00a0\u2000-\u200b\u202f\u2060\uff0c٬’]\d{3})++(?![\w.:-])", re.ASCII)
_ODD_BLANK = "[^\\S \\t\\n]|[\u00ad\u061c\u180e\u200b-\u200d\u2060-\u2064\u3164\u2800]"
_IN_A_TIME = re.compile(r"(?<=\d)[：﹕︓∶꞉](?=\d\d)", re.ASCII)
_INSTEAD_OF_YAML = re.compile(
    rf"(?:^|[-:,\[{{?]) *({_ODD_BLANK}|[“”„‟«»‘’‚‛（［｛])"  # of a blank, a quote, a bracket
    r"|^ *([–—−‐‑•]) "  # of the dash before an entry of a list
    r"|^[^:]*?([：﹕︓∶꞉])"  # of the colon after a key
)
_HIDDEN_COLON = re.compile(rf"[^\W\d]\w{{0,63}} *(?:[：﹕︓∶꞉]|:{_ODD_BLANK})")
_INSTEAD_OF_A_COMMA = re.compile("[，、﹐٬،﹐］｝）]")


_LONGEST = 1_000


class Odd(NamedTuple):
    """A character at an *offset* in a text, and the text that was probably meant, which may be odd still."""

    offset: int
    sign: str
    meant: str

    @property
    def named(self) -> str:
        """Its code point and its name, after itself where it can be seen."""
        visible = f"`{self.sign}`, " if self.sign.isprintable() and unicodedata.category(self.sign)[0] not in "ZCM" else ""
        name = unicodedata.name(self.sign, "")
        return f"{visible}U+{ord(self.sign):04X}" + (f" ({name})" if name else "")

    @property
    def is_blank(self) -> bool:
        """Whether it looks like a space, or like nothing."""
        return _meant(self.sign) in ("", " ") and not self.sign.isprintable()

    @property
    def mend(self) -> str:
        """What to write instead."""
        if self.meant.isascii() and self.meant:
            return f"write {shown(self.meant, 200)}"
        return "write it with the letters and signs of ASCII, such as x * x and 0.5"


def odd(text: str) -> Odd | None:
    """The first character of *text* that is not ASCII; None where all are."""
    if text.isascii():
        return None
    found = _NOT_ASCII.search(text)
    assert found
    return Odd(found.start(), found[0], meant(text))


def meant(text: str) -> str:
    """The text with the ASCII that was probably meant by each of its characters; others stay, and all of a very long text."""
    if len(text) > _LONGEST:
        return text
    text = _IN_A_TIME.sub(":", _BETWEEN_DIGITS.sub(lambda number: re.sub(r"\D", "", number[0], flags=re.ASCII), text))
    return re.sub(r"  +", " ", "".join(map(_meant, text))).strip()


def _meant(sign: str) -> str:
    if sign.isascii():
        return sign
    if ord(sign) in _MEANT:
        return _MEANT[ord(sign)]
    category = unicodedata.category(sign)
    if category[0] in "ZC" or sign in "\u3164\u2800\u115f\u1160\ufe0f":
        return " " if category == "Zs" else ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "No":
        return f"{unicodedata.numeric(sign):g}" if "FRACTION" in unicodedata.name(sign) else sign
    base = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return base if base.isascii() else "".join(_MEANT.get(ord(part), part) for part in base)


def hides_a_colon(text: str) -> bool:
    """Whether a *text* is a key and its value with another character for the colon, or for the blank after it."""
    return _HIDDEN_COLON.match(text) is not None


def in_the_way(line: str, *, in_flow: bool) -> int | None:
    """Where in a *line* a character stands instead of one of YAML's own; *in_flow*, commas and brackets are among these."""
    found = _INSTEAD_OF_YAML.search(line)
    if found:
        return found.start(found.lastindex or 0)
    found = _INSTEAD_OF_A_COMMA.search(line) if in_flow else None
    return found.start() if found else None


def with_straight_quotes(line: str) -> str:
    """A *line* of YAML as it was probably meant, with the quotes that YAML knows."""
    return meant(line.translate(_STRAIGHT))
