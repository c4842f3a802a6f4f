"""PyYAML with its C part, or without it where an installation has none: the same tree, words and texts, only slower."""

from __future__ import annotations

from typing import Any

import yaml
import yaml.scanner

_ENDS = "\0 \t\n"


class PlainLoader(yaml.SafeLoader):
    """PyYAML's own parser, taught what its C part takes for blank (a tab) and for text (a question mark within brackets)."""

    def scan_to_next_token(self: Any) -> None:
        """Step over blanks and comments; a tab is blank but where it would be an indentation."""
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0\n":
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def check_key(self: Any) -> bool:
        """Whether `?` begins a key here."""
        return bool(self.flow_level) or self.peek(1) in _ENDS

    def check_plain(self: Any) -> bool:
        """Whether text without quotes begins here."""
        sign, next_ = self.peek(), self.peek(1)
        return next_ not in _ENDS if sign == "?" else bool(super().check_plain())

    def scan_plain(self: Any) -> yaml.ScalarToken:
        """Text without quotes, on one or more lines."""
        chunks: list[str] = []
        start = end = self.get_mark()
        spaces: list[str] = []
        while self.peek() != "#":
            length = self.length_of_plain()
            if length == 0:
                break
            self.allow_simple_key = False
            chunks.extend(spaces)
            chunks.append(self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or self.peek() == "#" or (not self.flow_level and self.column < self.indent + 1):
                break
        return yaml.ScalarToken("".join(chunks), True, start, end)

    def length_of_plain(self: Any) -> int:
        """How many signs from here on are text without a blank in it."""
        length = 0
        while (sign := self.peek(length)) not in _ENDS:
            if sign == ":" and self.peek(length + 1) in _ENDS + (",[]{}" if self.flow_level else ""):
                break
            if self.flow_level and sign in ",[]{}":
                break
            length += 1
        return length

    def scan_plain_spaces(self: Any, indent: int, start_mark: yaml.Mark) -> list[str]:
        """The blanks and line breaks between two pieces of text without quotes, as they are read."""
        blanks = self.blanks()
        if self.peek() != "\n":
            return [blanks] if blanks else []
        breaks = 0
        while self.peek() in " \t\n":
            if self.peek() == "\t" and self.column < indent:
                problem = "found a tab character that violates indentation"
                raise yaml.scanner.ScannerError("while scanning a plain scalar", start_mark, problem, self.get_mark())
            breaks += self.peek() == "\n"
            self.allow_simple_key = True
            self.forward()
            if self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _ENDS:
                return []
        return ["\n" * (breaks - 1) or " "]

    def blanks(self: Any) -> str:
        """The spaces and tabs that stand here, stepped over."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks: str = self.prefix(length)
        self.forward(length)
        return blanks


class PlainDumper(yaml.SafeDumper):
    """PyYAML's own emitter, which writes what its C part writes: signs beyond the first plane as escapes."""

    def analyze_scalar(self: Any, scalar: str) -> Any:
        """How a value may be written."""
        analysis = super().analyze_scalar(scalar)
        if scalar and max(scalar) > "\uffff":
            for style in ("flow_plain", "block_plain", "single_quoted", "block"):
                setattr(analysis, f"allow_{style}", False)
        return analysis


Loader: Any = getattr(yaml, "CSafeLoader", PlainLoader)
Dumper: Any = getattr(yaml, "CSafeDumper", PlainDumper)
