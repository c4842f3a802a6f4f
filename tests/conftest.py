"""Fixtures: the same tests for every engine."""

from __future__ import annotations

import os
import signal
import threading

import pytest
import wasmtime  # noqa: F401 - pytester forgets what is first imported within it: there would be two of it

from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.model.programme import programme
from tests.browser import checkers, chromium, firefox
from tests.engines.engines import ENGINES
from tests.telling import Fail, Play, Told

collect_ignore_glob = ["*.yaml"]
"""Scenarios in here are what tests read, some of them broken on purpose: our own plugin for pytest leaves them alone."""


def pytest_configure() -> None:
    """Who starts the tests in the background may have them ignore Ctrl-C, and all that they start with them.

    No test finds in a cache of the user what another one, or another state of the program, has put there; each is at a desk, and
    not in the service that may run all of them; and git has no settings of the user.
    """
    for name in ("CI", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE"):
        os.environ.pop(name, None)
    os.environ |= {"ESCALATION_SIM_CACHE": "", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a browser, or what looks the page over, is left out where there is none; `pytest_terminal_summary` says so."""
    out = [item for item in items if item.path.parent.name == "browser" and any(_missing(item.path.name))]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After all tests: which were not run."""
    for what, why in _not_run().items() if not config.option.file_or_dir else ():
        terminalreporter.write_line(f"NOT RUN: {what}; {why}. Then `make browser` runs them.", yellow=True)


CHECKED = ("test_accessibility.py", "test_markup.py")


def _missing(name: str) -> list[str]:
    """What is missing for a file of tests/browser."""
    browser = firefox.missing() if name == "test_firefox.py" else chromium.missing()
    return [browser, checkers.missing() if name in CHECKED else ""]


def _not_run() -> dict[str, str]:
    found = {
        "the tests of the page in a browser": chromium.missing(),
        "its tests in Firefox": firefox.missing(),
        "the checks of the page's HTML, and for whoever does not see it": checkers.missing(),
    }
    return {what: why for what, why in found.items() if why}


@pytest.fixture(params=list(ENGINES))
def play(request: pytest.FixtureRequest) -> Play:
    """Plays one history of a scenario given as text."""
    engine = ENGINES[request.param]

    def played(text: str, *, seed: int = 1, replication: int = 0, changes: Changes = AS_WRITTEN, **parameters: float) -> Told:
        scenario = loads(text).scenario
        return Told(scenario, engine(programme(scenario), {**scenario.values, **parameters}, seed, replication, changes))

    return played


@pytest.fixture
def fail(play: Play) -> Fail:
    """Plays a history that must stop, and returns what it says."""

    def failed(text: str, **settings: float) -> str:
        with pytest.raises(RunError) as error:
            play(text, **settings)
        return str(error.value)

    return failed
