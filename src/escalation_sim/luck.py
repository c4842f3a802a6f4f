"""All the randomness there is: (seed, place, occurrence, replication) → a uniform number.

Nothing here depends on the order in which things happen to run, so replication 17 alone is replication 17 of a million,
and two scenarios that name the same places share their luck. The stream is Philox 4x64 (Salmon et al., "Parallel random
numbers: as easy as 1, 2, 3", 2011), keyed by a hash of seed and place; its counter holds the replication and the
occurrence. Raw integers are used, because numpy promises that those never change.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

BLOCK = 64
"""Replications whose luck is fetched together, where more than one is wanted."""

_LANES = 4  # Philox yields four numbers for one value of its counter
_ROWS_KEPT = 20_000
_MANTISSA_SHIFT = np.uint64(12)
_ONE = np.uint64(0x3FF << 52)  # the bits of 1.0
_ONE_LESS_HALF_A_STEP = 1.0 - 2.0**-53


def key(seed: int, place: str) -> NDArray[np.uint64]:
    """The 128-bit key of a place under a seed."""
    digest = blake2b(f"{seed}\n{place}".encode(), digest_size=16).digest()
    return np.frombuffer(digest, dtype=np.uint64)


def uniforms(seed: int, place: str, occurrence: int, first: int, count: int) -> NDArray[np.float64]:
    """The numbers of replications *first* … *first + count - 1*, each in (0, 1), never 0 and never 1.

    A number is ((raw >> 12) + 0.5) · 2⁻⁵²; the bits are put into the mantissa of a float in [1, 2), which saves a conversion.
    """
    skip = first % _LANES
    counter = np.array([first // _LANES, occurrence, 0, 0], np.uint64)
    raw = np.asarray(np.random.Philox(key=key(seed, place), counter=counter).random_raw(skip + count))
    raw >>= _MANTISSA_SHIFT
    raw |= _ONE
    numbers = raw.view(np.float64)
    numbers -= _ONE_LESS_HALF_A_STEP
    return numbers[skip:]


def generator(seed: int, place: str) -> np.random.Generator:
    """A generator for a library that wants one. Its numbers may change with numpy's version; those of `uniforms` never do."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(key(seed, place).tolist())))


class Luck:
    """The luck of the replications *first* … *first + count - 1* of a seed, fetched a row at a time and kept."""

    def __init__(self, seed: int, first: int = 0, count: int = 1) -> None:
        self.seed, self.first, self.count = seed, first, count
        self._rows: dict[tuple[str, int], list[float]] = {}

    def number(self, place: str, occurrence: int, replication: int) -> float:
        """The uniform number of one replication at a place."""
        row = self._rows.get((place, occurrence))
        if row is None:
            if len(self._rows) >= _ROWS_KEPT:
                return float(uniforms(self.seed, place, occurrence, replication, 1)[0])
            row = uniforms(self.seed, place, occurrence, self.first, self.count).tolist()
            self._rows[place, occurrence] = row
        return row[replication - self.first]
