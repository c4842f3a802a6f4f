"""`signposts` finds the sign that is known on paper, says how good it is, and finds none where there is none.

Statistical tests fail by chance less than once in 1,000 seeds, all of them together; with the seeds fixed they are the same every
time.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalation_sim.language.loading import loads
from escalation_sim.questions.signposts.data import signposts_data
from escalation_sim.questions.signposts.question import find_signposts, read_question
from escalation_sim.questions.signposts.signs import bits, fisher
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import SCENARIOS

PERIOD = "title: Market town\nactor: The town\nperiod: {start: 2024-01-01, end: 2024-02-29}\n"
ON_PAPER = f"""{PERIOD}
quantities:
  luck: {{title: What nobody sees, initial: "uniform(0, 1)", hidden: true}}
  rumours: {{title: Rumours, initial: 0}}
  late: {{initial: 0, timeline: [[2024-02-01, 1]]}}
  weather: "uniform(0, 1)"
events:
  news: {{title: The envoy comes home, at: 2024-01-05, chance: 0.4, set: {{rumours: rumours + 3}}}}
  gossip: {{title: People talk, at: 2024-01-06, chance: 0.5}}
ladder:
  - {{stage: calm}}
  - {{stage: alarm, title: Alarm at last, climb: {{when: "late > 0 and luck < (0.8 if rumours > 0 else 0.2)"}}}}
"""
"""In 0.4 of the histories there is news; alarm follows with 0.8 where there is, with 0.2 where there is none."""

SECRET = f"""{PERIOD}
quantities:
  plan: {{initial: 0, HIDDEN}}
  late: {{initial: 0, timeline: [[2024-02-01, 1]]}}
events:
  deal: {{at: 2024-01-05, chance: 0.5, set: {{plan: 1}}}}
  gossip: {{at: 2024-01-06, chance: 0.5}}
ladder:
  - {{stage: calm}}
  - {{stage: alarm, climb: {{when: "late > 0 and plan > 0"}}}}
"""
NOTHING = ON_PAPER.replace("0.8 if rumours > 0 else 0.2", "0.5")
TWO = f"""{PERIOD}
quantities: {{late: {{initial: 0, timeline: [[2024-02-01, 1]]}}}}
events:
  start: {{at: 2024-01-05, chance: 0.5, set: {{go: 1}}}}
  early: {{at: 2024-01-06, chance: 0.3, set: {{soon: 1}}}}
ladder:
  - {{stage: calm}}
  - {{stage: alarm, climb: {{when: "soon > 0 or late > 0 and east >= troops"}}}}
  - {{stage: war, climb: {{when: soon > 1}}}}
ladders:
  east:
    actor: The East
    stages:
      - {{stage: talks}}
      - {{stage: troops, title: Troops, climb: {{when: go > 0}}}}
      - {{stage: guns, climb: {{when: go > 1}}}}
