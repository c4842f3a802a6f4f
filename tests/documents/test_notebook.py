"""The lesson in a notebook runs from start to end, as a class would run it, and is kept without outputs."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from tests.places import ROOT

LESSON = ROOT / "docs" / "lesson.ipynb"

Notebook = nbformat.NotebookNode


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """The notebook after a run beside copies of the scenarios and the facts."""
    folder = tmp_path_factory.mktemp("class")
    for name in ("scenarios", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    notebook = nbformat.read(LESSON, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder / "docs")}}).execute()
    return notebook


def code_cells(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Notebook) -> list[Notebook]:
    """What a cell shows as its result."""
    return [output for output in cell.outputs if output.output_type == "execute_result"]


def test_the_notebook_is_valid_and_kept_without_outputs() -> None:
    notebook = nbformat.read(LESSON, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells(notebook))
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert re.search(r"/(home|Users|tmp|root|work)/", LESSON.read_text()) is None


def test_every_cell_runs_without_a_warning(lesson: Notebook) -> None:
    cells = code_cells(lesson)
    assert all(cell.execution_count for cell in cells[:-1])
    said = [
        output for cell in cells for output in cell.outputs if output.get("name") == "stderr" or output.output_type == "error"
    ]
    assert said == []
    assert not any(output.output_type == "display_data" for cell in cells for output in cell.outputs), "nothing shows itself"


def test_every_picture_is_shown(lesson: Notebook) -> None:
    pictures = [cell for cell in code_cells(lesson) if cell.source.rstrip().endswith(".plot()")]
    assert len(pictures) >= 4
    for cell in pictures:
        (result,) = shown(cell)
        assert "image/png" in result.data, cell.source


def test_the_numbers_are_those_of_the_scenario(lesson: Notebook) -> None:
    """What the text says of the file and of the thousand histories."""
    text = "\n".join(cell.source for cell in lesson.cells)
    table = next(output.data["text/plain"] for cell in code_cells(lesson) if "stages()" in cell.source for output in shown(cell))
    told = [output.text for cell in code_cells(lesson) for output in cell.outputs if output.output_type == "stream"]
    assert "The file says 28 percent" in text
    assert any("is 28 percent in the file" in " ".join(one.split()) for one in told)
    assert "a probability of 12 percent" in text
    assert round(float(re.search(r"defensive_weapons +(0\.\d+)", table)[1]), 2) == 0.12


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", LESSON.read_text()):
        assert (LESSON.parent / target).exists(), target
