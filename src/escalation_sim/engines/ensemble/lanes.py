"""What the parts of the ensemble engine call lanes: a slice of all of them, or the indices of some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Lanes = Any  # ALL, or Indices
ALL = slice(None)
NOBODY: Indices = np.empty(0, np.intp)
NEVER = int(np.iinfo(np.int32).max)
"""The minute of what is not due."""


class Union:
    """Puts lists of lanes together, each lane once and in order. Keeps a mark for every lane of a block."""

    def __init__(self, size: int) -> None:
        self._marks = np.zeros(size, np.bool_)

    def __call__(self, parts: Sequence[Indices]) -> Indices:
        parts = [part for part in parts if len(part)]
        if len(parts) < 2:
            return parts[0] if parts else NOBODY
        for part in parts:
            self._marks[part] = True
        lanes = self._marks.nonzero()[0]
        self._marks[lanes] = False
        return lanes
