"""`explain`: words that leave no room for another reading, notes on what is easily misread, pictures that can't be hijacked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from escalation_sim.language.loading import load
from escalation_sim.questions.explain.explanation import explanation_text
from tests.commands import command
from tests.places import SCENARIOS

HEAD = "title: T\nactor: Berlin\nperiod: {start: 2024-10-08, end: 2025-12-31}\n"
LADDER = "ladder:\n  - stage: low\n  - stage: high\n    climb: {when: alarm > 2}\n"
QUANTITIES = "quantities: {alarm: {initial: 0, min: 0}, calm: {initial: 0, min: 0}}\n"


def explained(tmp_path: Path, text: str, *arguments: str) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + text)
    answer = command("explain", str(path), "--quiet", *arguments)
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def data(tmp_path: Path, text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(explained(tmp_path, text, "--format", "json"))
    return read


def event(tmp_path: Path, words: str, *, before: str = "") -> str:
    """The sentences about one event."""
    read = data(tmp_path, f"{before}{QUANTITIES}events:\n  it: {words}\n{LADDER}")
    return " ".join(read["events"][0]["sentences"])


def notes(tmp_path: Path, events: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in data(tmp_path, f"{QUANTITIES}events:\n{events}{LADDER}")["notes"]:
        found.setdefault(note["kind"], []).append(note["text"])
    return found


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("{at: 2024-10-18, set: {alarm: 1}}", "Once, on day 10 (2024-10-18)."),
        ("{at: 2026-10-18, set: {alarm: 1}}", "Once, on day 740 (2026-10-18), after the end of the period: it does not come."),
        ("{every: 7 days, set: {alarm: 1}}", "Every 7 days, first on day 7 (2024-10-15)."),
        ("{every: 36 hours, set: {alarm: 1}}", "Every 1.5 days, first on day 1.5 (2024-10-09 12:00)."),
        (
            "{every: 7, from: 2024-10-18, set: {alarm: 1}}",
            "Every 7 days, first on day 17 (2024-10-25), one interval after day 10 (2024-10-18).",
        ),
        ("{every: 7, first: 2024-10-18, set: {alarm: 1}}", "Every 7 days, first exactly on day 10 (2024-10-18)."),
        (
            "{every: exponential(10), set: {alarm: 1}}",
            (
                "each interval drawn anew: `exponential(10)` days (half of them within 6.9 days; 10–90 %: 1.1 to 23 days; "
                "on average 10 days), first one such interval after the start."
            ),
        ),
        ("{when: calm > 1, set: {alarm: 1}}", "Each time `calm > 1` turns from false to true, at once."),
        (
            "{when: calm > 1, for: 3 days, set: {alarm: 1}}",
            "Each time `calm > 1` turns from false to true and has then held 3 days without a break, at once.",
        ),
        ("{when: calm > 1, after: 5, set: {alarm: 1}}", "it is set off, and occurs after 5 days."),
        (
            "{when: calm > 1, after: 5, set: {alarm: 1}}",
            "What is on its way arrives even if the condition has ceased by then; a new trigger while it is on its way is lost.",
        ),
        (
            "{when: calm > 1, chance: 0.3, set: {alarm: 1}}",
            "It has an effect with probability 0.3: tried once each time the condition turns true, not every day.",
        ),
        ("{every: 7, chance: 0.3, set: {alarm: 1}}", "with probability 0.3: tried anew at each occurrence."),
        ("{at: 7, chance: 0.3, set: {alarm: 1}}", "with probability 0.3: tried once."),
        ("{when: calm < 1, set: {alarm: 1}}", "The condition is true at the start, so it is set off on day 0 (2024-10-08)."),
        ("{when: calm < 1, for: 2, set: {alarm: 1}}", "so its time begins to count on day 0 (2024-10-08)."),
        ("{every: 7, times: 3, set: {alarm: 1}}", "At most 3 times."),
        (
            "{every: 7, times: 3, while: calm > 1, set: {alarm: 1}}",
            "At most 3 times, occurrences without effect included. It has an effect only if `calm > 1` holds at that moment.",
        ),
        (
            "{every: 7, until: 2024-11-08, set: {alarm: 1}}",
            "What would be due on day 31 (2024-11-08) or later does not happen, and counts for nothing.",
        ),
        ("{at: 7, set: {alarm: 4}}", "Then `alarm` becomes `4`."),
        ("{at: 7, set: {alarm: alarm + calm}}", "Then `alarm` rises by `calm`."),
        ("{at: 7, set: {alarm: alarm - 3}}", "Then `alarm` falls by `3`."),
        ("{at: 7, set: {alarm: alarm * 0.9}}", "Then `alarm` is multiplied by `0.9`."),
        ("{at: 7, set: {alarm: 'max(alarm, calm)'}}", "Then `alarm` is set to `max(alarm, calm)`, never lower than before."),
        ("{at: 7, set: {alarm: alarm + exponential(2)}}", "rises by `exponential(2)`, drawn anew each time."),
        ("{at: 7, set: {alarm: calm, calm: alarm}}", "All the new values are worked out from the state just before it."),
        ("{at: 7}", "It changes nothing: it is told, and can be counted."),
    ],
)
def test_an_event_in_words(tmp_path: Path, words: str, sentence: str) -> None:
    assert sentence in event(tmp_path, words)


def test_parameters_are_shown_with_their_values_and_units_where_they_are_read(tmp_path: Path) -> None:
    before = "parameters: {size: {value: 1500, unit: men, assumption: why}, wait: {value: 9, assumption: why}}\n"
    told = event(tmp_path, "{when: calm > size, after: wait, set: {alarm: alarm + size}}", before=before)
    assert "`calm > size` (`size` = 1,500 men)" in told
    assert "occurs after 9 days (`wait`)" in told
    assert "`alarm` rises by `size` (`size` = 1,500 men)" in told


WAY = """
brakes:
  fear: {title: Fear of war, while: calm < 1, blocks: all}
  law: {while: calm < 2, blocks: [high]}
