"""What docs/ci.md gives to paste is what our files hold, what the services accept, and what our command line understands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import click
import pytest
import yaml

from escalation_sim.cli.main import escalation_sim
from escalation_sim.questions.check.check import CheckVerdict
from tests.documents.documents import ROOT, agrees, blocks

pytest_plugins = ["pytester"]

PAGE = ROOT / "docs" / "ci.md"
CI = ROOT / "docs" / "ci"
GITHUB = ROOT / "docs" / "ci" / "github.yml"
GITLAB = ROOT / "docs" / "ci" / "gitlab.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"

FLOOD = """\
title: A flood
period: {start: 2025-03-01, end: 2025-03-31}
parameters: {danger: {value: 15, assumption: The height of the wall.}}
quantities: {level: 3}
events: {rain: {every: exponential(2), set: {level: level + 1}}}
ladder:
  - stage: watching
  - stage: sandbags
    climb: {when: level > danger}
expect:
  - {probability: highest >= sandbags, at_least: 0.5}
"""  # sandbags are reached in 77 % of the histories
HIGHER = FLOOD.replace("value: 15", "value: 25")
"""Sandbags are reached in hardly any of the histories: the claim fails."""


def shown(name: str) -> str:
    """The text of a file in the page."""
    (text,) = [block.text for block in blocks(PAGE, "yaml") if block.file == name]
    return text


def read(path: Path) -> dict[str, Any]:
    """A workflow; YAML reads its key `on` as true."""
    return {str(key): value for key, value in yaml.safe_load(path.read_text()).items()}


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(GITHUB)["jobs"][job]["steps"]
    return found


def hooks() -> list[dict[str, Any]]:
    """The hooks that we offer."""
    found: list[dict[str, Any]] = yaml.safe_load(HOOKS.read_text())
    return found


def scripts() -> list[str]:
    """Every shell script in the two workflows."""
    of_github = [step["run"] for job in read(GITHUB)["jobs"].values() for step in job["steps"] if "run" in step]
    of_gitlab = [line for job in read(GITLAB).values() for line in (*job.get("before_script", ()), *job.get("script", ()))]
    return [*of_github, *of_gitlab]


def commands() -> list[str]:
    """Every command of ours that the page gives to paste."""
    of_scripts = [
        line.strip() for script in scripts() for line in script.splitlines() if line.strip().startswith("escalation-sim ")
    ]
    local = yaml.safe_load(shown("local-pre-commit-config.yaml"))["repos"][0]["hooks"]
    of_hooks = [shlex.join([*shlex.split(hook["entry"]), *hook.get("args", ())]) for hook in (*hooks(), *local)]
    return [re.split(r" \|", line)[0] for line in (*of_scripts, *of_hooks)]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (".github/workflows/scenarios.yml", GITHUB),
        (".github/workflows/scenarios-by-the-action.yml", CI / "github-action.yml"),
        (".github/workflows/comment.yml", CI / "github-comment.yml"),
        (".gitlab-ci.yml", GITLAB),
        (".gitlab-ci-that-includes.yml", CI / "gitlab-include.yml"),
    ],
)
def test_the_page_shows_the_file(name: str, path: Path) -> None:
    assert shown(name) == path.read_text()


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        *(("github-workflows", path) for path in sorted(CI.glob("github*.yml"))),
        *(("gitlab-ci", path) for path in sorted(CI.glob("gitlab*.yml"))),
    ],
)
def test_the_service_accepts_the_file(schema: str, path: Path) -> None:
    asked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", commands())
def test_our_command_line_understands_it(line: str) -> None:
    name, verb, *arguments = shlex.split(line)
    context = click.Context(escalation_sim)
    command = escalation_sim.get_command(context, verb)
    assert (name, command is not None) == ("escalation-sim", True)
    assert command is not None
    command.make_context(verb, arguments, parent=context).close()


def test_there_are_commands_to_understand() -> None:
    assert {line.split()[1] for line in commands()} == {"validate", "check", "compare"}
    assert len(commands()) >= 9


def test_a_workflow_may_do_nothing_but_read() -> None:
    workflow = read(GITHUB)
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert set(workflow["True"]) == {"push", "pull_request"}
    text = GITHUB.read_text()
    assert "secrets" not in text
    checkouts = [step for job in workflow["jobs"] for step in steps(job) if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(workflow["jobs"])


def test_an_action_is_github_s_own_and_of_one_major_version() -> None:
    used = {step["uses"] for job in read(GITHUB)["jobs"] for step in steps(job) if "uses" in step}
    assert {re.sub(r"@v\d+$", "", name) for name in used} == {"actions/checkout", "actions/setup-python"}


def test_no_word_of_a_stranger_stands_in_a_script() -> None:
    """An expression in a script is put in as it is before a shell reads it; variables are not, if they are quoted."""
    for script in scripts():
        assert "${{" not in script
        without = re.sub(r'"[^"]*"', "", script)
        assert "$" not in without, script


def test_a_job_ends_by_itself() -> None:
    assert all(job["timeout-minutes"] <= 60 for job in read(GITHUB)["jobs"].values())


def test_a_later_step_asks_for_a_verdict_that_check_gives() -> None:
    """Conditions name steps that are there, and words that they write."""
    ids = {step.get("id") for step in steps("check")}
    asked = [re.fullmatch(r"steps\.(\w+)\.outputs\.verdict == '(\w+)'", step["if"]) for step in steps("check") if "if" in step]
    assert asked
    for match in asked:
        assert match is not None
        assert match[1] in ids
        assert match[2] in get_args(CheckVerdict)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "a commit")


def outside(**variables: str) -> dict[str, str]:
    """The environment without what a service or a hook of git, in which the tests may run, has put there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "CI"))}
    return {**kept, **variables}


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{key}": "test" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    env = outside(**who, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    return subprocess.run(["git", *arguments], cwd=folder, env=env, check=True, capture_output=True, text=True).stdout.strip()


