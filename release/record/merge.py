"""What merging a commit would make of the checkout, worked out by git without checking it out."""

import re
from functools import partial

from release.errors import TryAgainLaterError, UsageError
from release.files import MIB
from release.git import Git
from release.record.consistency import Request

_COMMIT = re.compile(r"[0-9a-f]{40}")
_CONFLICT = 1  # git merge-tree: the merge does not go through by itself
_LIMIT = 8 * MIB


def request_of(git: Git, head: str) -> Request:
    """Return what merging `head` would change in the commit that is checked out.

    Raises UsageError for what is no commit id, ServiceDownError when it cannot be fetched,
    TryAgainLaterError when the two conflict.
    """
    if not _COMMIT.fullmatch(head):
        raise UsageError(
            f"{head[:60]!r} is no commit",
            expected="the 40 hexadecimal characters of the pull request's head",
            remedy="take HEAD_SHA from github.event.pull_request.head.sha",
        )
    if git.run("cat-file", "-e", f"{head}^{{commit}}").code:
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
        git.need("fetch", *options, "--", git.remote("origin"), head, online=True)
    merged = _merged(git, head)
    return Request(
        base=partial(_file, git, "HEAD"),
        merged=partial(_file, git, merged),
        changes=git.changes("HEAD", merged),
    )


def _merged(git: Git, head: str) -> str:
    finished = git.run("merge-tree", "--write-tree", "--no-messages", "HEAD", head)
    if finished.code == _CONFLICT:
        raise TryAgainLaterError(
            f"{head} conflicts with the base",
            expected="a pull request that can be merged",
            remedy="start u2netp-mirror-attach.yml: record writes its branch again on main's tip",
        )
    if finished.code:
        raise git.failed("merge-tree", finished)
    return finished.out.decode().split()[0]


def _file(git: Git, tree: str, path: str) -> bytes | None:
    return git.file(tree, path, limit=_LIMIT)
