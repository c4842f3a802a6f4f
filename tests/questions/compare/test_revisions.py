"""`compare REV:PATH PATH`: a side of an earlier revision, read from the repository, without a checkout."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.commands import command
from tests.questions.compare.repositories import FACTS, TOWN, VARIANT, commit, git, write

N = ("-n", "40", "--quiet")
FIVE = TOWN.replace("flood: {value: 4", "flood: {value: 5")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository to work in: a town, a variant of it in a folder below, and the facts that it cites."""
    folder = tmp_path / "repository"
    cites = TOWN.replace("quantities:", "evidence: ../seeds\nquantities:").replace(
        "assumption: for", "source: [S1.flood], assumption: for"
    )
    low = VARIANT.format(base="../scenarios/town.yaml")
    commit(folder, {"scenarios/town.yaml": TOWN, "scenarios/cites.yaml": cites, "more/low.yaml": low, "seeds/s1.yaml": FACTS})
    monkeypatch.chdir(folder)
    return folder


def answered(*arguments: str) -> dict[str, object]:
    answer = command("compare", *arguments, "--format", "json", *N)
    assert answer.status in (0, 1), answer.err
    told: dict[str, object] = json.loads(answer.out)
    return told


def refused(*arguments: str) -> str:
    answer = command("compare", *arguments, *N)
    assert answer.status == 2, (answer.out, answer.err)
    return " ".join(answer.err.split())


def test_an_edit_is_told_against_the_revision_before_it() -> None:
    write(Path(), {"scenarios/town.yaml": FIVE})
    told = command("compare", "HEAD:scenarios/town.yaml", "scenarios/town.yaml", *N)
    assert told.status == 1
    assert "parameters.flood.value: 4 → 5 (HEAD:scenarios/town.yaml:4, scenarios/town.yaml:4)" in told.out
    assert "before: HEAD:scenarios/town.yaml: “A town”\nafter: scenarios/town.yaml: “A town”" in told.out
    assert " before, " in told.out.splitlines()[0]
    assert " in A" not in told.out
    assert " in B" not in told.out


def test_files_keep_the_names_a_and_b() -> None:
    write(Path(), {"five.yaml": FIVE})
    assert "in A" in command("compare", "scenarios/town.yaml", "five.yaml", *N).out.splitlines()[0]


def test_json_does_not_say_where_the_repository_was() -> None:
    write(Path(), {"scenarios/town.yaml": FIVE})
    [change] = answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["changes"]  # type: ignore[misc]
    assert change["place_a"] == change["place_b"] == {"file": "town.yaml", "line": 4}  # type: ignore[index]


def test_what_it_extends_comes_from_the_same_revision() -> None:
    write(Path(), {"scenarios/town.yaml": FIVE.replace("exponential(6)", "exponential(5)")})
    changes = answered("HEAD:more/low.yaml", "more/low.yaml")["changes"]
    assert [(one["path"], one["a"], one["b"]) for one in changes] == [  # type: ignore[attr-defined]
        ("events.storm.every", "exponential(6)", "exponential(5)")
    ]


def test_what_it_extends_and_cites_may_be_gone_from_the_disk() -> None:
    for path in ("scenarios/town.yaml", "seeds/s1.yaml", "scenarios/cites.yaml", "more/low.yaml"):
        Path(path).unlink()
    Path("seeds").rmdir()
    for path in ("more/low.yaml", "scenarios/cites.yaml"):
        assert answered(f"HEAD:{path}", f"HEAD:{path}")["verdict"] == "identical"


def test_what_it_cites_is_looked_up_in_the_same_revision() -> None:
    commit(Path(), {"seeds/s1.yaml": FACTS.replace("S1.flood", "S1.wall")})
    assert answered("HEAD~1:scenarios/cites.yaml", "HEAD~1:scenarios/cites.yaml")["verdict"] == "identical"
    told = refused("HEAD:scenarios/cites.yaml", "scenarios/town.yaml")
    assert told.startswith("HEAD:scenarios/cites.yaml:4:")
    assert "there is no fact `S1.flood`" in told


