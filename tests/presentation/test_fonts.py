"""Pictures in every script: the fonts that are here are used, one can be named, and what cannot be drawn is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import escalation_sim as es
from escalation_sim.errors import UsageError
from escalation_sim.language.loading import loads
from escalation_sim.presentation.fitting import length_of
from escalation_sim.presentation.fonts import SETTING
from escalation_sim.presentation.legibility import unreadable
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.pictures import save
from escalation_sim.questions.history.figures import history_figure
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.presentation.fonts import font

WORDS = """
title: "{title}"
period: {{start: 2024-01-01, end: 2024-04-09}}
parameters: {{limit: {{title: "{limit}", value: 5, unit: men, assumption: ours}}}}
quantities: {{troops: {{initial: 0, unit: men, timeline: [[2024-01-11, 6]]}}}}
ladder:
  - stage: low
  - {{stage: high, climb: {{when: troops >= limit}}}}
"""
HANGUL = "북한군"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The fonts that are installed, none at first, and none is named."""
    installed: list[str] = []

    def found(paths: object = None, fontext: str = "ttf") -> list[str]:
        return [] if paths else list(installed)

    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", found)
    monkeypatch.delenv(SETTING, raising=False)
    return installed


def drawn(title: str = "A ladder", limit: str = "Limit") -> Figure:
    setup = Setup(loads(WORDS.format(title=title, limit=limit)).scenario, Settings())
    return history_figure(setup.programme, setup.history(0))


def data(figure: Figure, path: Path) -> bytes:
    save(figure, path)
    return path.read_bytes()


def test_characters_that_dejavu_lacks_come_from_a_font_that_is_installed(tmp_path: Path, here: list[str]) -> None:
    boxes = data(drawn(HANGUL), tmp_path / "boxes.png")
    here.append(str(font(tmp_path / "hangul.ttf", "Test Hangul", HANGUL)))
    figure = drawn(HANGUL)
    assert unreadable(figure) == ""
    for ending in ("png", "svg"):
        drawing_ = data(figure, tmp_path / f"picture.{ending}")
        assert drawing_ != boxes
        assert drawing_ == data(drawn(HANGUL), tmp_path / f"again.{ending}")


@pytest.mark.parametrize("outcome", [False, True])
def test_widths_are_measured_in_the_fonts_that_are_drawn(tmp_path: Path, here: list[str], *, outcome: bool) -> None:
    """Whether the scenario is called so, or an outcome."""
    here.append(str(font(tmp_path / "hangul.ttf", "Test Hangul", HANGUL)))
    more = f"outcomes: {{last: {{measure: final(stage), title: {HANGUL}}}}}\n" * outcome
    scenario = loads(WORDS.format(title="A ladder" if outcome else HANGUL, limit="Limit") + more).scenario
    with drawing(scenario):
        wide = length_of(HANGUL, 72)
    assert wide == pytest.approx(3 * 3 * 100 * 1.025, rel=0.02)  # three characters, each as wide as three letters of 72 points


