"""Git objects in Python: a process per object would cost three milliseconds each."""

import calendar
import hashlib
import re
import subprocess
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TREE = "40000"
_GONE = frozenset({"missing", "ambiguous"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author or committer."""

    name: str
    email: str
    date: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit, read."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """Any object: its name, kind and content."""

    sha: str
    kind: str
    data: bytes


class Objects:
    """The object store of one repository, read through one long-lived `git cat-file --batch`."""

    def __init__(self, git_dir: Path, environment: Mapping[str, str]) -> None:
        """Serve the repository at `git_dir`; the process starts with the first read."""
        self._git_dir = git_dir
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is not None:
                self._process.communicate()  # closes its input; it ends by itself
                self._process = None

    def read(self, name: str) -> Object | None:
        """Return the object that `name` (any revision syntax) stands for, or None."""
        if not name or "\n" in name:
            return None
        with self._lock:
            process = self._started()
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("git cat-file was started without pipes")
            process.stdin.write(name.encode() + b"\n")
            process.stdin.flush()
            words = process.stdout.readline().decode().rsplit(maxsplit=2)
            if words[-1] in _GONE:
                return None
            sha, kind, size = words
            data = process.stdout.read(int(size) + 1)[:-1]
        return Object(sha=sha, kind=kind, data=data)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                ["git", "-C", str(self._git_dir), "cat-file", "--batch"],  # noqa: S607 -- git of PATH
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment,
                # Ctrl-C is for us: the report still asks. It ends when we close its input.
                start_new_session=True,
            )
        return self._process

    def write(self, kind: str, data: bytes) -> str:
        """Store a loose object and return its name."""
        whole = f"{kind} {len(data)}\0".encode() + data
        sha = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self._git_dir / "objects" / sha[:2] / sha[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            part = path.with_name(f"tmp_obj_{threading.get_ident()}")
            part.write_bytes(zlib.compress(whole, 1))
            part.replace(path)
        return sha

    def entries(self, tree: str) -> dict[str, tuple[str, str]]:
        """Return one level of the tree `tree`: name → (mode, sha)."""
        found = self.read(tree)
        if found is None or found.kind != "tree":
            return {}
        return dict(_entries(found.data))

    def flat(self, tree: str, prefix: str = "") -> dict[str, tuple[str, str]]:
        """Return every file below the tree: path → (mode, sha)."""
        files: dict[str, tuple[str, str]] = {}
        for name, (mode, sha) in self.entries(tree).items():
            if mode == TREE:
                files |= self.flat(sha, f"{prefix}{name}/")
            else:
                files[prefix + name] = (mode, sha)
        return files

    def write_tree(self, entries: Mapping[str, tuple[str, str]]) -> str:
        """Store one level of a tree."""
        # Git sorts a directory as if its name ended in a slash.
        rows = sorted(entries.items(), key=lambda row: row[0] + "/" * (row[1][0] == TREE))
        data = b"".join(
            f"{mode} {name}\0".encode() + bytes.fromhex(sha) for name, (mode, sha) in rows
        )
        return self.write("tree", data)

    def edit_tree(self, base: str | None, edits: Mapping[str, tuple[str, str] | None]) -> str:
        """Store the tree `base` with `edits` (path → entry, None deletes); untouched parts stay."""
        entries = self.entries(base) if base else {}
        below: dict[str, dict[str, tuple[str, str] | None]] = {}
        for path, entry in edits.items():
            head, slash, rest = path.partition("/")
            if slash:
                below.setdefault(head, {})[rest] = entry
            elif entry is None:
                entries.pop(head, None)
            else:
                entries[head] = entry
        for head, inner in below.items():
            mode, sha = entries.pop(head, (TREE, ""))
            tree = self.edit_tree(sha if mode == TREE and sha else None, inner)
            if self.entries(tree):
                entries[head] = (TREE, tree)
        return self.write_tree(entries)

    def commit(self, name: str) -> Commit | None:
        """Return the commit that `name` stands for, tags peeled, or None."""
        found = self.read(f"{name}^{{commit}}")
        return _commit(found) if found is not None else None

    def write_commit(
        self, tree: str, parents: Iterable[str], *, by: tuple[Person, Person], message: str
    ) -> str:
        """Store a commit by (author, committer)."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [
            f"{role} {_stamp(who)}" for role, who in zip(("author", "committer"), by, strict=True)
        ]
        return self.write("commit", ("\n".join(lines) + "\n\n" + message).encode())


def _entries(data: bytes) -> Iterable[tuple[str, tuple[str, str]]]:
    start = 0
    while start < len(data):
        end = data.index(b"\0", start)
        mode, name = data[start:end].decode().split(" ", 1)
        start = end + 21
        yield name, (mode, data[end + 1 : start].hex())


def _commit(found: Object) -> Commit:
    head, _, message = found.data.decode(errors="replace").partition("\n\n")
    lines = [line.split(" ", 1) for line in head.split("\n") if not line.startswith(" ")]
    one = dict(lines)
    return Commit(
        sha=found.sha,
        tree=one["tree"],
        parents=tuple(value for key, value in lines if key == "parent"),
        author=_person(one["author"]),
        committer=_person(one["committer"]),
        message=message,
    )


def _person(text: str) -> Person:
    match = re.fullmatch(r"(.*?) ?<(.*)> (\d+) [+-]\d{4}", text)
    if match is None:
        raise ValueError(f"not a person of git: {text!r}")
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(match[3])))
    return Person(name=match[1], email=match[2], date=date)


def _stamp(who: Person) -> str:
    seconds = calendar.timegm(time.strptime(who.date, "%Y-%m-%dT%H:%M:%SZ"))
    return f"{who.name} <{who.email}> {seconds} +0000"
