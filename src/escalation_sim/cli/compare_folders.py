"""What the words of `compare` lead to where both sides are folders."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from escalation_sim.cli.asked import refuse_outputs
from escalation_sim.cli.compare_sides import REPLICATIONS, SEED, Asked
from escalation_sim.cli.margins import read_margins, refuse_unknown
from escalation_sim.cli.options import read_changes
from escalation_sim.errors import UsageError
from escalation_sim.language.files import is_stream
from escalation_sim.language.loading import Document
from escalation_sim.language.names import did_you_mean, nearest
from escalation_sim.language.nodes import shown_path
from escalation_sim.language.shipped import shipped_file
from escalation_sim.presentation.reports import Report
from escalation_sim.questions.compare.compare import Comparison, compare
from escalation_sim.questions.compare.folders.compared import Folders, compared, to_play
from escalation_sim.questions.compare.folders.reading import Folder
from escalation_sim.questions.compare.sides import Side, played, refuse_too_large
from escalation_sim.questions.ensemble.answer import read_questions, settings_data
from escalation_sim.running.leaving_out import read_without
from escalation_sim.running.setups import Progress, Settings, Setup


def folder_sides(asked: Asked) -> tuple[Folder, Folder] | None:
    """Both sides, where they are folders; None where neither is. Raises UsageError where one of them is."""
    if asked.b is None:
        if _folder(asked.a, asked):
            there = asked.revisions.get(asked.a)
            other = f", such as {there.path.as_posix()}" if there else f", or HEAD:{asked.a}"
            raise UsageError(
                f"{shown_path(asked.a)} is a folder: with what is it to be compared? Name another{shown_path(other)}"
            )
        return None
    first, second = _folder(asked.a, asked), _folder(asked.b, asked)
    if first and second:
        return first, second
    if first or second:
        one, other = (asked.a, asked.b) if first else (asked.b, asked.a)
        _refuse_nowhere(other, asked)
        raise UsageError(f"{shown_path(one)} is a folder, and {shown_path(other)} is none: name two folders, or two files")
    return None


def _refuse_nowhere(path: str, asked: Asked) -> None:
    """Raises UsageError where nothing has the name that stands beside a folder."""
    if path in asked.revisions or os.path.lexists(path) or is_stream(path) or shipped_file(path):
        return
    folder, name = os.path.split(path.rstrip("/"))
    try:
        there = [name for name in os.listdir(folder or ".") if not name.startswith(".")]  # noqa: PTH208
    except (OSError, ValueError):
        there = []
    near = nearest(name, there)
    mend = f"; did you mean {shown_path(os.path.join(folder, near))}?" if near else ""  # noqa: PTH118
    raise UsageError(f"there is no file or folder {shown_path(path)}{mend}")


def _folder(path: str, asked: Asked) -> Folder | None:
    if there := asked.revisions.get(path):
        is_one = there.is_new or there.revision.is_folder(there.path)
        return Folder(there.path, there.shown_as, there.revision, there.revision.name, there.is_new) if is_one else None
    return Folder(Path(path), Path(path).as_posix()) if os.path.isdir(path) else None  # noqa: PTH112 - may be no path at all


def folders_compared(sides: tuple[Folder, Folder], asked: Asked) -> Folders:
    """All scenarios of two folders. Raises UsageError."""
    before, after = sides
    _refuse_nonsense(sides, asked)
    n, seed = asked.replications or REPLICATIONS, SEED if asked.seed is None else asked.seed
    margins = read_margins(asked.margins)
    documents = [one.document for side in sides for one in side.members.values() if one.document]
    refuse_unknown(margins, [outcome.name for one in documents for outcome in one.scenario.outcomes])
    _refuse_unknown(documents, asked)
    playing = to_play(before, after)
    with asked.progress(2 * n * len(playing)) as told:

        def both(one: Document, other: Document) -> Comparison:
            return _compared(one, other, (before, after), margins, asked, (n, seed), told)

        return compared(before, after, both, n, seed, lambda one: settings_data(_setup(one, seed, asked), n))


def _compared(
    one: Document,
    other: Document,
    sides: tuple[Folder, Folder],
    margins: dict[str, float],
    asked: Asked,
    luck: tuple[int, int],
    told: Progress | None,
) -> Comparison:
    """Two scenarios, played. Raises EscalationError."""
    n, seed = luck
    setups = [_setup(document, seed, asked) for document in (one, other)]
    refuse_too_large(setups, n)
    found: list[Side] = []
    for document, setup, folder in zip((one, other), setups, sides, strict=True):
        by = tuple(read_questions(setup.scenario, asked.by, None).by)
        side = played(shown_path(document.places.top.place.file), document, setup, n, by, jobs=asked.jobs, progress=told)
        found.append(Side(side.name, side.data, side.run, folder.revision))
    return compare(found[0], found[1], margins, unpaired=asked.unpaired, in_part=True)


def _setup(document: Document, seed: int, asked: Asked) -> Setup:
    """A scenario with the settings asked for, as far as it knows their names. Raises UsageError."""
    scenario = document.scenario
    names = {one.name for one in scenario.parameters}
    changes = [change for change in asked.changes if change.partition("=")[0].strip() in names]
    without = [name for name in asked.without if name in scenario.removable]
    return Setup(
        scenario, Settings(seed, read_changes(changes, scenario, quiet=True), asked.uncertain, read_without(without, scenario))
    )


def _refuse_nonsense(sides: tuple[Folder, Folder], asked: Asked) -> None:
    if asked.with_:
        raise UsageError("--with is for one scenario: compare its file, or give --set, which is for both sides of all")
    for option, given in (("--attribute", asked.attribute), ("--renamed", asked.renamed)):
        if given:
            raise UsageError(f"{option} is for one scenario: compare its two files")
    if asked.replication is not None:
        raise UsageError("--replication tells a history of one scenario: compare its two files")
    if not sides[0].members and not sides[1].members:
        raise UsageError(
            f"there is no scenario in {shown_path(asked.a)} or {shown_path(asked.b or '')}: no *.yaml directly in it"
        )
    for side in sides:
        files = {f"the scenario {one.name}": one.shown_as for one in side.members.values()}
        refuse_outputs({} if side.revision else files, {"--plot": asked.plot}, asked.output)


def _refuse_unknown(documents: Collection[Document], asked: Asked) -> None:
    """Raises UsageError for a name that no scenario knows."""
    parameters = {one.name for document in documents for one in document.scenario.parameters}
    removable = {name for document in documents for name in document.scenario.removable}
    for option, given, known in (("--set", asked.changes, parameters), ("--without", asked.without, removable)):
        for name in (text.partition("=")[0].strip() for text in given):
            if name not in known:
                raise UsageError(f"{option} {name}: no scenario knows {name!r}; {did_you_mean(name, known)}")


def folders_report(found: Folders) -> Report:
    """The answer in every format."""
    from escalation_sim.questions.compare.folders.cases import folders_annotations, folders_cases
    from escalation_sim.questions.compare.folders.data import folders_json
    from escalation_sim.questions.compare.folders.page import folders_markdown
    from escalation_sim.questions.compare.folders.text import folders_text
    from escalation_sim.questions.compare.folders.words import folders_headline

    return Report(
        found.verdict,
        folders_headline(found),
        folders_markdown(found),
        lambda: folders_text(found),
        lambda: folders_json(found),
        folders_cases(found),
        folders_annotations(found),
    )
