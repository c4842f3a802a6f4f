"""Where a browser is that the tests of the page can drive; `python -m tests.browser.chromium` says what is missing."""

from __future__ import annotations

import importlib.util
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The program; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str:
    """What is missing, and how to have it; nothing where all is there."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: it belongs to the extra `dev`"
    if browser() is None:
        return "there is no Chromium here: on Debian and Ubuntu `apt-get install chromium`, elsewhere Google Chrome will do"
    return ""


if __name__ == "__main__":
    sys.exit(f"the page cannot be tested: {missing()}" if missing() else 0)
