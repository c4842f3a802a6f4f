"""Files of an earlier revision, as `REV:PATH` names them: read from the objects of the git repository, without a checkout."""

from __future__ import annotations

import errno
import os
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from escalation_sim.errors import UsageError
from escalation_sim.language import git
from escalation_sim.language.decoding import LARGEST_FILE
from escalation_sim.language.files import Files, Refused
from escalation_sim.language.names import nearest
from escalation_sim.language.nodes import shown, shown_path

_FOLDER, _LINK, _SUBMODULE = "40000", "120000", "160000"
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|\Z)")
_OF_LFS = b"version https://git-lfs.github.com/spec/"
_MOST_OF_TREES = 1 << 26
_SPACED = re.compile(r"[\0-\x1f\x7f]")


@dataclass(frozen=True)
class Named:
    """What `REV:PATH` names: a *revision* in git's words, and a *path* as it was written."""

    revision: str
    path: str


def revision_named(text: str) -> Named | None:
    """What a user's word names of a revision; None for a file on the disk: whatever is there, and Windows' drives."""
    revision, colon, path = _parted(text)
    if not colon or not revision or os.path.lexists(text.replace("\0", "")) or _DRIVE.match(text):
        return None
    if os.name == "nt" and len(revision) == 1:
        return None
    return Named(revision, path)


def _parted(text: str) -> tuple[str, str, str]:
    """A word in front of its first colon outside braces, as git parts it: `HEAD^{/fix: x}:base.yaml`."""
    depth = 0
    for at, sign in enumerate(text):
        depth = max(depth + (sign == "{") - (sign == "}"), 0)
        if sign == ":" and not depth:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


@dataclass(frozen=True)
class Entry:
    """What a folder of a revision has under a name."""

    mode: str
    id: str


