"""`sensitivity` on the command line: words, files, pictures, and the last sentence of `run -n --uncertain`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from escalation_sim.language.loading import load
from escalation_sim.presentation import palette
from escalation_sim.presentation.pictures import save
from escalation_sim.questions.sensitivity.figures import MOST_ROWS, sensitivity_figure
from escalation_sim.questions.sensitivity.tables import sensitivity_text
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT
from tests.questions.sensitivity.test_sensitivity import METHODS, answer, by_name, data
from tests.running.studies import LIVELY, setup, written

BASE = str(ROOT / "scenarios" / "base.yaml")
QUICK = {
    "one-at-a-time": ("-n", "60", "--points", "3"),
    "sobol": ("-n", "4", "--points", "16"),
    "morris": ("-n", "6", "--points", "4"),
}

SWITCH = """
title: A switch
actor: the town
period: {start: 2024-01-01, end: 2024-01-11}
parameters:
  x: {title: Level of the water, value: 5, range: [0, 8], unit: metres, assumption: for the test}
  y: {title: What the town can do, value: 1, range: [0, 2], kind: lever, assumption: for the test}
  z: {title: What does nothing, value: 1, range: [0, 2], assumption: for the test}
quantities: {level: x}
ladder: [{stage: calm}, {stage: alarm, title: The alarm is raised, climb: {when: 3 <= level <= 7 and y > 0}}]
outcomes: {height: final(level + 0 * z)}
"""

HOSTILE = r"""
title: "$x^2$ [bold]b[/bold] <script>alert(1)</script> that goes on and on and on and on and on and on and on and on and on"
actor: "[red]who[/red] $y$, a name that does not end at all, never, ever and ever, amen, and so on and so on and so on"
period: {start: 2024-01-01, end: 2024-03-01}
parameters:
  a:
    title: "=cmd|'/c calc'!A0 [bold]x[/bold]\n::error:: $\\frac{1}{2}$ with words and words and words and words and words"
    value: 0.5
    range: [0, 1]
    unit: "$units$ [i]of a very long kind that does not fit anywhere at all[/i]"
  b:
    title: "Ωμέγα 中文 averylongwordwithoutanyblankswhichcannotbebrokenanywhereatallatallatallatall"
    value: 0
    range: [0, 1.0e+12]
    kind: lever
quantities: {u: "uniform(0, 1)"}
ladder:
  - stage: calm
  - stage: aid
    title: "$aid$ [link=file:///x]a[/link]\n::warning:: too long for any picture or table there may be, ever, at all"
    climb: {when: u < a + b / 1e13}