def test_both_sides_may_be_revisions() -> None:
    commit(Path(), {"scenarios/town.yaml": FIVE})
    git(Path(), "tag", "now")
    assert answered("HEAD~1:scenarios/town.yaml", "now:scenarios/town.yaml")["verdict"] == "changed"


def test_the_work_tree_is_not_touched() -> None:
    write(Path(), {"scenarios/town.yaml": FIVE})
    before = sorted((str(path), path.stat().st_mtime_ns) for path in Path().rglob("*"))
    command("compare", "HEAD:scenarios/town.yaml", "scenarios/town.yaml", *N)
    assert sorted((str(path), path.stat().st_mtime_ns) for path in Path().rglob("*")) == before


def test_one_scenario_of_a_revision_with_another_value() -> None:
    assert answered("HEAD:scenarios/town.yaml", "--with", "flood=5")["verdict"] == "changed"


def test_a_saved_result_of_a_revision() -> None:
    saved = command("run", "scenarios/town.yaml", "-n", "40", "--format", "json").out
    commit(Path(), {"results/town.json": saved})
    Path("results/town.json").unlink()
    assert answered("HEAD:results/town.json", "scenarios/town.yaml")["verdict"] == "identical"
    commit(Path(), {"results/bad.json": "{"})
    assert "HEAD:results/bad.json is no saved result" in refused("HEAD:results/bad.json", "scenarios/town.yaml")


@pytest.mark.parametrize(
    "name", ["마을 시나리오/한 도시.yaml", "a folder/a town.yaml", "semi;colon/$(touch hit).yaml", "-n/-o.yaml"]
)
def test_any_name_of_a_file_will_do(name: str) -> None:
    commit(Path(), {name: TOWN})
    assert answered(f"HEAD:{name}", f"./{name}")["verdict"] == "identical"
    assert not Path("hit").exists()


def test_lines_that_end_as_on_windows() -> None:
    commit(Path(), {"scenarios/town.yaml": TOWN.replace("\n", "\r\n")})
    write(Path(), {"scenarios/town.yaml": TOWN})
    assert answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"


def test_no_filter_changes_what_was_committed() -> None:
    git(Path(), "config", "filter.other.smudge", "sed s/4/9/")
    git(Path(), "config", "diff.other.textconv", "touch hit; cat")
    commit(Path(), {".gitattributes": "*.yaml filter=other diff=other\n"})
    assert answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"
    assert not Path("hit").exists()


def test_a_replaced_object_is_read_as_it_was_committed() -> None:
    write(Path(), {"other.yaml": FIVE})
    other = git(Path(), "hash-object", "-w", "other.yaml")
    git(Path(), "replace", git(Path(), "rev-parse", "HEAD:scenarios/town.yaml"), other)
    assert answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"


def test_variables_of_git_do_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "other", {"scenarios/town.yaml": FIVE})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))
    assert answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"


@pytest.mark.parametrize("where", ["bare", "detached", "work tree"])
def test_other_kinds_of_repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    there = tmp_path / "there"
    if where == "bare":
        git(Path(), "clone", "-q", "--bare", ".", str(there))
    elif where == "detached":
        git(Path(), "clone", "-q", ".", str(there))
        git(there, "checkout", "-q", "--detach")
    else:
        git(Path(), "worktree", "add", "-q", str(there))
    monkeypatch.chdir(there)
    assert answered("HEAD:more/low.yaml", "HEAD:scenarios/town.yaml")["verdict"] == "changed"


def test_a_path_is_from_the_root_and_with_a_dot_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    commit(Path(), {"low.yaml": TOWN})
    monkeypatch.chdir("more")
    assert answered("HEAD:low.yaml", "HEAD:scenarios/town.yaml")["verdict"] == "identical"
    assert answered("HEAD:./low.yaml", "low.yaml")["verdict"] == "identical"
    assert answered("HEAD:../more/low.yaml", "low.yaml")["verdict"] == "identical"


def test_a_path_that_only_the_current_folder_has_is_that_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("scenarios")
    told = command("compare", "HEAD:town.yaml", "town.yaml", "-n", "40")
    assert told.status == 0
    assert told.err == "note: HEAD:town.yaml: the root of the repository has no such path; this is HEAD:./town.yaml\n"


