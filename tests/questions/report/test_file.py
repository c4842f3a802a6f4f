"""The page as a file: what stands in it for programs, that it allows itself nothing, and that it is the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import escalation_sim as es
from tests.commands import command
from tests.places import ROOT, SCENARIOS

BASE = str(SCENARIOS / "base.yaml")
LARGEST = 600_000
"""Bytes: what may be sent by mail, and is there at once."""

HOSTILE = """\
title: {title}
description: {title}
actor: {title}
period: {{start: 2024-01-01, end: 2024-02-09}}
parameters:
  mark: {{value: 5, range: [1, 10], kind: lever, title: {title}, unit: {title}, assumption: {title}, against: {title}}}
  rain: {{value: 1, range: [0.5, 2], title: {title}, assumption: {title}}}
quantities: {{level: {{initial: 0, title: {title}}}}}
events: {{storm: {{every: exponential(2), set: {{level: level + rain}}, title: {title}}}}}
brakes: {{sandbags: {{while: level < 3, blocks: [high], title: {title}}}}}
ladder:
  - {{stage: low, title: {title}}}
  - {{stage: high, title: {title}, climb: {{when: level >= mark}}}}
outcomes: {{peak: {{measure: peak(level), title: {title}, unit: {title}}}}}
"""
TITLES = {
    "script": "</script><script>document.title = 'taken'</script><!--<script>",
    "attribute": "\" onmouseover=alert(1) x='",
    "markup": "<img src=x onerror=alert(1)>&lt;b&gt;&amp;",
    "right to left": "مرحلة الأسلحة الدفاعية",
    "emoji": "🚀🇰🇷👩‍🚒 up",
    "long": "a title that does not end " * 8,
    "one word": "w" * 200,
    "template": "${alert(1)} {{x}} %s {0}",
}


def hostile(title: str) -> str:
    return HOSTILE.format(title=json.dumps(title, ensure_ascii=False))


def made(folder: Path, *paths: str) -> str:
    answer = command("report", *paths, "-o", str(folder / "page.html"), "--quiet")
    assert answer.status == 0, answer.err
    return (folder / "page.html").read_text(encoding="utf-8")


def page_of(folder: Path, text: str) -> str:
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    return made(folder, str(folder / "town.yaml"))


class Elements(HTMLParser):
    """The elements of a page as a browser reads them: their names, attributes and, of scripts and styles, texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, attributes, text = self.found[-1]
            self.found[-1] = (tag, attributes, text + data)

    def named(self, name: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for tag, attributes, text in self.found if tag == name]


def data_of(text: str, name: str) -> Any:
    scripts = {attributes.get("id"): found for attributes, found in Elements(text).named("script")}
    return json.loads(scripts[name])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("base"), BASE)


def test_the_answer_for_programs_is_that_of_run(base: str) -> None:
    data = data_of(base, "escalation-sim")
    assert (data["format"], data["version"]) == ("escalation-sim/report", 1)
    assert data["answer"] == json.loads(command("run", BASE, "--format", "json").out)


def test_several_scenarios_have_a_list_of_answers(tmp_path: Path) -> None:
    paths = [str(SCENARIOS / f"{name}.yaml") for name in ("spiral", "germany_tanks")]
    data = data_of(made(tmp_path, *paths), "escalation-sim")
    assert data["answer"] == [json.loads(command("run", path, "--format", "json").out) for path in paths]


def test_it_is_small_enough_to_mail(base: str) -> None:
    assert len(base.encode()) < LARGEST


