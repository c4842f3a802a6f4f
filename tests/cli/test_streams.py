"""Wherever it runs: streams that are closed, full, or read no further change no answer; what is no file is read as it comes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shlex
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.commands import command

TOWN = """
title: A town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  patience: {value: 10, range: [5, 20], assumption: a guess}
  wait: {value: 3, range: [1, 9], assumption: a guess}
quantities:
  day: {initial: 0}
events:
  grows: {every: exponential(wait), set: {day: day + 1}}
ladder:
  - stage: calm
  - stage: alarm
    climb: {when: day >= patience, decide: 2}
expect:
  - {probability: reached_alarm, at_most: 0.01}
"""
PATIENT = "title: A patient town\nextends: town.yaml\nparameters: {patience: {value: 15}}\n"

PROGRAM = f"{shlex.quote(sys.executable)} -m escalation_sim"
STATUSES = {
    "run town.yaml": 0,
    "run town.yaml -n 20 --set patience=99": 0,
    "run town.yaml -n 70000 --jobs 2": 0,
    "run town.yaml -n 20 --set patienc=99": 2,
    "sweep town.yaml --vary wait=2,3 -n 10 --set patience=99": 0,
    "sensitivity town.yaml --vary wait -n 10 --points 2": 0,
    "threshold town.yaml --vary patience --reach alarm -n 10": 0,
    "compare town.yaml --with wait=9 -n 20": 1,
    "check town.yaml": 1,
    "check town.yaml nowhere.yaml": 2,
    "validate town.yaml": 0,
    "validate broken.yaml": 2,
    "run broken.yaml": 2,
    "explain town.yaml": 0,
    "evidence town.yaml": 0,
    "schema": 0,
    "new": 0,
    "--help": 0,
    "walk town.yaml": 2,
}
"""Commands, and the exit status of each where its output is read to the end."""


@pytest.fixture(autouse=True)
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a town that is sound, one that is not, and a variant."""
    monkeypatch.chdir(tmp_path)
    Path("town.yaml").write_text(TOWN)
    Path("broken.yaml").write_text(TOWN.replace("day >= patience", "day >= patienc"))
    Path("patient.yaml").write_text(PATIENT)


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of a line in which ES is the program."""
    arguments = ["bash", "-c", line.replace("ES ", f"{PROGRAM} ")]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=100)


def test_these_are_the_statuses() -> None:
    """What the other tests hold against: told in this process, read to the end."""
    assert {line: command(*line.split()).status for line in STATUSES} == STATUSES


# The status is that of the answer


@pytest.mark.parametrize("line", STATUSES)
def test_closed_streams_do_not_change_the_status(line: str) -> None:
    for closed in ("2>&-", "<&- 2>&-", "-o answer.txt --format text <&- >&- 2>&-"):
        if "-o" in closed and line.split(maxsplit=1)[0] not in ("run", "check", "compare", "sweep"):
            continue
        ended = shell(f"ES {line} {closed}")
        assert ended.returncode == STATUSES[line], closed
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "line", ["run town.yaml", "run town.yaml -n 9", "explain town.yaml", "compare town.yaml --with wait=9", "new"]
)
def test_an_answer_that_has_nowhere_to_go_is_said(line: str) -> None:
    ended = shell(f"ES {line} >&-")
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (
        3, "error: the output cannot be written: standard output is closed; open it, or name a file to write to",
    )  # fmt: skip


@pytest.mark.parametrize("line", STATUSES)
def test_a_reader_that_is_gone_does_not_change_the_status(line: str) -> None:
    """Of standard output and of standard error, one after the other."""
    for pipe in ("|", "2>&1 >/dev/null |"):
        ended = shell(f"(ES {line}; echo $? >status) {pipe} true")
        assert int(Path("status").read_text()) == STATUSES[line]
        assert not re.search("Traceback|BrokenPipe|Exception ignored", ended.stderr)


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_a_reader_may_stop_in_the_middle(format_: str) -> None:
    """Of an answer that is larger than any buffer on the way."""
    for name in ("/dev/stdout", "-", ">(head -c 10 >/dev/null)"):
        line = f"ES sweep town.yaml --vary wait=1:9:4000 -n 1 --format {format_} -o {name}"
        ended = shell(f"set -o pipefail; {line} | head -c 10")
        assert (ended.returncode, ended.stderr) == (0, "")


def test_an_answer_of_no_is_one_whoever_reads() -> None:
    """`compare` writes megabytes here, and says 1 in the end."""
    ended = shell("(ES compare town.yaml --with wait=9 -n 20 --format json; echo $? >status) | head -c 3")
    assert (Path("status").read_text(), ended.stdout) == ("1\n", "{\n ")


@pytest.mark.parametrize(
    "line", ["run town.yaml", "check town.yaml", "explain town.yaml", "schema", "--help", "run town.yaml -n 9"]
)
def test_a_full_disk_is_said_and_is_status_3(line: str) -> None:
    ended = shell(f"ES {line} >/dev/full")
    assert (ended.returncode, ended.stderr) == (3, "error: the output cannot be written: No space left on device\n")


def test_a_wrong_scenario_stays_wrong_on_a_full_disk() -> None:
    assert shell("ES run broken.yaml >/dev/full").returncode == 2
    assert shell("ES run town.yaml --set wait=99 2>/dev/full").returncode == 0


def test_a_closed_stream_is_nobody_elses_file() -> None:
    """A file that is opened later would get the number of the closed stream, and notes would go into it."""
    line = "ES sweep town.yaml --vary wait=1:9:9 -n 9000 --jobs 2 --set patience=99 --study x.study -o {} {}"
    assert shell(line.format("open.csv", "")).returncode == 0
    Path("x.study").unlink()
    assert shell(line.format("closed.csv", "<&- >&- 2>&-")).returncode == 0
    assert Path("closed.csv").read_bytes() == Path("open.csv").read_bytes()
    assert command("study", "x.study").status == 0


def test_a_reader_that_is_slow_is_waited_for() -> None:
    """Some programs leave the pipe of their children in a state in which writing to a full one is an error."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    arguments = [
        sys.executable,
        "-m",
        "escalation_sim",
        "sweep",
        "town.yaml",
        "--vary",
        "wait=1:9:4000",
        "-n",
        "1",
        "--format",
        "json",
    ]
    found: list[bytes] = []
    with subprocess.Popen(arguments, stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            found.append(pipe.read())
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait()) == (b"", 0)
    assert len(json.loads(found[0])["points"]) == 4000


