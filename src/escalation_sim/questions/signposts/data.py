"""The signs of each date as plain data, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from escalation_sim.presentation.formats import to_csv
from escalation_sim.questions.signposts.question import Date, Signposts
from escalation_sim.questions.signposts.signs import Signpost
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head
from escalation_sim.running.setups import Setup

Data = Mapping[str, Any]

FORMAT, VERSION = "escalation-sim/signposts", 1
SHARES = ("seen", "with", "without")


def signposts_data(found: Signposts) -> dict[str, Any]:
    """The data of the JSON format."""
    setup, target = found.setup, found.question.target
    return {
        "format": FORMAT,
        "version": VERSION,
        "scenario": head(setup.scenario),
        "settings": {
            "seed": setup.settings.seed,
            "replications": found.question.replications,
            "parameters": given(setup.values),
            "uncertain": sorted(parameter.name for parameter in setup.uncertain),
            **setup.settings.named,
        },
        "stage": target.stage,
        **({"ladder": target.ladder} if setup.scenario.others else {}),
        "dates": [_date(setup, date) for date in found.dates],
    }


def _date(setup: Setup, date: Date) -> dict[str, Any]:
    return {
        "date": date.text,
        "already": date.already,
        "open": date.open,
        "judged": date.judged,
        "base": date.base,
        "signs": [_sign(setup, post) for post in date.posts],
    }


def _sign(setup: Setup, post: Signpost) -> dict[str, Any]:
    """A sign; the cut of a stage is its place on its ladder, that of an event one effect."""
    sign, scenario = post.sign, setup.scenario
    where = {"ladder": scenario.ladder_of[sign.name].name} if sign.kind == "stage" and scenario.others else {}
    shares = dict(zip(SHARES, (post.seen, post.with_it, post.without_it), strict=True))
    return {"kind": sign.kind, "name": sign.name, **where, "cut": given(sign.cut), **shares, "bits": post.bits}


def signposts_csv(data: Data) -> str:
    """A row a sign, with the base rate of its date."""
    ends = ("probability", "low", "high")
    head = ["date", "already", "open", "base", "base low", "base high", "kind", "name", "ladder", "cut"]
    head += [f"{share}{'' if end == 'probability' else f' {end}'}" for share in SHARES for end in ends]
    return to_csv([*head, "bits"], _rows(data, ends))


def _rows(data: Data, ends: tuple[str, ...]) -> Iterator[list[Any]]:
    for date in data["dates"]:
        for sign in date["signs"]:
            row = [date["date"], date["already"], date["open"], *(date["base"][end] for end in ends)]
            row += [sign["kind"], sign["name"], sign.get("ladder"), sign["cut"]]
            yield [*row, *(sign[share][end] for share in SHARES for end in ends), sign["bits"]]