""".replace("quantities: {", "quantities: {go: 0, soon: 0, ")


def asked(scenario: str, *options: str, reach: str = "alarm", n: int = 4_000) -> Any:
    answer = command("signposts", scenario, "--reach", reach, "-n", str(n), "--quiet", "--format", "json", *options)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def told(scenario: str, *options: str, reach: str = "alarm", n: int = 4_000) -> str:
    """The text on one line."""
    answer = command("signposts", scenario, "--reach", reach, "-n", str(n), "--quiet", *options)
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())


@pytest.fixture
def town(tmp_path: Path) -> str:
    return written(tmp_path, ON_PAPER)


def written(folder: Path, text: str) -> str:
    path = folder / "town.yaml"
    path.write_text(text)
    return str(path)


def names(date: Any) -> list[str]:
    return [sign["name"] for sign in date["signs"]]


def entropy(p: float) -> float:
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


# What is known on paper


def test_the_best_sign_is_the_one_known_on_paper(town: str) -> None:
    """Each of five shares lies within 4 standard errors: by chance one does not in 3,000 seeds."""
    (date,) = asked(town, "--on", "2024-01-10")["dates"]
    assert (date["already"], date["open"], date["judged"]) == (0, 4_000, 2_000)
    (sign,) = date["signs"]
    assert (sign["kind"], sign["name"], sign["cut"]) == ("event", "news", 1)
    known = [(date["base"], 0.44, 4_000), (sign["seen"], 0.4, 2_000), (sign["with"], 0.8, 800), (sign["without"], 0.2, 1_200)]
    for share, p, n in known:
        assert share["probability"] == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / n))
        assert share["low"] < share["probability"] < share["high"]
    assert sign["bits"] == pytest.approx(entropy(0.44) - entropy(0.2), abs=0.05)


def test_what_is_not_yet_seen_tells_nothing(town: str) -> None:
    before, after = asked(town, "--on", "2024-01-05", "--on", "2024-01-05 00:01")["dates"]
    assert (names(before), names(after)) == ([], ["news"])


def test_the_base_rate_is_that_of_the_histories_in_which_the_stage_is_yet_to_come(tmp_path: Path) -> None:
    path = written(tmp_path, TWO)
    (date,) = asked(path, "--on", "2024-01-20", n=500)["dates"]
    histories = json.loads(command("run", path, "-n", "500", "--format", "json", "--histories", "--quiet").out)["histories"]
    minutes = histories["first_reached_minute"]["alarm"]
    still = [minute for minute in minutes if minute is None or minute >= 19 * 1440]
    later = [minute for minute in still if minute is not None]
    assert (date["already"], date["open"]) == (500 - len(still), len(still))
    assert (date["base"]["count"], date["base"]["probability"]) == (len(later), pytest.approx(len(later) / len(still)))


def test_what_is_said_of_a_sign_is_counted_in_the_histories_of_odd_numbers(tmp_path: Path) -> None:
    text = ON_PAPER + "outcomes: {happened: count(news)}\n"
    path = written(tmp_path, text)
    (sign,) = asked(path, "--on", "2024-01-10", n=600)["dates"][0]["signs"]
    histories = json.loads(command("run", path, "-n", "600", "--format", "json", "--histories", "--quiet").out)["histories"]
    odd = list(zip(histories["outcomes"]["happened"][1::2], histories["highest"][1::2], strict=True))
    assert sign["seen"]["count"] == sum(happened > 0 for happened, _ in odd)
    assert sign["with"]["count"] == sum(happened > 0 and highest == 1 for happened, highest in odd)
    assert sign["without"]["count"] == sum(happened == 0 and highest == 1 for happened, highest in odd)


def test_a_cut_of_a_quantity_is_found_and_is_a_round_number(tmp_path: Path) -> None:
    path = written(tmp_path, ON_PAPER.replace("rumours > 0", "weather >= 0.3"))
    (sign,) = asked(path, "--on", "2024-01-10")["dates"][0]["signs"]
    assert (sign["kind"], sign["name"], sign["cut"]) == ("quantity", "weather", 0.3)
    assert "Most telling: Weather: 0.3 or more. Where that is so, 79 % (76–81) get there; where it is not, 21 % (18–25)." in told(
        path, "--on", "2024-01-10"
    )


def test_news_may_be_that_something_is_not_so(tmp_path: Path) -> None:
    path = written(tmp_path, ON_PAPER.replace("0.8 if rumours > 0 else 0.2", "0.2 if rumours > 0 else 0.8"))
    (sign,) = asked(path, "--on", "2024-01-10")["dates"][0]["signs"]
    assert sign["name"] == "news"
    assert sign["with"]["high"] < sign["without"]["low"]


def test_an_event_that_changes_nothing_is_news_where_it_stands_for_something(tmp_path: Path) -> None:
    """It comes up where the rumours do, five days later."""
    text = ON_PAPER.replace("rumours: {title: Rumours, initial: 0}", "rumours: {initial: 0, hidden: true}")
    text = text.replace("at: 2024-01-06, chance: 0.5", "at: 2024-01-06, while: rumours > 0")
    assert names(asked(written(tmp_path, text), "--on", "2024-01-10")["dates"][0]) == ["gossip"]


# Where there is nothing


def found_by_chance(seeds: range) -> int:
    """Under how many seeds any sign is found where there is none."""
    scenario = loads(NOTHING, "town.yaml").scenario
    question = read_question(scenario, "alarm", ["2024-01-10"], 1_000)
    setups = (Setup(scenario, Settings(seed)) for seed in seeds)
    return sum(bool(find_signposts(setup, question, jobs=1).dates[0].posts) for setup in setups)


def test_where_no_sign_is_none_is_found() -> None:
    """A date has one with a probability of 1 % at most: by chance more than 2 of 20 once in 1,000 choices of seeds."""
    assert found_by_chance(range(1, 21)) <= 2


@pytest.mark.campaign
def test_where_no_sign_is_one_is_found_under_one_seed_of_twenty_at_most() -> None:
    """Of 1 % of the seeds, the error that is allowed, 5 % are found once in 100,000 choices of seeds."""
    assert found_by_chance(range(1, 201)) <= 10


def test_where_nothing_tells_that_is_said(tmp_path: Path) -> None:
    text = told(written(tmp_path, NOTHING), "--on", "2024-01-10")
    assert "the town has not yet reached “Alarm at last” as 2024-01-10 begins, 49 % (47–50) get there later." in text
    assert "Nothing that can be seen then tells anything." in text
    assert "bits" not in text


# Nobody sees what is hidden


def test_what_is_hidden_is_never_a_sign_nor_an_event_that_changes_nothing_else(tmp_path: Path) -> None:
    hidden = asked(written(tmp_path, SECRET.replace("HIDDEN", "hidden: true")), "--on", "2024-01-10")
    assert names(hidden["dates"][0]) == []
    seen = asked(written(tmp_path, SECRET.replace(", HIDDEN", "")), "--on", "2024-01-10")
    assert names(seen["dates"][0]) == ["deal"]  # `plan` is the same fact, and is told once
    assert seen["dates"][0]["base"] == hidden["dates"][0]["base"]


def test_an_event_that_changes_something_in_the_open_too_is_seen(tmp_path: Path) -> None:
    text = SECRET.replace("HIDDEN", "hidden: true").replace("set: {plan: 1}", "set: {plan: 1, late: 0}")
    assert names(asked(written(tmp_path, text), "--on", "2024-01-10")["dates"][0]) == ["deal"]


def test_outcomes_are_not_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path, ON_PAPER + "outcomes: {truth: final(luck)}\n")
    assert names(asked(path, "--on", "2024-01-10")["dates"][0]) == ["news"]


# Ladders


def test_where_another_actor_stands_is_a_sign_and_the_asked_stage_is_none(tmp_path: Path) -> None:
    found = asked(path := written(tmp_path, TWO), "--on", "2024-01-20")
    (date,) = found["dates"]
    assert (found["stage"], found["ladder"]) == ("alarm", "main")
    (sign,) = date["signs"]
    assert (sign["kind"], sign["name"], sign["ladder"], sign["cut"]) == ("stage", "troops", "east", 1)
    assert (sign["with"]["probability"], sign["without"]["probability"]) == (1, 0)
    assert "Most telling: The East stands at “Troops” or above. Where that is so, 100 %" in told(path, "--on", "2024-01-20")


def test_one_ladder_alone_has_no_name(town: str) -> None:
    found = asked(town, "--on", "2024-01-10")
    assert "ladder" not in found
    assert "ladder" not in found["dates"][0]["signs"][0]


# Dates, few histories, and histories that stop


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2023-12-31", "--on 2023-12-31: it is before the start, 2024-01-01"),
        ("2024-01-01", "--on 2024-01-01: it is the start, before which nothing is to be seen; name a later date"),
        ("soon", "--on soon: a date is written 2024-10-08"),
    ],
)
def test_a_date_on_which_nobody_can_look_is_refused(town: str, date: str, words: str) -> None:
    answer = command("signposts", town, "--reach", "alarm", "--on", date)
    assert (answer.status, answer.out) == (2, "")
    assert words in answer.err


def test_a_date_after_the_end_is_answered_for_the_end_and_said(town: str) -> None:
    answer = command("signposts", town, "--reach", "alarm", "--on", "2024-05-01", "-n", "200", "--format", "json")
    assert (
        answer.err.splitlines()[-1] == "note: --on 2024-05-01: after the end of the period, 2024-02-29, and answered for the end"
    )
    (late,), (end,) = json.loads(answer.out)["dates"], asked(town, "--on", "2024-03-01", n=200)["dates"]
    assert {**late, "date": ""} == {**end, "date": ""}
    assert (late["base"]["count"], late["signs"]) == (0, [])
    assert "none of them gets there, whatever is seen." in told(town, "--on", "2024-03-01", n=200)


def test_nothing_is_played_beyond_the_end(tmp_path: Path) -> None:
    """An event whose date comes later would stop every history."""
    text = ON_PAPER.replace("events:", "events:\n  crash: {at: 2024-04-01, set: {late: 1 / (late - late)}}")
    assert asked(written(tmp_path, text), "--on", "2024-05-01", n=50)["dates"][0]["open"] > 0


def test_a_stage_that_is_reached_in_the_minute_that_is_asked_about_is_yet_to_come(town: str) -> None:
    """Alarm comes as February begins, if at all."""
    begins, has_begun = asked(town, "--on", "2024-02-01", "--on", "2024-02-01 00:01", n=200)["dates"]
    assert (begins["already"], begins["open"]) == (0, 200)
    assert has_begun["already"] == begins["base"]["count"] > 0
    assert has_begun["base"]["count"] == 0


def test_a_date_before_which_all_have_reached_it_has_no_base_rate(tmp_path: Path) -> None:
    path = written(tmp_path, ON_PAPER.replace("late > 0 and luck < (0.8 if rumours > 0 else 0.2)", "late > 0"))
    (date,) = asked(path, "--on", "2024-02-10", n=100)["dates"]
    assert (date["already"], date["open"], date["base"], date["signs"]) == (100, 0, None, [])
    assert "As 2024-02-10 begins the town has reached “Alarm at last” in every history: nothing is left to tell." in told(
        path, "--on", "2024-02-10", n=100
    )


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_with_few_histories_it_says_how_few(town: str, n: int) -> None:
    (date,) = asked(town, "--on", "2024-01-10", n=n)["dates"]
    assert (date["open"], date["judged"]) == (n, n // 2)
    text = told(town, "--on", "2024-01-10", n=n)
    if not date["signs"]:
        assert f"as far as so few histories can show: half of them judge, here {n // 2}; ask with a larger -n." in text
    assert text.count(" % (") >= 1


def test_a_history_that_stops_is_an_error(tmp_path: Path) -> None:
    text = ON_PAPER.replace("set: {rumours: rumours + 3}", "set: {rumours: 1 / (late - late)}")
    answer = command("signposts", written(tmp_path, text), "--reach", "alarm", "--on", "2024-01-10", "-n", "50")
    assert (answer.status, answer.out) == (3, "")
    assert "replication" in answer.err


# Settings, engines, formats


def test_both_engines_give_the_same_bytes(tmp_path: Path) -> None:
    for text in (ON_PAPER, TWO):
        path = written(tmp_path, text)
        words = ("signposts", path, "--reach", "alarm", "--on", "2024-01-10", "-n", "300", "--format", "json")
        assert command(*words, "--engine", "kernel", "--jobs", "2").out == command(*words, "--engine", "simpy").out


def test_settings_are_obeyed_and_told(tmp_path: Path) -> None:
    text = ON_PAPER.replace("quantities:", "parameters: {p: {value: 0.4, range: [0, 1], assumption: x}}\nquantities:")
    path = written(tmp_path, text.replace("chance: 0.4", "chance: p"))
    on = ("--on", "2024-01-10")
    assert asked(path, *on, "--set", "p=1", n=200)["dates"][0]["signs"] == []
    found = asked(path, *on, "--without", "news", "--uncertain", "--seed", "5", n=200)
    assert found["settings"]["without"] == ["news"]
    assert (found["settings"]["uncertain"], found["settings"]["seed"]) == (["p"], 5)
    assert names(found["dates"][0]) == []
    assert "without news; 1 uncertainty drawn" in told(path, *on, "--without", "news", "--uncertain", n=200)
    assert names(asked(path, *on, "--uncertain")["dates"][0]) == ["news"]


def test_csv_has_a_row_a_sign(town: str) -> None:
    words = ("signposts", town, "--reach", "alarm", "--on", "2024-01-10", "-n", "1000", "--format", "csv")
    head, row = (line.split(",") for line in command(*words).out.splitlines())
    assert (len(head), len(row)) == (20, 20)
    cells = dict(zip(head, row, strict=True))
    (sign,) = asked(town, "--on", "2024-01-10", n=1_000)["dates"][0]["signs"]
    assert (cells["kind"], cells["name"], cells["cut"], cells["ladder"]) == ("event", "news", "1", "")
    assert (float(cells["with"]), float(cells["bits"])) == (sign["with"]["probability"], sign["bits"])


def test_the_text_says_the_sign_the_base_rate_and_what_a_bit_is_worth(town: str) -> None:
    text = told(town, "--on", "2024-01-10")
    assert text.startswith(
        "What tells whether the town reaches “Alarm at last”? Most telling: The envoy comes home (event). Where that is so, "
        "78 % (75–81) get there; where it is not, 21 % (19–24). Of the"
    )
    assert "Market town: 4,000 histories of seed 1" in text
    assert "judged by 2,000 of these histories (in parentheses: 95 % intervals)" in text
    assert "To hear how a fair coin fell is worth 1 bit, to hear for certain what comes here 0.99." in text


def test_at_most_ten_signs_are_told_and_the_others_counted() -> None:
    path = str(SCENARIOS / "base.yaml")
    on = ("--on", "2025-06-01")
    found = asked(path, *on, reach="offensive_weapons", n=20_000)["dates"][0]
    rows = told(path, *on, reach="offensive_weapons", n=20_000)
    assert ("more sign" in rows) == (len(found["signs"]) > 10)
    data = {**found, "signs": [found["signs"][0]] * 12}
    from escalation_sim.questions.signposts.words import more

    assert more(data, 10) == "… and 2 more signs that tell less"


HOSTILE = ON_PAPER.replace("Market town", '"$x$ <b> [red]\\n::error::pwn ##[command]"').replace(
    "The envoy comes home", '"=1+1 [bold]|\\n::error::pwn $\\\\alpha$"'
)


def test_words_of_a_scenario_do_nothing_in_any_format(tmp_path: Path) -> None:
    path = written(tmp_path, HOSTILE)
    words = ("signposts", path, "--reach", "alarm", "--on", "2024-01-10", "-n", "500", "--quiet")
    for format_ in ("text", "json", "csv"):
        out = command(*words, "--format", format_).out
        assert not any(line.startswith(("::", "=")) for line in out.splitlines())
        assert "##[" not in out or format_ == "text"
    assert "=1+1 [bold]| ::error::pwn $\\alpha$ (event)" in " ".join(command(*words).out.split())
    picture = tmp_path / "news.svg"
    answer = command(*words, "--plot", str(picture))
    assert answer.status == 0, answer.err
    assert "<b>" not in picture.read_text()


# The picture


def test_the_picture_shows_each_sign_with_its_two_probabilities(town: str, tmp_path: Path) -> None:
    from escalation_sim.questions.signposts.figures import signposts_figure

    found = asked(town, "--on", "2024-01-10", "--on", "2024-01-04")
    figure = signposts_figure(loads(ON_PAPER, "town.yaml").scenario, found)
    (axes,) = figure.axes
    at = {line.get_gid(): float(np.asarray(line.get_xdata())[0]) for line in axes.lines}
    (sign,) = found["dates"][0]["signs"]
    assert at["with news"] == sign["with"]["probability"]
    assert at["without news"] == sign["without"]["probability"]
    assert at["base"] == found["dates"][0]["base"]["probability"]
    texts = [text.get_text() for text in (*figure.texts, *axes.texts)]
    assert "The envoy comes home (event)" in texts
    assert "Nothing that can be seen then tells anything." in texts


def test_a_picture_of_many_dates_counts_what_it_leaves_out(town: str) -> None:
    from escalation_sim.questions.signposts.figures import signposts_figure

    found = asked(town, *(word for day in range(10, 20) for word in ("--on", f"2024-01-{day}")), n=400)
    figure = signposts_figure(loads(ON_PAPER, "town.yaml").scenario, found)
    assert len(figure.axes) == 6
    assert "4 more dates not shown" in " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


# By hand


def masks(a: int, b: int, c: int, d: int) -> tuple[Any, Any]:
    """So many histories with the sign and the stage, with the sign alone, with the stage alone, with neither."""
    shown = np.repeat([True, True, False, False], [a, b, c, d])
    comes = np.repeat([True, False, True, False], [a, b, c, d])
    return shown, comes


@pytest.mark.parametrize(
    ("table", "worth"),
    [
        ((5, 0, 0, 5), 1.0),  # it tells everything of a fair coin
        ((0, 5, 5, 0), 1.0),  # and so does one that is never seen with it
        ((2, 2, 3, 3), 0.0),  # it tells nothing
        ((3, 1, 1, 3), 1 - entropy(0.25)),
        ((4, 0, 4, 8), entropy(0.5) - 0.75 * entropy(1 / 3)),
    ],
)
def test_the_information_of_a_sign_is_that_worked_out_by_hand(table: tuple[int, int, int, int], worth: float) -> None:
    assert bits(*masks(*table)) == pytest.approx(worth, abs=1e-12)


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((3, 1, 1, 3), 0.48571428571428565),
        ((8, 2, 1, 5), 0.034965034965034975),
        ((0, 10, 12, 2), 6.730380939561179e-05),
        ((30, 70, 45, 55), 0.040534006514982644),
        ((5, 5, 5, 5), 1.0),
        ((700, 300, 610, 390), 2.782540222999859e-05),
        ((1, 4999, 12, 4988), 0.003398955297647275),
        ((200, 1800, 10, 2990), 1.6937719819570299e-68),
        ((1, 0, 0, 1), 1.0),
    ],
)
def test_fishers_test_gives_the_values_of_scipy(table: tuple[int, int, int, int], p: float) -> None:
    """`scipy.stats.fisher_exact([[a, b], [c, d]]).pvalue`."""
    assert fisher(*table) == pytest.approx(p, rel=1e-9)


def test_data_of_a_date_without_an_open_history_is_whole() -> None:
    scenario = loads(ON_PAPER, "town.yaml").scenario
    found = find_signposts(Setup(scenario, Settings()), read_question(scenario, "alarm", ["2024-01-10"], 1))
    assert signposts_data(found)["dates"][0]["signs"] == []
