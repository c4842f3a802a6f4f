"""What the parts of the ensemble engine call lanes: a slice of all of them, or the indices of some."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Lanes = Any  # ALL, or Indices
ALL = slice(None)
NOBODY: Indices = np.empty(0, np.intp)
NEVER = int(np.iinfo(np.int32).max)
"""The minute of what is not due."""


def union(parts: list[Indices]) -> Indices:
    """The lanes that are in any of several lists, each once."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return NOBODY
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
