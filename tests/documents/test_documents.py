"""What the documents show is what the program does, and what the program can do is in the documents."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from packaging.utils import canonicalize_name

from escalation_sim import clock
from escalation_sim.cli.main import VERBS, escalation_sim
from escalation_sim.engines import stops
from escalation_sim.language import asking, decoding, findings, merging, shapes, traps, tree
from escalation_sim.language.evidence import MOST_FILES
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.scenario import LONGEST_NAME, RESERVED
from tests import test_layout
from tests.documents.documents import (
    DOCUMENTS,
    ROOT,
    Block,
    agrees,
    blocks,
    examples,
    is_run,
    load_block,
    outputs,
    renewed,
    sessions,
    words_of_the_makefile,
)
from tests.versions import chosen, others

README = ROOT / "README.md"
LANGUAGE = ROOT / "docs" / "language.md"
COMMANDS = ROOT / "docs" / "commands.md"
KINDS = {"console", "yaml", "json", "python", "sh", "text"}


def of_kind(kind: str) -> list[Block]:
    return [block for document in DOCUMENTS for block in blocks(document, kind)]


@pytest.mark.parametrize("block", of_kind("console"), ids=str)
def test_a_command_shows_what_the_document_says(block: Block) -> None:
    if not is_run(block):
        assert all(example.command.startswith("make ") for example in examples(block)), "only our own commands, and make"
        return
    for example, shows in zip(examples(block), outputs(block), strict=True):
        if not agrees(shows, example.shows) and (different := others(block.rests)):
            pytest.skip(f"{block}: the figures rest on {'; '.join(different)}")
        renewed_as = "\n".join(renewed(shows, example.shows))
        message = f"{block}: `{example.command}` now shows\n{renewed_as}\n(`python -m tests.documents.documents` writes it anew)"
        assert agrees(shows, example.shows), message


@pytest.mark.parametrize("block", [block for block in of_kind("console") if block.rests], ids=str)
def test_a_document_says_on_which_releases_its_figures_rest(block: Block) -> None:
    assert set(map(canonicalize_name, block.rests)) <= set(chosen())
    said = block.document.read_text().partition(block.text)[2].partition("```\n")[2].partition("\n```")[0]
    assert [name for name in block.rests if name not in said] == []
    assert "requirements.lock)" in said


@pytest.mark.filterwarnings("ignore:ipyparallel not installed:UserWarning")  # an extra of the EMA Workbench
@pytest.mark.parametrize("document", sorted({block.document for block in of_kind("python")}), ids=lambda path: path.name)
def test_python_shows_what_the_document_says(document: Path) -> None:
    for block, example, shows in sessions(document):
        renewed_as = "\n".join(renewed(shows, example.shows))
        assert agrees(shows, example.shows), f"{block}: {example.command} now shows\n{renewed_as}"


@pytest.mark.parametrize("block", of_kind("yaml"), ids=str)
def test_a_piece_of_yaml_loads(block: Block) -> None:
    assert block.what, f"{block}: say in a comment above it what it is (tests/documents.py)"
    load_block(block)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_fence_says_what_it_is(document: Path) -> None:
    text = document.read_text()
    found = blocks(document)
    assert {block.kind for block in found} <= KINDS
    assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(found), "a fence begins at the margin, and is closed"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_is_asked_for_what_it_knows(document: Path) -> None:
    words = set(re.findall(r"(?:`|\$ )make ([a-z]+)", document.read_text()))
    assert words <= words_of_the_makefile()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        assert "://" not in target, f"{document}: {target} is a web address"
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), f"{document}: {target}"
        if anchor:
            assert anchor in anchors(path), f"{document}: {target}"


def prose(document: Path) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """The headings of a document as links name them."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_are_short_enough_to_read(document: Path) -> None:
    long = [line for line in prose(document).splitlines() if len(line) > 130 and not line.startswith("|")]
    assert long == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_in_the_readme_with_an_example(verb: str) -> None:
    text = README.read_text()
    assert re.search(rf"^\| `{verb}` \| .+ \| `escalation-sim {verb}\b.*` \|$", text, re.MULTILINE)
    assert any(
        example.command.startswith(f"escalation-sim {verb}") for block in blocks(README, "console") for example in examples(block)
    )


