"""The luck: addressed by seed, place, occurrence and replication, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from escalation_sim import luck
from escalation_sim.luck import Luck, uniforms

PLACE = "events/reinforcements/every/0"


def one(seed: int, place: str, occurrence: int, replication: int) -> float:
    """A single number, looked up alone."""
    return float(uniforms(seed, place, occurrence, replication, 1)[0])


@pytest.mark.parametrize(
    ("seed", "place", "occurrence", "replication", "value"),
    [
        (1, "events/reinforcements/every/0", 0, 0, 0.47999082029332907),
        (1, "events/reinforcements/every/0", 0, 17, 0.5547306103246309),
        (1, "events/reinforcements/every/0", 5, 17, 0.05802946339264137),
        (2, "ladder/aid/climb/phased/decide/0", 0, 999999, 0.8783900988568413),
        (0, "parameters/level", 0, 3, 0.7859282225522018),
        (12345678901234567890, "quantities/x/initial/0", 0, 1, 0.5611714783084655),
    ],
)
def test_the_stream_never_changes(seed: int, place: str, occurrence: int, replication: int, value: float) -> None:
    """Numbers written down once: if one changes, every published history does."""
    assert one(seed, place, occurrence, replication) == value


def test_numbers_lie_strictly_between_0_and_1() -> None:
    """They are odd multiples of 2 to the power of -53: never 0, never 1."""
    numbers = uniforms(1, PLACE, 0, 0, 1_000_000)
    assert numbers.min() > 0
    assert numbers.max() < 1
    assert (numbers * 2.0**53 % 2 == 1).all()


@pytest.mark.parametrize("raw", [0, 2**64 - 1])
def test_even_the_extreme_raw_numbers_are_neither_0_nor_1(monkeypatch: pytest.MonkeyPatch, raw: int) -> None:
    """The least and the greatest number that the generator can give."""

    class Extreme:
        def __init__(self, **_: object) -> None: ...

        def random_raw(self, count: int) -> list[np.uint64]:
            return [np.uint64(raw)] * count

    monkeypatch.setattr(np.random, "Philox", Extreme)
    assert 0 < one(1, PLACE, 0, 0) < 1


@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 5, 63, 64, 1001, 2**31 - 3])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 64])
def test_a_row_is_its_numbers_looked_up_alone(first: int, count: int) -> None:
    """Wherever it begins and however long it is, also between the fours in which the generator works."""
    row = uniforms(7, PLACE, 3, first, count)
    assert row.tolist() == [one(7, PLACE, 3, first + index) for index in range(count)]


def test_other_addresses_have_other_numbers() -> None:
    """Seeds, places, occurrences and replications: all different, and no two rows have a number in common."""
    rows = [
        uniforms(seed, place, occurrence, 0, 50) for seed in (0, 1, 2) for place in ("a", "b", "a/0") for occurrence in (0, 1, 2)
    ]
    numbers = np.concatenate(rows)
    assert len(np.unique(numbers)) == len(numbers)


def test_seed_and_place_are_not_run_together() -> None:
    """Seed 1 and a place that begins with 1 are not seed 11."""
    assert one(1, "1/a", 0, 0) != one(11, "/a", 0, 0)
    assert one(-1, "a", 0, 0) != one(1, "a", 0, 0)


def test_a_luck_that_keeps_rows_gives_the_same_numbers() -> None:
    """In any order, asked once or twice."""
    kept = Luck(3, first=66, count=9)
    addresses = [
        (place, occurrence, replication) for place in ("a", "b") for occurrence in range(3) for replication in range(66, 75)
    ]
    for place, occurrence, replication in [*addresses, *reversed(addresses)]:
        assert kept.number(place, occurrence, replication) == one(3, place, occurrence, replication)


def test_a_luck_whose_shelf_is_full_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are not kept are looked up."""
    monkeypatch.setattr(luck, "_ROWS_KEPT", 2)
    kept = Luck(3, first=4, count=3)
    for occurrence in (0, 1, 2, 3, 0, 3):
        assert [kept.number("a", occurrence, k) for k in (4, 5, 6)] == uniforms(3, "a", occurrence, 4, 3).tolist()


@pytest.mark.parametrize(
    ("along", "numbers"),
    [
        ("replications", uniforms(11, PLACE, 0, 0, 100_000)),
        ("occurrences", np.concatenate([uniforms(11, PLACE, k, 0, 20) for k in range(5_000)])),
        ("places", np.concatenate([uniforms(11, f"events/{k}/chance", 0, 0, 20) for k in range(5_000)])),
        ("seeds", np.concatenate([uniforms(k, PLACE, 0, 0, 20) for k in range(5_000)])),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_numbers_are_uniform(along: str, numbers: NDArray[np.float64]) -> None:
    """Chi-square over 200 cells, and over the 20 x 20 cells of neighbours; by chance it would fail once in a million."""
    cells = np.bincount((numbers * 200).astype(int), minlength=200)
    assert stats.chisquare(cells).pvalue > 1e-6
    coarse = (numbers * 20).astype(int)
    pairs = np.bincount(coarse[0::2] * 20 + coarse[1::2], minlength=400)
    assert stats.chisquare(pairs).pvalue > 1e-6