def test_it_is_the_same_each_time_whoever_plays(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another process, with another seed of hashes, from another folder, by the other engine."""
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "base.html"
    words = ["-m", "escalation_sim", "report", BASE, "-o", str(file), "--engine", "simpy", "--jobs", "1"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=None)
    assert file.read_text(encoding="utf-8") == base


def test_no_path_of_this_machine_is_in_it(base: str) -> None:
    assert str(ROOT) not in base
    assert str(Path.home()) not in base


def test_it_allows_its_own_script_and_style_sheet_and_nothing_else(base: str) -> None:
    elements = Elements(base)
    (policy,) = [one["content"] for one, _ in elements.named("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    code = [text for attributes, text in elements.named("script") if "type" not in attributes]
    (look,) = [text for _, text in elements.named("style")]
    assert len(code) == 1
    assert rules["script-src"] == f"{hash_of(code[0])} 'wasm-unsafe-eval'"
    assert rules["style-src"] == hash_of(look)
    assert rules["worker-src"] == "blob:"
    assert set(rules) == {"default-src", "script-src", "worker-src", "style-src", "img-src", "base-uri", "form-action"}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_nothing_in_it_leads_anywhere(base: str) -> None:
    """No element names another file, and no address is in it but the name of SVG's own language."""
    for _, attributes, _ in Elements(base).found:
        assert not attributes.keys() & {"src", "href", "action", "data", "style"}
    assert set(re.findall(r"https?://[\w./-]*", base)) <= {"http://www.w3.org/2000/svg"}
    assert "eval(" not in base.replace("wasm-unsafe-eval", "")
    assert "innerHTML" not in base


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_words_of_a_scenario_stay_words(title: str, tmp_path: Path) -> None:
    """The elements of the page are those of any other, whatever is written in the file."""
    plain, odd = Elements(page_of(tmp_path, hostile("A town"))), Elements(text := page_of(tmp_path, hostile(title)))
    assert [(name, sorted(attributes)) for name, attributes, _ in odd.found] == [
        (name, sorted(attributes)) for name, attributes, _ in plain.found
    ]
    (scenario,) = data_of(text, "escalation-sim-scenarios")["scenarios"]
    assert scenario["title"].strip() == title.strip()
    assert next(found for _, found in odd.named("title")).strip() == title.strip()


def test_a_page_can_be_piped(tmp_path: Path) -> None:
    """To standard output go the bytes of the file."""
    words = [sys.executable, "-m", "escalation_sim", "report", BASE, "--quiet"]
    piped = subprocess.run(words, check=True, capture_output=True).stdout
    assert piped.decode() == made(tmp_path, BASE)


def test_a_scenario_that_stops_is_no_page(tmp_path: Path) -> None:
    """Status 3, as of `run`, and no file."""
    fault = hostile("A town").replace("every: exponential(2)", "every: 1").replace("level + rain", "1 / (level - level)")
    (tmp_path / "fault.yaml").write_text(fault, encoding="utf-8")
    answer = command("report", str(tmp_path / "fault.yaml"), "-o", str(tmp_path / "fault.html"))
    assert answer.status == command("run", str(tmp_path / "fault.yaml")).status == 3
    assert "fault.yaml: events.storm.set.level: `1 / (level - level)` gives" in answer.err
    assert not (tmp_path / "fault.html").exists()


def test_it_takes_no_scenarios_place() -> None:
    answer = command("report", BASE, "-o", BASE)
    assert answer.status == 2
    assert "is also the scenario" in answer.err


def test_explore_says_where_the_page_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = command("explore", str(SCENARIOS / "spiral.yaml"), "--no-browser", "--quiet")
    assert answer.status == 0
    assert Path(answer.out.strip()).read_text(encoding="utf-8") == made(tmp_path, str(SCENARIOS / "spiral.yaml"))


def test_explore_opens_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be opened it says what to do (status 3)."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: bool(opened.append(address)) or len(opened) == 1)
    assert command("explore", str(SCENARIOS / "spiral.yaml")).status == 0
    assert opened[0].startswith("file://")
    answer = command("explore", str(SCENARIOS / "spiral.yaml"))
    assert answer.status == 3
    assert "--no-browser" in answer.err


def test_explore_without_a_scenario_has_all_that_come_with_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("escalation_sim.cli.explore.shipped", lambda: {"spiral": 0, "germany_tanks": 0})
    answer = command("explore", "--no-browser")
    found = data_of(Path(answer.out.strip()).read_text(encoding="utf-8"), "escalation-sim-scenarios")["scenarios"]
    assert [one["command"] for one in found] == ["spiral", "germany_tanks"]


def test_a_notebook_shows_it() -> None:
    page = es.explore(es.load("base"))
    (frame,) = Elements(page._repr_html_()).named("iframe")
    assert frame[0]["srcdoc"] == page.html == es.report(es.load("base")).html


def test_python_writes_the_file_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    es.report(es.load("spiral"), path="spiral.html")
    assert Path("spiral.html").read_text(encoding="utf-8") == made(tmp_path, "spiral")


def test_what_is_no_scenario_has_no_page() -> None:
    with pytest.raises(es.errors.UsageError, match=r"es\.report\(scenario\)"):
        es.report()
    with pytest.raises(es.errors.UsageError, match=r"es\.report\(scenario\)"):
        es.report("base.yaml")  # type: ignore[arg-type]