def test_a_file_with_a_colon_in_its_name_goes_on_working() -> None:
    write(Path(), {"HEAD:town.yaml": TOWN})
    assert answered("HEAD:town.yaml", "scenarios/town.yaml")["verdict"] == "identical"


@pytest.mark.parametrize("path", ["C:/town.yaml", "c:\\town.yaml", ":town.yaml"])
def test_what_is_no_revision_is_a_file(path: str) -> None:
    assert "No such file or directory" in refused(path, "scenarios/town.yaml")


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("HAED:scenarios/town.yaml", "there is no revision `HAED`"),
        ("mian:scenarios/town.yaml", "there is no revision `mian`; did you mean `main`?"),
        ("HEAD~3:scenarios/town.yaml", "there is no revision `HEAD~3`"),
        ("HEAD:scenarios/twon.yaml", "HEAD has no such path; did you mean `scenarios/town.yaml`?"),
        ("HEAD:scenarios/new.yaml", "HEAD has no such path: the one on the disk is not committed there"),
        ("HEAD:/scenarios/town.yaml", "write the path from the root of the repository, without a /"),
        ("HEAD:../town.yaml", "it leads out of the repository"),
        ("HEAD:scenarios/town.yaml/x", "HEAD has no such path"),
        ("a\nb:scenarios/town.yaml", "no revision has such a name"),
    ],
)
def test_what_is_missing_is_said_with_the_mend(side: str, words: str) -> None:
    write(Path(), {"scenarios/new.yaml": TOWN})
    assert words in refused(side, "scenarios/town.yaml")


@pytest.mark.parametrize("name", ["-x", "--help", "--upload-pack=touch hit"])
def test_a_revision_is_never_an_option_of_git(name: str) -> None:
    told = command("compare", *N, "--", f"{name}:scenarios/town.yaml", "scenarios/town.yaml")
    assert told.status == 2
    assert f"there is no revision `{name}`" in told.err


def test_a_branch_that_only_the_server_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(Path(), "branch", "trunk")
    git(Path(), "clone", "-q", ".", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert "did you mean `origin/trunk`?" in refused("trunk:scenarios/town.yaml", "scenarios/town.yaml")


def test_no_commit_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    git(tmp_path / "new", "init", "-q")
    write(tmp_path / "new", {"town.yaml": TOWN})
    monkeypatch.chdir(tmp_path / "new")
    assert "the repository has no commit yet" in refused("HEAD:town.yaml", "town.yaml")


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"town.yaml": TOWN})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "HEAD:town.yaml cannot be read: the current folder is in no git repository" in refused("HEAD:town.yaml", "town.yaml")


def test_no_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git, which is not on this machine's path; install git" in refused("HEAD:scenarios/town.yaml", "scenarios/town.yaml")


