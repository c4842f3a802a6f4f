"""The kernel in Node, as a function of Python."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ANSWERS = Path(__file__).parent / "answers.mjs"
_TYPES = {"Int8Array": "<i1", "Int32Array": "<i4", "Float64Array": "<f8"}


def ask(*questions: dict[str, Any], script: Path = ANSWERS) -> list[Any]:
    """What *script* answers to some questions, by one kernel, one after the other. Typed arrays become those of numpy."""
    text = json.dumps(questions, default=_written)
    found = subprocess.run([node(), str(script)], input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stderr
    return [_read(answer) for answer in json.loads(found.stdout)]


def node() -> str:
    """The program. Whoever has none is told."""
    found = shutil.which("node")
    if found is None:
        pytest.fail(
            "there is no `node` here: the page plays its histories in JavaScript, and its tests run that in Node.js, version 20 "
            "or later; install it from https://nodejs.org or with your system's packages",
            pytrace=False,
        )
    return found


def encoded(data: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(data).decode()


def _written(value: Any) -> Any:
    """Arrays of floats as the text of their bytes."""
    if isinstance(value, np.ndarray):
        return encoded(np.ascontiguousarray(value, "<f8").tobytes())
    raise TypeError(type(value))


def _read(answer: Any) -> Any:
    match answer:
        case {"type": str(kind), "base64": str(text)}:
            return np.frombuffer(base64.b64decode(text), _TYPES[kind])
        case dict():
            return {name: _read(value) for name, value in answer.items()}
        case list():
            return [_read(value) for value in answer]
    return answer
