"""`pytest scenarios/`: a test for each claim and each record, and nothing for anybody else."""

from __future__ import annotations

import os
import shlex
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from escalation_sim import pytest_plugin
from escalation_sim.language.loading import loads
from escalation_sim.questions.check import claims
from escalation_sim.questions.check.records import path_of
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT
from tests.two_ladders import PAIR

pytest_plugins = ["pytester"]

PLUGIN = "escalation_sim.pytest_plugin"

FLOOD = """
title: A flood
period: {start: 2025-03-01, end: 2025-03-31}
quantities: {level: 3}
events:
  rain: {every: exponential(2), set: {level: level + 1}}
ladder:
  - stage: watching
  - stage: sandbags
    climb: {when: level > 15}
outcomes: {top: peak(level)}
expect:
"""  # sandbags are reached in 77 % of the histories
FIRST = FLOOD.count("\n") + 1
"""The line of the first claim."""

HELD = "  - {probability: highest >= sandbags, between: [0.5, 0.9]}\n"
FAILED = "  - {probability: highest >= sandbags, at_least: 0.95}\n"
UNDECIDED_BY_1000 = "  - {probability: highest >= sandbags, at_least: 0.75}\n"
STOPS = "extends: flood.yaml\nevents: {rain: {set: {level: 1 / (3 - level)}}}\nexpect:\n"
"""A variant whose every history stops in the middle."""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder in which pytest has our plugin and, wherever this test runs, no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", PLUGIN)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-W ignore::pytest.PytestAssertRewriteWarning")  # the pytest outside has imported it
    (pytester.path / "scenarios").mkdir()
    return pytester


def write(project: pytest.Pytester, text: str, name: str = "flood.yaml") -> Path:
    path = project.path / "scenarios" / name
    path.write_text(text)
    return path


def told(result: pytest.RunResult) -> str:
    return "\n".join(result.outlines)


def test_every_claim_is_a_test_called_by_its_own_words(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD + "  - {mean: top, at_most: 30, title: The dam is never in danger}\n")
    result = project.runpytest_inprocess("scenarios/", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "scenarios/flood.yaml::probability: highest >= sandbags, between: [[]0.5, 0.9[]] PASSED *",
            "scenarios/flood.yaml::The dam is never in danger PASSED *",
        ]
    )


def test_a_failure_shows_the_claim_what_was_found_and_the_line_and_no_traceback(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD + FAILED)
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=1, failed=1)
    judged = claims.judge(Setup(loads(FLOOD + FAILED).scenario, Settings()), claims.BUDGET)[0]
    assert judged.value is not None
    wanted = [
        "_* flood: probability: highest >= sandbags, at_least: 0.95 *_",
        f"scenarios/flood.yaml:{FIRST + 1}:5: it does not hold",
        "claim: probability: highest >= sandbags, at_least: 0.95",
        f"found: {judged.value:.4g} ({judged.low:.4g} to {judged.high:.4g}) after 1,000 replications; must be at least 0.95",
        "why: In all * histories that stop short, *",
        "=* short test summary info *=",
    ]
    result.stdout.fnmatch_lines(wanted, consecutive=True)
    assert "Traceback" not in told(result)
    assert "pytest_plugin.py" not in told(result)


def test_a_claim_that_stays_undecided_is_skipped_and_says_how_to_decide_it(project: pytest.Pytester) -> None:
    write(project, FLOOD + UNDECIDED_BY_1000)
    result = project.runpytest_inprocess("scenarios/", "-rs", "--escalation-budget=1000")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines([f"SKIPPED * scenarios/flood.yaml:{FIRST}:5: undecided: 0.772 (*) after 1,000 replications; *"])
    result.stdout.fnmatch_lines(["*About * replications would decide it (--escalation-budget *)*"])
    project.runpytest_inprocess("scenarios/").assert_outcomes(passed=1)


def test_a_broken_scenario_is_one_error_with_all_its_mistakes_and_the_others_are_tested(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD)
    write(
        project,
        "extends: flood.yaml\nevents: {rain: {evry: 1}}\nexpect:\n" + HELD + FAILED.replace("sandbags", "sandbag"),
        "b.yaml",
    )
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "_* b: it is a sound scenario *_",
            "scenarios/b.yaml:2:17: error: events.rain.evry: there is no key `evry` here",
            "    mend: did you mean every?",
            "scenarios/b.yaml:5:19: error: expect[[]1[]].probability: there is no `sandbag` to make a claim about",
            "    mend: did you mean sandbags?",
            "=* short test summary info *=",
        ],
        consecutive=True,
    )