ladder:
  - stage: low
  - stage: high
    title: High
    climb:
      routes:
        slow: {when: alarm > 2, for: 7 days, decide: "lognormal(10, 0.6)", chance: 0.7, again: 180 days}
        fast: {when: alarm > 9, keep: alarm > 5, ignores: [law], chance: 0.5}
    descend: {when: alarm < 1, for: 30 days}
"""


def test_a_way_up_says_what_it_takes_and_what_can_hold_it(tmp_path: Path) -> None:
    slow, fast = (" ".join(way["sentences"]) for way in data(tmp_path, QUANTITIES + WAY)["ladder"][1]["climb"])
    assert slow == (
        "Berlin climbs when `alarm > 2`, which must hold 7 days without a break. "
        "Then the decision takes `lognormal(10, 0.6)` days (half of them within 10 days; 10–90 %: 4.6 to 21.6 days; "
        "on average 12 days); if the condition breaks meanwhile, it is shelved. "
        "It is yes with probability 0.7, tried once each time a decision is due. "
        "After a no it is put again after 180 days: all begins anew then, with what must hold first. "
        "Brakes that can hold it: `fear` and `law`."
    )
    assert fast == (
        "Berlin climbs when `alarm > 9` and `alarm > 5`. From then on `alarm > 5` alone must go on holding. "
        "The decision takes no time. It is yes with probability 0.5, tried once each time a decision is due. "
        "After a no the way stays closed until its condition has broken. "
        "Brakes that can hold it: `fear`. It ignores `law`."
    )


def test_the_way_down_has_no_brakes(tmp_path: Path) -> None:
    down = " ".join(data(tmp_path, QUANTITIES + WAY)["ladder"][1]["descend"])
    assert down == "Berlin steps down when `alarm < 1`, which must hold 30 days without a break. The decision takes no time."


def test_brakes_say_what_they_block_and_who_ignores_them(tmp_path: Path) -> None:
    text = explained(tmp_path, QUANTITIES + WAY)
    assert "- Fear of war (`fear`): On while `calm < 1`. Holds back every stage. It is on at the start." in text
    assert "Holds back High (`high`). It is on at the start. Not heeded by the way `fast` to `high`." in text


def test_notes_of_what_is_easily_misread(tmp_path: Path) -> None:
    found = notes(
        tmp_path,
        "  once: {when: calm > 1, chance: 0.5, after: 5, set: {alarm: 1}}\n"
        "  early: {when: calm < 1, set: {alarm: 1}}\n"
        "  often: {every: 7, times: 3, chance: 0.5, set: {calm: calm + 1}}\n",
    )
    assert found["chance_once"] == [
        "A `chance` with `when` is tried once each time its condition turns true, not every day it is true: `once`."
    ]
    assert found["arrives_anyway"][0].startswith("What is on its way arrives even if its trigger has ceased")
    assert found["true_at_the_start"] == [
        "A condition that is true at the start has just turned true: `early` is set off at minute 0."
    ]
    assert found["idle_occurrences_count"] == ["`times` counts occurrences without effect too: `often`."]
    assert found["first_after_one_interval"] == [
        "`every` without `first` begins with an interval, not with an occurrence: first come `often` on day 7 (2024-10-15)."
    ]


@pytest.mark.parametrize(
    ("events", "note"),
    [
        (
            "  count: {every: 7, set: {calm: calm + 1}}\n  look: {every: 7, set: {alarm: calm}}\n",
            (
                "`count` and `look` occur in the same minute on day 7 (2024-10-15) and every 7 days from then on, `count` first, "
                "as it stands first in the file: `look` reads `calm` and sees the new value, just set."
            ),
        ),
        (
            "  look: {every: 7, set: {alarm: calm}}\n  count: {every: 7, set: {calm: calm + 1}}\n",
            (
                "`look` and `count` occur in the same minute on day 7 (2024-10-15) and every 7 days from then on, `look` first, "
                "as it stands first in the file: `look` reads `calm` and sees the value from before."
            ),
        ),
        (
            "  count: {every: 6, set: {calm: calm + 1}}\n  look: {every: 4, first: 2, set: {alarm: calm}}\n",
            (
                "`count` and `look` occur in the same minute on day 6 (2024-10-14) and every 12 days from then on, "
                "`count` first, as it stands first in the file: `look` reads `calm` and sees the new value, just set."
            ),
        ),
        (
            "  count: {at: 14, set: {calm: 1}}\n  look: {every: 7, while: calm > 0, set: {alarm: 1}}\n",
            (
                "`count` and `look` occur in the same minute on day 14 (2024-10-22), `count` first, as it stands first in the "
                "file: `look` reads `calm` and sees the new value, just set."
            ),
        ),
    ],
)
def test_two_events_of_one_rhythm_say_who_comes_first_and_what_is_seen(tmp_path: Path, events: str, note: str) -> None:
    assert notes(tmp_path, events)["same_rhythm"] == [note]


@pytest.mark.parametrize(
    "events",
    [
        "  count: {every: 7, set: {calm: calm + 1}}\n  look: {every: 7, first: 8, set: {alarm: calm}}\n",
        "  count: {every: 7, times: 1, set: {calm: 1}}\n  look: {every: 7, first: 14, set: {alarm: calm}}\n",
        "  count: {every: 7, until: 7, set: {calm: 1}}\n  look: {every: 7, set: {alarm: calm}}\n",
        "  count: {every: exponential(7), set: {calm: 1}}\n  look: {every: exponential(7), set: {alarm: calm}}\n",
        "  count: {every: 7, set: {calm: calm + 1}}\n  look: {every: 7, set: {alarm: alarm + 1}}\n",
    ],
)
def test_events_that_never_meet_or_do_not_read_one_another_get_no_such_note(tmp_path: Path, events: str) -> None:
    assert "same_rhythm" not in notes(tmp_path, events)


def test_loops_are_named_with_the_sign_of_each_arrow(tmp_path: Path) -> None:
    answer = "events: {answer: {when: stage >= high, set: {alarm: alarm + 1}}}\n"
    text = explained(tmp_path, QUANTITIES + answer + LADDER)
    assert "- `alarm` → (+) `stage`: up to high\n" in text
    assert "- `stage` → (+) `alarm`: answer\n" in text
    assert "- alarm → (+) stage → (+) alarm: reinforcing\n" in text
    read = data(tmp_path, QUANTITIES + answer.replace("+ 1", "- 1") + LADDER)
    assert {"from": "stage", "to": "alarm", "sign": "-", "by": "events.answer"} in read["influences"]
    assert read["loops"] == [{"nodes": ["alarm", "stage"], "signs": ["+", "-"], "kind": "balancing"}]


def test_the_pictures_are_mermaid_flowcharts(tmp_path: Path) -> None:
    read = data(tmp_path, QUANTITIES + WAY)["mermaid"]
    assert read["ladder"] == (
        'flowchart BT\n  s0(["low"])\n  s1["High"]\n'
        '  s0 -->|"slow: alarm #62; 2, for 7 days"| s1\n  s0 -->|"fast: alarm #62; 9"| s1\n'
        '  s1 -.->|"down: alarm #60; 1, for 30 days"| s0\n'
        '  b0{{"Fear of war"}}\n  b0 -.-x|"holds back"| s1\n  b1{{"law"}}\n  b1 -.-x|"holds back"| s1\n'
    )
    assert read["influences"].startswith('flowchart LR\n  n0["alarm"]\n  n1(["Berlin: the stage reached"])\n')
    assert "```mermaid\nflowchart BT\n" in explained(tmp_path, QUANTITIES + WAY, "--format", "markdown")


DOUBTED = """\
parameters:
  size: {value: 2, unit: men, range: [1, 3], assumption: a, against: It was 3 once.}
  sure: {value: 1, assumption: a}
