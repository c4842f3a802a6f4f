"""Where axe-core and html-validate are, which look the page over; `make checkers` installs them beside this file, with npm."""

from __future__ import annotations

import shutil
from pathlib import Path

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
HTML_VALIDATE = MODULES / "html-validate" / "bin" / "html-validate.mjs"


def missing() -> str:
    """What is missing, and how to have it; nothing where all is there."""
    if AXE.exists() and HTML_VALIDATE.exists():
        return ""
    return "axe-core and html-validate are not installed: `make checkers` does it" + (
        "" if shutil.which("npm") else ", with npm, which is not here either"
    )
