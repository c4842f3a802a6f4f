"""Why, in each format: JSON, text for a terminal and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.prose import MARKDOWN, PLAIN, Block, Heading, Paragraph, Style, as_markdown, as_text
from escalation_sim.presentation.wording import changes_in_words, rests_on
from escalation_sim.questions.why.one import WhyOne
from escalation_sim.questions.why.why import Why, why_data
from escalation_sim.questions.why.words_many import many_blocks
from escalation_sim.questions.why.words_one import one_blocks
from escalation_sim.running.setups import Setup

WIDTH = 100


def why_text(found: Why, format_: str, width: int | None = WIDTH) -> str:
    """The answer in a format; as text with lines of at most *width* columns, or unbroken."""
    if format_ == "json":
        return to_json(why_data(found))
    if format_ == "markdown":
        title = Heading(f"Why? {MARKDOWN.words(found.question.scenario.title)}", 1)
        return as_markdown([title, *_blocks(found, MARKDOWN)])
    return as_text(_blocks(found, PLAIN), width)


def _blocks(found: Why, style: Style) -> Iterator[Block]:
    yield from one_blocks(found, style) if isinstance(found, WhyOne) else many_blocks(found, style)
    yield Paragraph(style.words(_of_what(found)))
    yield Paragraph(style.words(rests_on(found.question.scenario, [one.name for one in found.question.setup.uncertain])))


def _of_what(found: Why) -> str:
    """Which histories these are, and how it was found out."""
    setup = found.question.setup
    seed, title = setup.settings.seed, setup.scenario.title.strip().removesuffix(".")
    if isinstance(found, WhyOne):
        which = f"This is replication {found.history.replication} of seed {seed}, one history of many"
    else:
        which = f"These are replications 0 to {len(found.reached) - 1:,} of seed {seed}"
    how = "each statement comes from playing the same history again with one thing changed and the same luck"
    return f"{which}, of “{title}”{_changes(setup)}; {how}."


def _changes(setup: Setup) -> str:
    """What differs from the file as it stands."""
    settings = setup.settings
    words = changes_in_words(setup.scenario, settings.changed, len(setup.uncertain), settings.without)
    return f", {words}" if words else ""
