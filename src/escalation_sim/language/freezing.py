"""The bytes of a file of questions with another `frozen` line, every other byte as it was."""

from __future__ import annotations

from escalation_sim.errors import CannotRun
from escalation_sim.language.nodes import Scalar
from escalation_sim.language.questions import QuestionFile

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def frozen(data: bytes, file: QuestionFile, digest: str) -> bytes:
    """The file with this digest: in place of the one that is there, or in a line of its own below `asked`.

    Raises CannotRun where the file is written so that no line can be put there; where that does not show, the file says something
    else afterwards, which the caller must see.
    """
    lines = data.splitlines(keepends=True)
    entry = file.places.top.entries.get("frozen")
    if entry:
        place, old = entry.node.place, file.frozen.encode()
        number, line = place.line - 1, lines[place.line - 1]
        mark = len(BYTE_ORDER_MARK) if number == 0 and line.startswith(BYTE_ORDER_MARK) else 0
        at = line.find(old, mark + len(line[mark:].decode()[: place.column - 1].encode()))
        if at < 0:
            raise _refused(digest)
        lines[number] = line[:at] + digest.encode() + line[at + len(old) :]
        return b"".join(lines)
    asked = file.places.top.entries["asked"]
    if isinstance(asked.node, Scalar) and asked.node.in_flow:
        raise _refused(digest)
    number, indent = asked.node.place.line - 1, b" " * (asked.key_place.column - 1)
    end = _end(lines[number]) or _end(lines[0]) or b"\n"
    new = indent + b"frozen: " + digest.encode()
    if _end(lines[number]):
        lines.insert(number + 1, new + end)
    else:
        lines[number:] = [lines[number] + end, new]
    return b"".join(lines)


def _end(line: bytes) -> bytes:
    """How a line ends."""
    return line[len(line.rstrip(b"\r\n")) :]


def _refused(digest: str) -> CannotRun:
    return CannotRun(f"the file is written so that no line can be put there; write it yourself, below `asked`: frozen: {digest}")
