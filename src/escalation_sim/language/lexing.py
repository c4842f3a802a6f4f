"""What stands where in a YAML text, before a parser sees it: quotes, brackets, comments, blocks of text.

Levels are counted here, and what needs no parser is told here, in the same words whichever parser there is: a quote or a
bracket that is not closed, text after a closing quote, an escape that stands for no character.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from escalation_sim.language.nodes import shown

_GAP = re.compile(r"[ \t\n]*+")
_COMMENT = re.compile(r"#[^\n]*+")
_SPACES = re.compile(r" *+")
_BLANK_LINES = re.compile(r"(?: *+\n)*+")
_END = r"(?=[ \t\n]|\Z)"
_MARKER = re.compile(rf"(?:---|\.\.\.){_END}")
_INDICATOR = re.compile(rf"[-?:]{_END}")
_TAGGED = re.compile(r"[&*!][^ \t\n,\[\]{}]*+")
_HEADER = re.compile(rf"[|>][-+]?([1-9])?[-+]?{_END}[^\n]*+\n?")
_IN_BLOCK = re.compile(r"(?:[^ \t\n:]++|:(?![ \t\n]|\Z)|[ \t]++(?![ \t\n#]|\Z))*+")
_IN_FLOW = re.compile(r"(?:[^ \t\n:,\[\]{}]++|:(?![ \t\n,?\[\]{}]|\Z)|[ \t]++(?![ \t\n#]|\Z))*+")
_NEXT_LINE = re.compile(r"[ \t]*+\n[ \t\n]*+")
_ESCAPE = (
    r"\\(?:[0abt\tnvfre \"/\\N_LP\n]|x[0-9a-fA-F]{2}|(?:u|U0000)(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|U(?:000[1-9a-fA-F]|0010)[0-9a-fA-F]{4})"
)
_QUOTED = {'"': re.compile(rf'"(?:[^"\\]++|{_ESCAPE})*+'), "'": re.compile(r"'(?:[^']++|'')*+")}
_WITHIN = {
    '"': r"write \" for a quote within the text, or put the text in single quotes",
    "'": "write '' for an apostrophe within the text, or put the text in double quotes",
}
_KEY = re.compile(rf"( *)(?:- +)*+[\"']?([A-Za-z_][\w-]*)[\"']? *:{_END}", re.ASCII)
_BARE_COLON = re.compile(r":[,?\[\]{}]")
_REST = re.compile(r"[ \t]*+([^\n]{0,60})")
_OPENS = {"]": "[", "}": "{"}


class Lexed(NamedTuple):
    """Where in a text its quotes and whatever else is text for people stand, as pairs of begin and end, in order.

    *end* is where a reader may stop: the end of the text, or just after what is too deep or too much.
    """

    quotes: list[tuple[int, int]]
    aside: list[tuple[int, int]]
    end: int


class LexicalFault(Exception):
    """What can't be YAML whatever stands around it, at *offset*, with the mend."""

    def __init__(self, offset: int, message: str, mend: str) -> None:
        self.offset, self.message, self.mend = offset, message, mend
        super().__init__(message)


def lexed(text: str, deepest: int, most: int) -> Lexed:
    """What stands where in *text*, whose lines end with a line feed each. Raises LexicalFault.

    Looking ends early where there are more than *deepest* levels, or surely more than *most* values.
    """
    lexer = _Lexer(text)
    while lexer.at_token():
        lexer.token()
        if len(lexer.open) + len(lexer.indents) > deepest + 1 or lexer.tokens > 4 * most:
            return Lexed(lexer.quotes, lexer.aside, lexer.at)
    if lexer.open:
        lexer.wrong(lexer.open[0], f"a bracket `{text[lexer.open[0]]}` is opened and not closed", _BRACKETS)
    return Lexed(lexer.quotes, lexer.aside, len(text))


_BRACKETS = "close it with the same kind of bracket: { … } or [ … ]"