quantities: {alarm: {initial: 0, against: It is hardly measured.}}
events: {it: {at: 7, set: {alarm: alarm + size + sure}, against: It may come twice.}}
brakes: {law: {while: alarm < 1, blocks: all, against: Laws are changed.}}
outcomes: {most: {measure: peak(alarm), against: A peak is short.}}
ladder:
  - stage: low
  - stage: high
    against: There is a stage between.
    climb: {when: alarm > 0, against: Nobody said so.}
    descend: {when: alarm < 0, against: It never ends.}
ladders:
  other:
    against: It has no ladder.
    stages: [{stage: quiet}, {stage: loud, climb: {when: alarm > 1}}]
"""


def test_what_speaks_against_a_thing_stands_behind_the_words_about_it(tmp_path: Path) -> None:
    text = explained(tmp_path, DOUBTED)
    for said in (
        "`size`: 2 men; range 1 to 3. Against: It was 3 once.\n",
        "`sure`: 1\n",
        "Changed by `it`. Against: It is hardly measured.\n",
        "Against: It may come twice.\n",
        "It is on at the start. Against: Laws are changed.\n",
        "Stage 1: `high`. Against: There is a stage between.\n",
        "Brakes that can hold it: `law`. Against: Nobody said so.\n",
        "The decision takes no time. Against: It never ends.\n",
        "the highest value of `alarm`. Against: A peak is short.\n",
        "\n\nAgainst: It has no ladder.\n",
    ):
        assert said in text
    assert text.count("Against:") == 9


def test_json_has_what_speaks_against_a_thing_where_something_does(tmp_path: Path) -> None:
    read = data(tmp_path, DOUBTED)
    high = read["ladder"][1]
    assert [one.get("against") for one in read["parameters"]] == ["It was 3 once.", None]
    assert {key: [one["against"] for one in read[key]] for key in ("quantities", "events", "brakes", "outcomes")} == {
        "quantities": ["It is hardly measured."],
        "events": ["It may come twice."],
        "brakes": ["Laws are changed."],
        "outcomes": ["A peak is short."],
    }
    assert (high["against"], high["climb"][0]["against"]) == ("There is a stage between.", "Nobody said so.")
    assert (high["descend_against"], read["ladders"]["other"]["against"]) == ("It never ends.", "It has no ladder.")
    assert "against" not in read["ladder"][0]


HOSTILE = [
    '"]; click s1 href "javascript:alert(1)"',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "`code` **bold** _x_ | cell | [link](https://example.org) ![i](y) https://example.org www.example.org",
    "%%{init: {'theme': 'dark'}}%% end; subgraph x --> y\n\n```\n# no heading",
    "1. list",
    "- list",
    "[bold red]markup[/] :smile: &lt;b&gt; #quot; $x$",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_stay_words_in_markdown(tmp_path: Path, title: str) -> None:
    quoted = json.dumps(title)
    text = (
        f"description: {quoted}\n"
        f"parameters: {{p: {{value: 1, unit: {quoted}, title: {quoted}, assumption: {quoted}, against: {quoted}}}}}\n"
        f"quantities: {{alarm: {{initial: p, title: {quoted}, unit: {quoted}}}}}\n"
        f"events: {{it: {{at: 7, set: {{alarm: alarm + 1}}, title: {quoted}}}}}\n"
        f"brakes: {{law: {{while: alarm < 1, blocks: all, title: {quoted}, against: {quoted}}}}}\n"
    ) + LADDER.replace("low\n", f"low\n    title: {quoted}\n    measures: [{quoted}]\n")
    markdown = explained(tmp_path, text, "--format", "markdown")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    inside = [token for block in tokens for token in (block, *(block.children or []))]
    assert not {token.type for token in inside} & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "em_open",
        "ordered_list_open",
    }
    assert sum(token.type == "fence" for token in inside) == 2
    shown = " ".join("".join(part.content for part in block.children or []) for block in tokens if block.type == "inline")
    assert " ".join(title.split()) in shown


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_leave_its_label_in_a_picture(tmp_path: Path, title: str) -> None:
    quoted = json.dumps(title)
    text = f"quantities: {{alarm: {{initial: 0, title: {quoted}}}}}\n"
    text += LADDER.replace("low\n", f"low\n    title: {quoted}\n")
    for picture in data(tmp_path, text)["mermaid"].values():
        for line in picture.splitlines()[1:]:
            labels = re.findall(r'"([^"]*)"', line)
            assert re.fullmatch(r"  \w+(\(\[\"\"\]\)|\[\"\"\]|\{\{\"\"\}\}| -->\|\"\"\| \w+)", re.sub(r'"[^"]*"', '""', line)), (
                line
            )
            for label in labels:
                bare = re.sub(r"#\d+;|<br/>", "", label)
                assert not set(bare) & set('"<>[]{}|`#;&%\\*$'), label
                assert not re.match(r"\d+\.|-", bare), label


def test_the_markdown_follows_the_ending_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "base.md"
    assert command("explain", str(SCENARIOS / "base.yaml"), "-o", str(path)).status == 0
    assert path.read_text().startswith("# Seoul's phased countermeasures, autumn 2024\n")


def test_lines_are_broken_for_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    base = SCENARIOS / "base.yaml"
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, command("explain", str(base)).out.splitlines())) > 300
    words = explanation_text(load(base).scenario, 80).split("\nPictures\n")[0]
    assert max(map(len, words.splitlines())) <= 80


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: str(path.stem))
def test_every_scenario_that_is_shipped_can_be_explained(path: Path) -> None:
    for format_ in ("text", "markdown", "json"):
        answer = command("explain", str(path), "--format", format_)
        assert (answer.status, answer.err) == (0, "")
    read = json.loads(command("explain", str(path), "--format", "json").out)
    assert (read["format"], read["version"]) == ("escalation-sim/explanation", 1)
    assert read["scenario"]["name"] == path.stem


def test_a_file_that_is_not_there_is_a_wrong_usage(tmp_path: Path) -> None:
    answer = command("explain", str(tmp_path / "none.yaml"))
    assert (answer.status, answer.out) == (2, "")
    assert "none.yaml cannot be read" in answer.err