def test_a_history_that_stops_is_an_error_of_each_claim(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD)
    write(project, STOPS + HELD + FAILED, "stops.yaml")
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(
        [
            "scenarios/stops.yaml:5:5: it cannot be decided",
            "claim: probability: highest >= sandbags, at_least: 0.95",
            "found: events.rain.set.level: * gives inf, which is not a finite number (minute *, replication 0)",
            "=* short test summary info *=",
        ],
        consecutive=True,
    )
    assert "During handling" not in told(result)


def test_other_yaml_is_nobodys_test(project: pytest.Pytester) -> None:
    write(project, FLOOD.removesuffix("expect:\n"), "no_claims.yaml")
    write(project, "extends: flood.yaml\n", "variant.yaml")
    write(project, FLOOD + HELD, "flood.yml")
    write(project, "services: {web: {extends: base, expect: 8080}}\n", "compose.yaml")
    write(project, "expect: {status: 200}\nurl: /\n", "api.yaml")
    write(project, "{ not yaml\n", "broken.yaml")
    (project.path / "scenarios" / "folder.yaml").mkdir()
    result = project.runpytest_inprocess("scenarios/")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_project_without_scenarios_pays_nothing(project: pytest.Pytester) -> None:
    write(project, "expect: {status: 200}\n", "api.yaml")
    heavy = '{"numpy", "yaml", "simpy", "click", "rich", "escalation_sim.language", "escalation_sim.questions"}'
    project.makepyfile(test_it=f"import sys\ndef test_it():\n    assert {heavy} & set(sys.modules) == set()\n")
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_claims_of_a_file_are_decided_together(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, judge = [], claims.judge

    def counted(setup: Setup, budget: int) -> Any:
        asked.append(budget)
        return judge(setup, budget)

    monkeypatch.setattr(claims, "judge", counted)
    write(project, FLOOD + HELD + HELD + FAILED)
    project.runpytest_inprocess("scenarios/").assert_outcomes(passed=2, failed=1)
    assert asked == [claims.BUDGET]


def test_it_is_the_same_on_several_processes(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD + FAILED)
    write(project, STOPS + HELD, "stops.yaml")
    project.runpytest_subprocess("scenarios/", "-p", "xdist", "-n2").assert_outcomes(passed=1, failed=1, errors=1)


def test_a_claim_can_be_chosen_by_its_words(project: pytest.Pytester) -> None:
    path = write(project, FLOOD + HELD + FAILED + HELD)
    words = "probability: highest >= sandbags, between: [0.5, 0.9]"
    project.runpytest_inprocess(f"{path}::{words}").assert_outcomes(passed=1)
    project.runpytest_inprocess(f"{path}::probability: highest >= sandbags, between: (0.5, 0.9) (2)").assert_outcomes(passed=1)
    project.runpytest_inprocess(path, "-k", "0.95").assert_outcomes(failed=1)


TITLES = [
    "Berlin::Leo [2]",
    "::x",
    "x::",
    "a ::: b",
    "Berlin [3] more",
    "[4] at the front",
    "[5]",
    "two [6] and [7]",
    "odd ] and [",
    "odd [ and ]",
    "() empty",
    "dots.and/slashes\\\\back",
    "record",
    "twice [8]",
    "twice [8]",
    "twice",
    "twice",
    "twice (2)",
    "-k nothing",
    "@all 100 % ::error::",
]


def test_whatever_a_claim_is_called_its_printed_id_runs_it_and_so_does_lf(project: pytest.Pytester) -> None:
    claims_ = "".join(f'  - {{mean: top, at_most: 1, title: "{title}"}}\n' for title in TITLES)
    write(project, FLOOD + claims_ + HELD)
    write(project, FLOOD + HELD, "held.yaml")
    result = project.runpytest_subprocess("scenarios/")
    result.assert_outcomes(failed=len(TITLES), passed=2)
    printed = [line.removeprefix("FAILED ").partition(" - Failed: ")[0] for line in result.outlines if line.startswith("FAILED ")]
    assert len(set(printed)) == len(TITLES)
    for printed_id in printed:
        assert printed_id.count("::") == 1, printed_id
        project.runpytest_inprocess("-p", "no:cacheprovider", printed_id).assert_outcomes(failed=1)
    again = project.runpytest_subprocess("scenarios/", "--lf")
    again.assert_outcomes(failed=len(TITLES))
    assert [line.partition(" - ")[0] for line in again.outlines if line.startswith("FAILED ")] == [
        f"FAILED {printed_id}" for printed_id in printed
    ]


def test_the_claims_that_failed_are_run_again_though_brackets_are_in_their_words(project: pytest.Pytester) -> None:
    write(project, FLOOD + HELD + HELD.replace("[0.5, 0.9]", "[0.1, 0.2]") + "  - {quantile: [top, 0.9], between: [1, 2]}\n")
    project.runpytest_subprocess("scenarios/").assert_outcomes(passed=1, failed=2)
    project.runpytest_subprocess("scenarios/", "--lf").assert_outcomes(failed=2)


@pytest.fixture
def recorded(project: pytest.Pytester) -> Path:
    """A flood with a claim, and its recorded result."""
    path = write(project, FLOOD.replace("quantities:", "parameters: {wall: {value: 15, assumption: a}}\nquantities:") + HELD)
    path.write_text(path.read_text().replace("level > 15", "level > wall"))
    assert command("check", str(path.parent), "--update", "flood").status == 0
    return path


def test_a_record_is_a_test_beside_the_claims(project: pytest.Pytester, recorded: Path) -> None:
    result = project.runpytest_inprocess("scenarios/", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["scenarios/flood.yaml::record PASSED *", "scenarios/flood.yaml::probability: * PASSED *"])
    project.runpytest_inprocess(f"{recorded}::record").assert_outcomes(passed=1)
    project.runpytest_inprocess("scenarios/", "-k", "record").assert_outcomes(passed=1)


def test_a_record_that_was_deleted_is_skipped_as_check_leaves_it_undecided(project: pytest.Pytester, recorded: Path) -> None:
    (recorded.parent / "expected" / "flood.json").unlink()
    result = project.runpytest_inprocess("scenarios/", "-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*there is no scenarios/expected/flood.json, though its folder is there (*--update flood*"])
    (recorded.parent / "expected").rmdir()
    project.runpytest_inprocess("scenarios/").assert_outcomes(passed=1)