def test_no_verb_is_in_the_readme_that_is_not_there() -> None:
    assert set(re.findall(r"escalation-sim ([a-z]+)", README.read_text())) <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_an_option_is_documented(verb: str) -> None:
    context = click.Context(escalation_sim)
    one = escalation_sim.get_command(context, verb)
    assert one is not None
    text = COMMANDS.read_text()
    for parameter in one.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}`" in text or f"`{option} " in text, f"{verb} {option}"


def test_every_key_is_in_the_language_reference() -> None:
    text = LANGUAGE.read_text()
    missing = {f"{shape}: {key}" for shape, keys in shapes.SHAPES.items() for key in keys if f"`{key}`" not in text}
    assert missing == set()


@pytest.mark.parametrize("name", [*ex.FUNCTIONS, "date", *DISTRIBUTIONS, *ex.AGGREGATES])
def test_a_function_a_draw_and_an_aggregate_has_a_row_in_the_reference(name: str) -> None:
    rows = [line for line in LANGUAGE.read_text().splitlines() if line.startswith("| `")]
    assert any(f"`{name}(" in row for row in rows)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_draw_is_documented_in_its_own_words(name: str) -> None:
    assert DISTRIBUTIONS[name].says.split(" that ")[0].split(",")[0].split(";")[0] in LANGUAGE.read_text()


def test_reserved_names_are_documented() -> None:
    text = LANGUAGE.read_text()
    for name in RESERVED & {"true", "false", "stage", "highest", "final", "now", "all", "date"}:
        assert f"`{name}`" in text


LIMITS = {
    f"{LONGEST_NAME} characters": LONGEST_NAME,
    f"{tree.LONGEST_KEY} characters": tree.LONGEST_KEY,
    f"{ex.LONGEST} characters": ex.LONGEST,
    f"{ex.DEEPEST} deep": ex.DEEPEST,
    f"{findings.MOST_TEXT:,} characters": findings.MOST_TEXT,
    f"at least {findings.LEAST_COUNTED})": findings.LEAST_COUNTED,
    f"1 MiB ({decoding.LARGEST_FILE:,} bytes)": decoding.LARGEST_FILE,
    f"{tree.MOST_NODES:,} nodes": tree.MOST_NODES,
    f"{traps.DEEPEST} levels": traps.DEEPEST,
    f"{merging.DEEPEST} deep": merging.DEEPEST,
    f"| {MOST_FILES} |": MOST_FILES,
    f"{findings.MOST_PROBLEMS} of each": findings.MOST_PROBLEMS,
    f"{clock.LONGEST_PERIOD // (366 * clock.DAY)} years": clock.LONGEST_PERIOD,
    f"| {stops.MOST_ROUNDS:,} |": stops.MOST_ROUNDS,
    f"| {stops.MOST_MINUTES:,} |": stops.MOST_MINUTES,
    f"| {asking.MOST_QUESTIONS}, {asking.MOST_BASELINES} |": asking.MOST_QUESTIONS,
}


@pytest.mark.parametrize("words", LIMITS)
def test_a_limit_is_quoted_as_it_is(words: str) -> None:
    table = LANGUAGE.read_text().partition("## 20. Limits")[2]
    assert words in table


def test_every_scenario_is_in_the_list() -> None:
    text = (ROOT / "scenarios" / "README.md").read_text()
    names = {path.name for path in (ROOT / "scenarios").glob("*.yaml")}
    assert {name for name in names if f"[{name}]({name})" in text} == names


def test_the_layers_are_those_of_the_layout_test() -> None:
    listed = re.findall(r"^\d+\. `(\w+)`:", (ROOT / "docs" / "design.md").read_text(), re.MULTILINE)
    assert listed == test_layout.ORDER


def test_an_abridged_output_keeps_the_order() -> None:
    shows = ["a", "b", "c", "d"]
    assert agrees(shows, ("a", "…", "d"))
    assert agrees(shows, ("…", "b", "…"))
    assert agrees(shows, ("a", "b", "…", "c", "d"))
    assert not agrees(shows, ("a", "…", "c"))
    assert not agrees(shows, ("…", "c", "…", "b", "…"))
    assert not agrees(["a"], ("a", "…", "a"))
    assert not agrees(shows, ("a", "b", "c"))


def test_an_output_written_anew_is_abridged_as_before() -> None:
    assert renewed(["a", "b 2", "c", "d 2"], ("a", "…", "d 1")) == ["a", "…", "d 2"]
    assert renewed(["x", "reached 12", "y", "z"], ("x", "…", "reached 11", "…")) == ["x", "…", "reached 12", "…"]
    assert renewed(["a", "b"], ("a",)) == ["a", "b"]
