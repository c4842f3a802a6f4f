"""The page as one file: head, style sheet, what is known of the scenarios, the kernel, and one script.

A content security policy allows that script, that style sheet, and nothing else. Whatever comes from a scenario is data: JSON in
elements that no browser runs, without a `<` in it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.report.joining import script, style
from escalation_sim.questions.report.question import Report
from escalation_sim.results.rounding import rounded

FORMAT, VERSION = "escalation-sim/report", 1

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="escalation-sim">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="page"></div>
<noscript>
<h1>{title}</h1>
{sentences}
<p>This page plays histories in the browser: allow it to run its own script, and the sliders are there.</p>
</noscript>
<script type="application/json" id="escalation-sim">{answer}</script>
<script type="application/json" id="escalation-sim-scenarios">{scenarios}</script>
<script type="text/plain" id="escalation-sim-kernel">{kernel}</script>
<script>{script}</script>
</body>
</html>
"""


def page(reports: Sequence[Report]) -> str:
    """The file for one scenario or several."""
    code, look = script(), style()
    title = reports[0].words["title"] if len(reports) == 1 else " · ".join(one.words["title"] for one in reports[:3])
    paragraphs = [sentence for one in reports for sentence in one.sentences]
    return _PAGE.format(
        policy=policy(code, look),
        title=escape(title),
        style=look,
        sentences="\n".join(f"<p>{escape(sentence)}</p>" for sentence in paragraphs),
        answer=_data(to_json(_for_programs(reports))),
        scenarios=_data(json.dumps(rounded(_for_the_page(reports)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))),
        kernel=b64encode(files("escalation_sim.engines.kernel").joinpath("kernel.wasm").read_bytes()).decode(),
        script=code,
    )


def policy(code: str, look: str) -> str:
    """What a browser allows: this script and this style sheet, the kernel, workers of its own, pictures of its own."""
    return "; ".join([
        "default-src 'none'",
        f"script-src {_hash(code)} 'wasm-unsafe-eval'",
        "worker-src blob:",
        f"style-src {_hash(look)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ])  # fmt: skip


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _for_programs(reports: Sequence[Report]) -> dict[str, Any]:
    answers = [one.answer for one in reports]
    return {"format": FORMAT, "version": VERSION, "answer": answers[0] if len(answers) == 1 else answers}


def _for_the_page(reports: Sequence[Report]) -> dict[str, Any]:
    facts = {name: fact for one in reports for name, fact in one.facts.items()}
    return {
        "facts": facts,
        "scenarios": [
            {**one.words, "seen": one.seen, "played": one.played, "matter": one.matter, "command": one.command} for one in reports
        ],
    }


def _data(text: str) -> str:
    """JSON that no browser takes for anything else."""
    return text.strip().replace("<", "\\u003c")