def test_a_shallow_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(Path())
    git(tmp_path, "clone", "-q", "--depth=1", (tmp_path / "repository").as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    told = refused("HEAD~1:scenarios/town.yaml", "scenarios/town.yaml")
    assert "has not all commits: git fetch --unshallow, or git fetch --depth=100; actions/checkout has fetch-depth: 0" in told


def test_a_partial_clone_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(Path(), "config", "uploadpack.allowFilter", "true")
    source = (tmp_path / "repository").as_uri()
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", source, "partial")
    write(tmp_path / "partial", {"town.yaml": TOWN})
    monkeypatch.chdir(tmp_path / "partial")
    told = refused("HEAD:scenarios/town.yaml", "town.yaml")
    assert "this clone lacks what was committed, and nothing is fetched unasked: git fetch --refetch --no-filter" in told
    git(Path(), "fetch", "-q", "--refetch", "--no-filter")
    assert answered("HEAD:scenarios/town.yaml", "town.yaml")["verdict"] == "identical"


def test_a_name_that_several_things_have() -> None:
    git(Path(), "branch", "v1")
    git(Path(), "tag", "v1")
    assert "several things are called `v1`: write refs/heads/…" in refused("v1:scenarios/town.yaml", "scenarios/town.yaml")
    assert answered("refs/heads/v1:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"


def test_links_and_submodules_are_not_followed(tmp_path: Path) -> None:
    (Path("scenarios") / "link.yaml").symlink_to("town.yaml")
    write(Path(), {"linked.yaml": VARIANT.format(base="scenarios/link.yaml")})
    commit(tmp_path / "other", {"town.yaml": TOWN})
    git(Path(), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "other"), "sub")
    commit(Path())
    link = "link.yaml is a symbolic link in HEAD, and none is followed there"
    assert link in refused("HEAD:scenarios/link.yaml", "scenarios/town.yaml")
    told = refused("HEAD:linked.yaml", "scenarios/town.yaml")
    assert told.startswith("HEAD:linked.yaml:2:10: error: extends:")
    assert link in told
    assert "sub is a submodule" in refused("HEAD:sub/town.yaml", "scenarios/town.yaml")


def test_a_base_outside_the_repository_is_refused() -> None:
    commit(Path(), {"out.yaml": VARIANT.format(base="../town.yaml")})
    assert "`../town.yaml` cannot be read: it leads out of the repository" in refused("HEAD:out.yaml", "scenarios/town.yaml")


def test_files_that_extend_one_another_in_a_loop() -> None:
    commit(Path(), {"one.yaml": VARIANT.format(base="more/../two.yaml"), "two.yaml": VARIANT.format(base="one.yaml")})
    assert "extends itself, in a loop" in refused("HEAD:one.yaml", "scenarios/town.yaml")


def test_a_pointer_of_lfs_is_named_as_one() -> None:
    commit(Path(), {"big.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"})
    assert "kept by Git LFS, and the repository has only a pointer" in refused("HEAD:big.yaml", "scenarios/town.yaml")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    commit(Path(), {"big.yaml": "#" * (3 << 20)})
    assert "HEAD:big.yaml:1:1: error: the file has more than 1,048,576 bytes" in refused("HEAD:big.yaml", "scenarios/town.yaml")


def test_a_repository_that_git_does_not_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    real = subprocess.Popen

    def strange(command: list[str], **options: object) -> object:
        options["env"] = {**options["env"], "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}  # type: ignore[dict-item]
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", strange)
    told = refused("HEAD:scenarios/town.yaml", "scenarios/town.yaml")
    assert "belongs to another user; if you do: git config --global --add safe.directory" in told


def test_a_name_cannot_command_the_terminal() -> None:
    assert "\x1b" not in refused("\x1b[31mHEAD:scenarios/town.yaml", "scenarios/town.yaml")
    assert "\x1b" not in refused("HEAD:\x1b[31m.yaml", "scenarios/town.yaml")


def test_a_folder_that_nobody_may_write_in() -> None:
    Path("scenarios").chmod(0o555)
    Path().chmod(0o555)
    try:
        assert answered("HEAD:scenarios/town.yaml", "scenarios/town.yaml")["verdict"] == "identical"
    finally:
        Path().chmod(0o755)
        Path("scenarios").chmod(0o755)


@pytest.mark.parametrize(
    "sides", [("HEAD:scenarios/town.yaml", "scenarios/town.yaml"), ("scenarios/cites.yaml", "HEAD:./more/low.yaml")]
)
def test_what_is_wrong_with_a_file_stands_beside_its_line(sides: tuple[str, str]) -> None:
    broken = TOWN.replace("level >= flood", "level >= flod")
    if "HEAD:./more/low.yaml" in sides:
        commit(Path(), {"scenarios/town.yaml": broken})
        write(Path(), {"scenarios/town.yaml": TOWN})
    else:
        write(Path(), {"scenarios/town.yaml": broken})
    answer = command("compare", *sides, *N, "--format", "github")
    assert answer.status == 2
    place = "file=scenarios/town.yaml,line=11,col=19,title=town%3A error"
    assert answer.out == f"::error {place}::ladder.sandbags.climb.when: there is no name `flod` (did you mean flood?)\n"
    assert command("compare", *sides, *N, "--format", "json").out == ""