def test_a_record_that_is_no_longer_true_fails_with_what_differs(project: pytest.Pytester, recorded: Path) -> None:
    recorded.write_text(recorded.read_text().replace("value: 15", "value: 16"))
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=1, failed=1)
    wanted = [
        "_* flood: record *_",
        "scenarios/flood.yaml:4:28: the result is not the recorded one",
        "found: reached sandbags was 0.772, is 0.*; and * more quantities. In the file: wall was 15, is 16",
        "mend: if it is meant to, record it anew: escalation-sim check scenarios/ --update flood",
        "=* short test summary info *=",
    ]
    result.stdout.fnmatch_lines(wanted, consecutive=True)
    assert "pytest_plugin.py" not in told(result)


def test_what_to_type_for_a_new_record_can_be_typed(project: pytest.Pytester, recorded: Path) -> None:
    """The folder may be deep, and the name have a space."""
    there = project.path / "our policy"
    there.mkdir()
    recorded.parent.rename(there / "scenarios")
    for path in ("flood.yaml", "expected/flood.json"):
        (there / "scenarios" / path).rename(there / "scenarios" / path.replace("flood", "a flood"))
    scenario = there / "scenarios" / "a flood.yaml"
    scenario.write_text(scenario.read_text().replace("value: 15", "value: 16"))
    result = project.runpytest_inprocess("our policy/")
    mend = next(line for line in result.outlines if line.startswith("mend: ")).partition("record it anew: escalation-sim ")[2]
    assert mend == "check 'our policy/scenarios/' --update 'a flood'"
    assert command(*shlex.split(mend)).status == 0