outcomes: {height: final(u + a + b)}
"""


def path_of(folder: Path, text: str = SWITCH) -> str:
    path = folder / "switch.yaml"
    path.write_text(text)
    return str(path)


def text_of(folder: Path, *more: str, text: str = SWITCH) -> str:
    told = command("sensitivity", path_of(folder, text), "-n", "50", "--quiet", *more)
    assert told.status == 0, told.err
    return " ".join(told.out.split())


def test_the_text_says_what_moves_the_answer_from_where_to_where(tmp_path: Path) -> None:
    text = text_of(tmp_path)
    assert "The probability of reaching “The alarm is raised”, 100 % with everything as it is" in text
    assert "Level of the water (metres) 0 → 8 0 % → 0 % 100 (85–100) ███████████████┃ highest 100 % at 4" in text, (
        "not hidden: the highest lies inside"
    )
    assert "What the town can do ◆ 0 → 2 0 % → 100 %" in text
    assert "◆ the town can choose; the others are what nobody chooses." in text
    assert "Not to be told from luck: z." in text
    assert text.endswith(
        "What moves the probability of reaching “The alarm is raised” most is “Level of the water”: from 0 % at 0 metres to "
        "100 % at 4. Of what the town can choose, it is “What the town can do”: from 0 % at 0 to 100 % at 2."
    )


def test_another_answer_is_shown_when_it_is_asked_for(tmp_path: Path) -> None:
    text = text_of(tmp_path, "--of", "height")
    assert "The mean of height, 5 with everything as it is" in text
    assert text.endswith("What moves the mean of height most is “Level of the water”: from 0 at 0 metres to 8 at 8.")
    nothing = text_of(tmp_path, "--of", "height", "--vary", "z")
    assert nothing.endswith("Nothing that was varied moves the mean of height by more than luck may: 5.")


def test_what_differs_from_the_file_is_said(tmp_path: Path) -> None:
    assert "with x = 4 (5 in the file)" in text_of(tmp_path, "--set", "x=4")
    assert "each alone along its prior (5 to 95 %) or range, the others drawn" in text_of(
        tmp_path, "--over", "prior", "--uncertain"
    )


@pytest.mark.parametrize("method", METHODS)
def test_luck_and_ignorance_are_told_apart(method: str, tmp_path: Path) -> None:
    text = LIVELY.replace("first_wave: first(troops > 4), ", "")
    told = command("sensitivity", written(tmp_path, text), "--method", method, "--reach", "aid", *QUICK[method])
    words = " ".join(told.out.split())
    assert "Of the spread (the variance) between single histories" in words
    assert "is ignorance of the 3 parameters that are uncertain." in words


def test_sobol_and_morris_in_words() -> None:
    told = setup(SWITCH)
    for method, words in (
        ("sobol", "What the mean of height depends on most is “Level of the water”, with a total index of"),
        ("morris", "What moves the mean of height most is “Level of the water”, by 8 on average."),
    ):
        text = sensitivity_text(told.scenario, data(told, method, of="height"), "text", color=False)
        assert words in " ".join(text.split())


def test_noise_is_said() -> None:
    told = setup(LIVELY)
    text = sensitivity_text(told.scenario, data(told, "sobol", reach="arms", points=64, n=4), "text", color=False)
    assert "counts in these indices as if it were ignorance; a larger -n lessens it." in " ".join(text.split())


@pytest.mark.parametrize("method", METHODS)
def test_csv_has_a_row_an_answer_and_assumption(method: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    out = tmp_path / "out.csv"
    told = command("sensitivity", path, "--method", method, "-o", str(out), "--quiet", *QUICK[method])
    assert (told.status, told.out) == (0, "")
    whole = json.loads(command("sensitivity", path, "--method", method, "--format", "json", *QUICK[method]).out)
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert len(rows) == 5 * (4 if method == "one-at-a-time" else 3)
    for row in rows:
        one = by_name(answer(whole, row["answer"]))[row["parameter"]]
        key = {"one-at-a-time": "width", "sobol": "total", "morris": "mu_star"}[method]
        wanted = one[key]["value"] if one[key] else None
        assert row[key] == ("" if wanted is None else str(wanted))


def test_the_json_names_its_format_and_settings(tmp_path: Path) -> None:
    told = json.loads(command("sensitivity", path_of(tmp_path), "-n", "20", "--format", "json", "--seed", "7").out)
    assert (told["format"], told["version"], told["method"]) == ("escalation-sim/sensitivity", 1, "one-at-a-time")
    assert told["settings"] == {
        "seed": 7,
        "replications": 20,
        "points": 5,
        "over": "range",
        "parameters": {"x": 5, "y": 1, "z": 1},
        "uncertain": [],
    }
    assert set(told["scenario"]) == {"name", "title", "digest"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--method", "sobol", "--points", "500"), "try 512"),
        (("--method", "sobol", "--points", "8"), "try 16"),
        (("--method", "sobol", "--over", "prior"), "--over is for one at a time"),
        (("--method", "sobol", "--points", str(2**30)), "fewer --points"),
        (("--method", "sobol", "--points", "100000000000"), "fewer --points"),
        (("--method", "sobol", "--points", "2200000"), "try 2097152"),
        (("--reach", "alarmm"), "did you mean alarm?"),
        (("--of", "depth"), "there is no outcome 'depth'"),
        (("--reach", "alarm", "--of", "height"), "take one of them out"),
        (("--vary", "w"), "there is no parameter 'w'"),
        (("--set", "x=1", "--vary", "x"), "both set and varied"),
        (("-n", "1"), "1 is not in the range"),
        (("--plot", "-"), "wants the name of a file"),
        (("--plot", "a.pdf"), "ends in .png or .svg"),
    ],
)
def test_nonsense_is_refused_before_anything_is_played(options: tuple[str, ...], words: str, tmp_path: Path) -> None:
    told = command("sensitivity", path_of(tmp_path), *options)
    assert told.status == 2
    assert words in told.err
    assert told.out == ""


def test_no_output_takes_the_place_of_the_scenario(tmp_path: Path) -> None:
    path = path_of(tmp_path)
    assert command("sensitivity", path, "-o", path, "--format", "text").status == 2
    picture = str(tmp_path / "a.png")
    assert command("sensitivity", path, "-o", picture, "--format", "csv", "--plot", picture).status == 2
    assert Path(path).read_text() == SWITCH


# Pictures


def apart(figure: Figure) -> None:
    """No text covers another or leaves the paper."""
    with palette.drawing():  # a letter that the font has not is a box
        figure.draw_without_rendering()
    axes_of = [axes for axes in figure.axes if axes.axison]
    ticks = [tick.label1 for axes in axes_of for tick in axes.xaxis.get_major_ticks() if _inside(axes, tick)]
    labels = [axes.xaxis.label for axes in axes_of]
    texts = [*figure.texts, *ticks, *labels, *(text for axes in figure.axes for text in axes.texts)]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text().strip()]
    paper = figure.bbox.padded(1)
    assert not [
        text
        for text, box in boxes
        if not (paper.x0 <= box.x0 and box.x1 <= paper.x1 and paper.y0 <= box.y0 and box.y1 <= paper.y1)
    ]
    pairs = [
        (a, b) for number, (a, one) in enumerate(boxes) for b, two in boxes[:number] if one.padded(-2).overlaps(two.padded(-2))
    ]
    assert not pairs


def _inside(axes: Any, tick: Any) -> bool:
    low, high = axes.get_xlim()
    return bool(low <= tick.get_loc() <= high)


def bars(figure: Figure) -> dict[str, Any]:
    return {str(patch.get_gid()): patch for axes in figure.axes for patch in axes.patches if patch.get_gid()}


def words(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)])


def test_a_tornado_shows_its_numbers() -> None:
    told = setup(SWITCH)
    found = data(told, "one-at-a-time", of="height", n=20)
    figure = sensitivity_figure(told.scenario, found)
    drawn = bars(figure)
    assert set(drawn) >= {"lowest x", "highest x"}
    assert not [name for name in drawn if name.endswith((" y", " z"))], "what does nothing has no bar"
    assert (drawn["lowest x"].get_x(), drawn["lowest x"].get_width()) == (5, -5)
    assert (drawn["highest x"].get_x(), drawn["highest x"].get_width()) == (5, 3)
    light, dark = (to_hex(drawn[f"{end} x"].get_facecolor()) for end in ("lowest", "highest"))
    assert palette.brightness(light) - palette.brightness(dark) > 0.3, "apart in print without colours"
    assert "Level of the water (metres)" in words(figure)
    assert "all else as it is (5)" in words(figure)


def test_a_value_that_lowers_the_answer_has_its_own_side() -> None:
    """Bars take their colour from the value of the assumption, and not from the answer."""
    told = setup(SWITCH.replace("height: final(level + 0 * z)", "depth: final(9 - level + 0 * z)"))
    drawn = bars(sensitivity_figure(told.scenario, data(told, "one-at-a-time", of="depth", n=20)))
    assert palette.brightness(to_hex(drawn["lowest x"].get_facecolor())) < palette.brightness(
        to_hex(drawn["highest x"].get_facecolor())
    )


def test_indices_and_effects_are_bars_with_intervals() -> None:
    told = setup(LIVELY)
    for method, keys in (("sobol", {"first": "first", "total": "total"}), ("morris", {"effect": "mu_star"})):
        found = data(told, method, of="waves")
        figure = sensitivity_figure(told.scenario, found)
        drawn = bars(figure)
        one = by_name(answer(found, "mean_waves"))["pace"]
        for name, key in keys.items():
            assert drawn[f"{name} pace"].get_width() == pytest.approx(
                min(max(one[key]["value"], 0), 1 if method == "sobol" else 99)
            )
        assert [line for axes in figure.axes for line in axes.lines if line.get_gid() == "interval"]
    assert {"luck", "ignorance"} <= set(bars(sensitivity_figure(told.scenario, data(told, "sobol", of="waves"))))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("reach", ["defensive_weapons", None])
def test_pictures_of_base_are_legible(method: str, reach: str | None) -> None:
    told = Setup(load(Path(BASE)).scenario, Settings())
    more = {"points": 3, "n": 150} if method == "one-at-a-time" else {}
    found = data(told, method, **more, **({"reach": reach} if reach else {"of": "total_losses"}))
    figure = sensitivity_figure(told.scenario, found)
    apart(figure)
    sizes = {text.get_fontsize() for text in figure.texts} | {text.get_fontsize() for axes in figure.axes for text in axes.texts}
    assert min(sizes) >= palette.PLAIN
    rows = [name for name in bars(figure) if name.startswith(("lowest ", "first ", "effect "))]
    assert len(rows) <= MOST_ROWS


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("of", ["height", None])
def test_hostile_words_stay_words(method: str, of: str | None, tmp_path: Path) -> None:
    told = setup(HOSTILE)
    found = data(told, method, "a", "b", **({"of": of} if of else {"reach": "aid"}))
    text = sensitivity_text(told.scenario, found, "text", color=False)
    assert "[bold]b[/bold]" in " ".join(text.split())
    assert "\x1b" not in text
    figure = sensitivity_figure(told.scenario, found)
    apart(figure)
    for ending in ("png", "svg"):
        save(figure, tmp_path / f"a.{ending}")
    assert b"<script" not in (tmp_path / "a.svg").read_bytes()
    path = path_of(tmp_path, HOSTILE)
    for format_ in ("text", "csv"):
        out = command("sensitivity", path, "--quiet", "--format", format_, "--method", method, *QUICK[method]).out
        assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_is_written_and_the_same_every_time(ending: str, tmp_path: Path) -> None:
    for name in "ab":
        told = command("sensitivity", path_of(tmp_path), "-n", "20", "--plot", str(tmp_path / f"{name}.{ending}"), "--quiet")
        assert told.status == 0
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_a_picture_of_nothing_says_so() -> None:
    told = setup(SWITCH)
    for method in METHODS:
        figure = sensitivity_figure(told.scenario, data(told, method, "z"))
        assert "Nothing that was varied" in words(figure)
        apart(figure)


# run -n --uncertain


def test_run_names_the_widest_in_its_last_sentence(tmp_path: Path) -> None:
    text = SWITCH.replace("quantities: {level: x}", 'quantities: {level: "x + z + uniform(0, 1)"}')
    told = command("run", path_of(tmp_path, text), "-n", "200", "--uncertain", "--set", "y=1")
    words_ = " ".join(told.out.split())
    last = "Of what is drawn, what moves the probability of reaching “The alarm is raised” most is “Level of the water”: from "
    assert last in words_
    assert words_.rpartition(last)[2].count(". ") == 0, "it is the last sentence"
    whole = json.loads(command("run", path_of(tmp_path, text), "-n", "200", "--uncertain", "--format", "json").out)
    assert whole["widest"]["parameter"] == "x"
    assert set(whole["widest"]["next"]) <= {"z"}
    assert (whole["widest"]["from"]["at"], whole["widest"]["to"]["at"]) in ((0, 4), (4, 8)), (
        "what lies between the ends counts too"
    )
    alone = json.loads(command("run", path_of(tmp_path, text), "-n", "20", "--format", "json").out)
    assert "widest" not in alone
    assert "what moves" not in command("run", path_of(tmp_path, text), "-n", "20").out


def test_a_run_goes_on_where_the_widest_cannot_be_found(tmp_path: Path) -> None:
    """At the low end of its range the level is not finite; the draws never come so near."""
    text = SWITCH.replace("quantities: {level: x}", 'quantities: {level: "1 / x"}')
    told = command("run", path_of(tmp_path, text), "-n", "20", "--uncertain")
    assert told.status == 0
    assert "note: which uncertainty moves the answer most is not known" in told.err
    assert "what moves" not in told.out
    assert command("run", path_of(tmp_path, text), "-n", "20", "--uncertain", "--quiet").err == ""