def test_latin_words_are_the_same_bytes_whatever_is_installed_or_named(
    tmp_path: Path, here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = data(drawn("Für Élise – ≥ 5 €"), tmp_path / "plain.png")
    letters = "".join(map(chr, range(0x20, 0x180))) + "–≥€"
    path = font(tmp_path / "latin.ttf", "Test Latin", letters)
    here.append(str(path))
    assert data(drawn("Für Élise – ≥ 5 €"), tmp_path / "installed.png") == plain
    monkeypatch.setenv(SETTING, str(path))
    assert data(drawn("Für Élise – ≥ 5 €"), tmp_path / "named.png") == plain


@pytest.mark.parametrize("how", ["by its file", "by its family", "after another"])
def test_a_font_can_be_named(how: str, tmp_path: Path, here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    usual, chosen = (font(tmp_path / f"{name}.ttf", f"Test {name}", HANGUL) for name in ("Usual", "Chosen"))
    other = font(tmp_path / "Other.ttf", "Test Other", "字")
    here.append(str(usual))
    name = str(chosen)
    if how == "by its family":
        here.append(str(chosen))
        name = "test chosen"
    monkeypatch.setenv(SETTING, f"{other}, {name}" if how == "after another" else name)
    (title,) = (text for text in drawn(HANGUL).texts if text.get_text() == HANGUL)
    assert [family.split("/")[-1] for family in title.get_fontfamily()][-1] == "Chosen.ttf"


def test_the_plainest_of_the_installed_fonts_is_taken(tmp_path: Path, here: list[str]) -> None:
    for number, family in enumerate(["A Serif", "B Sans", "Last Resort", "Blank Sans"]):
        here.append(str(font(tmp_path / f"{number}.ttf", family, HANGUL)))
    (title,) = (text for text in drawn(HANGUL).texts if text.get_text() == HANGUL)
    assert [family.split("/")[-1] for family in title.get_fontfamily()] == ["DejaVu Sans", "1.ttf"]


def test_a_font_that_draws_nothing_is_none(tmp_path: Path, here: list[str]) -> None:
    here.append(str(font(tmp_path / "empty.ttf", "Test Empty", HANGUL, shapes=False)))
    assert "boxes in place of 군, 북 and 한 (Hangul)" in unreadable(drawn(HANGUL))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("No Such Font", "names the font 'No Such Font', and none of that name is installed"),
        ("missing.ttf", "names the font 'missing.ttf', which is not there"),
        ("broken.otf", "which is no font that can be read and scaled"),
    ],
)
def test_a_font_that_is_not_there_is_an_error_before_anything_is_played(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.otf").write_text("no font at all")
    Path("words.yaml").write_text(WORDS.format(title="A ladder", limit="Limit"))
    monkeypatch.setenv(SETTING, name)
    answer = command("run", "words.yaml", "-n", "100", "--plot", "picture.png")
    assert (answer.status, answer.out) == (2, "")
    assert SETTING in answer.err
    assert said in answer.err
    assert ".ttf, .otf or .ttc" in answer.err
    assert not Path("picture.png").exists()
    with pytest.raises(UsageError, match=SETTING):
        es.run(es.load("words.yaml")).plot()


def test_a_misspelt_family_has_a_mend(tmp_path: Path, here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    here.append(str(font(tmp_path / "hangul.ttf", "Test Hangul", HANGUL)))
    monkeypatch.setenv(SETTING, "Test Hangull")
    with pytest.raises(UsageError, match=r"\(did you mean Test Hangul\)"):
        drawn()


def test_what_no_font_has_is_a_note_that_says_how_to_mend_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.yaml").write_text(WORDS.format(title="Ladder 🚀", limit=f"{HANGUL} 部隊"))
    note = (
        "note: the picture has boxes in place of 部, 隊, 군, 북, 한 and 🚀 (CJK, Hangul and emoji), which no font here has: "
        "install one that does, such as Noto Emoji and Noto Sans CJK, or name its file in the environment variable "
        "ESCALATION_SIM_FONT\n"
    )
    assert note in command("run", "words.yaml", "--replication", "0", "--plot", "picture.png").err
    assert "boxes" not in command("run", "words.yaml", "--replication", "0", "--plot", "picture.png", "--quiet").err
    assert "boxes" not in command("run", "words.yaml").err
    assert "boxes in place of 🚀 (emoji)" in command("run", "words.yaml", "-n", "20", "--plot", "picture.png").err
    monkeypatch.setenv(SETTING, str(font(tmp_path / "some.ttf", "Test Some", "북한군部隊")))
    assert (
        "boxes in place of 🚀 (emoji), which" in command("run", "words.yaml", "--replication", "0", "--plot", "picture.png").err
    )


def test_in_python_the_note_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(WORDS.format(title=HANGUL, limit="Limit"))
    history = es.run(es.load(path))
    with pytest.warns(UserWarning, match=r"boxes in place of 군, 북 and 한 \(Hangul\)") as caught:
        history.plot()
    assert caught[0].filename == __file__


def test_many_characters_are_counted_and_those_that_cannot_be_printed_are_numbered() -> None:
    many = "".join(map(chr, range(0xAC00, 0xAC14)))
    assert "가, 각, 갂, 갃, 간, 갅, 갆, 갇 and 12 more (Hangul)" in unreadable(drawn(many))
    assert "in place of U+E123 (private use), which no font here has: install one that does, or name" in unreadable(
        drawn("\\uE123")
    )
    assert unreadable(drawn("no \\u200b\\ufe0f space")) == ""


ARABIC = "الحد"


def test_letters_of_arabic_are_joined() -> None:
    """As matplotlib does from version 3.11 on: what is drawn is narrower than its letters one by one."""
    with drawing():
        assert length_of(ARABIC) < sum(map(length_of, ARABIC)) * 0.95


def test_reading_how_wide_letters_are_needs_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match="pictures need matplotlib"):
        drawn()
