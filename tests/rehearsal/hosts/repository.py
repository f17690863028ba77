"""The bare git repository: refs, history and merges by git, objects in Python."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.hosts.objects import Commit, Objects

WORKFLOWS = ".github/workflows"
_ZERO = "0" * 40

# Only pushes that come over HTTP carry the variable; the world's own `git push <path>` does not.
_PRE_RECEIVE = f"""#!/bin/sh
[ -n "$REHEARSAL_WORKFLOWS" ] || exit 0
main=$(git rev-parse -q --verify refs/heads/main:{WORKFLOWS})
while read -r old new ref; do
  case " $REHEARSAL_LOCKED " in *" $ref "*)
    echo "$ref belongs to an immutable release" >&2; exit 1 ;;
  esac
  rules=update
  [ "$old" = {_ZERO} ] && rules=creation
  [ "$new" = {_ZERO} ] && rules=deletion
  [ $rules = update ] && ! git merge-base --is-ancestor "$old" "$new" &&
    rules="update non_fast_forward"
  for rule in $rules; do
    case " $REHEARSAL_FORBIDDEN " in *" $rule:$ref "*)
      echo "error: GH013: rule violations found for $ref" >&2; exit 1 ;;
    esac
  done
  [ "$REHEARSAL_WORKFLOWS" = forbidden ] && [ "$new" != {_ZERO} ] || continue
  theirs=$(git rev-parse -q --verify "$new:{WORKFLOWS}")
  before=$(git rev-parse -q --verify "$old:{WORKFLOWS}" 2>/dev/null)
  [ "$theirs" = "$main" ] || [ "$theirs" = "$before" ] && continue
  echo "refusing to allow a GitHub App to create or update workflow without" \
    "'workflows' permission" >&2
  exit 1
done
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A ref and what it points at: a commit, or the tag object of an annotated tag."""

    name: str
    sha: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that differs between two commits."""

    path: str
    status: str  # added, removed, modified
    sha: str
    additions: int
    deletions: int


