"""The history of this checkout, asked of git: which commit changed what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release import process
from release.errors import MissingInputError, TryAgainLaterError

_TIMEOUT = 30.0
_COMMIT = re.compile(rb"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A full clone at `root`."""

    root: Path
    git: Path
    environment: Mapping[str, str]

    @classmethod
    def at(cls, root: Path, environment: Mapping[str, str]) -> "Checkout":
        """Return the checkout; raises MissingInputError when its history was cut off."""
        names = ("PATH", "HOME")
        git = process.find("git", path=environment.get("PATH", ""), remedy="install git")
        checkout = cls(root=root, git=git, environment=process.forwarded(environment, names))
        # git's own mark of a shallow clone; asking git would cost another process (gitrepository-
        # layout(5), "shallow"). Where .git is a file, the tree belongs to somebody's full clone.
        if not (root / ".git").exists() or (root / ".git" / "shallow").exists():
            raise MissingInputError(
                "the checkout has no full history",
                expected="every commit: the plan names the last one that changed the content",
                remedy="check out with fetch-depth: 0, or run git fetch --unshallow",
            )
        return checkout

    def last_change(self, paths: Sequence[str]) -> str:
        """Return the last commit that changed one of `paths`."""
        out = self.run("log", "-1", "--format=%H", "--", *paths).out.strip()
        if not _COMMIT.fullmatch(out):
            raise MissingInputError(
                f"no commit holds {', '.join(paths)}",
                expected="pin and licence receipt, committed",
                remedy="commit both files",
            )
        return out.decode()

    def same(self, first: str, second: str, paths: Sequence[str]) -> bool:
        """Tell whether `paths` are equal in both commits.

        Raises TryAgainLaterError when a commit is not here: it is newer than the checkout.
        """
        finished = self.run("diff", "--quiet", first, second, "--", *paths)
        if finished.code in {0, 1}:
            return finished.code == 0
        raise TryAgainLaterError(
            f"commit {first} or {second} is not in the checkout: {finished.last_line[-200:]}",
            expected="a main branch that did not move since the checkout",
            remedy="start the workflow again on main",
        )

    def knows(self, commit: str) -> bool:
        """Tell whether `commit` is here; an old one may have gone with its branch."""
        return self.run("cat-file", "-e", f"{commit}^{{commit}}").code == 0

    def run(self, *words: str) -> process.Finished:
        """Run git in the checkout."""
        argv: list[str | Path] = [self.git, *words]
        return process.run(argv, env=self.environment, timeout=_TIMEOUT, directory=self.root)
