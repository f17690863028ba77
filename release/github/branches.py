"""GitHub's branches, files and pull requests: the verbs of `record`, over PyGithub."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from github import GithubException, InputGitTreeElement
from github.Commit import Commit
from github.PullRequest import PullRequest
from github.Repository import Repository

from release.attach.releases import BOT
from release.errors import IrregularFileError
from release.github.session import missing, read, twin, write
from release.record.branches import BASE, Pull

if TYPE_CHECKING:
    from github.NamedUser import NamedUser


class GitHubBranches:
    """The branches of one repository; see the protocol `Branches`."""

    def __init__(self, repository: Repository, *, owner: str) -> None:
        """Take the repository, as `session.repository` returns it, and its owner."""
        self._repository = repository
        self._owner = owner

    def tip(self, branch: str) -> str | None:
        """Return the commit at the tip of `branch`."""

        def question() -> str | None:
            try:
                return self._repository.get_git_ref(f"heads/{branch}").object.sha
            except GithubException as error:
                if missing(error):
                    return None
                raise

        return read(f"reading branch {branch}", question)

    def file(self, path: str, commit: str) -> bytes | None:
        """Return a file of the tree at `commit`; our files are small, so one answer holds it."""

        def question() -> bytes | None:
            try:
                found = self._repository.get_contents(path, ref=commit)
            except GithubException as error:
                if missing(error):
                    return None
                raise
            if isinstance(found, list) or found.type != "file":
                raise _irregular(path)
            return found.decoded_content

        return read(f"reading {path}", question)

    def strangers(self, base: str, head: str) -> tuple[str, ...]:
        """Return who, other than the bot, wrote commits above `base`."""

        def question() -> tuple[str, ...]:
            commits = self._repository.compare(base, head).commits
            return tuple(sorted({_author(commit) for commit in commits} - {BOT}))

        return read("comparing the bot's branch with main", question)

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str | None:
        """Write one commit; without author and committer, so that GitHub signs it for the bot."""
        elements = [
            InputGitTreeElement(path, "100644", "blob", content=data.decode())
            for path, data in sorted(files.items())
        ]

        def action() -> str:
            parent = self._repository.get_git_commit(base)
            tree = self._repository.create_git_tree(elements, base_tree=parent.tree)
            return self._repository.create_git_commit(message, tree, [parent]).sha

        return write("writing the bot's commit", action)

    def point(self, branch: str, commit: str, *, old: str | None) -> None:
        """Create or move `branch`. It moves away from main's old tip, hence by force."""

        def action() -> None:
            if old is None:
                self._repository.create_git_ref(f"refs/heads/{branch}", commit)
            else:
                self._repository.get_git_ref(f"heads/{branch}").edit(commit, force=True)

        write(f"moving branch {branch}", lambda: _unless_there(action))

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        """Return all pull requests from `branch` of this repository, the newest first."""

        def question() -> tuple[Pull, ...]:
            rows = self._repository.get_pulls(
                state="all", head=f"{self._owner}:{branch}", base=BASE
            )
            found = (_pull(row) for row in rows if row.head.ref == branch)
            return tuple(sorted(found, key=lambda pull: -pull.number))

        return read(f"listing the pull requests from {branch}", question)

    def open_pull(self, branch: str, *, title: str, body: str) -> None:
        """Open a pull request from `branch`."""
        write(
            f"opening the pull request from {branch}",
            lambda: _unless_there(
                lambda: self._repository.create_pull(BASE, branch, title=title, body=body)
            ),
        )

    def edit_pull(self, number: int, *, body: str) -> None:
        """Replace the text of a pull request."""
        write(
            f"editing pull request {number}",
            lambda: self._repository.get_pull(number).edit(body=body),
        )


def _unless_there(action: Callable[[], object]) -> None:
    """Do `action`; when an earlier try arrived after all, the state is read again anyway."""
    try:
        action()
    except GithubException as error:
        if not twin(error):
            raise


def _author(commit: Commit) -> str:
    # GitHub says null for an address that belongs to no account; PyGithub's types do not.
    author = cast("NamedUser | None", commit.author)
    return author.login if author is not None else "somebody without an account"


def _pull(row: PullRequest) -> Pull:
    return Pull(
        number=row.number,
        open=row.state == "open",
        merged=row.merged_at is not None,
        body=row.body or "",
    )


def _irregular(path: str) -> IrregularFileError:
    return IrregularFileError(
        f"{path} on main is not a file",
        expected="a regular file",
        remedy=f"restore {path} in a pull request",
    )
