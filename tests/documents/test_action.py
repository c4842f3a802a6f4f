"""The action for GitHub and the template for GitLab do what they say: their scripts are run, with the service's variables."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.documents.documents import ROOT
from tests.documents.test_ci_pages import FLOOD, commit, git, read, shell

ACTION = ROOT / "action.yml"
TEMPLATE = ROOT / "templates" / "escalation-sim.yml"
COMMENT = ROOT / "docs" / "ci" / "github-comment.yml"
SHA = "0123456789abcdef0123456789abcdef01234567"


def action_steps() -> dict[str, dict[str, Any]]:
    """The steps of the action that have a script, by id."""
    return {step["id"]: step for step in read(ACTION)["runs"]["steps"] if "run" in step}


def template() -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs of the template, and its jobs."""
    head, jobs = yaml.safe_load_all(TEMPLATE.read_text())
    return head["spec"]["inputs"], jobs


class Runner:
    """What GitHub gives a step: the files that it writes to, and its `env` with every expression filled in."""

    def __init__(self, repository: Path, temp: Path, **inputs: str) -> None:
        self.repository, self.temp = repository, temp
        temp.mkdir(exist_ok=True)
        defaults = {name: one.get("default", "") for name, one in read(ACTION)["inputs"].items()}
        self.known = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        self.known |= {
            "steps.program.outputs.program": "escalation-sim",
            "steps.python.outputs.python-path": str(temp / "python"),
            "github.action_path": str(ROOT),
            "github.server_url": "https://example.org",
            "github.repository": "town/scenarios",
            "github.run_id": "17",
        }

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        step = action_steps()[name]
        filled = {key: re.sub(r"\$\{\{ (\S+) \}\}", self._value, str(text)) for key, text in step["env"].items()}
        files = {key: str(self.temp / key.lower()) for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            Path(path).write_text("")  # GitHub gives each step its own
        there = {"RUNNER_TEMP": str(self.temp), "GITHUB_WORKSPACE": str(self.repository)}
        done = shell(self.repository, step["run"], **filled, **files, **there)
        for line in self.told("output").splitlines():
            key, _, value = line.partition("=")
            self.known[f"steps.{name}.outputs.{key}"] = value
        return done

    def _value(self, match: re.Match[str]) -> str:
        return self.known[match[1]]

    def told(self, what: str) -> str:
        """The `output` or the `step_summary` of the last step."""
        return (self.temp / f"github_{what}").read_text()

    def output(self, name: str) -> str:
        """An output of the whole action."""
        expression = read(ACTION)["outputs"][name]["value"]
        match = re.fullmatch(r"\$\{\{ (\S+) \}\}", expression)
        assert match
        return self.known[match[1]]


def test_github_accepts_the_action_and_gitlab_the_template(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.yml"
    jobs.write_text(TEMPLATE.read_text().partition("---\n")[2])
    for schema, path in (("github-actions", ACTION), ("gitlab-ci", jobs)):
        asked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_expression_stands_in_a_script() -> None:
    """An expression is put into a script as it is, before a shell reads it; a variable in quotes never is."""
    _, jobs = template()
    scripts = [step["run"] for step in read(ACTION)["runs"]["steps"] if "run" in step]
    scripts += [line for job in jobs.values() for line in (*job.get("before_script", ()), *job.get("script", ()))]
    scripts += [step["run"] for job in read(COMMENT)["jobs"].values() for step in job["steps"]]
    assert len(scripts) == 7
    for script in scripts:
        assert "${{" not in script
        assert "$[[" not in script


def test_the_action_asks_for_no_secret_and_uses_github_s_own_actions() -> None:
    assert "secrets" not in ACTION.read_text() + COMMENT.read_text()
    assert "github.token" not in ACTION.read_text()
    used = {re.sub(r"@v\d+$", "", step["uses"]) for step in read(ACTION)["runs"]["steps"] if "uses" in step}
    assert used == {"actions/setup-python", "actions/upload-artifact"}


def test_the_template_asks_what_the_action_asks() -> None:
    asked, _ = template()
    for name in ("path", "strict", "margin", "require-records", "comment"):
        assert name in read(ACTION)["inputs"]
        assert name in asked


def test_the_program_is_the_one_that_comes_with_the_action_or_the_version_asked_for(repository: Path, tmp_path: Path) -> None:
    for version, wanted in (("", f"-c {ROOT}/requirements.lock {ROOT}[plot]"), ("9.9", "escalation-sim[plot]==9.9")):
        runner = Runner(repository, tmp_path / "temp", version=version)
        log = tmp_path / "asked"
        python = tmp_path / "temp" / "python"
        python.write_text(PYTHON.replace("LOG", str(log)))
        python.chmod(0o755)
        assert runner.run("program").returncode == 0
        assert log.read_text().strip().endswith(wanted)
        assert runner.known["steps.program.outputs.program"] == f"{tmp_path}/temp/escalation-sim/bin/escalation-sim"


def test_the_action_checks_and_tells_the_worst_verdict_once(repository: Path, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "temp")
    done = runner.run("check")
    assert done.returncode == 1
    assert "::error file=scenarios/flood.yaml,line=11,col=5," in done.stdout
    assert runner.told("output") == "verdict=failed\n"
    assert runner.output("verdict") == "failed"
    summary = runner.told("step_summary")
    assert summary.count("## ") == summary.count("## failed") + summary.count("## sound") == 2


def test_the_action_makes_a_comment_with_a_picture_beside_it(repository: Path, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "temp")
    done = runner.run("compare")
    assert done.returncode == 0, done.stderr
    comment = Path(runner.output("comment"))
    text = comment.read_text()
    assert text.startswith("<!-- escalation-sim -->\n## Changed: ")
    assert "parameters.danger.value: 15 → 25 (scenarios/flood.yaml:3)" in text
    assert text.endswith("[this run](https://example.org/town/scenarios/actions/runs/17).\n")
    assert comment.with_suffix(".svg").read_text().startswith("<?xml")
    assert runner.told("step_summary") == text.rpartition("\nA picture")[0]
    assert runner.output("changes") == "changed"
    assert "::warning file=scenarios/flood.yaml,line=3," in done.stdout
    assert git(repository, "status", "--porcelain") == "", "nothing is left in the repository"


def test_options_of_the_action_reach_the_program(repository: Path, tmp_path: Path) -> None:
    given = {"margin": "probability=1\ndays=400", "require-records": "true", "strict": "true", "comment": "mine.md"}
    runner = Runner(repository, tmp_path / "temp", base="main^1", **given)
    done = runner.run("check")
    assert "records: 2 missing" in done.stdout
    assert runner.run("compare").returncode == 0
    assert "| flood |" in (repository / "mine.md").read_text()
    assert "equivalent" in (repository / "mine.md").read_text()
    assert (repository / "mine.md").exists()
    assert (repository / "mine.svg").exists()


@pytest.mark.parametrize("hostile", ["$(touch bad)", "`touch bad`", "; touch bad", "--help", "x' y\" z"])
def test_nothing_that_is_asked_is_obeyed_by_a_shell(hostile: str, repository: Path, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "temp", path=hostile, base=hostile, margin=hostile)
    for step in ("check", "compare"):
        runner.run(step)
    assert not (repository / "bad").exists()
    assert "verdict=" not in runner.told("output") or "verdict=error" in runner.told("output")


def test_where_the_base_is_not_in_the_clone_the_comment_says_what_to_do(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), "shallow")
    (tmp_path / "bin").symlink_to(repository.parent / "bin")
    runner = Runner(tmp_path / "shallow", tmp_path / "temp")
    assert runner.run("compare").returncode == 0
    assert runner.output("changes") == "error"
    assert "fetch-depth: 0" in Path(runner.output("comment")).read_text()


def test_gitlab_s_twin_does_the_same(repository: Path) -> None:
    inputs, jobs = template()
    kinds = {"True": "true", "False": "false"}
    given = {name: kinds.get(str(one["default"]), str(one["default"])) for name, one in inputs.items()}
    variables = {
        key: re.sub(r"\$\[\[ inputs\.(\S+) \]\]", lambda match: given[match[1]], str(text))
        for key, text in jobs[".escalation-sim"]["variables"].items()
    }
    variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = git(repository, "rev-parse", "main^1")
    done = shell(repository, "\n".join(jobs["check-scenarios"]["script"]), **variables)
    assert done.returncode == 1
    assert "scenarios/flood.yaml:11:5" in (repository / "scenarios.xml").read_text()
    done = shell(repository, "\n".join(jobs["compare-scenarios"]["script"]), **variables)
    assert done.returncode == 0, done.stderr
    assert "15 → 25" in (repository / "escalation-sim.md").read_text()
    assert (repository / "escalation-sim.svg").exists()


PYTHON = """\
#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" > LOG\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""
"""A Python whose environments have a pip that notes what it is asked for."""

GH = """\
#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$*" in
  *download*) mkdir made && cp "$GIVEN" made/comment.md ;;
  *pulls*) echo "$NUMBER" ;;
  *--paginate*) printf '%s' "$OURS" ;;
