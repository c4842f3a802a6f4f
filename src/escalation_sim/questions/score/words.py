"""The scores in words: how good, whether better than others, what so few questions can show, and whether it was frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.wording import listed, percent, percent_range, plural
from escalation_sim.questions.score.question import EVEN, SCENARIO, UNCERTAIN

Data = Mapping[str, Any]

MOST_RIVALS = 5
"""Others with whom the scenario is compared in a sentence each; the table has all."""
_MOST_NAMED = 4
KEPT = "*"
"""Stands behind a logarithm that is that of another probability."""


def said(data: Data, scenario: Scenario) -> Iterator[str]:
    """Everything in sentences, the answer first."""
    yield headline(data, scenario)
    yield from rivals(data)
    yield frozen_sentence(data, scenario)


def headline(data: Data, scenario: Scenario) -> str:
    """The scores of the scenario, or that there are none."""
    count, means = len(data["questions"]), data["means"].get(SCENARIO)
    if means is None:
        which = "The question is not answered yet" if count == 1 else f"None of the {count} questions is answered yet"
        return f"{which}: there is nothing to score."
    of_all = "" if means["questions"] == count else f" of {count}"
    answered = f"{means['questions']}{of_all} answered {'question' if means['questions'] == 1 else 'questions'}"
    return (
        f"Over {answered} “{who(data, scenario)}” has a mean Brier score of {score(means['brier'])} (0 is perfect, a coin "
        f"gets 0.25) and a mean logarithmic score of {score(means['log'])} (a coin gets 0.69)."
    )


def rivals(data: Data) -> Iterator[str]:
    """Whether it is better than each other, but the coin; and what so few questions can show."""
    gains = {name: gain for name, gain in data["gains"].items() if name not in (EVEN, UNCERTAIN)}
    for name, gain in list(gains.items())[:MOST_RIVALS]:
        yield _beside(name, gain, data)
    if data["means"]:
        count = data["means"][SCENARIO]["questions"]
        yield f"{_few(count)} Questions about one story are not independent of one another: they count for fewer."
    for name, lacking in list(data["left_out"].items())[:MOST_RIVALS]:
        named = listed(lacking[:_MOST_NAMED]) if len(lacking) <= _MOST_NAMED else f"{plural(len(lacking), 'answered question')}"
        yield f"“{name}” is left out: it says nothing to {named}."


def _beside(name: str, gain: Data, data: Data) -> str:
    difference, means = gain["difference"], data["means"]
    ours, theirs = score(means[SCENARIO]["brier"]), score(means[name]["brier"])
    if abs(difference) < 0.0005:
        return f"As good as “{name}”: a Brier score of {ours} against {theirs}."
    word = "Better" if difference > 0 else "Worse"
    told = f"{word} than “{name}” by {score(abs(difference))}: a Brier score of {ours} against {theirs}"
    if gain["low"] is None:
        return f"{told}."
    ends = sorted((gain["low"], gain["high"])) if difference > 0 else sorted((-gain["low"], -gain["high"]))
    interval = f"95 % interval {signed(ends[0])} to {signed(ends[1])}"
    return f"{told} ({interval}{', so it may be luck' if ends[0] <= 0 else ''})."


def _few(count: int) -> str:
    if count == 1:
        return "One question shows nothing about skill."
    if count < 30:
        return f"{count} questions are few: only a large difference between two forecasters shows in them."
    return f"{count} questions begin to tell forecasters apart."


def frozen_sentence(data: Data, scenario: Scenario) -> str:
    """Whether the scenario is what it was when the questions were frozen."""
    frozen, name = data["frozen"], who(data, scenario)
    if frozen is None:
        return f"Not frozen: nothing shows that “{name}” was not changed after an answer was known (--freeze writes what does)."
    if not frozen["changed"]:
        return f"Frozen: “{name}” is what it was when the questions were frozen ({short(frozen['digest'])})."
    then, now = short(frozen["digest"]), short(data["scenario"]["digest"])
    changed = f"CHANGED since it was frozen: “{name}” was {then} then, and is {now} now."
    return f"{changed} These are not the odds that were given then."


def kept_sentence(data: Data) -> str:
    """That the logarithm was taken of another probability somewhere; nothing where it was not."""
    count = sum(one["kept"] or one.get("uncertain", one)["kept"] for one in data["questions"])
    note = "log: minus the natural logarithm of what was given to what happened, kept within 0.005 and 0.995"
    return f"{note} ({KEPT}: here it was)." if count else f"{note}."


def titles(data: Data) -> list[str]:
    """What the questions are called; those of one title have their names before it."""
    every = [one["title"] for one in data["questions"]]
    count = Counter(every)
    return [f"{one['name']}: {one['title']}" if count[one["title"]] > 1 else one["title"] for one in data["questions"]]


def who(data: Data, scenario: Scenario) -> str:
    """What the scenario is called."""
    return one_line(scenario.title) or str(data["scenario"]["name"])


def called(name: str, data: Data, scenario: Scenario) -> str:
    """What a table of means calls a forecaster."""
    ours = {SCENARIO: who(data, scenario), UNCERTAIN: "the same, its uncertainties drawn", EVEN: "even: 0.5 for everything"}
    return ours.get(name, name)


def answer(value: bool | None) -> str:
    """yes, no or open."""
    return "open" if value is None else "yes" if value else "no"


def score(value: float | None) -> str:
    """A score with three digits behind the point; – where there is none."""
    return "–" if value is None else f"{value:.3f}" if value >= 0.0005 or value == 0 else "<0.001"


def signed(value: float) -> str:
    """A difference between scores."""
    return f"{value:+.3f}"


def logarithm(one: Data) -> str:
    """The logarithmic score of a question, marked where another probability took the place of the one that was given."""
    return score(one["log"]) + (KEPT if one["kept"] else "")


def share(one: Data) -> str:
    """`26 % (25–27)`."""
    return f"{percent(one['probability'])} ({percent_range(one['low'], one['high'])})"


def short(digest: str) -> str:
    """The first digits of a digest, which are enough to tell two apart."""
    return digest[: len("sha256:") + 12] + "…"


def drawn_title(data: Data) -> str:
    """What stands above the odds with uncertainties drawn."""
    return f"The same with {plural(len(data['settings']['uncertain']), 'uncertainty', 'uncertainties')} drawn"


def played(data: Data) -> str:
    """How many histories, of which luck, and since when nobody knew anything later."""
    settings = data["settings"]
    histories = plural(settings["replications"], "history", "histories")
    return f"Asked on {data['asked']}; {histories} of seed {settings['seed']}; in parentheses 95 % intervals."