def shell(repository: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A script as a service runs it: in the repository, by a shell that stops at the first failure."""
    path = os.pathsep.join([str(repository.parent / "bin"), os.environ["PATH"]])
    env = outside(PATH=path, PYTHONPATH=os.pathsep.join(map(os.path.abspath, sys.path)), CI="true", **variables)
    asked = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(asked, cwd=repository, env=env, check=False, capture_output=True, text=True)


def test_the_workflow_says_what_is_wrong(repository: Path, tmp_path: Path) -> None:
    told = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    _, sound, checked, _ = [step["run"] for step in steps("check") if "run" in step]
    assert shell(repository, sound, **told).returncode == 0
    done = shell(repository, checked, **told)
    assert done.returncode == 1
    assert "::error file=scenarios/flood.yaml,line=11,col=5," in done.stdout
    assert (tmp_path / "output").read_text() == "verdict=failed\n"
    assert "highest \\>= sandbags" in (tmp_path / "summary.md").read_text()


def test_the_workflow_compares_with_the_base_branch(repository: Path, tmp_path: Path) -> None:
    told = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    _, compared = [step["run"] for step in steps("compare") if "run" in step]
    done = shell(repository, compared, **told)
    assert done.returncode == 0, done.stderr
    assert git(repository, "status", "--porcelain", "--ignored") == "", "nothing is left in the folder"
    assert (tmp_path / "output").read_text() == "verdict=changed\n"
    assert "sandbags" in (tmp_path / "summary.md").read_text()


def test_the_pipeline_does_the_same(repository: Path) -> None:
    check, compare = (read(GITLAB)[f"{verb}-scenarios"] for verb in ("check", "compare"))
    assert shell(repository, "\n".join(check["script"])).returncode == 1
    report = (repository / check["artifacts"]["reports"]["junit"]).read_text()
    assert "<failure" in report
    assert "scenarios/flood.yaml:11:5" in report
    base = git(repository, "merge-base", "main^1", "wall")
    done = shell(repository, "\n".join(compare["script"]), CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    (path,) = compare["artifacts"]["paths"]
    assert "sandbags" in (repository / path).read_text()


def test_what_cannot_be_compared_stops_nothing(repository: Path, tmp_path: Path) -> None:
    """A scenario that is broken, and one that has a new stage."""
    stage = "  - stage: watching\n  - stage: warned\n    climb: {when: level > 4}\n"
    (repository / "scenarios" / "flood.yaml").write_text(FLOOD.replace("  - stage: watching\n", stage))
    (repository / "scenarios" / "a new one.yaml").write_text("broken\n")
    compared = [step["run"] for step in steps("compare") if "run" in step][-1]
    done = shell(repository, compared)
    git(repository, "checkout", "--quiet", ".")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Error: 1 of 2 scenarios cannot be compared: a new one; 1 other is not the same.")
    assert "scenarios/a new one.yaml:1:1: error:" in done.stderr


def test_pre_commit_accepts_the_hooks_and_the_configurations(tmp_path: Path) -> None:
    configurations = []
    for name in (".pre-commit-config.yaml", "local-pre-commit-config.yaml"):
        configurations.append(tmp_path / name)
        configurations[-1].write_text(shown(name))
    for asked in (["validate-manifest", HOOKS], ["validate-config", *configurations]):
        done = subprocess.run([sys.executable, "-m", "pre_commit", *map(str, asked)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_names_the_hooks_that_there_are() -> None:
    ids = [hook["id"] for hook in hooks()]
    assert ids == [hook["id"] for hook in yaml.safe_load(shown(".pre-commit-config.yaml"))["repos"][0]["hooks"]]
    local = yaml.safe_load(shown("local-pre-commit-config.yaml"))["repos"][0]["hooks"]
    commands = [[shlex.join([*shlex.split(hook["entry"]), *hook.get("args", ())]) for hook in some] for some in (local, hooks())]
    assert commands[0] == commands[1]
    assert ids == [hook["id"] for hook in local]


def test_a_hook_looks_at_the_whole_folder_before_every_commit() -> None:
    local = yaml.safe_load(shown("local-pre-commit-config.yaml"))["repos"][0]["hooks"]
    for hook in (*hooks(), *local):
        assert (hook["always_run"], hook["pass_filenames"]) == (True, False)
        assert [*shlex.split(hook["entry"]), *hook.get("args", ())][-1] == "scenarios/"


def test_pytest_shows_what_the_page_says(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "escalation_sim.pytest_plugin")
    monkeypatch.setenv("COLUMNS", "80")
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "scenarios" / "flood_warning.yaml").write_text(shown("scenarios/flood_warning.yaml"))
    (block,) = [block for block in blocks(PAGE, "text") if block.text.startswith("$ pytest scenarios/\n")]
    shows = pytester.runpytest_inprocess("scenarios/").outlines
    assert agrees(shows, tuple(block.text.splitlines()[1:])), "\n".join(shows)
