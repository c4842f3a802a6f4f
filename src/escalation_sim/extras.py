"""Libraries that only some need: imported when used, and asked for by name where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from escalation_sim.errors import UsageError


def needed(module: str, extra: str, what: str) -> Any:
    """The module of a library that belongs to an extra. Raises UsageError with the command that installs it."""
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(
            f'{what} need {module.partition(".")[0]}: python -m pip install "escalation-sim[{extra}]", '
            f'in a clone .venv/bin/pip install -c requirements.lock ".[{extra}]"'
        ) from None
