"""Whatever is handed in has a type, and a wrong one is said in words: errors.UsageError, and never TypeError."""

from __future__ import annotations

import datetime as dt
import inspect
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import escalation_sim as es
from tests.api.towns import TOWN

DAY = dt.date(2024, 2, 3)
ZONE = dt.timezone(dt.timedelta(hours=9))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> es.Scenario:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.yaml").write_text(TOWN)
    return es.load("town.yaml")


class Odd:
    """An object that can't even be shown."""

    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__


def endless() -> Iterator[float]:
    number = 0.0
    while True:
        yield (number := number + 1)


ANYTHING: list[Any] = [
    None, True, np.bool_(True), "", "x", "\0", b"x", "patience", "alarm", "alarm\udc80", np.str_("wait"),
    -1, 0, 5, 10**30, 10**5000, 1.5, float("nan"), float("inf"), 1j, Decimal(3), np.int64(3), np.float32(0.5), np.array(3),
    [], [None], ["x"], [5], [[1]], [True], (), {}, {1: 2}, {None: None}, {"x": 1}, {"patience": 5}, {"wait": None},
    {"wait": [None]}, {"wait": []}, {"wait": {}}, {"wait": "x"}, {"wait": True}, {"wait": b"12"}, {"wait": [DAY]},
    {"wait": 10**400}, {"wait": np.array([[1.0, 2.0]])}, object(), Odd(), [Odd()], {"wait": Odd()},
    DAY, dt.datetime(2024, 2, 3, 4, 5, 6), dt.datetime(2024, 2, 3, tzinfo=ZONE), dt.time(3), dt.timedelta(3),
    np.datetime64("NaT", "D"), np.datetime64("20240-01-01"), pd.NaT, pd.NA, pd.Period("2024-02", "M"), [dt.date(2023, 1, 1)],
    np.array([1, 2]), pd.Series([1, 2]), pd.DataFrame({"wait": [1, 2]}), range(3), {1, 2}, iter(["wait"]), int, ..., slice(3),
]  # fmt: skip

CALLS: dict[str, dict[str, Any]] = {
    "answer": {},
    "run": {},
    "ensemble": {"replications": 3},
    "sweep": {"vary": "wait=2:3:2", "replications": 2},
    "sensitivity": {"points": 2, "replications": 2, "vary": "wait"},
    "threshold": {"vary": "wait", "reach": "alarm", "replications": 3},
    "discover": {"reach": "alarm", "points": 100, "replications": 1, "vary": "wait"},
    "signposts": {"reach": "alarm", "on": "2024-02-01", "replications": 20},
    "as_ema_model": {"replications": 2},
}
KEYWORDS = [(name, keyword) for name in CALLS for keyword in inspect.signature(getattr(es, name)).parameters]
COUNTS = ("replications", "replication", "points", "rules")