@dataclass(frozen=True)
class Revision(Files):
    """The files of a revision. Paths are from the root of the repository. *tree* is the id of that root."""

    name: str
    tree: str
    _known: dict[str, dict[str, Entry]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, path: Path) -> bytes:
        """The bytes of a file as it was committed. Raises OSError."""
        return self.blob(path, LARGEST_FILE)

    def blob(self, path: Path, most: int) -> bytes:
        """The same, or one byte more than *most* of a larger file. Raises OSError."""
        entry = self.entry(path)
        if entry.mode == _FOLDER:
            raise OSError(errno.EISDIR, "it is a folder")
        data = self._object(entry.id, most).data
        if data.startswith(_OF_LFS):
            words = "it is kept by Git LFS, and the repository has only a pointer to it"
            raise _refused(f"{words}: compare with a checkout of it, such as git worktree add makes")
        return data

    def entries(self, folder: Path) -> list[Path]:
        """What stands directly in a folder. Raises OSError."""
        entry = self.entry(folder)
        if entry.mode != _FOLDER:
            raise OSError(errno.ENOTDIR, "it is no folder")
        return [folder / name for name in self._folder(entry.id)]

    def really(self, path: Path) -> str:
        """A path from the root without detours; no link is followed."""
        return posixpath.normpath(path.as_posix())

    def beside(self, shown_as: str, given: str) -> str:
        """The name that messages give a file that another file names."""
        own = shown_as.removeprefix(f"{self.name}:")
        return f"{self.name}:{posixpath.normpath(posixpath.join(posixpath.dirname(own), given))}"

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder at a path."""
        try:
            return self.entry(path).mode == _FOLDER
        except OSError:
            return False

    def entry(self, path: Path) -> Entry:
        """What stands at a path. Raises OSError."""
        here = Entry(_FOLDER, self.tree)
        parts = [part for part in self.really(path).split("/") if part != "."]
        if parts[:1] == [".."] or path.is_absolute():
            raise _refused("it leads out of the repository")
        for part in parts:
            inner = self._folder(here.id).get(part) if here.mode == _FOLDER else None
            if inner is None:
                raise OSError(errno.ENOENT, f"{shown(self.name)} has no such file")
            if inner.mode == _LINK:
                raise _refused(f"{shown_path(part)} is a symbolic link in {shown(self.name)}, and none is followed there")
            if inner.mode == _SUBMODULE:
                raise _refused(f"{shown_path(part)} is a submodule: its files are in another repository")
            here = inner
        return here

    def _folder(self, tree: str) -> dict[str, Entry]:
        """What stands in a folder, by name. Raises OSError."""
        if tree not in self._known:
            self._known[tree] = _entries(self._object(tree, _MOST_OF_TREES).data, len(tree) // 2)
        return self._known[tree]

    def _object(self, name: str, most: int) -> git.Object:
        try:
            return git.fetched(name, most)
        except git.Missing:
            words = "this clone lacks what was committed, and nothing is fetched unasked"
            raise _refused(f"{words}: git fetch --refetch --no-filter") from None
        except UsageError as error:  # such as of an object that is damaged
            raise _refused(str(error)) from None


def _refused(words: str) -> Refused:
    return Refused(errno.EINVAL, words)


def _entries(data: bytes, length: int) -> dict[str, Entry]:
    """The entries of a tree as git keeps it: a mode, a blank, a name, a nought, and the id in *length* bytes."""
    found: dict[str, Entry] = {}
    while data:
        head, _, rest = data.partition(b"\0")
        mode, _, name = head.partition(b" ")
        found[name.decode("utf-8", "surrogateescape")] = Entry(mode.decode(), rest[:length].hex())
        data = rest[length:]
    return found


@dataclass(frozen=True)
class There:
    """A file or a folder of a revision: its *path* from the root, and the name that it is *shown_as*; *note* is said of it.

    A folder that *is_new* is on the disk, and not yet in the revision: nothing was in it.
    """

    revision: Revision
    path: Path
    note: str = ""
    is_new: bool = False

    @property
    def shown_as(self) -> str:
        return f"{self.revision.name}:{self.path.as_posix()}"


def opened(named: Named) -> There:
    """What `REV:PATH` names. As for git, PATH is from the root of the repository, and `./PATH` from the current folder.

    Where the root has no such path and the current folder has, it is that, with a note. Raises UsageError.
    """
    words = shown_path(f"{named.revision}:{named.path}")
    if _SPACED.search(named.revision):
        raise UsageError(f"{words}: no revision has such a name")
    if named.path.startswith("/"):
        raise UsageError(f"{words}: write the path from the root of the repository, without a / in front of it")
    try:
        revision = Revision(named.revision, git.fetched(f"{named.revision}^{{tree}}", _MOST_OF_TREES).id)
    except git.Missing as missing:
        raise UsageError(f"{words} cannot be read: {_no_revision(named.revision, missing)}") from None
    except UsageError as error:
        raise UsageError(f"{words} cannot be read: {error}") from None
    here = git.told("rev-parse", "--show-prefix")
    path = Path(posixpath.normpath(named.path or "."))
    beside = Path(posixpath.normpath(posixpath.join(here, named.path)))
    from_here = re.match(r"\.{1,2}(?:/|\Z)", named.path)
    for one in (beside,) if from_here else (path, beside) if here else (path,):
        if _is_new(revision, one):
            note = f"{words}: {shown(revision.name)} has no such folder yet, so all that is in it is new"
            return There(revision, one, note, is_new=True)
    if from_here:
        return There(revision, _present(revision, beside, words))
    if here and not _has(revision, path) and _has(revision, beside):
        note = f"{words}: the root of the repository has no such path; this is {shown_path(f'{named.revision}:./{named.path}')}"
        return There(revision, beside, note)
    return There(revision, _present(revision, path, words))


def _has(revision: Revision, path: Path) -> bool:
    try:
        revision.entry(path)
    except OSError as error:
        return error.errno != errno.ENOENT and not revision.really(path).startswith("..")
    return True


def _is_new(revision: Revision, path: Path) -> bool:
    """Whether a path is a folder on the disk, and nothing in the revision."""
    if _has(revision, path) or revision.really(path).startswith("..") or git.told("rev-parse", "--is-bare-repository") == "true":
        return False
    return os.path.isdir(os.path.join(git.told("rev-parse", "--show-cdup"), path))  # noqa: PTH112, PTH118 - "" is here


def _present(revision: Revision, path: Path, words: str) -> Path:
    """A path that the revision has. Raises UsageError, with what is near where it has none."""
    try:
        revision.entry(path)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise UsageError(f"{words} cannot be read: {error.strerror}") from None
        raise UsageError(f"{words} cannot be read: {_no_path(revision, path)}") from None
    return path


def _no_path(revision: Revision, path: Path) -> str:
    name = shown(revision.name)
    bare = git.told("rev-parse", "--is-bare-repository") == "true"
    if not bare and os.path.lexists(os.path.join(git.told("rev-parse", "--show-cdup"), path)):  # noqa: PTH118 - "" is here
        return f"{name} has no such path: the one on the disk is not committed there; name a later revision, or commit it"
    try:
        beside = [one.name for one in revision.entries(path.parent)]
    except OSError:
        return f"{name} has no such path; it is written from the root of the repository, or with ./ from the current folder"
    near = nearest(path.name, beside)
    return f"{name} has no such path" + (f"; did you mean `{shown_path((path.parent / near).as_posix())}`?" if near else "")


def _no_revision(name: str, missing: git.Missing) -> str:
    """Why there is no such revision, and how to mend it."""
    words = shown(name)
    if missing.ambiguous:
        several = f"several things are called `{words}`"
        return f"{several}: write refs/heads/… for a branch, refs/tags/… for a tag, or more digits of a commit"
    refs = git.told("for-each-ref", "--format=%(refname:short)").splitlines()
    if not refs and name.startswith(("HEAD", "@")):
        return "the repository has no commit yet"
    if git.told("rev-parse", "--is-shallow-repository") == "true":
        fetch = "git fetch --unshallow, or git fetch --depth=100; actions/checkout has fetch-depth: 0 for it"
        return f"there is no revision `{words}` in this clone, which has not all commits: {fetch}"
    branch = re.split(r"[~^@]", name)[0]
    near = next((ref for ref in refs if ref.partition("/")[2] == branch), None) or nearest(name, refs)
    return f"there is no revision `{words}`" + (
        f"; did you mean `{shown(near)}`?" if near else ": git log --oneline --all names them"
    )
