"""A document of headings, paragraphs and points, as text for a terminal or as Markdown.

Words from a scenario pass through a `Style` on their way in: it decides what may stand in the document as it is.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_FIRST = re.compile(r"[-+=]|\d{1,9}(?=[.)])")
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&#$!]|(?<=www)\.|:(?=//)", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """How a document shows free words, words that matter, and pieces of the language."""

    words: Callable[[str], str]
    strong: Callable[[str], str]
    code: Callable[[str], str]


def one_line(text: str) -> str:
    """The text without line breaks and needless blanks."""
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Free words as Markdown that shows them and does nothing else: no link, no tag, no table."""
    safe = _MARKUP.sub(lambda match: "\\" + match[0], one_line(text))
    first = _FIRST.match(safe)
    if first is None:
        return safe
    return f"\\{safe}" if first[0] in "-+=" else f"{first[0]}\\{safe[first.end() :]}"


def _code_span(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    blank = " " if "`" in text else ""
    return f"{fence}{blank}{one_line(text)}{blank}{fence}"


PLAIN = Style(words=one_line, strong=one_line, code=lambda text: f"`{one_line(text)}`")
MARKDOWN = Style(words=escaped, strong=lambda text: f"**{escaped(text)}**", code=_code_span)


@dataclass(frozen=True)
class Heading:
    """A title; *level* 1 is the document's own."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    text: str


@dataclass(frozen=True)
class Point:
    """An item of a list; *level* 1 stands under one of level 0."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Picture:
    """The source of a Mermaid diagram."""

    source: str


Block = Heading | Paragraph | Point | Picture


def as_text(blocks: Iterable[Block], width: int | None) -> str:
    """The document for a terminal. Without a *width* no line is broken, so that a search finds every sentence."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading(text, level):
                lines += ["", text, ("=" if level == 1 else "-" if level == 2 else "~") * len(text)]
            case Paragraph(text):
                lines += ["", *_broken(text, width, "", "")]
            case Point(text, level):
                lines += _broken(text, width, "  " * level + "- ", "  " * level + "  ")
            case Picture(source):
                lines += ["", *source.splitlines()]
    return "\n".join(lines[1:]) + "\n"


def _broken(text: str, width: int | None, first: str, others: str) -> list[str]:
    if width is None:
        return [first + text]
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def as_markdown(blocks: Iterable[Block]) -> str:
    """The document as Markdown, its pictures in fences that GitHub, GitLab and many editors draw."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not (isinstance(block, Point) and isinstance(before, Point)):
            lines.append("")
        match block:
            case Heading(text, level):
                lines.append(f"{'#' * level} {text}")
            case Paragraph(text):
                lines.append(text)
            case Point(text, level):
                lines.append(f"{'  ' * level}- {text}")
            case Picture(source):
                lines += ["```mermaid", *source.splitlines(), "```"]
        before = block
    return "\n".join(lines) + "\n"