class _Lexer:
    """One pass over a text.

    *open* holds the offsets of the brackets that are open, *indents* the columns of the blocks around this place, and
    *candidate* the column of what is a key if a colon follows, as YAML's own scanners keep them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.line = self.tokens = 0
        self.open: list[int] = []
        self.indents = [-1]
        self.candidate: int | None = None
        self.quotes: list[tuple[int, int]] = []
        self.aside: list[tuple[int, int]] = []

    def wrong(self, offset: int, message: str, mend: str) -> NoReturn:
        raise LexicalFault(offset, message, mend)

    def at_token(self) -> bool:
        """Step over blanks and comments, and say whether anything follows."""
        while True:
            self.step(_GAP.match(self.text, self.at).end())  # type: ignore[union-attr]
            comment = _COMMENT.match(self.text, self.at)
            if comment is None:
                return self.at < len(self.text)
            self.aside.append(comment.span())
            self.at = comment.end()

    def step(self, to: int) -> None:
        """Go on, and know where the line began."""
        newline = self.text.rfind("\n", self.at, to)
        if newline >= 0:
            self.line, self.candidate = newline + 1, (self.candidate if self.open else None)
        self.at = to

    def token(self) -> None:
        """Step over one token."""
        self.tokens += 1
        column, sign = self.at - self.line, self.text[self.at]
        if column == 0 and sign in "-." and _MARKER.match(self.text, self.at):
            self.indents, self.candidate = [-1], None
            self.at += 3
        elif column == 0 and sign == "%":
            self.wrong(self.at, "a YAML directive (%) has no place in a scenario", "delete the line that begins with %")
        elif self.open:
            self.in_flow(sign)
        else:
            while self.indents[-1] > column:
                self.indents.pop()
            self.in_block(sign, column)

    def in_flow(self, sign: str) -> None:
        if sign in ",:?|>%@`":  # the last five begin no value, as the parser says
            self.at += 1
        else:
            self.anywhere(sign, _IN_FLOW)

    def in_block(self, sign: str, column: int) -> None:
        if sign in "-?:" and _INDICATOR.match(self.text, self.at):
            if sign == ":" and self.candidate is not None:
                column = self.candidate
            self.candidate = None
            if column > self.indents[-1]:
                self.indents.append(column)
            self.at += 1
            return
        if self.candidate is None:
            self.candidate = column
        if sign in "|>" and (header := _HEADER.match(self.text, self.at)):
            self.block(header)
        elif sign in "]}":
            self.wrong(self.at, f"the bracket `{sign}` closes nothing", "delete it, or put the text in quotes")
        elif sign in ",|>%@`":
            self.at += 1
        else:
            self.anywhere(sign, _IN_BLOCK)

    def anywhere(self, sign: str, plain: re.Pattern[str]) -> None:
        """Step over what may stand within brackets and without."""
        if sign in "[{":
            self.open.append(self.at)
            self.at += 1
        elif sign in "]}":
            began = self.open.pop()
            if self.text[began] != _OPENS[sign]:
                self.wrong(began, f"a bracket `{self.text[began]}` is opened, and closed by `{sign}`", _BRACKETS)
            self.at += 1
        elif sign in _QUOTED:
            self.quoted(sign)
        elif sign in "&*!":
            self.at = _TAGGED.match(self.text, self.at).end()  # type: ignore[union-attr]
        else:
            self.plain(plain)

    def plain(self, pattern: re.Pattern[str]) -> None:
        """Step over text without quotes, and the lines on which it goes on."""
        began = self.at
        self.at = max(pattern.match(self.text, self.at).end(), self.at + 1)  # type: ignore[union-attr]
        while gap := _NEXT_LINE.match(self.text, self.at):
            to = gap.end()
            line = self.text.rfind("\n", self.at, to) + 1
            if not self.open and to - line <= self.indents[-1]:
                return
            if self.text[to : to + 1] in ("", "#") or (to == line and _MARKER.match(self.text, to)):
                return
            more = pattern.match(self.text, to)
            if more is None or not more[0]:
                return
            self.line, self.at, self.candidate = line, more.end(), None
        if self.open and _BARE_COLON.match(self.text, self.at):
            mend = "write a space after the colon, or put text that contains a colon in quotes"
            self.wrong(began, f"after the colon of `{shown(self.text[began : self.at + 1], 40)}` stands no space", mend)

    def block(self, header: re.Match[str]) -> None:
        """Step over a block of text, which ends where a line is indented less than it."""
        began, around = header.end(), self.indents[-1]
        blank = _BLANK_LINES.match(self.text, began)
        first = _SPACES.match(self.text, blank.end())  # type: ignore[union-attr]
        widths = map(len, [*blank[0].split("\n"), first[0], " " * max(around + 1, 1)])  # type: ignore[index]
        indent = max(around, 0) + int(header[1]) if header[1] else max(widths)
        lines = re.compile(rf"(?:(?: {{{indent}}}[^\n]*+| *+(?=\n))(?:\n|\Z))*+").match(self.text, began)
        for line in (first, _SPACES.match(self.text, lines.end())):  # type: ignore[union-attr]
            if self.text[line.end() : line.end() + 1] == "\t" and (line is not first or not header[1]):  # type: ignore[union-attr]
                self.wrong(line.end(), "a tab stands where a space is expected", "indent with spaces, not tabs")  # type: ignore[union-attr]
        self.aside.append((header.start(), lines.end()))  # type: ignore[union-attr]
        self.step(lines.end())  # type: ignore[union-attr]
        self.line, self.candidate = self.at, None

    def quoted(self, sign: str) -> None:
        """Step over text in quotes, which must be closed, and be followed by nothing that is no part of YAML."""
        began, to = self.at, _QUOTED[sign].match(self.text, self.at).end()  # type: ignore[union-attr]
        if to == len(self.text):
            self.wrong(began, "a quote is opened and not closed", "close it with the same quote")
        if self.text[to] == "\\":
            found = shown(self.text[to : to + 10].partition("\n")[0])
            mend = r"write \\ for a backslash, or use single quotes"
            self.wrong(to, f"`{found}` begins with a backslash, and stands for no character", mend)
        self.look_after(began, to + 1, sign)
        self.quotes.append((began, to + 1))
        self.step(to + 1)

    def look_after(self, began: int, ended: int, sign: str) -> None:
        """Nothing may follow a text in quotes but what goes on around it, and no line within it looks like a key."""
        rest = _REST.match(self.text, ended)[1]  # type: ignore[index]
        lines = self.text.count("\n", began, ended)
        goes_on = (",", "]", "}", ":", "#") if self.open else (": ", ":\t", "#")
        follows = rest.rstrip() not in ("", ":") and not rest.startswith(goes_on)
        if lines and (follows or rest.startswith(":") or self.swallows_keys(began, ended)):
            closed = self.text.count("\n", 0, ended) + 1
            after = f", and `{shown(rest, 30)}` follows it there" if follows else ""
            message = f"the quote that opens this text is closed only in line {closed}{after}"
            self.wrong(began, message, "close it where the text ends")
        if follows:
            message = f"the quote that opens this text is closed before `{shown(rest, 30)}`"
            self.wrong(began, message, _WITHIN[sign])

    def swallows_keys(self, began: int, ended: int) -> bool:
        """Whether a text in quotes holds lines that look like keys beside the one it belongs to, or further out."""
        at = self.text.find("\n", began, ended) + 1
        while at:
            key = _KEY.match(self.text, at, ended)
            if key and len(key[1]) <= self.indents[-1]:
                return True
            at = self.text.find("\n", at, ended) + 1
        return False