# What is no file is written as it comes


def test_standard_output_has_many_names() -> None:
    wanted = shell("ES run town.yaml -n 20").stdout
    for name in ("/dev/stdout", "/proc/self/fd/1", "/dev/stderr 2>&1", ">(cat)", "/dev/fd/7 7>&1"):
        assert shell(f"ES run town.yaml -n 20 -o {name} | cat").stdout == wanted, name


def test_what_goes_to_a_file_by_its_number_is_added_to_it() -> None:
    """As everything does that is sent there: what was written before stays."""
    shell("(echo before; ES run town.yaml -o /dev/stdout --format csv; ES run town.yaml -o /dev/fd/1 --format csv) >all.txt")
    once = command("run", "town.yaml", "--format", "csv").out
    assert Path("all.txt").read_text() == f"before\n{once}{once}"


@pytest.mark.parametrize("options", ["--full", "-n 20", "-n 20 --histories --format json"])
def test_an_answer_can_be_packed_on_its_way(options: str) -> None:
    ended = shell(f"ES run town.yaml {options} -o >(gzip >packed.gz; echo done >done); while [ ! -e done ]; do :; done")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert gzip.decompress(Path("packed.gz").read_bytes()).decode() == command("run", "town.yaml", *options.split()).out


def test_a_named_pipe_is_written_to_and_stays_one() -> None:
    """An answer, a trace and a picture; the ending of its name says the format."""
    for option, name, wanted in (("-o", "pipe.csv", b"day,at"), ("--trace", "pipe", b"day,at"), ("--plot", "pipe.svg", b"<?xml")):
        os.mkfifo(name)
        with subprocess.Popen(["cat", name], stdout=subprocess.PIPE) as reader:
            assert command("run", "town.yaml", "--replication", "0", option, name).status == 0
            assert reader.communicate()[0].startswith(wanted)
        assert stat.S_ISFIFO(Path(name).stat().st_mode)


