"""GitHub's branches, files and pull requests: the verbs of `record`, over PyGithub."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from github import GithubException, InputGitTreeElement
from github.Commit import Commit
from github.PullRequest import PullRequest
from github.Repository import Repository

from release.errors import IrregularFileError
from release.github.refusals import unanswered
from release.github.session import missing, read, twin, write
from release.record.branches import BASE, Comparison, Pull

if TYPE_CHECKING:
    from github.NamedUser import NamedUser

_WEB = "web-flow"  # the account behind what is done on the page
_OBJECT = re.compile("[0-9a-f]{40}")
_NOTHING = "0" * 40
_IRREGULAR = frozenset({"dir", "submodule", "symlink"})
_NO_RIGHT = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"})
_MOVE = """\
mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }"""


class GitHubBranches:
    """The branches of one repository; see the protocol `Branches`."""

    def __init__(
        self,
        repository: Repository,
        *,
        owner: str,
        author: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the repository, as `session.repository` returns it, its owner, and the bot."""
        self._repository = repository
        self._read = partial(read, pause=pause)
        # What a commit holds stays; that it lacks a file may be an answer that lags behind.
        self._files: dict[tuple[str, str], bytes] = {}
        self._owner = owner
        self._author = author

    def tip(self, branch: str) -> str | None:
        """Return the commit at the tip of `branch`."""

        def question() -> str | None:
            try:
                return self._repository.get_git_ref(f"heads/{branch}").object.sha
            except GithubException as error:
                if missing(error):
                    return None
                raise

        return self._read(f"reading branch {branch}", question)

    def file(self, path: str, commit: str) -> bytes | None:
        """Return a file of the tree at `commit`; our files are small, so one answer holds it."""

        def question() -> bytes | None:
            try:
                found = self._repository.get_contents(path, ref=commit)
            except GithubException as error:
                if missing(error):
                    return None
                raise
            if isinstance(found, list) or found.type in _IRREGULAR:
                raise _irregular(path)
            if found.type != "file":
                raise unanswered(f"reading {path}: GitHub's answer is no file")
            return found.decoded_content

        if (known := self._files.get((path, commit))) is not None:
            return known
        if (data := self._read(f"reading {path}", question)) is not None:
            self._files[path, commit] = data
        return data

    def compare(self, base: str, head: str) -> Comparison:
        """Return what `head` has and `base` has not; GitHub lists at most 300 paths."""
        if base == head:
            return Comparison(since=base, strangers=(), paths=frozenset())

        def question() -> Comparison:
            seen = self._repository.compare(base, head)
            people = {name for commit in seen.commits for name in _writers(commit)}
            return Comparison(
                since=seen.merge_base_commit.sha,
                strangers=tuple(sorted(people - {self._author, _WEB})),
                paths=frozenset(file.filename for file in seen.files),
            )

        return self._read(f"comparing {base} with {head}", question)

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str | None:
        """Write one commit; without author and committer, so that GitHub signs it for the bot."""
        elements = [
            InputGitTreeElement(path, "100644", "blob", content=data.decode())
            for path, data in sorted(files.items())
        ]

        def action() -> str:
            parent = self._repository.get_git_commit(base)
            # Without its base, the new tree would hold these files and no other.
            _require_named(parent.sha, parent.tree.sha)
            tree = self._repository.create_git_tree(elements, base_tree=parent.tree)
            _require_named(tree.sha)
            return self._repository.create_git_commit(message, tree, [parent]).sha

        return write("writing the bot's commit", action)

    def point(self, branch: str, commit: str, *, old: str | None) -> None:
        """Let `branch` be `commit` if it still is `old`: one move, which GitHub itself compares.

        It leaves main's old tip, hence by force. REST's own update takes no expected value; the
        mutation updateRefs does (docs.github.com, GraphQL reference, RefUpdate.beforeOid).
        """
        update = {
            "name": f"refs/heads/{branch}",
            "beforeOid": old or _NOTHING,
            "afterOid": commit,
            "force": True,
        }
        about = {"repositoryId": self._repository.node_id, "refUpdates": [update]}

        def action() -> None:
            try:
                self._repository.requester.graphql_query(_MOVE, {"input": about})
            except GithubException as error:
                if error.status != HTTPStatus.BAD_REQUEST or not _somebody_was_first(error):
                    raise

        write(f"moving branch {branch}", action)

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        """Return all pull requests from `branch` of this repository, the newest first."""

        def question() -> tuple[Pull, ...]:
            rows = self._repository.get_pulls(
                state="all", head=f"{self._owner}:{branch}", base=BASE
            )
            found = (_pull(row) for row in rows if row.head.ref == branch)
            return tuple(sorted(found, key=lambda pull: -pull.number))

        return self._read(f"listing the pull requests from {branch}", question)

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


def _require_named(*names: object) -> None:
    """Raise ServiceDownError unless each of `names`, read from answers, names an object."""
    for name in names:
        if not isinstance(name, str) or not _OBJECT.fullmatch(name):
            raise unanswered("GitHub's answer names no object of git")


def _unless_there(action: Callable[[], object]) -> None:
    """Do `action`; when an earlier try arrived after all, the state is read again anyway."""
    try:
        action()
    except GithubException as error:
        if not twin(error):
            raise


def _somebody_was_first(error: GithubException) -> bool:
    """Tell whether a refused move is about the branch, and not about our rights."""
    errors = error.data.get("errors", ()) if isinstance(error.data, dict) else ()
    return bool(errors) and not any(
        row.get("type") in _NO_RIGHT or "not accessible" in str(row.get("message"))
        for row in errors
    )


def _writers(commit: Commit) -> Iterator[str]:
    """Give the accounts of author and committer; GitHub itself commits what the bot asks for."""
    # GitHub says null for an address that belongs to no account; PyGithub's types do not.
    for person in (commit.author, commit.committer):
        account = cast("NamedUser | None", person)
        yield account.login if account is not None else "somebody without an account"


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