def asked(ask: Callable[[], Any]) -> None:
    """It is answered, or refused in words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ask()
        except es.errors.EscalationError as error:
            assert 0 < len(str(error)) < 500  # noqa: PT017


@pytest.mark.parametrize(("name", "keyword"), KEYWORDS)
def test_nothing_that_is_handed_in_is_a_fault(name: str, keyword: str, town: es.Scenario) -> None:
    for value in ANYTHING:
        if keyword in COUNTS and isinstance(value, int) and value > 10**6:
            continue  # that is a matter of memory
        given = {**CALLS[name], keyword: value}
        asked(lambda given=given: getattr(es, name)(**{"scenario": town, **given}))


def test_nothing_that_is_asked_of_an_answer_is_a_fault(town: es.Scenario) -> None:
    ensemble, study = es.ensemble(town, replications=3), es.sweep(town, "wait", replications=2)
    for value in ANYTHING:
        asked(lambda value=value: es.load(value))
        asked(lambda value=value: ensemble.probability(value))
        asked(lambda value=value: ensemble.probability("alarm", by=value))
        asked(lambda value=value: study.plot(value))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: es.load(None), "path is None, and must be the path of a file"),
        (lambda s: es.load(b"town.yaml"), "path is b'town.yaml', and must be the path of a file"),
        (lambda s: es.run(s, set=5), 'set is 5, and must be names with values, such as {"wait": 3}'),
        (lambda s: es.run(s, set={"wait": None}), "set wait: None is not a number; write one such as 0.5"),
        (lambda s: es.run(s, set={"wait": True}), "set wait: True is not a number; write one such as 0.5"),
        (lambda s: es.run(s, set={3: 1}), "set is 3, and must be a text"),
        (lambda s: es.run(s, uncertain="no"), "uncertain is 'no', and must be True or False"),
        (lambda s: es.run(s, seed=True), "seed is True, and must be a whole number"),
        (lambda s: es.ensemble(s, by=3), "by is 3, and must be a list"),
        (lambda s: es.ensemble(s, by=[3]), "by is 3, and must be a date such as 2025-01-20"),
        (lambda s: es.ensemble(s, by=pd.NaT), "by is NaT, and must be a date such as 2025-01-20"),
        (lambda s: es.ensemble(s, split=3), "split is 3, and must be a text"),
        (lambda s: es.ensemble(s, engine=None), "there is no engine None; known are auto, kernel, simpy"),
        (lambda s: es.sweep(s, {"wait": 5}), 'vary wait: 5 is no list of values; write [5], or "LOW:HIGH:COUNT"'),
        (lambda s: es.sweep(s, {"wait": ["x"]}), "vary wait: write a list with numbers such as 0.5, and not ['x']"),
        (lambda s: es.sweep(s, {"wait": endless()}), "vary wait: more than 10,000,000; take some out"),
        (lambda s: es.sweep(s, 5), "vary is 5, and must be a list"),
        (lambda s: es.sweep(s, [5]), "vary is 5, and must be a text"),
        (lambda s: es.sweep(s, "wait", study=5), "study is 5, and must be the path of a file"),
        (lambda s: es.threshold(s, "wait", None), "reach is None, and must be a text"),
        (lambda s: es.threshold(s, "wait", "alarm", level="0.3"), "level: '0.3' is not a number; write one such as 0.5"),
        (lambda s: es.as_ema_model(s, outcomes=5), "outcomes is 5, and must be a list"),
    ],
)
def test_a_wrong_type_is_said_in_words(ask: Callable[[es.Scenario], Any], words: str, town: es.Scenario) -> None:
    with pytest.raises(es.errors.UsageError) as error:
        ask(town)
    assert str(error.value) == words


@pytest.mark.parametrize(
    "day",
    [
        DAY,
        dt.datetime(2024, 2, 3),
        np.datetime64("2024-02-03"),
        np.datetime64("2024-02-03T00:00", "ns"),
        pd.Timestamp("2024-02-03"),
        np.str_("2024-02-03"),
    ],
    ids=repr,
)
def test_a_date_is_taken_as_python_numpy_and_pandas_have_it(day: Any, town: es.Scenario) -> None:
    wanted = es.ensemble(town, replications=30, by="2024-02-03")
    for by in (day, [day], (day,), iter([day])):
        assert es.ensemble(town, replications=30, by=by).data() == wanted.data()
    assert wanted.probability("alarm", by=day) == wanted.probability("alarm", by="2024-02-03")
    found = es.threshold(town, "patience", "alarm", replications=30, by=day)
    assert found.data() == es.threshold(town, "patience", "alarm", replications=30, by="2024-02-03").data()


@pytest.mark.parametrize("by", [np.array(["2024-02-03", "2024-02-04"], "datetime64[D]"), pd.date_range("2024-02-03", periods=2)])
def test_many_dates_are_taken_as_numpy_and_pandas_have_them(by: Any, town: es.Scenario) -> None:
    stage = es.ensemble(town, replications=5, by=by).data()["stages"][0]
    assert list(stage["by"]) == ["2024-02-03", "2024-02-04"]


def test_a_minute_is_a_minute(town: es.Scenario) -> None:
    stage = es.ensemble(town, replications=5, by=pd.Timestamp("2024-02-03 04:05")).data()["stages"][0]
    assert list(stage["by"]) == ["2024-02-03 04:05"]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (dt.datetime(2024, 2, 3, tzinfo=ZONE), "it has a time zone, and a scenario has none; take it off"),
        (pd.Timestamp("2024-02-03", tz="Asia/Seoul"), "it has a time zone, and a scenario has none; take it off"),
        (dt.datetime(2024, 2, 3, 4, 5, 6), "a scenario has whole minutes; leave the seconds out"),
        (np.datetime64("2024-02-03T04:05:00.000001"), "a scenario has whole minutes; leave the seconds out"),
        (dt.date(2023, 2, 3), "it is before the start, 2024-01-01"),
    ],
)
def test_a_date_that_no_scenario_has_is_refused(when: Any, words: str, town: es.Scenario) -> None:
    with pytest.raises(es.errors.UsageError) as error:
        es.ensemble(town, by=when)
    assert words in str(error.value)