class Repository:
    """One bare repository on disk."""

    def __init__(self, git_dir: Path) -> None:
        """Create the repository if it is not there."""
        self.git_dir = git_dir
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(git_dir),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "LANG": "C.UTF-8",
        }
        if not (git_dir / "HEAD").exists():
            self._create()
        self.objects = Objects(git_dir, self.environment)

    def as_of(self, refs: Mapping[str, str]) -> "Repository":
        """Return the repository as it was when it had exactly `refs` (name → object)."""
        return _Past(self, refs)

    def _create(self) -> None:
        self.git_dir.mkdir(parents=True)
        self.git("init", "-q", "--bare", "-b", "main", "--template=")
        with (self.git_dir / "config").open("a") as config:
            config.write(
                "[http]\n\treceivepack = true\n"
                "[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n"
                "[receive]\n\tautogc = false\n[gc]\n\tauto = 0\n"
            )
        hook = self.git_dir / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(_PRE_RECEIVE)
        hook.chmod(0o755)

    def close(self) -> None:
        """End the helper process."""
        self.objects.close()

    def git(self, *arguments: str) -> str:
        """Run git and return what it prints; raises CalledProcessError."""
        done = self.run(*arguments)
        done.check_returncode()
        return done.stdout

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run git and return how it ended."""
        return subprocess.run(
            ["git", "-C", str(self.git_dir), *arguments],  # noqa: S607 -- git of PATH
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def commit(self, name: str) -> Commit | None:
        """Return the commit that a SHA, branch, tag or full ref stands for, or None."""
        if name.startswith("-"):
            return None
        return self.objects.commit(name)

    def branch(self, name: str) -> Commit | None:
        """Return the tip of a branch, or None."""
        return self.commit(f"refs/heads/{name}")

    def refs(self, prefix: str = "refs/") -> tuple[Ref, ...]:
        """Return every ref whose name begins with `prefix`, by name."""
        shape = "--format=%(objectname) %(objecttype) %(refname)"
        rows = (line.split(" ", 2) for line in self.git("for-each-ref", shape).splitlines())
        return tuple(
            Ref(name=name, sha=sha, kind=kind)
            for sha, kind, name in rows
            if name.startswith(prefix)
        )

    def ref(self, name: str) -> Ref | None:
        """Return the ref with the full name `name`, or None."""
        if not name.startswith("refs/") or (found := self.objects.read(name)) is None:
            return None
        return Ref(name=name, sha=found.sha, kind=found.kind)

    def set_ref(self, name: str, sha: str, *, old: str | None) -> bool:
        """Move `name` from `old` (None: it must not exist) to `sha`; say whether it moved."""
        return self.run("update-ref", name, sha, old or _ZERO).returncode == 0

    def delete_ref(self, name: str) -> None:
        """Remove the ref `name`."""
        self.git("update-ref", "-d", name)

    def contains(self, descendant: str, ancestor: str) -> bool:
        """Say whether `ancestor` is in the history of `descendant`."""
        return self.run("merge-base", "--is-ancestor", ancestor, descendant).returncode == 0

    def between(self, old: str, new: str) -> tuple[str, ...]:
        """Return the commits of `new` that `old` does not have, oldest first."""
        return tuple(self.git("rev-list", "--reverse", f"{old}..{new}").split())

    def history(self, tip: str, limit: int) -> tuple[str, ...]:
        """Return up to `limit` commits from `tip`, newest first."""
        return tuple(self.git("rev-list", f"--max-count={limit}", tip).split())

    def merge_base(self, one: str, two: str) -> str | None:
        """Return the best common ancestor, or None."""
        return self.run("merge-base", one, two).stdout.strip() or None

    def merged_tree(self, base: str, head: str) -> str | None:
        """Return the tree of a merge without conflicts, or None."""
        done = self.run("merge-tree", "--write-tree", base, head)
        return done.stdout.split("\n")[0] if done.returncode == 0 else None

    def workflows_tree(self, commit: str) -> str | None:
        """Return the name of the tree with the workflow files, or None when there are none."""
        found = self.objects.read(f"{commit}:{WORKFLOWS}")
        return found.sha if found else None

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """Return what differs between two commits, by path."""
        arguments = ("diff-tree", "-r", "-z", "--no-renames", "--raw", "--numstat", old, new)
        return _changes(self.git(*arguments).split("\0"))


class _Past(Repository):
    """Another time's refs over the same objects; read only."""

    def __init__(self, now: Repository, refs: Mapping[str, str]) -> None:
        self.git_dir, self.environment, self.objects = now.git_dir, now.environment, now.objects
        self._refs = dict(refs)

    def commit(self, name: str) -> Commit | None:
        for full in (name, f"refs/tags/{name}", f"refs/heads/{name}"):
            if full in self._refs:
                return self.objects.commit(self._refs[full])
        return None if name.startswith("refs/") else super().commit(name)

    def refs(self, prefix: str = "refs/") -> tuple[Ref, ...]:
        found = (self.ref(name) for name in sorted(self._refs) if name.startswith(prefix))
        return tuple(ref for ref in found if ref)

    def ref(self, name: str) -> Ref | None:
        if name not in self._refs or (found := self.objects.read(self._refs[name])) is None:
            return None
        return Ref(name=name, sha=found.sha, kind=found.kind)


_STATUS = {"A": "added", "D": "removed", "M": "modified", "T": "changed"}


def _changes(fields: Sequence[str]) -> tuple[Change, ...]:
    """Join the raw part (`:modes shas status`, path) with the counts (`added deleted path`)."""
    raw: dict[str, tuple[str, str]] = {}
    counts: dict[str, tuple[int, int]] = {}
    rest = iter(fields)
    for item in rest:
        if item.startswith(":"):
            words = item.split(" ")
            raw[next(rest)] = (_STATUS[words[4]], words[3])
        elif item:
            added, deleted, path = item.split("\t")
            counts[path] = (_count(added), _count(deleted))
    return tuple(
        Change(
            path=path,
            status=status,
            sha=sha,
            additions=counts.get(path, (0, 0))[0],
            deletions=counts.get(path, (0, 0))[1],
        )
        for path, (status, sha) in sorted(raw.items())
    )


def _count(text: str) -> int:
    return 0 if text == "-" else int(text)  # git says "-" for binary files
