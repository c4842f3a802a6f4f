"""JSON whose bytes never depend on the machine, CSV for spreadsheets. Markdown is made in `prose.py`, for CI in `ci.py`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from escalation_sim.results.rounding import rounded

OLD_COMMAND = re.compile(r"##(?=\w*\[)")
"""What GitHub's runner obeys in the middle of a line too; JSON and text go to the log of a CI service."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def to_json(data: Any) -> str:
    """Sorted keys, nine significant digits, whole numbers without a point, null for never."""
    return _json(data, indent=1) + "\n"


def to_line(data: Any) -> str:
    """The same on one line, without its end."""
    return _json(data)


def _json(data: Any, indent: int | None = None) -> str:
    text = json.dumps(rounded(data), sort_keys=True, indent=indent, ensure_ascii=False, allow_nan=False)
    return OLD_COMMAND.sub(r"#\\u0023", text)  # the same text to whoever reads JSON, and no command


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table. Text that a spreadsheet would take for a formula begins with an apostrophe."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return file.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return value
