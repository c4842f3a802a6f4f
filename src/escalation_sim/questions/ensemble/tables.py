"""An ensemble as tables for the terminal, and the two sentences in plain English under them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from escalation_sim import clock
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.tables import plain_table
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import (
    amount,
    average,
    capital,
    changes_in_words,
    day,
    days,
    lasting,
    listed,
    percent,
    percent_range,
    plural,
    rests_on,
)
from escalation_sim.questions.sensitivity.answer_words import widest_sentence
from escalation_sim.results.statistics import wilson
from escalation_sim.results.summary import ladders_of

Data = Mapping[str, Any]

FEW = 30
"""Of fewer histories a share says little."""


def show_ensemble(console: Console, scenario: Scenario, data: Data) -> None:
    """Everything a person wants to know of an ensemble, as `summary.ensemble_data` made it."""
    settings = data["settings"]
    console.print(Text(scenario.title, "bold"))
    console.print(
        Text(f"{plural(settings['replications'], 'replication')} of seed {settings['seed']}" + _how(scenario, settings))
    )
    if "given" in data:
        console.print(Text(counted_in_words(data)))
        if not data["given"]["count"]:
            console.print()
            console.print(Text(rests_on(scenario, settings["uncertain"])))
            return
    _show_statistics(console, scenario, data)
    before = data
    if "split" in data:
        for side, part in data["split"]["sides"].items():
            _part(console, scenario, before)
            condition = data["split"]["condition"]
            where = condition if side == "true" else f"not ({condition})"
            console.print(Text(f"Where {where}: {plural(part['replications'], 'replication')}", "bold"))
            if part["replications"]:
                _show_statistics(console, scenario, part)
            before = part
    _part(console, scenario, before)
    if "luck_alone" in data:
        console.print(_spread_table(scenario, data))
        console.print()
    widest = [widest_sentence(scenario, data["widest"])] if data.get("widest") else []
    for sentence in (answer(scenario, data), rests_on(scenario, settings["uncertain"]), *widest):
        console.print(Text(sentence))


def counted_in_words(data: Data) -> str:
    """Which of the histories are counted, and how many those are."""
    condition, count, n = data["settings"]["given"], data["given"]["count"], data["settings"]["replications"]
    if not count:
        return f"In none of them does `{condition}` hold, so nothing is counted."
    share = percent_range(*wilson(count, n))
    few = "" if count >= FEW else " They are few: look at the intervals more than at the shares."
    return f"Only those in which `{condition}` holds are counted: {count:,} ({percent(count / n)}, {share}).{few}"


def _how(scenario: Scenario, settings: Data) -> str:
    """What differs from the file as it stands."""
    changed = {name: value for name, value in settings["parameters"].items() if value != scenario.values[name]}
    words = changes_in_words(scenario, changed, len(settings["uncertain"]), settings.get("without", ()))
    return f", {words}" if words else ""


def _show_statistics(console: Console, scenario: Scenario, data: Data) -> None:
    """A part for each ladder, where there are several, and then what is of no ladder; of the only one all together."""
    if not scenario.others:
        _show_stages(console, scenario, data)
        _show_outcomes(console, scenario, data)
        console.print(Text(_counts(data)))
        return
    for name, told in ladders_of(data).items():
        ladder = scenario.ladder(name)
        console.print()
        console.print(Text(_whose(scenario, ladder), "bold"))
        _show_stages(console, scenario, told)
        console.print(Text(_counts(told)))
    if data["outcomes"]:
        console.print()
    _show_outcomes(console, scenario, data)


def _whose(scenario: Scenario, ladder: Ladder) -> str:
    """A heading for one of several ladders: whose it is, and what it is called."""
    actor = capital(whose(scenario, ladder))
    title = "the main ladder" if ladder is scenario.main else scenario.title_of(ladder.name)
    return actor if title.casefold() in actor.casefold() else f"{actor}: {title}"


def _part(console: Console, scenario: Scenario, before: Data) -> None:
    """A blank line after some statistics; a table, with which those of several ladders may end, has one of its own."""
    if not scenario.others or not before.get("outcomes"):
        console.print()


def _show_stages(console: Console, scenario: Scenario, data: Data) -> None:
    stages = data["stages"]
    console.print(_stage_table(scenario, stages))
    if stages[0]["by"]:
        console.print(_date_table(scenario, stages))
    brakes = _brake_table(scenario, stages)
    if brakes.row_count:
        console.print(brakes)
    if idle := _idle_brakes(scenario, stages):
        console.print(Text(f"Never held anything back: {listed(idle)}."))
    if brakes.row_count or idle:
        console.print()


def _show_outcomes(console: Console, scenario: Scenario, data: Data) -> None:
    if data["outcomes"]:
        console.print(_outcome_table(scenario, data["outcomes"]))


def _outcome_name(scenario: Scenario, name: str) -> str:
    """Its title and its unit, where it has them."""
    unit = scenario.units[name]
    return f"{scenario.title_of(name)} ({unit})" if unit else scenario.title_of(name)


def _named(scenario: Scenario, name: str) -> str:
    """The title of something, and the name by which options know it."""
    title = scenario.title_of(name)
    return title if title == name else f"{title} ({name})"


def _share(data: Data) -> str:
    return f"{percent(data['probability'])} ({percent_range(data['low'], data['high'])})"


def _stage_table(scenario: Scenario, stages: Sequence[Data]) -> Table:
    """A row for each stage that was reached, the highest first; below them those that never were."""
    never = [_named(scenario, stage["stage"]) for stage in reversed(stages) if not stage["reached"]["count"]]
    table = plain_table(
        f"Stages (95 % intervals; days since {clock.spoken(scenario.start, 0)}: median, 10–90 %)",
        "stage", "reached", "ends there", "median first day", "mean days there",
        note=f"Never reached: {listed(never)}: {_share(_unreached(stages))}." if never else "",
    )  # fmt: skip
    for column in table.columns[1:]:
        column.no_wrap = True
    for stage in reversed(stages):
        first = stage["first_reached_day"]
        if first:
            when = f"{day(first['median'])} ({day(first['q10'])}–{day(first['q90'])})"
            shares = (_share(stage[kind]) for kind in ("reached", "final"))
            table.add_row(Text(_named(scenario, stage["stage"])), *shares, when, days(stage["days"]["mean"]))
    return table


def _unreached(stages: Sequence[Data]) -> Data:
    """The share of a stage that was never reached."""
    found: Data = next(stage["reached"] for stage in stages if not stage["reached"]["count"])
    return found


def _date_table(scenario: Scenario, stages: Sequence[Data]) -> Table:
    """The probability of having reached each stage by some dates; a stage that never was has no row."""
    dates = list(stages[0]["by"])
    table = plain_table("Reached by (95 % intervals)", "stage", *dates)
    for stage in reversed(stages):
        if stage["reached"]["count"]:
            table.add_row(Text(_named(scenario, stage["stage"])), *(_share(stage["by"][date]) for date in dates))
    return table


def _brake_table(scenario: Scenario, stages: Sequence[Data]) -> Table:
    table = plain_table(
        "Brakes: mean days each held a stage back",
        "brake", "holds back", "in all", "alone",
        note="Bars overlap: do not add them.",
    )  # fmt: skip
    for stage in reversed(stages):
        for brake, held in stage["blocked_days"].items():
            if held["mean"]:
                alone = stage["blocked_alone_days"][brake]["mean"]
                table.add_row(
                    Text(_named(scenario, brake)), Text(scenario.title_of(stage["stage"])), days(held["mean"]), days(alone)
                )
    return table


def _idle_brakes(scenario: Scenario, stages: Sequence[Data]) -> list[str]:
    """The brakes that held no stage back in any history."""
    brakes = dict.fromkeys(brake for stage in stages for brake in stage["blocked_days"])
    return [
        _named(scenario, brake)
        for brake in brakes
        if not any(stage["blocked_days"].get(brake, {}).get("mean") for stage in stages)
    ]


def _outcome_table(scenario: Scenario, outcomes: Data) -> Table:
    """A column for how often there was no value, where that is so of any."""
    never = any(data.get("never") for data in outcomes.values())
    columns = ("mean (95 %)", "sd", "10 %", "median", "90 %", *(["never"] if never else []))
    table = plain_table("Outcomes (95 % intervals; sd: spread)", "outcome", *columns)
    for name, data in outcomes.items():
        mean = _maybe(data["mean"])
        if _maybe(data["low"]) != "–":
            mean += f" ({_maybe(data['low'])}–{_maybe(data['high'])})"
        cells = (_maybe(data[key]) for key in ("sd", "q10", "median", "q90"))
        table.add_row(Text(_outcome_name(scenario, name)), mean, *cells, *([str(data.get("never", ""))] if never else []))
    return table


def _maybe(value: float | None) -> str:
    return "–" if value is None or not math.isfinite(value) else amount(value)


def _counts(data: Data) -> str:
    names = {"climbs": "climbs", "descents": "descents", "shelved": "decisions shelved", "refused": "refused"}
    counts = [f"{average(data[name]['mean'])} {words}" for name, words in names.items()]
    return f"On average {listed(counts)}; {lasting(data['deciding_days']['mean'])} of deciding."


def _spread_table(scenario: Scenario, data: Data) -> Table:
    """Luck alone beside luck and ignorance."""
    table = plain_table("Spread: luck alone, and luck with ignorance", "", "luck alone", "luck and ignorance")
    alone = data["luck_alone"]
    for name, told in ladders_of(data).items():
        for mine, theirs in zip(reversed(told["stages"]), reversed(ladders_of(alone)[name]["stages"]), strict=True):
            if mine["reached"]["count"] or theirs["reached"]["count"]:
                table.add_row(
                    Text(f"{_named(scenario, mine['stage'])}: reached"), _share(theirs["reached"]), _share(mine["reached"])
                )
    for name, mine in data["outcomes"].items():
        table.add_row(Text(f"{_outcome_name(scenario, name)}, 10–90 %"), _range(alone["outcomes"][name]), _range(mine))
    return table


def _range(data: Data) -> str:
    if data["q10"] is None:
        return "never"
    return f"{_maybe(data['q10'])}–{_maybe(data['q90'])}"


def answer(scenario: Scenario, data: Data) -> str:
    """One sentence that answers the question."""
    actor, stages = capital(scenario.actor), data["stages"]
    n, where = data["settings"]["replications"], ""
    if "given" in data:
        n, where = data["given"]["count"], f" in which `{data['settings']['given']}` holds"
    likely = max(stages, key=lambda stage: stage["highest"]["count"])
    above = stages[scenario.places[likely["stage"]] + 1 :]
    how = f"gets as far as “{scenario.title_of(likely['stage'])}”" + (", and no further," if above else "")
    sentence = f"{actor} {how} in {_of(likely['highest']['count'], n)} histories{where}"
    if above:
        steps = [f"to “{scenario.title_of(stage['stage'])}” in {stage['reached']['count']:,}" for stage in above]
        if above[0]["first_reached_day"]:
            minute = clock.to_minutes(above[0]["first_reached_day"]["median"])
            steps[0] += f" (in half of them by {clock.spoken(scenario.start, minute)[:10]})"
        sentence += f"; it goes on {listed(steps)}"
    ends = max(stages, key=lambda stage: stage["final"]["count"])
    if ends["stage"] != likely["stage"]:
        sentence += f"; {_of(ends['final']['count'], n)} end at “{scenario.title_of(ends['stage'])}”"
    return sentence + "."


def _of(count: int, n: int) -> str:
    return f"{count:,} of {n:,}"