def test_bytes_can_go_to_standard_output_too() -> None:
    line = "ES {} | head -c 4 | od -An -c"
    assert "P A R 1" in " ".join(
        shell(line.format("sweep town.yaml --vary wait -n 2 --format parquet -o /dev/stdout")).stdout.split()
    )
    assert "P N G" in " ".join(shell(line.format("run town.yaml --plot /dev/stdout -o /dev/null")).stdout.split())


def test_what_takes_no_stream_is_refused_in_words() -> None:
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as there:
        there.bind("socket")
        for name, words in (("socket", "it is a socket"), ("folder", "Is a directory"), ("/dev/full", "No space left on device")):
            answer = command("run", "town.yaml", "--format", "json", "-o", name)
            assert (answer.status, answer.out) == (3, "")
            assert words in answer.err


# What is no file is read as it comes


@pytest.mark.parametrize(
    "verb",
    [
        "run {}",
        "run {} -n 20 --format json",
        "explain {}",
        "evidence {}",
        "sweep {} --vary wait=2,3 -n 5",
        "sensitivity {} --vary wait -n 10 --points 2",
        "threshold {} --vary patience --reach alarm -n 10",
    ],
)
def test_a_scenario_may_come_out_of_a_stream(verb: str) -> None:
    """What it extends is looked for in the current folder. Its name is `-`."""
    wanted = shell(f"ES {verb.format('patient.yaml')}")
    assert wanted.returncode == 0
    for line in (
        f"cat patient.yaml | ES {verb.format('-')}",
        f"ES {verb.format('<(cat patient.yaml)')}",
        f"ES {verb.format('/dev/stdin')} <patient.yaml",
    ):
        ended = shell(line)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout == wanted.stdout.replace('"name": "patient"', '"name": "-"')


def test_a_stream_may_be_validated_checked_and_compared() -> None:
    assert shell("ES validate - <town.yaml").stdout == "-: sound\n"
    assert shell("ES check - <town.yaml").returncode == 1
    assert shell("ES check <(sed s/at_most/at_least/ town.yaml)").returncode == 0
    for line in ("- patient.yaml <town.yaml", "town.yaml - <patient.yaml", "<(cat town.yaml) <(cat patient.yaml)"):
        ended = shell(f"ES compare {line} -n 50 --format json")
        assert (ended.returncode, json.loads(ended.stdout)["verdict"]) == (1, "changed"), line
    assert shell("ES compare - --with wait=9 -n 20 <town.yaml").returncode == 1
    assert shell("ES compare - - -n 20 <town.yaml").returncode == 0


@pytest.mark.parametrize(
    "line", ["- town.yaml <saved", "<(cat saved) town.yaml", "town.yaml <(gzip -dc saved.gz)", "<(cat saved) <(cat saved)"]
)
def test_a_saved_result_may_come_out_of_a_stream(line: str) -> None:
    """What comes says whether it is a result or a scenario."""
    shell("ES run town.yaml -n 20 --seed 4 --format json -o saved; gzip -k saved")
    ended = shell(f"ES compare {line} --format json")
    assert (ended.returncode, json.loads(ended.stdout)["verdict"]) == (0, "identical")


def test_a_named_pipe_has_a_place_and_a_name(tmp_path: Path) -> None:
    """As a file has: what it names is looked for beside it."""
    (tmp_path / "sub").mkdir()
    os.mkfifo("sub/pipe.yaml")
    writer = threading.Thread(target=lambda: Path("sub/pipe.yaml").write_text(PATIENT.replace("town", "../town")))
    writer.start()
    answer = command("run", "sub/pipe.yaml", "--format", "json")
    writer.join()
    assert (answer.status, json.loads(answer.out)["history"]["scenario"]["name"]) == (0, "pipe")


