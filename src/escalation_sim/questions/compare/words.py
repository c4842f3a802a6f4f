"""The pieces of which a comparison is told: quantities, differences, lines of the files, where a history parts ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from escalation_sim import clock
from escalation_sim.engines.history import Happening, History, Step
from escalation_sim.errors import Place
from escalation_sim.language.nodes import shown, shown_path
from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.ci import harmless
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import (
    amount,
    capital,
    changes_in_words,
    day,
    days,
    exact,
    listed,
    percent,
    percent_range,
    plural,
    rests_on,
)
from escalation_sim.questions.compare.apart import Apart
from escalation_sim.questions.compare.called import FILES, Called
from escalation_sim.questions.compare.changed_lines import Change
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference, needed
from escalation_sim.questions.compare.parting import Fork, Parting
from escalation_sim.questions.compare.ranking import worst_first
from escalation_sim.questions.compare.samples import family
from escalation_sim.questions.compare.sides import Run, Side
from escalation_sim.questions.history.account import told_alone
from escalation_sim.results.statistics import wilson

_UNITS = {"probability": " points", "days": " days"}
_GOES_ON = {"reopened": "can be decided on again", "blocked": "a decision rests", "deciding": "a decision goes on"}
_LONGEST = 400
"""Titles are cut here: they may be as long as their author likes."""
_MOST_NAMES = 3
_LONGEST_VALUE = 600
"""No expression is longer, so what is cut here has parts."""


def quantity(one: Difference) -> str:
    """What differs, in words; of a ladder beside the main one with its name."""
    stage, _, brake = one.of.partition("/")
    words = {
        "reached": f"reaches {one.of}",
        "by": f"reaches {one.of}",
        "highest": f"gets as far as {one.of} and no further",
        "final": f"ends at {one.of}",
        "never": f"{one.of} is never",
        "outcome": f"mean {one.of}",
        "first_reached_day": f"mean first day at {one.of}",
        "median_day": f"median first day at {one.of}",
        "days": f"mean days at {one.of}",
        "blocked_days": f"mean days {brake} holds back {stage}",
        "blocked_alone_days": f"mean days {brake} alone holds back {stage}",
        "deciding_days": "mean days of deciding",
        "shelved": "mean decisions shelved",
        "refused": "mean decisions refused",
    }
    return words.get(one.quantity, f"mean {one.quantity}") + (f" ({one.ladder})" if one.ladder else "")


def value(one: Difference, number: float | None, replications: int | None = None) -> str:
    """A value of a quantity; with the *replications* of an independent sample, a share has its Wilson interval."""
    if number is None or not math.isfinite(number):
        return "–"
    if family(one.key) != "probability":
        return _size(one, number)
    share = _told_apart(one, number, _percentage)
    if not replications:
        return share
    return f"{share} ({percent_range(*wilson(round(number * replications), replications))})"


def difference(one: Difference) -> str:
    """`+8.2 points (+6.5 to +9.9)`: three digits of the largest of the three, of points one less."""
    if one.difference is None or not math.isfinite(one.difference):
        return "–"
    share = family(one.key) == "probability"
    numbers = [number * (100 if share else 1) for number in (one.difference, one.low, one.high) if number is not None]
    largest = max(map(abs, numbers))
    digits = max(2 - share - math.floor(math.log10(largest)), int(share)) if largest else 0
    signed = [_signed(number, min(digits, 9)) for number in numbers]
    text = signed[0] + _UNITS.get(family(one.key), f" {one.unit}" if one.unit else "")
    return f"{text} ({signed[1]} to {signed[2]})" if signed[2:] else text


def _signed(number: float, digits: int) -> str:
    """A difference with its sign; one that is not 0 does not look like it, and one that is huge has few digits."""
    if not number:
        return "0"
    text = f"{number:+,.{digits}f}"
    return text if abs(number) < 1e15 and text.strip("+-0.,") else f"{number:+.3g}"


def _told_apart(one: Difference, number: float, written: Callable[[float, int], str]) -> str:
    """A number of A or B with so many digits behind the point that the two look the same only where they are."""
    sides = {side for side in (one.a, one.b) if side is not None}
    enough = (digits for digits in range(1, 9) if len({written(side, digits) for side in sides}) == len(sides))
    return written(number, next(enough, 9))


def _percentage(share: float, digits: int) -> str:
    """A share with so many digits behind the point; 0 and 100 only where it is."""
    text = f"{100 * share:.{digits}f}"
    return percent(share) if float(text) in (0, 100) else f"{text} %"


def _size(one: Difference, number: float) -> str:
    """A time or an amount; of those of A and B that differ and would look the same, with more digits."""
    shown = days if family(one.key) == "days" and abs(number) >= 1 else amount
    sides = [side for side in (one.a, one.b) if side is not None]
    if len({shown(side) for side in sides}) == len(set(sides)):
        return shown(number)
    return _told_apart(one, number, lambda side, digits: f"{side:,.{digits}f}" if digits < 9 else exact(float(f"{side:.9g}")))


def differs(one: Difference) -> bool:
    """Whether there is anything to tell of a quantity."""
    return one.verdict != "identical" and not (one.a is None and one.b is None)


def headline(comparison: Comparison) -> str:
    """The verdict, and what it is made of: the first row of the table, if its interval excludes 0."""
    found, n, called = worst_first(comparison.differences), comparison.a.replications, comparison.called
    decides = [one for one in found if one.verdict == comparison.verdict]
    match comparison.verdict:
        case "not comparable":
            return f"Not comparable: {comparison.reason}."
        case "identical" if comparison.same is None:
            return f"Identical: {called.a} and {called.b} give the same numbers."
        case "identical":
            return f"Identical: {_same_histories(called, n)}."
        case "equivalent":
            return "Equivalent: every quantity that has a margin stays within it."
        case "undecided":
            return f"Undecided: {_undecided(comparison, decides)}."
    if comparison.apart and not decides:
        return f"Changed: {_alone_in_words(comparison.apart, called)}."
    if not any(one.difference for one in decides):
        return "Changed: every mean that both have is the same; what else they measure, or its spread, differs."
    one = decides[0]
    if not one.clear:
        differ = plural(len(decides), "quantity differs", "quantities differ")
        return f"Changed: {differ}, but no difference is more than luck: no interval excludes 0."
    more = f"; {plural(len(decides) - 1, 'more quantity', 'more quantities')} changed" if decides[1:] else ""
    return f"Changed: {quantity(one)}: {told(one, called)}{more}."


def told(one: Difference, called: Called = FILES) -> str:
    """A quantity that differs: `12.4 % in A, 32.8 % in B: +20.4 points (+17.9 to +22.9)`."""
    return f"{value(one, one.a)} {called.in_a}, {value(one, one.b)} {called.in_b}: {difference(one)}"


def _same_histories(called: Called, n: int) -> str:
    same = plural(n, "history", "histories")
    return f"A and B tell the same {same}" if called.within else f"the same {same} {called.in_both}"


def apart_in_words(comparison: Comparison) -> str:
    """Which ladders and stages one side alone has; nothing where both have the same."""
    if not comparison.apart:
        return ""
    return f"{capital(_alone_in_words(comparison.apart, comparison.called))}: what both have is compared."


def _alone_in_words(apart: Apart, called: Called) -> str:
    said = []
    for side, alone in ((called.has(called.a), apart.a), (called.has(called.b), apart.b)):
        said += [f"only {side} the ladder {name} ({_few(stages)})" for name, stages in alone.ladders]
        for name, stages in alone.stages:
            where = f" on the ladder {name}" if name != MAIN else ""
            said.append(f"only {side} {'the stage ' if not where and not stages[1:] else ''}{_few(stages)}{where}")
    return listed(said)


def _undecided(comparison: Comparison, found: Sequence[Difference]) -> str:
    if not comparison.margins:
        return f"no difference between {comparison.called.a} and {comparison.called.b} is more than luck"
    if not found:
        return "no quantity with a margin could be held against it"
    lie = plural(len(found), "quantity lies", "quantities lie")
    return f"{lie} across the margin, such as {quantity(found[0])}{_advice(found, comparison.a.replications)}"


def _advice(found: Sequence[Difference], n: int) -> str:
    """What would decide what is undecided; nothing where nobody can say."""
    if any(one.low is None for one in found):
        return ""
    counts = [needed(one, n) for one in found]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return "; no number of replications would decide: only wider bounds will"
    return f"; about {rounded_up(max(known))} replications would decide"


def rounded_up(count: int) -> str:
    """A number of replications that is only a guess: two digits."""
    step = 10 ** max(len(str(count)) - 2, 0)
    return f"{-(-count // step) * step:,}"


def changed_line(change: Change, called: Called = FILES) -> str:
    """`parameters.x.value: 3 → 5 (base.yaml:12)`: first what, then where."""
    places = list(dict.fromkeys(_line(place) for place in (change.place_a, change.place_b) if place))
    where = f" ({', '.join(places)})" if places else ""
    return harmless(f"{changed_value(change, called)}{where}")


def changed_value(change: Change, called: Called = FILES) -> str:
    """`parameters.x.value: 3 → 5`."""
    if change.a is None or change.b is None:
        side, words = (called.in_a, change.a) if change.b is None else (called.in_b, change.b)
        return f"{change.path}, only {side}: {_parts(words or '')}"
    return f"{change.path}: {_parts(change.a)} → {_parts(change.b)}"


def _parts(words: str) -> str:
    """A value as a whole; of one that has many parts the first ones, none of them cut in its middle."""
    if len(words) <= _LONGEST_VALUE:
        return words
    end = next((at for at in (words.rfind(mark, 0, _LONGEST_VALUE) for mark in ("; ", ", ")) if at > 0), _LONGEST_VALUE)
    return f"{words[:end]}{words[end : end + 1].strip()} …"


def _line(place: Place) -> str:
    return f"{shown_path(place.file)}:{place.line}"


def without_the_files(a: Side, b: Side) -> str:
    """What cannot be told of the files where a result was saved; nothing where they do the same."""
    if (a.run and b.run) or a.data["scenario"]["digest"] == b.data["scenario"]["digest"]:
        return ""
    return "The scenarios differ, as their digests do; a saved result keeps its parameters, and not its file."


def parting_in_words(comparison: Comparison) -> str:
    """Where a history parts ways; nothing where none was looked at."""
    found = comparison.parting
    if found is None:
        return ""
    if found.first is None:
        chosen = f", {found.chosen} in what is measured," if found.chosen else ""
        return f"In replication {found.replication}{chosen} the same happens {comparison.called.in_both}, and at the same times."
    first = f"{when_in_words(comparison, found.first)}: {_sides(comparison, found, found.first)}"
    chosen = f", {found.chosen}," if found.chosen else ""
    text = f"In replication {found.replication}{chosen} they part {first}."
    if found.move is None:
        return f"{text} The moves are the same in both."
    if found.move == found.first:
        return text
    return (
        f"{text} The first move that differs, {when_in_words(comparison, found.move)}: {_sides(comparison, found, found.move)}."
    )


def when_in_words(comparison: Comparison, fork: Fork) -> str:
    """When a history parts ways: `on 2024-10-18`."""
    runs = [side.run for side in (comparison.a, comparison.b) if side.run]
    starts = {run.setup.scenario.start for run in runs}
    return f"on {clock.spoken(starts.pop(), fork.minute)}" if len(starts) == 1 else f"on day {day(clock.to_days(fork.minute))}"


def _sides(comparison: Comparison, parting: Parting, fork: Fork) -> str:
    one, other = fork_in_words(comparison, parting, fork)
    called = comparison.called
    return f"{called.in_a} {one}{_where(fork.place_a)}; {called.in_b} {other}{_where(fork.place_b)}"


def _where(place: Place | None) -> str:
    return f" ({_line(place)})" if place else ""


def fork_in_words(comparison: Comparison, parting: Parting, fork: Fork) -> tuple[str, str]:
    """What happens in A and in B; with all digits where both would look the same."""
    assert comparison.a.run
    assert comparison.b.run
    sides = (comparison.a.run, parting.history_a, fork.a), (comparison.b.run, parting.history_b, fork.b)
    one, other = (_in_words(*side) for side in sides)
    if one == other:
        one, other = (_in_words(*side, exactly=True) for side in sides)
    return one, other


def _in_words(run: Run, history: History, happening: Happening | None, *, exactly: bool = False) -> str:
    """What happened; *exactly* is with all digits of its numbers."""
    if happening is None:
        return "nothing of the kind"
    assert history.trace is not None
    words = told_alone(run.setup.programme, history.trace, happening, exactly=exactly)
    if not words and isinstance(happening, Step):
        scenario = run.setup.scenario
        ladder = scenario.ladder(happening.dossier.ladder)
        whose_ = f"{one_line(whose(scenario, ladder))}: " if scenario.others else ""
        title = scenario.title_of(ladder.stages[happening.dossier.target].name)
        words = f"{whose_}{title}: {_GOES_ON.get(happening.kind, happening.kind)}"
    return f"“{harmless(shown(words, _LONGEST))}”"


def side_in_words(side: Side) -> str:
    """What a side is: its name, its title, and what differs from the file."""
    scenario = side.data["scenario"]
    title = f"“{shown(scenario['title'], _LONGEST)}”"
    if side.run is None:
        without = f", without {listed(side.without)}" if side.without else ""
        return f"{side.name}, a saved result of {title}{without}"
    setup = side.run.setup
    words = changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain), setup.settings.without)
    return f"{side.name}, {words}: {title}" if words else f"{side.name}: {title}"


def whose_luck(comparison: Comparison) -> str:
    """How many replications, of which seed, and how many are the same."""
    a, b = ([side.replications, side.settings["seed"]] for side in (comparison.a, comparison.b))
    both = f"{plural(a[0], 'replication')} of seed {a[1]}"
    if comparison.verdict == "not comparable":
        return ""
    if not comparison.paired:
        return f"{both} against {b[0]:,} of seed {b[1]}, taken as independent samples."
    if comparison.same is None:
        return f"{both} in both. Which histories are the same is not known: save results with --histories."
    same = plural(round(comparison.same * a[0]), "history is", "histories are")
    return f"{both}, with the same luck {_shared(comparison)}; {same} the same."


def _shared(comparison: Comparison) -> str:
    """Where both have the same luck: it goes by the names of what draws."""
    other = comparison.other_luck
    if other is None and comparison.a.data["scenario"]["digest"] != comparison.b.data["scenario"]["digest"]:
        return "wherever both draw under the same name"
    if other is None or not (other.a or other.b):
        return "in both"
    alone = [
        f"{_few(names)} (only {side})" for side, names in zip(comparison.called.sides, (other.a, other.b), strict=True) if names
    ]
    return f"in both but for what only one of them draws: {listed(alone)}"


def _few(names: Sequence[str]) -> str:
    more = f"{len(names) - _MOST_NAMES} more"
    return listed(list(names) if len(names) <= _MOST_NAMES + 1 else [*names[:_MOST_NAMES], more])


def margins_in_words(comparison: Comparison) -> str:
    """`2 points for a probability and 3 days`."""
    return listed([_margin_in_words(name, margin) for name, margin in comparison.margins.items()])


def _margin_in_words(name: str, margin: float) -> str:
    if name == "probability":
        return f"{plural(100 * margin, 'point')} for a probability"
    return plural(margin, "day") if name == "days" else f"{amount(margin)} for {name}"


def rests(comparison: Comparison) -> str:
    """What the answer rests on."""
    if comparison.verdict in ("identical", "not comparable"):
        return ""
    luck = "Intervals say how far the difference may lie from that of endless histories with the same luck in both."
    if not comparison.paired and not comparison.margins:
        luck = "An interval holds together with the others of its kind (Holm), so that luck alone is rarely called a change."
    elif any(one.low is not None and not one.paired for one in comparison.differences):
        luck = "Intervals are those of independent samples; with the same luck and --histories they are narrower."
    run = comparison.a.run or comparison.b.run
    return f"{luck} {rests_on(run.setup.scenario, [one.name for one in run.setup.uncertain])}" if run else luck
