"""The page of pictures as a program: `make pictures` runs it and keeps what it draws.

Each command stands in a `sh` block of its own and names its picture with `--plot NAME`; the page shows `pictures/NAME`. With
words behind it, only pictures whose names hold one of them are made: `python -m tests.documents.pictures sweep`.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import sys
from pathlib import Path

from PIL import Image

from tests.commands import command
from tests.documents.documents import ROOT, blocks, workspace

PAGE = ROOT / "docs" / "pictures.md"
FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of a picture that is kept."""


def commands() -> dict[str, list[str]]:
    """The words of each command of the page, by the name of its picture."""
    found: dict[str, list[str]] = {}
    for block in blocks(PAGE, "sh"):
        words = shlex.split(block.text)
        assert words[0] == "escalation-sim", f"{block}: a command of ours, alone in its block"
        assert words.count("--plot") == 1, f"{block}: a command that draws one picture, with --plot"
        name = words[words.index("--plot") + 1]
        assert name not in found, f"{block}: {name} is drawn twice"
        found[name] = words[1:]
    return found


def shown() -> list[str]:
    """The names of the pictures that the page shows."""
    return re.findall(r"^!\[[^\]]+\]\(pictures/([\w.]+)\)$", PAGE.read_text(), re.MULTILINE)


def make(name: str, words: list[str]) -> str:
    """Draw one picture anew; what went wrong, or nothing."""
    with workspace(PAGE) as folder, contextlib.chdir(folder):
        answer = command(*words, "--quiet")
        if answer.status:
            return answer.err
        FOLDER.mkdir(exist_ok=True)
        if name.endswith(".png") and Path(name).stat().st_size > LARGEST:
            _keep_small(name)
        else:
            shutil.copyfile(name, FOLDER / name)
    return ""


def _keep_small(name: str) -> None:
    """Keep a PNG with 256 colours, a third of its size; only a scale of colours shows that some are missing."""
    with Image.open(name) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    wrong = ""
    for picture, asked in commands().items():
        if not sys.argv[1:] or any(word in picture for word in sys.argv[1:]):
            sys.stdout.write(f"docs/pictures/{picture}\n")
            wrong += make(picture, asked)
    sys.exit(wrong or 0)
