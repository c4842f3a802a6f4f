"""`compare` with several ladders: what both have is compared ladder by ladder, and what one side alone has is named."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.questions.compare.changed_lines import changes
from escalation_sim.results.digest import digest
from escalation_sim.results.summary import ladders_of
from tests.questions.compare.test_compare import by_key, compared, data, folder, save, write
from tests.two_ladders import PAIR, STAGES

N = ("-n", "120", "--quiet")
EAST = "  east:\n    actor: East\n    stages: [{stage: quiet}, {stage: loud, climb: {when: tension >= 3}}]\n"
THIRD = PAIR.replace("outcomes:\n", f"{EAST}outcomes:\n")
HIGHER = PAIR.replace("outcomes:\n", "      - {stage: tanks, climb: {when: tension >= 6, decide: 4}}\noutcomes:\n")
ALONE = (
    PAIR[: PAIR.index("ladders:")].replace(", west]", "]").replace("west >= shells", "tension >= 9")
    + "outcomes:\n  worst: peak(tension)\n"
)

__all__ = ["folder"]


@pytest.fixture(autouse=True)
def pair(folder: Path) -> Path:
    """In the folder, also scenarios of one, two and three ladders, and one whose second ladder goes further."""
    for name, text in (("pair", PAIR), ("third", THIRD), ("higher", HIGHER), ("alone", ALONE)):
        write(name, text)
    write("quick", PAIR, ("decide: exponential(6)", "decide: exponential(2)"))
    return folder


def ran(path: str, *options: str) -> Any:
    return json.loads(Path(save("ran", path, *options)).read_text())


def words_of(*arguments: str, status: int = 1) -> str:
    return " ".join(compared(*arguments, status=status).out.split())


# What differs in the answer


def test_the_quantities_of_every_ladder_are_what_run_says() -> None:
    found = by_key(data("pair.yaml", "quick.yaml", *N))
    for side, path in (("a", "pair.yaml"), ("b", "quick.yaml")):
        for name, told in ladders_of(ran(path, "-n", "120")).items():
            for stage in told["stages"]:
                of = stage["stage"]
                wanted = {kind: stage[kind]["probability"] for kind in ("reached", "highest", "final")}
                wanted["days"] = stage["days"]["mean"]
                for kind, value in wanted.items():
                    assert found[kind, of][side] == pytest.approx(value)
                    assert found[kind, of]["ladder"] == name
                for brake, blocked in stage["blocked_days"].items():
                    assert found["blocked_days", f"{of}/{brake}"][side] == pytest.approx(blocked["mean"])
            for count in ("climbs", "descents", "shelved", "refused", "deciding_days"):
                one = found[count, None if name == "main" else name]
                assert (one[side], one["ladder"]) == (pytest.approx(told[count]["mean"]), name)
    assert {key: one["ladder"] for key, one in found.items() if key[0] in ("outcome", "never")} == {
        ("outcome", "worst"): None,
        ("outcome", "hours_at_arms"): None,
        ("outcome", "shells_after_guns"): None,
        ("never", "shells_after_guns"): None,
        ("outcome", "in_march"): None,
    }


def test_a_difference_on_a_ladder_beside_the_main_one_names_it() -> None:
    told = words_of("pair.yaml", "quick.yaml", *N)
    assert "Changed: mean days at silence (west): " in told
    assert "mean first day at protest (west)" in told
    assert "mean days of deciding (west)" in told
    cases = compared("pair.yaml", "quick.yaml", *N, "--format", "junit", status=1).out
    assert 'name="mean days at silence (west)"' in cases


def test_outcomes_have_their_units() -> None:
    write("armed", PAIR, ("24 * days", "48 * days"))
    told = words_of("pair.yaml", "armed.yaml", *N)
    assert "Changed: mean hours_at_arms: " in told
    assert " hours (+" in told


@pytest.mark.parametrize("ladder", STAGES)
def test_there_is_a_cross_table_for_each_ladder(ladder: str) -> None:
    found = data("pair.yaml", "quick.yaml", *N)
    table = found["cross_table"] if ladder == "main" else found["ladders"][ladder]["cross_table"]
    ends = [
        ladders_of(ran(path, "-n", "120", "--histories")["histories"])[ladder]["final"] for path in ("pair.yaml", "quick.yaml")
    ]
    wanted = Counter((STAGES[ladder][a], STAGES[ladder][b]) for a, b in zip(*ends, strict=True))
    assert {(one["a"], one["b"]): one["count"] for one in table} == wanted


def test_the_text_and_the_page_show_the_cross_tables() -> None:
    assert "west ends in A (down) and in B (across)" in words_of("pair.yaml", "quick.yaml", *N)
    page = compared("pair.yaml", "quick.yaml", *N, "--format", "markdown", status=1).out
    assert "<summary>Where the histories end: west</summary>" in page


def test_histories_are_the_same_where_they_are_on_every_ladder() -> None:
    """The main ladder does not heed how quickly the other one protests, unless that leads to shells."""
    found, n = data("pair.yaml", "quick.yaml", *N), 120
    histories = [ran(path, "-n", str(n), "--histories")["histories"] for path in ("pair.yaml", "quick.yaml")]
    reached = [one["ladders"]["west"]["first_reached_minute"]["protest"] for one in histories]
    same = sum(a == b for a, b in zip(*reached, strict=True))
    assert found["identical_share"] == pytest.approx(same / n)
    assert same < n


def test_ladders_in_another_order_with_other_titles_and_actors_are_identical() -> None:
    head, tail = THIRD[: THIRD.index("  west:\n")], THIRD[THIRD.index("  west:\n") :]
    turned = (
        (head + EAST + tail.replace(EAST, "")).replace("title: The answer", "title: Another").replace("actor: East", "actor: E")
    )
    write("turned", turned)
    assert data("third.yaml", "turned.yaml", *N)["verdict"] == "identical"


# What one side alone has


@pytest.mark.parametrize(
    ("a", "b", "said", "ladders", "stages"),
    [
        ("pair", "third", "Only B has the ladder east (quiet and loud): what both have is compared.", ([], ["east"]), ([], [])),
        ("third", "pair", "Only A has the ladder east (quiet and loud): ", (["east"], []), ([], [])),
        ("pair", "alone", "Only A has the ladder west (silence, protest and shells): ", (["west"], []), ([], [])),
        ("pair", "higher", "Only B has tanks on the ladder west: what both have is compared.", ([], []), ([], ["tanks"])),
    ],
)
def test_ladders_and_stages_that_one_side_alone_has_are_named(
    a: str, b: str, said: str, ladders: tuple[list[str], list[str]], stages: tuple[list[str], list[str]]
) -> None:
    found = data(f"{a}.yaml", f"{b}.yaml", *N)
    assert found["verdict"] == "changed"
    assert found["other_ladders"] == dict(zip("ab", ladders, strict=True))
    assert found["other_stages"] == dict(zip("ab", stages, strict=True))
    alone = {stage for stages_ in stages for stage in stages_} | {"quiet", "loud", *STAGES["west"] * (b == "alone")}
    assert not alone & {one["of"] for one in found["differences"]}
    assert said in words_of(f"{a}.yaml", f"{b}.yaml", *N)
    page = compared(f"{a}.yaml", f"{b}.yaml", *N, "--format", "markdown", status=1).out
    assert said in page


def test_a_ladder_more_that_nothing_reads_is_the_only_difference() -> None:
    found = data("pair.yaml", "third.yaml", *N)
    assert {one["verdict"] for one in found["differences"]} == {"identical"}
    assert found["identical_share"] == 1
    assert found["parting"] is None
    told = words_of("pair.yaml", "third.yaml", *N)
    assert "Changed: only B has the ladder east (quiet and loud)." in told
    assert "120 histories are the same." in told


def test_it_is_a_change_whatever_the_margins() -> None:
    found = data("pair.yaml", "third.yaml", *N, "--margin", "probability=1", "--margin", "days=1000")
    assert found["verdict"] == "changed"
    assert data("pair.yaml", "third.yaml", *N, "--unpaired")["verdict"] == "changed"


def test_where_the_stages_of_a_ladder_differ_its_moves_are_told_by_their_names() -> None:
    told = words_of("pair.yaml", "higher.yaml", *N)
    assert "histories end at another stage of west in B than in A, such as" in told
    assert "from shells to tanks" in told
    table = data("pair.yaml", "higher.yaml", *N)["ladders"]["west"]["cross_table"]
    assert {one["a"] for one in table} <= set(STAGES["west"])
    assert "tanks" in {one["b"] for one in table}


def test_of_scenarios_of_one_ladder_nothing_is_said_of_others() -> None:
    write("armed", ALONE, ("value: 0.6", "value: 0.9"))
    found = data("alone.yaml", "armed.yaml", *N)
    assert not {"ladders", "other_ladders", "other_stages"} & found.keys()
    assert not any("ladder" in one for one in found["differences"])


# Where a history parts ways


def test_a_history_parts_where_it_moves_on_another_ladder() -> None:
    move = data("pair.yaml", "quick.yaml", *N)["parting"]["move"]
    assert "West climbs to: protest" in f"{(move['a'] or move['b'])['what']}"
    line = next(number for number, line in enumerate(PAIR.splitlines(), 1) if "stage >= helmets" in line)
    assert {side["place"]["line"] for side in (move["a"], move["b"]) if side} == {line}
    told = words_of("pair.yaml", "quick.yaml", *N)
    assert "“West climbs to: protest” (" in told


def test_what_happens_on_a_ladder_of_one_side_alone_parts_no_history() -> None:
    found = data("pair.yaml", "third.yaml", *N, "--replication", "0")
    assert found["parting"] == {"replication": 0, "first": None, "move": None}


def test_by_default_a_history_is_told_whose_main_ladder_goes_another_way_and_else_one_whose_other_does() -> None:
    for new in ("chance: 0.3", "chance: 1"):
        write("bold", PAIR, ("chance: 0.8", new))
        told = data("pair.yaml", "bold.yaml", *N)["parting"]["replication"]
        histories = [ran(path, "-n", "120", "--histories")["histories"] for path in ("pair.yaml", "bold.yaml")]
        differ = [
            [k for k, (a, b) in enumerate(zip(*(ladders_of(one)[name]["highest"] for one in histories), strict=True)) if a != b]
            for name in STAGES
        ]
        assert told == (differ[0] or differ[1])[0]


# Saved results


@pytest.mark.parametrize("histories", [(), ("--histories",)])
def test_a_saved_result_keeps_its_ladders(histories: tuple[str, ...]) -> None:
    saved = save("pair", "pair.yaml", "-n", "120", *histories)
    assert data(saved, "pair.yaml", "--quiet")["verdict"] == "identical"
    found = by_key(data(saved, "quick.yaml", "--quiet"))
    played = by_key(data("pair.yaml", "quick.yaml", *N))
    for key in (("reached", "shells"), ("final", "protest"), ("days", "silence"), ("climbs", "west"), ("deciding_days", "west")):
        assert found[key]["difference"] == pytest.approx(played[key]["difference"])
        assert found[key]["ladder"] == "west"
    assert found["days", "silence"]["paired"] == bool(histories)


def test_two_saved_results_with_other_ladders_are_compared_in_what_both_have() -> None:
    a, b = (save(name, f"{name}.yaml", "-n", "120", "--histories", "--by", "2025-03-01") for name in ("third", "higher"))
    found = data(a, b)
    assert found["other_ladders"] == {"a": ["east"], "b": []}
    assert found["other_stages"] == {"a": [], "b": ["tanks"]}
    told = by_key(found)
    assert told["by", "protest by 2025-03-01"]["verdict"] == "identical"
    assert told["final", "shells"]["a"] > told["final", "shells"]["b"]
    ends = [json.loads(Path(path).read_text())["ladders"]["west"]["stages"][2]["final"]["probability"] for path in (a, b)]
    assert [told["final", "shells"][side] for side in "ab"] == pytest.approx(ends)


# What differs in the files


@pytest.mark.parametrize(
    ("old", "new", "path", "a", "b"),
    [
        ("blocks: [guns, west]", "blocks: all", "brakes.talks.blocks", "[guns, west]", "all"),
        (", blocks: [guns, west]", "", "brakes.talks.blocks", "[guns, west]", None),
        ("while: tension < 6}", "while: tension < 6, blocks: [main]}", "brakes.law.blocks", None, "[main]"),
        ("leap: {from: words, ", "leap: {", "ladder.guns.climb.routes.leap.from", "words", None),
        ("descend: {to: words, when: tension", "descend: {when: tension", "ladder.guns.descend.to", "words", None),
        (
            "(0.3 if law",
            "(0.4 if law",
            "ladder.guns.climb.routes.step.chance",
            *(f"nerve * (0.{n} if law else 1)" for n in (3, 4)),
        ),
        ("exponential(6)", "exponential(7)", "ladders.west.stages.protest.climb.decide", "exponential(6)", "exponential(7)"),
        ("descend: {to: silence, ", "descend: {", "ladders.west.stages.shells.descend.to", "silence", None),
        ("24 * days", "12 * days", "outcomes.hours_at_arms", *(f"{n} * days(stage >= guns)" for n in (24, 12))),
        ("2025-03-01)", "2025-03-02)", "outcomes.in_march", *(f"on(tension, 2025-03-0{n})" for n in (1, 2))),
        ("on(tension,", "on(2 * tension,", "outcomes.in_march", "on(tension, 2025-03-01)", "on(2 * tension, 2025-03-01)"),
    ],
)
def test_every_part_of_it_has_a_path_and_its_lines(old: str, new: str, path: str, a: str | None, b: str | None) -> None:
    assert PAIR.count(old) == 1
    write("edited", PAIR, (old, new))
    (found,) = data("pair.yaml", "edited.yaml", "-n", "20", "--quiet")["changes"]
    assert (found["path"], found["a"], found["b"]) == (path, a, b)
    line = PAIR[: PAIR.index(old)].count("\n") + 1
    for side, place in ((a, found["place_a"]), (b, found["place_b"])):
        assert (place and place["line"]) == (line if side is not None else None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: The answer", "title: Another"),
        ("actor: West", "actor: Elsewhere"),
        ("unit: hours", "unit: h"),
        ("title: Time at arms", "title: Else"),
        ("tension: 0\n", "tension: {initial: 0, hidden: true}\n"),
        ("step: {when: tension", "step: {from: helmets, when: tension"),
        ("24 * days(stage >= guns)", "24*days( stage>=guns )"),
        ("while: tension < 6}", "while: tension < 6, blocks: []}"),
    ],
)
def test_what_changes_no_history_does_not_differ(old: str, new: str) -> None:
    assert PAIR.count(old) == 1
    one, other = (loads(text).scenario for text in (PAIR, PAIR.replace(old, new)))
    assert digest(one) == digest(other)
    assert changes(one, other) == ()


def test_where_an_actor_stands_at_the_start_differs_also_where_a_file_does_not_say_it() -> None:
    one, other = (loads(text).scenario for text in (PAIR, PAIR.replace("actor: West", "start_stage: protest")))
    (found,) = changes(one, other)
    assert (found.path, found.a, found.b) == ("ladders.west.start_stage", "silence", "protest")


def test_a_whole_ladder_stands_for_its_parts() -> None:
    (found,) = data("pair.yaml", "third.yaml", "-n", "20", "--quiet")["changes"]
    assert (found["path"], found["a"]) == ("ladders.east", None)
    assert found["b"] == "start_stage: quiet; stages: quiet: {}; loud: climb: when: tension >= 3"
    assert found["place_b"]["line"] == THIRD[: THIRD.index("  east:")].count("\n") + 1
    (found,) = data("pair.yaml", "higher.yaml", "-n", "20", "--quiet")["changes"]
    assert found["path"] == "ladders.west.stages.tanks"


def test_the_order_of_the_stages_of_a_ladder_is_a_part_of_its_own() -> None:
    up, far = "{stage: up, climb: {when: tension > 2}}", "{stage: far, climb: {when: tension > 4}}"
    texts = (f"  side:\n    stages: [{{stage: one}}, {', '.join(stages)}]\n" for stages in ((up, far), (far, up)))
    one, other = (loads(PAIR.replace("outcomes:\n", f"{text}outcomes:\n")).scenario for text in texts)
    (found,) = changes(one, other)
    assert (found.path, found.a, found.b) == ("order of ladders.side.stages", "one, up, far", "one, far, up")


def test_what_only_one_of_them_draws_is_named_by_its_ladder() -> None:
    write("drawn", PAIR, ("{when: stage >= helmets, decide: exponential(6)}", "{when: stage >= helmets, decide: 6}"))
    assert data("pair.yaml", "drawn.yaml", *N)["other_luck"] == {"a": ["ladders.west.stages.protest.climb"], "b": []}