def test_mistakes_in_a_stream_have_their_place() -> None:
    ended = shell("ES run - <broken.yaml")
    assert ended.returncode == 2
    assert ended.stderr.startswith("<standard input>:14:19: error: ladder.alarm.climb.when: ")
    assert shell("ES run <(cat broken.yaml)").stderr.startswith("<input 63>:14:19: error: ")
    assert shell("ES run - <patient.yaml --set x=1").stderr.startswith("error: --set x=1: there is no parameter")


def test_a_stream_without_end_ends_with_an_error() -> None:
    for line in ("run /dev/zero", "validate /dev/zero", "compare /dev/zero town.yaml", "run - </dev/zero"):
        ended = shell(f"ES {line}")
        assert ended.returncode == 2
        assert "the largest allowed is 1 MiB" in ended.stderr + ended.stdout
    assert "the file has more than 1,048,576 bytes;" in shell("yes 'a: b' | ES run -").stderr


def test_a_stream_that_is_validated_twice_is_read_once() -> None:
    ended = shell("ES validate - - <patient.yaml")
    assert (ended.returncode, ended.stdout) == (0, "-: sound\n")


def test_nothing_at_all_is_an_empty_file() -> None:
    for line in ("run - </dev/null", "run - <&-", "run /dev/null"):
        ended = shell(f"ES {line}")
        assert ended.returncode == 2
        assert "the file is empty" in ended.stderr


def test_what_is_no_stream_is_refused_in_words() -> None:
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as there:
        there.bind("socket")
        for name, words in (("socket", "it is a socket"), ("folder", "Is a directory"), ("/dev/fd/99", "Bad file descriptor")):
            answer = command("run", name)
            assert answer.status == 2
            assert words in answer.err


def test_a_scenario_may_not_name_a_stream() -> None:
    """Nobody has asked for it, and it may never end."""
    os.mkfifo("pipe.yaml")
    Path("x.yaml").write_text("extends: pipe.yaml\n")
    for name in ("x.yaml", "-"):
        ended = shell(f"ES run {name} <x.yaml")
        assert ended.returncode == 2
        assert "it is no regular file" in ended.stderr


# Tables for spreadsheets


def test_a_table_with_other_letters_is_marked_for_spreadsheets() -> None:
    """In a file that is called .csv, where a spreadsheet would take it for another alphabet; a program is not bothered."""
    Path("foot.yaml").write_text(TOWN.replace("a guess", "Fuß und 발"))
    for name in ("foot.csv", "FOOT.CSV"):
        assert command("evidence", "foot.yaml", "--format", "csv", "-o", name).status == 0
        assert Path(name).read_bytes().startswith(b"\xef\xbb\xbfkind,name,title,")
        rows = list(csv.DictReader(io.StringIO(Path(name).read_text("utf-8-sig"))))
        assert rows[0]["assumption"] == "Fuß und 발"
    assert command("evidence", "foot.yaml", "--format", "csv").out.startswith("kind,name")
    assert shell("ES evidence foot.yaml --format csv -o >(cat); wait $!").stdout.startswith("kind,name")
    assert command("evidence", "foot.yaml", "--format", "json", "-o", "foot.json").status == 0
    assert Path("foot.json").read_bytes().startswith(b"{")


def test_a_table_in_ascii_needs_no_mark() -> None:
    """It is the same in every alphabet, so programs that do not know the mark can read it: every table of numbers."""
    for line, name in (
        ("sweep town.yaml --vary wait=2,3 -n 5", "-o"),
        ("run town.yaml", "--trace"),
        ("run town.yaml -n 5", "-o"),
        ("evidence town.yaml", "-o"),
    ):
        assert command(*line.split(), name, "table.csv").status == 0
        assert Path("table.csv").read_bytes().isascii()


def test_a_cell_is_still_no_formula() -> None:
    Path("sly.yaml").write_text(TOWN.replace("a guess", '"=1+1 für Füße"'))
    assert command("evidence", "sly.yaml", "-o", "sly.csv").status == 0
    rows = list(csv.DictReader(io.StringIO(Path("sly.csv").read_text("utf-8-sig"))))
    assert rows[0]["assumption"] == "'=1+1 für Füße"
