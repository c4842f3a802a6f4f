"""Questions to git, with what it says where there is no answer in words of our own.

Nothing of the user's surroundings may change an answer: no replaced objects, no other repository than that of the current
folder, no hook, no filter, nothing fetched over a network. What is trusted (`safe.directory`) stays the user's to say.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from escalation_sim.errors import UsageError
from escalation_sim.language.nodes import shown

_SETTINGS = (
    "--no-pager",
    "-c",
    "core.warnAmbiguousRefs=true",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.fsmonitor=false",
)
_KEPT = re.compile(r"GIT_CONFIG.*|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM|GIT_EXEC_PATH")
_SET = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # the same for a git before 2.44
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_DUBIOUS = re.compile(r"detected dubious ownership in repository at '(.*)'")
_DAMAGED = re.compile(r"^(?:error|fatal): (?:inflate|unable to unpack|object file .* is empty|.*\bcorrupt)", re.MULTILINE)


@dataclass(frozen=True)
class Object:
    """An object of a repository: its id in hexadecimal digits, its kind (`blob`, `tree`, `commit`, `tag`), and its bytes."""

    id: str
    kind: str
    data: bytes


class Missing(Exception):
    """There is no such object, or (*ambiguous*) several things are called so, or (*lacking*) a clone has been left without it."""

    def __init__(self, *, ambiguous: bool = False, lacking: bool = False) -> None:
        self.ambiguous, self.lacking = ambiguous, lacking
        super().__init__()


def fetched(name: str, most: int) -> Object:
    """The object that git knows by a name; of its bytes one more than *most*, where it has more.

    Raises Missing, and UsageError where there is no repository, or git is not to be had.
    """
    with _started("cat-file", "--batch") as git:
        assert git.stdin
        assert git.stdout
        assert git.stderr
        try:
            git.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
            git.stdin.close()
        except OSError:  # it has ended, and says why below
            pass
        head = git.stdout.readline().rstrip(b"\n")
        parts = head.split(b" ")
        there = len(parts) == 3 and parts[2].isdigit()
        data = git.stdout.read(min(int(parts[2]), most + 1)) if there else b""
        if len(data) > most:  # the rest is not wanted
            git.kill()
        said = git.stderr.read().decode("utf-8", "replace")
    if not there:
        _refuse(head, said)
    if re.search(r"^warning: refname .* is ambiguous", said, re.MULTILINE):
        raise Missing(ambiguous=True)
    return Object(parts[0].decode(), parts[1].decode(), data)


def _refuse(head: bytes, said: str) -> None:
    """Raises Missing or UsageError."""
    if re.search("lazy fetch|promisor|transport .* not allowed|could not fetch", said):
        raise Missing(lacking=True)
    if _DAMAGED.search(said):  # and git calls it missing
        words = f"an object of the repository is damaged ({_in_our_words(said)})"
        raise UsageError(f"{words}: git fsck names all that are; a new clone has them whole")
    if head.endswith(b" ambiguous"):
        raise Missing(ambiguous=True)
    if head.endswith(b" missing"):
        raise Missing
    raise UsageError(_in_our_words(said))


def told(*arguments: str) -> str:
    """What git says to some arguments, without the last line's end. Raises UsageError where it says no."""
    with _started(*arguments) as git:
        out, error = git.communicate()
    if git.returncode:
        raise UsageError(_in_our_words(error.decode("utf-8", "replace")))
    return out.decode("utf-8", "surrogateescape").removesuffix("\n")


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    """Raises UsageError where there is no git, or no folder to be in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    program, pipe = shutil.which("git"), subprocess.PIPE
    words, mend = "a revision is read with git, which", "install git, or name a file on the disk"
    if program is None:
        raise UsageError(f"{words} is not on this machine's path; {mend}")
    try:
        command = [program, *_SETTINGS, *arguments]  # no shell, and nothing of a user's among the arguments
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={**kept, **_SET})  # noqa: S603
    except OSError as error:
        raise UsageError(f"{words} cannot be started: {error.strerror}; {mend}") from None


def _in_our_words(said: str) -> str:
    """Why git gives no answer, with the mend."""
    if "not a git repository" in said:
        return "the current folder is in no git repository: go into the one that has the revision, and ask there"
    if dubious := _DUBIOUS.search(said):
        folder = shown(dubious[1], 300)
        return (
            f"git does not trust the repository {folder}, which belongs to another user; if you do: "
            f"git config --global --add safe.directory {folder}"
        )
    lines = [line for line in said.splitlines() if line.startswith(("fatal:", "error:"))] or said.splitlines()[:1]
    return f"git says: {shown(lines[0].partition(': ')[2] or lines[0], 300)}" if lines else "git gives no answer"
