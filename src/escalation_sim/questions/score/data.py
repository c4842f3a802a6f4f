"""The scores as plain data, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from escalation_sim.language.questions import Question
from escalation_sim.presentation.formats import to_csv
from escalation_sim.questions.score.marks import Bin, mark
from escalation_sim.questions.score.question import SCENARIO, UNCERTAIN, Scores, Share
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head

Data = Mapping[str, Any]

FORMAT, VERSION = "escalation-sim/scores", 1
_ENDS = ("probability", "low", "high")


def scores_data(found: Scores) -> dict[str, Any]:
    """The data of the JSON format."""
    setup = found.setup
    drawn = setup.again(replace(setup.settings, uncertain=UNCERTAIN in found.shares)).uncertain
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": found.file.title,
        "asked": found.file.asked,
        "scenario": head(setup.scenario),
        "settings": {
            "seed": setup.settings.seed,
            "replications": found.replications,
            "parameters": given(setup.values),
            "uncertain": sorted(one.name for one in drawn),
        },
        "frozen": {"digest": found.file.frozen, "changed": found.changed} if found.file.frozen else None,
        "questions": [_question(found, place, one) for place, one in enumerate(found.file.questions)],
        "means": {name: dict(vars(one)) for name, one in found.means.items()},
        "gains": {name: dict(vars(one)) for name, one in found.gains.items()},
        "left_out": found.left_out,
        "calibration": [_bin(one) for one in found.calibration],
    }


def _question(found: Scores, place: int, one: Question) -> dict[str, Any]:
    said = {name: _said(shares[place], one.answer) for name, shares in found.shares.items()}
    ours = said.pop(SCENARIO)
    uncertain = {"uncertain": said.pop(UNCERTAIN)} if UNCERTAIN in said else {}
    return {
        "name": one.name,
        "title": one.title or one.name,
        "ask": one.ask,
        "by": one.by or None,
        **ours,
        "answer": one.answer,
        "resolved": one.resolved or None,
        "source": list(one.source),
        **uncertain,
        "baselines": {name: {"probability": given(value), **_marks(value, one.answer)} for name, value in one.baselines.items()},
        "against": said,
    }


def _said(share: Share, answer: bool | None) -> dict[str, Any]:
    return {end: share[end] for end in _ENDS} | _marks(share["probability"], answer)


def _marks(probability: float, answer: bool | None) -> dict[str, Any]:
    """The scores; None while the question is open."""
    if answer is None:
        return {"brier": None, "log": None, "kept": False}
    return dict(vars(mark(probability, answer=answer)))


def _bin(one: Bin) -> dict[str, Any]:
    yes = {"count": one.yes, "probability": one.share, "low": one.yes_low, "high": one.yes_high}
    return {"low": one.low, "high": one.high, "questions": one.questions, "said": one.said, "yes": yes}


def frozen_in_words(data: Data) -> str:
    """`not frozen`, `as frozen` or `changed since it was frozen`."""
    if data["frozen"] is None:
        return "not frozen"
    return "changed since it was frozen" if data["frozen"]["changed"] else "as frozen"


def scores_csv(data: Data) -> str:
    """A row a question; columns of their own for whoever else was asked."""
    questions = data["questions"]
    uncertain = bool(questions) and "uncertain" in questions[0]
    others = list(questions[0]["against"]) if questions else []
    baselines = list(dict.fromkeys(name for one in questions for name in one["baselines"]))
    columns = ["question", "title", "ask", "by", "answer", "resolved", "source", "frozen", *_ENDS, "brier", "log"]
    names = [*(["uncertain"] if uncertain else []), *others]
    columns += [f"{name} {column}" for name in names for column in (*_ENDS, "brier", "log")]
    columns += [f"{name}{column}" for name in baselines for column in ("", " brier", " log")]
    return to_csv([_heading(one) for one in columns], _rows(data, uncertain, others, baselines))


def _heading(text: str) -> str:
    """A column is called as others are called, and no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _rows(data: Data, uncertain: bool, others: list[str], baselines: list[str]) -> Iterator[list[Any]]:
    frozen, answers = frozen_in_words(data), {True: "yes", False: "no", None: None}
    for one in data["questions"]:
        row = [one["name"], one["title"], one["ask"], one["by"], answers[one["answer"]], one["resolved"]]
        row += [", ".join(one["source"]), frozen, *_cells(one)]
        for said in [*([one["uncertain"]] if uncertain else []), *(one["against"][name] for name in others)]:
            row += _cells(said)
        for name in baselines:
            said = one["baselines"].get(name, {})
            row += [said.get("probability"), said.get("brier"), said.get("log")]
        yield row


def _cells(said: Data) -> list[Any]:
    return [said[column] for column in (*_ENDS, "brier", "log")]
