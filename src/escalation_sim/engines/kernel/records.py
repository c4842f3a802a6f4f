"""The records in which the kernel tells what happens: see record.h."""

from __future__ import annotations

from typing import Any

import numpy as np

RECORD: np.dtype[Any] = np.dtype(
    [("kind", "<i4"), ("minute", "<i4"), ("what", "<i4"), ("number", "<i4"), ("value", "<f8")], align=True
)

(
    BEGAN, BECAME_KNOWN, TRIGGERED, LOST, TOO_LATE, ASSIGNED, OCCURRED, BRAKED, BUILT, BROKEN, HELD_BACK, DECIDED_ON, PUT_OFF,
    SHELVED_AWAY, OVERTAKEN, REFUSED_AT, REFUSED_UNTIL, REOPENED, MOVED, STOOD, WAITED, RESTLESS,
) = range(22)  # fmt: skip
"""The kinds of records, in the order of `enum kind`."""
