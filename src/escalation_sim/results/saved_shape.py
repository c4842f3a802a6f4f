"""The shape of a saved result: all that `run -n … --format json` may write, and what each of it is."""

from __future__ import annotations

import re
from typing import Any

from escalation_sim import clock
from escalation_sim.model.scenario import MAIN
from escalation_sim.results.plain_data import (
    Absent,
    Column,
    Each,
    Many,
    Maybe,
    a_name,
    a_number,
    a_text,
    a_whole_number,
    is_name,
)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PROGRAM = re.compile(r"[0-9][0-9A-Za-z.+!-]{0,39}")


def _digest(value: Any) -> str:
    return "" if isinstance(value, str) and _DIGEST.fullmatch(value) else "a digest such as sha256:0123…"


def _program(value: Any) -> str:
    return "" if isinstance(value, str) and _PROGRAM.fullmatch(value) else "a version such as 0.1.0"


def _is_date(text: str) -> bool:
    try:
        clock.read_date(text)
    except ValueError:
        return False
    return True


def _is_beside(text: str) -> bool:
    return is_name(text) and text != MAIN


_SHARE = {"count": a_whole_number, "probability": a_number, "low": a_number, "high": a_number}
_MEAN = {"mean": a_number}
_DAYS = Each(_MEAN, is_name)
_QUANTILES = {"q10": a_number, "median": a_number, "q90": a_number}
_OUTCOME = {
    **{key: Maybe(a_number) for key in ("mean", "sd", "low", "high", "q10", "median", "q90")},
    "never": Absent(a_whole_number),
}
_STAGE = {
    "stage": a_name,
    "reached": _SHARE,
    "highest": _SHARE,
    "final": _SHARE,
    "by": Each(_SHARE, _is_date),
    "first_reached_day": Maybe(_QUANTILES),
    "days": _MEAN,
    "blocked_days": _DAYS,
    "blocked_alone_days": _DAYS,
}
_LADDER = {
    "stages": Many(_STAGE),
    "climbs": _MEAN,
    "descents": _MEAN,
    "shelved": _MEAN,
    "refused": _MEAN,
    "deciding_days": _MEAN,
}
_STATISTICS = {
    **_LADDER,
    "ladders": Absent(Each(_LADDER, _is_beside)),
    "outcomes": Each(_OUTCOME, is_name),
}
_SIDE = {
    "replications": a_whole_number,
    **{name: inner if isinstance(inner, Absent) else Absent(inner) for name, inner in _STATISTICS.items()},
}
_AT = {"at": a_number, "value": a_number}
_WIDEST = {
    "answer": a_text,
    "parameter": a_name,
    "from": _AT,
    "to": _AT,
    "next": Many(a_name),
    "replications": a_whole_number,
}
_TOLD = {
    "final": Column(whole=True),
    "highest": Column(whole=True),
    "first_reached_minute": Each(Column(whole=True, never=True), is_name),
    "days": Each(Column(), is_name),
}
_HISTORIES = {
    **_TOLD,
    "ladders": Absent(Each(_TOLD, _is_beside)),
    "outcomes": Each(Column(never=True), is_name),
}
RESULT = {
    "format": a_text,
    "version": a_whole_number,
    "program": Absent(_program),  # of a record
    "scenario": {"name": a_text, "title": a_text, "digest": _digest},
    "settings": {
        "seed": a_whole_number,
        "replications": a_whole_number,
        "parameters": Each(a_number, is_name),
        "uncertain": Many(a_name),
        "without": Absent(Many(a_name)),
    },
    **_STATISTICS,
    "split": Absent({"condition": a_text, "sides": {"true": _SIDE, "false": _SIDE}}),
    "luck_alone": Absent(_STATISTICS),
    "widest": Absent(Maybe(_WIDEST)),
    "histories": Absent(_HISTORIES),
}
