"""The rules that lead to a stage, in each format."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import (
    capital,
    changes_in_words,
    exact,
    inside,
    listed,
    percent,
    percent_range,
    plural,
    rests_on,
)
from escalation_sim.questions.discover.data import discovery_data, sample_table
from escalation_sim.questions.discover.study import Discovery
from escalation_sim.running.setups import Setup

Data = Mapping[str, Any]

WIDTH = 100
MATTERS, MOST_NAMED = 0.05, 4
"""What is named as mattering: so much of what the tree tells apart, and so many parameters at most."""


def discovery_text(setup: Setup, found: Discovery, format_: str) -> str:
    """The rules in words or as JSON; or the sample that they were learned from as CSV."""
    if format_ == "csv":
        return to_csv(*sample_table(found))
    data = discovery_data(setup, found)
    if format_ == "json":
        return to_json(data)
    lines = _lines(setup.scenario, data)
    broken = (_broken(line) for line in lines)
    return "".join(f"{line}\n" for part in broken for line in part)


def _broken(line: str) -> list[str]:
    margin = " " * (len(line) - len(line.lstrip()))
    further = f"{margin}  " if margin else ""
    return textwrap.wrap(line, WIDTH, subsequent_indent=further, break_long_words=False, break_on_hyphens=False) or [""]


def _lines(scenario: Scenario, data: Data) -> Iterator[str]:
    settings = data["settings"]
    how = f", {changes(scenario, data)}" if changes(scenario, data) else ""
    yield one_line(scenario.title) or scenario.name
    yield f"{asked(scenario, data)}: {one_line(scenario.title_of(data['stage']))}?"
    yield (
        f"{plural(settings['points'], 'point')} of {plural(len(settings['varied']), 'parameter')}, "
        f"{plural(settings['replications'], 'history', 'histories')} at each, seed {settings['seed']}{how}; the "
        f"figures are of {settings['fresh_histories']:,} fresh histories (in parentheses: 95 % intervals)"
    )
    yield ""
    for number, rule in enumerate(data["rules"], 1):
        yield f"{rule_name(data, number)}, where"
        yield from (f"  {one}" for one in conditions_in_words(scenario, rule["conditions"]))
        yield (
            f"  {share_in_words(rule['density'])} reach it (density); {share_in_words(rule['coverage'])} of all that reach it "
            f"are here (coverage), and {percent(rule['mass'])} of all histories"
        )
    if data["rules"]:
        yield from ("", matters(data))
    yield answer(scenario, data)
    yield rests_on(scenario, [*(one["parameter"] for one in settings["varied"]), *settings["uncertain"]])


def asked(scenario: Scenario, data: Data) -> str:
    """`What leads to`; where there are several ladders, `What leads Moscow to`."""
    return f"What leads {inside(one_line(whose(scenario, _ladder(scenario, data))))} to" if scenario.others else "What leads to"


def _ladder(scenario: Scenario, data: Data) -> Ladder:
    return scenario.ladder_of[data["stage"]]


def rule_name(data: Data, number: int) -> str:
    """`Rule 2`; `The rule` where there is no other."""
    return f"Rule {number}" if data["rules"][1:] else "The rule"


def changes(scenario: Scenario, data: Data) -> str:
    """What differs from the file as it stands, beside what is varied."""
    settings = data["settings"]
    changed = {name: value for name, value in settings["parameters"].items() if value != scenario.values[name]}
    return changes_in_words(scenario, changed, len(settings["uncertain"]), settings.get("without", ()))


def share_in_words(share: Data) -> str:
    """`26 % (25–27)`."""
    return f"{percent(share['probability'])} ({percent_range(share['low'], share['high'])})"


def conditions_in_words(scenario: Scenario, conditions: list[Data]) -> list[str]:
    """`Soldiers of a second agreement (second_plan_size): at least 3,000 soldiers`, for each condition."""
    return [f"{titled(scenario, one['parameter'])}: {bounds_in_words(scenario, one)}" for one in conditions]


def titled(scenario: Scenario, name: str) -> str:
    """A parameter's title, and its name for `--set`."""
    note = scenario.notes[name]
    return f"{one_line(note.title)} ({name})" if note.title.strip() else name


def bounds_in_words(scenario: Scenario, condition: Data) -> str:
    """`at least 3,000 and below 9,000 soldiers`."""
    low, high = condition["at_least"], condition["below"]
    bounds = [f"at least {exact(low)}"] if low is not None else []
    bounds += [f"below {exact(high)}"] if high is not None else []
    return f"{listed(bounds)} {unit_beside(scenario, condition['parameter'])}".strip()


def unit_beside(scenario: Scenario, name: str) -> str:
    """The unit of a parameter to stand behind its title; none where the title begins with it."""
    unit = one_line(scenario.units[name])
    return "" if scenario.title_of(name).casefold().startswith(unit.casefold()) else unit


def matters(data: Data) -> str:
    """One sentence on the parameters by which the tree behind the rules tells histories apart."""
    named = [f"{name} ({percent(share)})" for name, share in most_important(data)]
    return f"What counts most: {listed(named)} of all that the tree behind the rules tells apart."


def most_important(data: Data) -> list[tuple[str, float]]:
    """The parameters that matter, the most first."""
    found = [(one["parameter"], one["share"]) for one in data["importance"] if one["share"] >= MATTERS]
    return found[:MOST_NAMED]


def answer(scenario: Scenario, data: Data) -> str:
    """The answer in plain English, for a class."""
    base, rules = data["base_rate"], data["rules"]
    actor = capital(one_line(whose(scenario, _ladder(scenario, data))))
    reaches = f"{actor} reaches “{one_line(scenario.title_of(data['stage']))}”"
    n = data["settings"]["fresh_histories"]
    if not rules:
        return _without_rules(reaches, base["probability"], n)
    holds = f"where {rule_name(data, 1).lower()} holds"
    best = percent(rules[0]["density"]["probability"])
    said = f"{reaches} in {percent(base['probability'])} of all histories, but in {best} {holds}"
    if data["elsewhere"]:
        where = "where none of the rules holds" if rules[1:] else "elsewhere"
        said += f" and in {percent(data['elsewhere']['probability'])} {where}"
    if rules[1:]:
        together = data["together"]
        said += (
            f". Together the rules hold {percent(together['coverage']['probability'])} of the histories that reach it, in "
            f"{percent(together['mass'])} of all"
        )
    if max(rule["density"]["probability"] for rule in rules) < 0.5:
        said += ". Even there most histories stop short of it: luck and the other parameters decide"
    return f"{said}."


def _without_rules(reaches: str, base: float, n: int) -> str:
    if base == 0:
        return f"{reaches} in none of {n:,} histories: nothing that was varied leads there, as far as it was varied."
    if base == 1:
        return f"{reaches} in all of {n:,} histories, whatever the parameters, as far as they were varied."
    return (
        f"{reaches} in {percent(base)} of all histories, and no part of what was varied stands out clearly: a rule of a few "
        "conditions does not tell those histories apart. More points (--points) may show one."
    )