esac
"""


@pytest.mark.parametrize(
    ("number", "ours", "last"),
    [
        ("12", "", "--method POST repos/town/scenarios/issues/12/comments --field body=@comment.md"),
        ("12", "7\n9\n", "--method PATCH repos/town/scenarios/issues/comments/7 --field body=@comment.md"),
        ("", "", "state=open"),
    ],
)
def test_the_second_workflow_writes_one_comment_and_renews_it(number: str, ours: str, last: str, tmp_path: Path) -> None:
    (job,) = read(COMMENT)["jobs"].values()
    (step,) = job["steps"]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GH)
    (tmp_path / "bin" / "gh").chmod(0o755)
    (tmp_path / "given.md").write_text("x" * 90_000)
    (tmp_path / "work").mkdir()
    known = {
        "RUN": "5",
        "HEAD": "a stranger:$(touch bad)",
        "COMMIT": SHA,
        "GH_REPO": "town/scenarios",
        "NUMBER": number,
        "OURS": ours,
    }
    done = shell(tmp_path / "work", step["run"], LOG=str(tmp_path / "log"), GIVEN=str(tmp_path / "given.md"), **known)
    assert done.returncode == 0, done.stderr
    assert last in (tmp_path / "log").read_text().splitlines()[-1]
    assert not list(tmp_path.rglob("bad"))
    if number:
        assert (tmp_path / "work" / "comment.md").stat().st_size == 65_000


def test_the_second_workflow_checks_out_nothing_of_a_stranger() -> None:
    workflow = read(COMMENT)
    assert workflow["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not [step for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert workflow["True"] == {
        "workflow_run": {"workflows": [read(ROOT / "docs/ci/github-action.yml")["name"]], "types": ["completed"]}
    }


def test_a_first_request_that_brings_the_folder_is_not_stopped(tmp_path: Path, repository: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (tmp_path / "bin").symlink_to(repository.parent / "bin")
    git(new, "init", "--quiet", "--initial-branch", "main")
    (new / "README").write_text("ours")
    commit(new)
    (new / "scenarios").mkdir()
    (new / "scenarios" / "flood.yaml").write_text(FLOOD)
    commit(new)
    runner = Runner(new, tmp_path / "temp")
    assert runner.run("check").returncode == 0
    assert runner.run("compare").returncode == 0
    assert "## Changed: 1 added" in Path(runner.output("comment")).read_text()
    assert runner.output("changes") == "changed"
