"""One writer for each format: JSON whose bytes never depend on the machine, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def to_json(data: Any) -> str:
    """Sorted keys, nine significant digits, whole numbers without a point, null for never."""
    return json.dumps(rounded(data), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def rounded(data: Any) -> Any:
    """Plain data with its floats as the formats show them."""
    if isinstance(data, float):
        return _number(data)
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [rounded(value) for value in data]
    return data


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.9g}")
    return int(short) if short == int(short) else short


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
