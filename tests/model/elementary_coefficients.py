"""The coefficients of `escalation_sim.model.elementary`, from the definitions of exp and log alone.

`python -m tests.model.elementary_coefficients` prints them, with the largest error that each polynomial leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, getcontext

DIGITS = 60
GRID = 2000
Real = Callable[[Decimal], Decimal]


@dataclass(frozen=True)
class Task:
    """What to come close to, between where, with how many coefficients; a distance counts *weight* times."""

    wanted: Real
    weight: Real
    low: Decimal
    high: Decimal
    count: int


def tasks() -> dict[str, Task]:
    """Both polynomials, each with the weight that makes its error that of exp or log, relative to the result."""
    getcontext().prec = DIGITS
    root, most = Decimal(2).sqrt(), Decimal(2).ln() / 2 * Decimal("1.00001")  # ln 2 / 2 and a rounding
    s = (root - 1) / (root + 1)
    return {
        "P": Task(_beyond_the_square, lambda r: abs(r**3) / r.exp(), -most, most, 9),
        "Q": Task(_beyond_two, lambda z: z / 2, Decimal(0), s * s, 7),
    }


def _beyond_the_square(r: Decimal) -> Decimal:
    """(exp(r) − 1 − r − r²/2) / r³."""
    return (r.exp() - 1 - r - r * r / 2) / r**3 if r else Decimal(1) / 6


def _beyond_two(z: Decimal) -> Decimal:
    """(log((1 + s) / (1 − s)) / s − 2) / s², of z = s²."""
    s = z.sqrt()
    return (((1 + s) / (1 - s)).ln() / s - 2) / z if z else Decimal(2) / 3


def best(task: Task) -> tuple[list[Decimal], Decimal]:
    """The coefficients p₀, p₁, … that leave the smallest largest error, by the exchange of Remez (1934); and that error."""
    grid = [task.low + (task.high - task.low) * k / GRID for k in range(GRID + 1)]
    wanted = [task.wanted(x) for x in grid]
    weights = [task.weight(x) or Decimal("1e-30") for x in grid]
    turning = [round((1 - math.cos(math.pi * k / task.count)) / 2 * GRID) for k in range(task.count + 1)]
    while True:
        rows = [[*_powers(grid[i], task.count), (-1) ** k / weights[i], wanted[i]] for k, i in enumerate(turning)]
        p = _solution(rows)[:-1]
        errors = [w * (y - value(p, x)) for x, y, w in zip(grid, wanted, weights, strict=True)]
        found = _extremes(errors)
        if found == turning:
            return p, max(map(abs, errors))
        turning = found


def value(p: Sequence[Decimal], x: Decimal) -> Decimal:
    """Of the polynomial p₀ + p₁·x + …"""
    return sum((a * power for a, power in zip(p, _powers(x, len(p)), strict=True)), Decimal(0))


def _powers(x: Decimal, count: int) -> list[Decimal]:
    powers = [Decimal(1)]
    while len(powers) < count:
        powers.append(powers[-1] * x)
    return powers


def _extremes(errors: list[Decimal]) -> list[int]:
    """Where the error is largest between one change of its sign and the next."""
    found = [0]
    for i, error in enumerate(errors):
        if error * errors[found[-1]] < 0:
            found.append(i)
        elif abs(error) > abs(errors[found[-1]]):
            found[-1] = i
    return found


def _solution(rows: list[list[Decimal]]) -> list[Decimal]:
    """Of linear equations, each a row of factors with the right side at its end, by elimination."""
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [a / rows[k][k] for a in rows[k]]
        for i, row in enumerate(rows):
            if i != k:
                rows[i] = [a - row[k] * b for a, b in zip(row, rows[k], strict=True)]
    return [row[-1] for row in rows]


def ln2_in_two(bits: int) -> tuple[float, float]:
    """ln 2 as a sum: its first *bits* bits, and the double nearest to what follows them."""
    getcontext().prec = DIGITS
    ln2 = Decimal(2).ln()
    high = int(ln2 * 2**bits) / 2**bits
    return high, float(ln2 - Decimal(high))


if __name__ == "__main__":
    for name, task in tasks().items():
        p, error = best(task)
        print(f"{name} = {tuple(map(float, p))}  # leaves {float(error) * 2**53:.4f} · 2⁻⁵³ of the result")  # noqa: T201
    print("ln 2 =", " + ".join(map(repr, ln2_in_two(40))), " 1 / ln 2 =", float(1 / Decimal(2).ln()))  # noqa: T201