def test_a_scenario_without_claims_is_tested_by_its_record(project: pytest.Pytester, recorded: Path) -> None:
    recorded.write_text(recorded.read_text().partition("expect:")[0])
    project.runpytest_inprocess("scenarios/").assert_outcomes(passed=1)
    recorded.write_text(recorded.read_text().replace("value: 15", "value: 16"))
    project.runpytest_inprocess("scenarios/").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"format": "escalation-sim/ensemble", "version": 2}', "it is of version 2, newer than this program*"),
        ('{"a": NaN}', "it cannot be used: it holds NaN, which is no number"),
        ("", "it cannot be used: it is empty"),
        ("{]", "it cannot be used: it is not JSON: *"),
        (None, "it cannot be read: No such file or directory"),
    ],
)
def test_a_record_that_cannot_be_used_is_an_error_and_the_claims_are_tested(
    project: pytest.Pytester, recorded: Path, text: str | None, says: str
) -> None:
    path = recorded.parent / "expected" / "flood.json"
    if text is None:
        path.unlink()
        path.symlink_to("nowhere.json")
    else:
        path.write_text(text)
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"scenarios/expected/flood.json: {says}"])


def test_a_history_that_stops_leaves_the_record_undecided(project: pytest.Pytester, recorded: Path) -> None:
    write(project, STOPS.partition("expect:")[0], "stops.yaml")
    (recorded.parent / "expected" / "stops.json").write_text("{}")
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["scenarios/expected/stops.json: it cannot be compared", "found: events.rain.set.level: *"])


def test_a_record_is_where_check_keeps_it() -> None:
    path = Path("scenarios") / "flood.yaml"
    assert pytest_plugin._record_of(path) == path_of(path)


def test_the_words_of_a_claim_are_no_commands(project: pytest.Pytester) -> None:
    title = r'"\n::error::gone\n##[error]gone ' + "x" * 400 + '"'
    write(project, FLOOD + f"  - {{mean: top, at_most: 1, title: {title}}}\n")
    result = project.runpytest_inprocess("scenarios/", "-v")
    result.assert_outcomes(failed=1)
    assert not any(line.lstrip().startswith(("::", "##")) for line in result.outlines)
    assert "##[" not in told(result)
    assert max(map(len, result.outlines)) < 300


def test_the_budget_is_as_the_help_says_and_at_least_one(project: pytest.Pytester) -> None:
    assert f"by default {claims.BUDGET:,}" in " ".join(told(project.runpytest_inprocess("--help")).split())
    for wrong in ("0", "-1", "ten", "1.5"):
        result = project.runpytest_inprocess(f"--escalation-budget={wrong}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        assert "is not a number of replications; write 1 or more, in digits" in result.stderr.str()


def test_pytest_finds_the_plugin_where_the_package_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (module,) = project["entry-points"]["pytest11"].values()
    assert module == PLUGIN
    assert callable(import_module(module).pytest_collect_file)


def test_our_own_broken_scenarios_are_not_collected(project: pytest.Pytester) -> None:
    os.chdir(ROOT)
    result = project.runpytest_subprocess(
        "--collect-only", "-q", f"--rootdir={ROOT}", "-c", ROOT / "pyproject.toml", "tests/language/gallery"
    )
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED, told(result)


def test_claims_about_any_ladder_are_tests_and_the_record_holds_all_of_them(project: pytest.Pytester) -> None:
    claims = "  - {probability: reached_shells, by: 2025-03-01, at_most: 0.4}\n  - {mean: hours_at_arms, at_least: 24}\n"
    path = write(project, f"{PAIR}expect:\n{claims}  - {{probability: reached_protest, at_most: 0.5}}\n", "pair.yaml")
    assert command("check", str(path), "--update", "pair", "--yes").status == 0
    result = project.runpytest_inprocess("scenarios/")
    result.assert_outcomes(passed=3, failed=1)
    assert "claim: probability: reached_protest, at_most: 0.5" in told(result)
    record = path_of(path)
    text = record.read_text()
    record.write_text(text.replace('"stage": "shells"', '"stage": "shots"'))
    assert text != record.read_text()
    result = project.runpytest_inprocess("scenarios/", "-k", "record")
    result.assert_outcomes(failed=1)
    assert "The stages of its ladder west were silence, protest, shots, and are silence, protest, shells" in told(result)
