"""A branch on GitHub, read by git and written by one commit that GitHub signs (an edge: gh)."""

import base64
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release import process
from release.errors import MissingRightError, TryAgainLaterError
from release.files import MIB, write_bytes
from release.git import Git
from upkeep.next_version import Cut

_TIMEOUT = 60.0
_COMMIT = """\
mutation CreateCommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """The branch `name` of `repository` (`owner/name`) as it was fetched: at the commit `head`."""

    repository: str
    name: str
    head: str
    git: Git

    @classmethod
    def fetched(cls, git: Git, repository: str, name: str) -> "Branch":
        """Fetch the branch, as everybody can; raises ServiceDownError without an answer."""
        ref, url = f"refs/remotes/origin/{name}", f"https://github.com/{repository}.git"
        words = ("fetch", "--quiet", "--no-tags", url, f"+refs/heads/{name}:{ref}")
        git.need(*words, online=True)
        head = git.need("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()
        return cls(repository=repository, name=name, head=head, git=git)

    @property
    def day(self) -> str:
        """The day of its last commit, in UTC, by the clock of whoever made it."""
        words = ("show", "--no-patch", "--date=format-local:%Y-%m-%d", "--format=%cd", self.head)
        return self.git.need(*words).decode().strip()

    def paths(self) -> frozenset[str]:
        """Return every path of its tree."""
        return frozenset(entry.path for entry in self.git.entries(self.head))

    def files(self, folder: str) -> Mapping[str, bytes]:
        """Return the plain files below `folder`."""
        inside = (e for e in self.git.entries(self.head) if e.path.startswith(f"{folder}/"))
        found = ((e.path, self.git.blob(e.oid, limit=MIB)) for e in inside if e.regular)
        return {path: data for path, data in found if data is not None}

    def file(self, path: str) -> bytes:
        """Return the file at `path`, empty when there is none."""
        return self.git.file(self.head, path, limit=MIB) or b""


def commit(branch: Branch, cut: Cut, environment: Mapping[str, str], token: str) -> None:
    """Add one commit to the branch, if it still is what was fetched; GitHub compares, and signs.

    Raises MissingRightError when the token may not, TryAgainLaterError when the branch moved.
    Source: GraphQL reference, createCommitOnBranch.
    """
    additions = [
        {"path": path, "contents": base64.b64encode(data).decode()}
        for path, data in cut.written.items()
    ]
    given = {
        "branch": {"repositoryNameWithOwner": branch.repository, "branchName": branch.name},
        "expectedHeadOid": branch.head,
        "message": {"headline": f"Tell what changed in {cut.version}"},
        "fileChanges": {"additions": additions, "deletions": [{"path": p} for p in cut.deleted]},
    }
    question = json.dumps({"query": _COMMIT, "variables": {"input": given}}).encode()
    with tempfile.TemporaryDirectory(prefix="commit-") as place:
        file = Path(place) / "question.json"
        write_bytes(file, question)
        finished = _gh(("api", "graphql", "--input", file), Path(place), environment, token)
    if finished.code:
        raise _refused(branch, finished)


def _gh(
    words: tuple[str | Path, ...], home: Path, environment: Mapping[str, str], token: str
) -> process.Finished:
    path = environment.get("PATH", "")
    gh = process.find("gh", path=path, remedy="install gh, see docs/setup.md")
    own = {"PATH": path, "HOME": str(home), "GH_TELEMETRY": "false", "GH_TOKEN": token}
    env = {**process.forwarded(environment, process.NETWORK_VARIABLES), **own}
    return process.run((gh, *words), env=env, timeout=_TIMEOUT)


def _refused(branch: Branch, finished: process.Finished) -> MissingRightError | TryAgainLaterError:
    said = f"committing to {branch.name}: {finished.last_line[-240:]}"
    if "not accessible" in said or "FORBIDDEN" in said or "HTTP 401" in said:
        return MissingRightError(
            said,
            expected="a token with contents: write",
            remedy="compare the job's permissions, or the App's, with .github/governance.toml",
        )
    return TryAgainLaterError(
        said,
        expected=f"a branch that still is at {branch.head}",
        remedy="run the failed job again: it starts from the branch as it is then",
    )
