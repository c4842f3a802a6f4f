"""exp and log: within a unit of the last place everywhere, and the same bits from Python, numpy and C."""

from __future__ import annotations

import ctypes
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from escalation_sim.model import elementary
from tests.model.elementary_arguments import SPECIAL, Floats, next_above, of_exp, of_log, off_by
from tests.model.elementary_coefficients import best, ln2_in_two, tasks
from tests.places import ROOT

KERNEL = ROOT / "src" / "escalation_sim" / "engines" / "kernel"
HASHES = {
    "exp": "3131e7962e561a8aeb8458c83e7e989e",
    "log": "84f762300b6aace98d39ed84c92f669d",
}
"""Of the bits of the results at ARGUMENTS. Whoever changes them changes every recorded history."""

ARGUMENTS = {
    "exp": np.concatenate([SPECIAL, of_exp("a hash of exp", 2000)]),
    "log": np.concatenate([SPECIAL, of_log("a hash of log", 2000)]),
}
FUNCTIONS: dict[str, Callable[..., float]] = {"exp": elementary.exp, "log": elementary.log}
EACH = pytest.mark.parametrize("function", ["exp", "log"])


def hashed(results: Floats) -> str:
    return sha256(results.astype("<f8").tobytes()).hexdigest()[:32]


@EACH
def test_floats_have_the_bits_that_they_have_everywhere(function: str) -> None:
    results = [FUNCTIONS[function](x) for x in ARGUMENTS[function].tolist()]
    assert {type(y) for y in results} == {float}
    assert hashed(np.array(results)) == HASHES[function]


@EACH
def test_arrays_have_the_bits_that_they_have_everywhere(function: str) -> None:
    """Whatever stands beside a number, and in whatever shape."""
    x, f = ARGUMENTS[function], FUNCTIONS[function]
    assert hashed(f(x)) == HASHES[function]
    assert hashed(np.concatenate([f(x[at : at + 1]) for at in range(len(x))])) == HASHES[function]
    assert hashed(f(np.tile(x, 3))[-len(x) :]) == HASHES[function]
    assert hashed(f(np.stack([x, x], axis=1))[:, 1]) == HASHES[function]
    assert f(np.empty((0, 2))).shape == (0, 2)
    assert f(np.array(1.0)).shape == ()


IN_C = """
#include "elementary.h"
void exp_of_all(const double *x, double *y, long long n) { for (long long i = 0; i < n; i++) y[i] = es_exp(x[i]); }
void log_of_all(const double *x, double *y, long long n) { for (long long i = 0; i < n; i++) y[i] = es_log(x[i]); }
"""
COMPILERS = [[sys.executable, "-m", "ziglang", "cc"], *([name] for name in ("gcc", "clang") if shutil.which(name))]


@pytest.mark.parametrize("flags", [["-O0"], ["-O3", "-march=native"]], ids=" ".join)
@pytest.mark.parametrize("compiler", COMPILERS, ids=lambda words: words[-1])
def test_c_has_the_bits_that_they_have_everywhere(
    compiler: list[str], flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiled by whatever is here, with as little and as much freedom as a compiler can be given."""
    monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", str(tmp_path / "cache"))
    source, library = tmp_path / "all.c", tmp_path / "all.so"
    source.write_text(IN_C)
    strict = ["-std=c99", "-ffp-contract=off", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]
    subprocess.run([*compiler, *strict, *flags, "-shared", "-fPIC", f"-I{KERNEL}", source, "-o", library], check=True)
    loaded = ctypes.CDLL(str(library))
    for function, x in ARGUMENTS.items():
        y, pointer = np.empty_like(x), ctypes.POINTER(ctypes.c_double)
        loaded[f"{function}_of_all"](x.ctypes.data_as(pointer), y.ctypes.data_as(pointer), ctypes.c_longlong(len(x)))
        assert hashed(y) == HASHES[function], function


@EACH
def test_results_are_within_a_unit_of_the_last_place(function: str) -> None:
    x = {"exp": of_exp, "log": of_log}[function]("how exact", 4000)
    x = np.concatenate([SPECIAL, x])
    worst = max(off_by(function, *one) for one in zip(x.tolist(), FUNCTIONS[function](x).tolist(), strict=True))
    assert worst < {"exp": 0.85, "log": 0.8}[function]


@EACH
def test_a_larger_argument_gives_no_smaller_result(function: str) -> None:
    """So that raising a parameter never lowers a draw, and limits hold that are worked out from the ends of an interval."""
    x = ARGUMENTS[function]
    x = x[x == x] if function == "exp" else x[x > 0]
    assert (FUNCTIONS[function](next_above(x)) >= FUNCTIONS[function](x)).all()


def test_what_is_no_common_number() -> None:
    exp, log = elementary.exp, elementary.log
    assert [exp(x) for x in (math.inf, 710.0, -math.inf, -746.0, 0.0, -0.0)] == [math.inf, math.inf, 0.0, 0.0, 1.0, 1.0]
    assert [log(x) for x in (math.inf, 0.0, -0.0, 1.0)] == [math.inf, -math.inf, -math.inf, 0.0]
    assert all(math.isnan(y) for y in (exp(math.nan), log(math.nan), log(-1.0), log(-math.inf), log(-5e-324)))
    assert (exp(-745.0), log(5e-324)) == (5e-324, -744.4400719213812)
    assert math.copysign(1.0, log(1.0)) == 1.0


def test_the_coefficients_are_the_best_there_are() -> None:
    """Nothing in them is anyone's but arithmetic's."""
    for name, leaves in (("P", 0.05), ("Q", 0.02)):
        coefficients, error = best(tasks()[name])
        assert tuple(map(float, coefficients)) == getattr(elementary, name)
        assert error < Decimal(leaves) / 2**53
        written = (KERNEL / "elementary.h").read_text(encoding="utf-8")
        assert all(repr(float(one)) in written for one in coefficients), "C has others"
    assert ln2_in_two(40) == (elementary.LN2_HIGH, elementary.LN2_LOW)
    assert float(1 / Decimal(2).ln()) == elementary.ONE_BY_LN2
