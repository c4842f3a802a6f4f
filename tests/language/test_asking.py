"""A file of questions: whatever is wrong with it is said at once, with its place and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.errors import CannotRun, ScenarioError
from escalation_sim.language.asking import MOST_BASELINES, MOST_QUESTIONS, load_questions
from escalation_sim.language.questions import claims_of
from tests.commands import command
from tests.questions.score.asking import QUESTIONS, TOWN, refused, write


def said(folder: Path, questions: str) -> str:
    """What is wrong, in one line."""
    with pytest.raises(ScenarioError) as error:
        load_questions(write(folder, questions))
    return " ".join(str(error.value).replace(f"{folder.as_posix()}/", "").split())


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    file = load_questions(write(tmp_path))
    assert (file.title, file.asked, file.frozen, file.warnings) == ("What the town does", "2024-01-01", "", ())
    watch, early, coin, late = file.questions
    assert (watch.answer, early.answer, coin.answer, late.answer) == (True, False, False, None)
    assert (watch.by, watch.resolved, watch.source) == ("2024-03-01", "2024-02-01", ("A-01",))
    assert (coin.ask, coin.baselines) == ("highest >= alarm", {"status quo": 0.1})


@pytest.mark.parametrize("word", ["yes", "no", '"yes"', "'no'"])
def test_yes_and_no_are_words_here_whatever_yaml_makes_of_them(word: str, tmp_path: Path) -> None:
    file = load_questions(write(tmp_path, QUESTIONS.replace("answer: yes", f"answer: {word}")))
    assert file.questions[0].answer is ("yes" in word)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "answer: yes",
            "answer: maybe",
            "q.yaml:5:78: error: questions.watch.answer: expected yes or no, found `maybe` mend: write yes or no;",
        ),
        ("answer: yes", "answer: true", "expected yes or no, found true mend: write yes"),
        ("answer: yes", "answer: 1", "expected yes or no, found the number 1 mend: write yes"),
        ("answer: no}", "answer: No}", "expected yes or no, found `No` mend: write no"),
        ("answer: no}", "answer: off}", "expected yes or no, found `off` mend: write no"),
        ("answer: yes", "answer: [yes]", "error: questions.watch.answer: expected yes or no, found a list"),
        ("answer: yes", "answer: null", "`answer` has no value, but null"),
        ("answer: yes, ", "", "`resolved` goes with `answer`, and there is none mend: add `answer: yes`"),
        ("resolved: 2024-02-01", "resolved: 2023-02-01", "it was resolved (2023-02-01) before it was asked (2024-01-01)"),
        ("resolved: 2024-02-01", "resolved: soon", "questions.watch.resolved: `soon`: a date is written 2024-10-08"),
        ("source: [A-01]", "source: [A-10]", "questions.watch.source: there is no fact `A-10` mend: did you mean A-01?"),
        ("status quo: 0.1", "status quo: 1.5", "questions.coin.baselines.status quo: a probability is from 0 to 1"),
        ("status quo: 0.1", "status quo: 30", "this is 30 mend: write 0.3 for 30 %"),
        ("status quo: 0.1", "status quo: -0.1", "a probability is from 0 to 1, and this is -0.1"),
        ("status quo: 0.1", "status quo: rarely", "questions.coin.baselines.status quo: expected a number, found `rarely`"),
        ("status quo: 0.1", "even: 0.1", "`even` is what scores call 0.5 for everything mend: call this baseline otherwise"),
        ("status quo: 0.1", "scenario: 0.1", "`scenario` is what scores call the scenario itself"),
        ("{status quo: 0.1}", "0.1", "`baselines` is a mapping of names, not the number 0.1 mend: write {status quo: 0.02}"),
        ("status quo: 0.1", "status quo: 0.1, status quo: 0.2", "the key `status quo` stands here twice"),
        ("ask: reached_watch, by: 2024-03-01", "by: 2024-03-01", "q.yaml:5:3: error: questions.watch: `ask` is missing"),
        ("ask: most > 0", "ask: most", "questions.late.ask: `most` is a number, not a condition mend: compare it: most > 0"),
        ("ask: most > 0", "ask: alarm", "`alarm` is a number, not a condition mend: compare it: highest >= alarm"),
        ("ask: most > 0", "ask: most > uniform(0, 1)", "ends at a comma, as values inside { } do"),
        ("ask: most > 0", "ask: 'most > uniform(0, 1)'", "a question has no draw in it, and this one has `uniform`"),
        ("ask: most > 0", "ask: most >", "questions.late.ask: unexpected the end in `most >`"),
        ("ask: most > 0", "ask: final >= alarm, by: 2024-05-01", "questions.late.by: `by` goes with `highest`"),
        ("ask: most > 0", "ask: most > 0, by: 2024-05-01", "questions.late.by: `by` goes with `highest` and `reached_…` alone"),
        ("ask: most > 0", "ask: most > 0, when: 2024-05-01", "questions.late.when: there is no key `when` here"),
        ("  late:", "  coin:", "the key `coin` stands here twice"),
        ("  late:", "  Late!:", "questions.Late!: `Late!` is no name mend: names match [a-z][a-z0-9_]*, such as late"),
        ("  late:", f"  {'l' * 70}:", "has 70 characters mend: at most 64 are allowed"),
        ("asked: 2024-01-01", "", "q.yaml:1:1: error: `asked` is missing"),
        ("asked: 2024-01-01", "asked: yesterday", "asked: `yesterday`: a date is written 2024-10-08"),
        ("asked: 2024-01-01", "asked: 06:00", "q.yaml:3:8: error: asked: `06:00`: a date is written 2024-10-08"),
        ("asked: 2024-01-01", "askd: 2024-01-01", "there is no key `askd` here mend: did you mean asked?"),
        ("asked: 2024-01-01", "asked: 2024-01-01\nfrozen: sha256:12", "frozen: expected sha256: and 64 digits"),
        ("scenario: town.yaml\n", "", "`scenario` is missing"),
        ("scenario: town.yaml", "scenario: tow.yaml", "q.yaml:2:11: error: scenario: `tow.yaml` cannot be read: No such file"),
        ("scenario: town.yaml", "scenario: /etc/town.yaml", "scenario: `/etc/town.yaml` is no relative path to a scenario"),
        ("scenario: town.yaml", "scenario: ~/town.yaml", "is no relative path to a scenario"),
        ("scenario: town.yaml", "scenario: q.yaml", "scenario: `q.yaml` has 1 mistake, which follow"),
        ("scenario: town.yaml", "scenario: 7", "scenario: expected text, found the number 7"),
        ("scenario: town.yaml", "scenario: &a town.yaml", "an anchor (&a) has no place"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place_and_its_mend(old: str, new: str, words: str, tmp_path: Path) -> None:
    assert old in QUESTIONS
    questions = QUESTIONS.replace(old, new, 1)
    assert words in said(tmp_path, questions)
    status, error = refused(str(tmp_path / "q.yaml"))
    assert status == 2
    assert "nothing was run" in error


def test_all_mistakes_are_said_at_once_those_of_the_scenario_too(tmp_path: Path) -> None:
    questions = (
        QUESTIONS.replace("answer: yes", "answer: maybe").replace("0.1", "7").replace("highest >= alarm", "highest >= alram")
    )
    found = said(tmp_path, questions)
    assert [word in found for word in ("`maybe`", "this is 7")] == [True, True]
    assert found.count("error:") == 2
    with pytest.raises(ScenarioError) as error:
        load_questions(write(tmp_path, questions, TOWN.replace("chance: odds", "chance: ods")))
    places = [problem.place.file.rpartition("/")[2] for problem in error.value.problems]
    assert places == ["q.yaml", "q.yaml", "q.yaml", "town.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "highest >= alarm",
            "highest >= alram",
            "q.yaml:7:48: error: questions.coin.ask: there is no `alram` in town to ask about mend: did you mean alarm?",
        ),
        (
            "reached_watch, by: 2024-03-01",
            "reached_wach",
            "no `reached_wach` in town to ask about mend: did you mean reached_watch?",
        ),
        ("most > 0", "least > 0", "there is no `least` in town to ask about"),
        ("most > 0", "luck > 0", "there is no `luck` to make a claim about mend: make an outcome of it, such as final(luck)"),
        ("by: 2024-01-31", "by: 2023-01-31", "q.yaml:6:69: error: questions.early.by: 2023-01-31 is before the start of town"),
    ],
)  # fmt: skip
def test_what_the_scenario_has_no_answer_to_cannot_be_asked(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = write(tmp_path, QUESTIONS.replace(old, new, 1))
    status, error = refused(path)
    assert status == 3
    assert words in " ".join(error.replace(f"{tmp_path.as_posix()}/", "").split())
    assert "1 of 4 questions cannot be asked of town; nothing was run" in error
    file = load_questions(path)
    with pytest.raises(CannotRun):
        claims_of(file, file.document.scenario)


def test_what_another_scenario_has_no_answer_to_cannot_be_asked_of_it(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "other.yaml").write_text(TOWN.replace("alarm", "siren"))
    status, error = refused(path, "--against", str(tmp_path / "other.yaml"))
    assert status == 3
    assert "1 of 4 questions cannot be asked of other; nothing was run" in error
    assert "there is no `alarm` in other to ask about" in error


def test_a_source_needs_a_folder_of_facts(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="the scenario names no `evidence` folder to look it up in"):
        load_questions(write(tmp_path, town=TOWN.replace("evidence: facts\n", "")))


def test_others_are_called_as_they_are_called(tmp_path: Path) -> None:
    file = load_questions(write(tmp_path, QUESTIONS.replace("status quo: 0.1", '"여론조사  기관": 0.1, Überblick: 0.2')))
    assert file.questions[2].baselines == {"여론조사 기관": 0.1, "Überblick": 0.2}
    assert "holds" in said(tmp_path, QUESTIONS.replace("by: 2024-03-01", "bу: 2024-03-01"))  # a Cyrillic letter


def test_a_scenario_is_no_file_of_questions_and_the_other_way_round(tmp_path: Path) -> None:
    path = write(tmp_path)
    status, error = refused(str(tmp_path / "town.yaml"))
    assert status == 2
    assert "this is a scenario, and no file of questions" in error
    for verb in (("validate",), ("run",), ("check",), ("explain",)):
        answer = command(*verb, path)
        told = answer.out + answer.err
        assert answer.status in (2, 3), verb
        assert "this is a file of questions, and no scenario" in told
        assert f"ask it: escalation-sim score {Path(path).as_posix()}" in told
        assert "true or false in some YAML" not in told


def test_a_folder_of_scenarios_does_not_take_its_questions_for_some(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "town.yaml").write_text(TOWN.replace("evidence: facts\n", ""))
    (tmp_path / "questions" / "q.yaml").write_text(QUESTIONS)
    for verb in ("check", "validate"):
        answer = command(verb, str(tmp_path))
        assert (answer.status, answer.err) == (0, "")


def test_a_file_holds_no_more_than_it_may(tmp_path: Path) -> None:
    many = "".join(f"  q{number}: {{ask: reached_nowhere_{number}}}\n" for number in range(MOST_QUESTIONS))
    head = QUESTIONS.partition("  watch")[0]
    assert refused(write(tmp_path, head + many))[0] == 3
    assert f"at most {MOST_QUESTIONS} are allowed" in said(tmp_path, f"{head}{many}  more: {{ask: reached_watch}}\n")
    names = ", ".join(f"b{number}: 0.1" for number in range(MOST_BASELINES + 1))
    assert "baselines have a name of their own" in said(tmp_path, QUESTIONS.replace("status quo: 0.1", names))
    assert "levels deep" in said(tmp_path, head + "  q: " + "[" * 100)
    assert "1 MiB" in said(tmp_path, QUESTIONS + "#" * (1 << 20))


@pytest.mark.parametrize("path", ["nowhere.yaml", "facts"])
def test_where_no_file_is_that_is_said(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    answer = command("score", path)
    assert answer.status == 2
    assert answer.err.startswith("error: ")
