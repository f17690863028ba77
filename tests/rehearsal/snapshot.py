"""The working tree as one commit of another repository, without a trace in one's own.

What goes in is what `git stash create` sees, and untracked files that are not ignored. One path
differs: the pin. The user's index, stash list, refs and objects are only read.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.rehearsal.failure import RehearsalError

_IDENTITY = {
    "GIT_AUTHOR_NAME": "A maintainer",
    "GIT_AUTHOR_EMAIL": "maintainer@example.com",
    "GIT_COMMITTER_NAME": "A maintainer",
    "GIT_COMMITTER_EMAIL": "maintainer@example.com",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTree:
    """What the user's checkout is: its HEAD, and whether it differs from it."""

    head: str | None
    local_changes: bool
    files: tuple[str, ...]


class Git:
    """Git on a bare repository, with an index of its own."""

    def __init__(self, git_dir: Path, index: Path) -> None:
        """Work in `git_dir`; `index` is a file nobody else uses."""
        self._git_dir = git_dir
        self._env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(git_dir),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_DIR": str(git_dir),
            "GIT_INDEX_FILE": str(index),
            **_IDENTITY,
        }

    def tip(self, ref: str = "refs/heads/main") -> str | None:
        """Return the commit of `ref`, or None."""
        done = self._run("rev-parse", "-q", "--verify", f"{ref}^{{commit}}", check=False)
        return done.decode().strip() or None

    def take(self, tree: Path, files: tuple[str, ...]) -> None:
        """Fill the index with `files` of the folder `tree`, and nothing else."""
        self._run("read-tree", "--empty")
        names = b"".join(os.fsencode(name) + b"\0" for name in files)
        work = f"--work-tree={tree}"
        self._run(work, "update-index", "--add", "-z", "--stdin", feed=names, directory=tree)

    def start_from(self, commit: str) -> None:
        """Fill the index with the files of `commit`."""
        self._run("read-tree", commit)

    def put(self, path: str, data: bytes) -> None:
        """Set one file in the index."""
        blob = self._run("hash-object", "-w", "--stdin", feed=data).decode().strip()
        self._run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")

    def commit(
        self, message: str, ref: str = "refs/heads/main", *, when: datetime | None = None
    ) -> str:
        """Commit the index on top of `ref`, move `ref`, and return the commit, of now or `when`."""
        parent = self.tip(ref)
        tree = self._run("write-tree").decode().strip()
        on_top = ("-p", parent) if parent else ()
        words = ("commit-tree", tree, *on_top, "-m", message)
        dated = {"GIT_COMMITTER_DATE": when.isoformat()} if when else {}
        env = {**self._env, **dated}
        made = _git(words, env, directory=self._git_dir).decode().strip()
        self._run("update-ref", ref, made)
        return made

    def point(self, ref: str, commit: str) -> None:
        """Let `ref` be `commit`, whatever it was."""
        self._run("update-ref", ref, commit)

    def link(self, ref: str, path: str, target: str) -> None:
        """Let `ref` be a commit that holds one symbolic link."""
        self._run("read-tree", "--empty")
        blob = self._run("hash-object", "-w", "--stdin", feed=target.encode()).decode().strip()
        self._run("update-index", "--add", "--cacheinfo", f"120000,{blob},{path}")
        self.commit("A link", ref)

    def refs(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the refs below `prefix`."""
        return tuple(self._run("for-each-ref", "--format=%(refname)", prefix).decode().split())

    def read(self, commit: str, path: str) -> bytes:
        """Return the file `path` at `commit`."""
        return self._run("cat-file", "blob", f"{commit}:{path}")

    def names(self, commit: str, folder: str) -> tuple[str, ...]:
        """Return the names of the files in `folder` at `commit`."""
        listed = self._run("ls-tree", "--name-only", commit, f"{folder}/").decode().split("\n")
        return tuple(name.removeprefix(f"{folder}/") for name in listed if name)

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """Return the paths that differ between two commits."""
        return tuple(self._run("diff", "--name-only", old, new).decode().split())

    def _run(
        self, *words: str, feed: bytes = b"", check: bool = True, directory: Path | None = None
    ) -> bytes:
        return _git(words, self._env, feed=feed, check=check, directory=directory or self._git_dir)


def working_tree(tree: Path) -> WorkingTree:
    """Look at the checkout `tree`; raises RehearsalError when it is none."""
    # Without optional locks git does not refresh the index: nothing of the user's is written.
    env = {"PATH": os.environ.get("PATH", os.defpath), "GIT_OPTIONAL_LOCKS": "0"}
    env |= {"HOME": os.environ.get("HOME", str(tree))}
    try:
        listed = _git(
            ("ls-files", "-z", "--cached", "--others", "--exclude-standard"), env, directory=tree
        )
    except subprocess.CalledProcessError as error:
        raise RehearsalError(
            "working tree",
            f"{tree} is no git checkout",
            expected="a clone of the repository",
            remedy="git clone the repository and run make rehearse in the clone",
        ) from error
    head = _git(("rev-parse", "-q", "--verify", "HEAD"), env, check=False, directory=tree)
    status = _git(("status", "--porcelain"), env, directory=tree)
    names = sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})
    there = tuple(name for name in names if _is_there(tree / name))
    return WorkingTree(
        head=head.decode().strip() or None, local_changes=bool(status.strip()), files=there
    )


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _git(
    words: tuple[str, ...],
    env: Mapping[str, str],
    *,
    feed: bytes = b"",
    check: bool = True,
    directory: Path,
) -> bytes:
    done = subprocess.run(
        ("git", *words),  # noqa: S607 - git of PATH
        env=dict(env),
        cwd=directory,
        input=feed,
        capture_output=True,
        check=check,
        timeout=120,
    )
    return done.stdout
