"""One session with GitHub's API: bounded, without hidden repetition, with translated failures."""

import contextlib
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TypeVar

import requests
from github import Auth, Github, GithubException
from github.Repository import Repository

from release.errors import (
    ForeignObjectError,
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    SettingError,
    TryAgainLaterError,
)

T = TypeVar("T")
_TIMEOUT = 30
_READS = 3
_NO_PULL_REQUESTS = "not permitted to create or approve pull requests"


def repository(name: str, token: str) -> Repository:
    """Return the repository `name` (`owner/name`) as seen with `token`; raises 43, 69 or 75.

    Not lazily: a release that PyGithub 2.10 has not read yet takes the number in its address for
    its tag, and publishing would send that.

    The library repeats nothing: it would repeat writes as well, and hide a half upload behind a
    422. A release takes about a dozen writes and GitHub's limit on content is 80 a minute, so they
    are not spaced out; a refusal for the rate ends the job with code 75.
    """
    session = Github(
        auth=Auth.Token(token),
        retry=None,
        timeout=_TIMEOUT,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=False,
        user_agent="u2netp-mirror",
        per_page=100,
    )
    return read(f"reading {name}", lambda: session.get_repo(name))


@contextlib.contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn PyGithub's and the network's failures into ours; `what` is the verb in the message."""
    try:
        yield
    except GithubException as error:
        raise _failure(error, what) from error
    except (requests.RequestException, OSError) as error:
        raise _unanswered(f"{what}: {type(error).__name__}") from error


def read(what: str, question: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """Return the answer to a question that may be repeated; raises 43, 69 or 75 without one."""
    for left in range(_READS - 1, 0, -1):
        try:
            with translated(what):
                return question()
        except ServiceDownError:
            pause(float(_READS - left))
    with translated(what):
        return question()


def write(what: str, action: Callable[[], T]) -> T | None:
    """Do a write once; None when its answer got lost, so that it may have happened or not."""
    try:
        with translated(what):
            return action()
    except ServiceDownError:
        return None


def missing(error: GithubException) -> bool:
    """Tell whether GitHub said that there is no such thing."""
    return error.status == HTTPStatus.NOT_FOUND


def twin(error: GithubException) -> bool:
    """Tell whether GitHub said that such a thing exists already: an earlier write arrived."""
    return error.status == HTTPStatus.UNPROCESSABLE_ENTITY and "already" in _words(error)


def _failure(error: GithubException, what: str) -> ReleaseError:
    """Return our error for an answer of GitHub's that is a refusal."""
    said = f"{what}: GitHub answered {error.status}, {_words(error)}"
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unanswered(said)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or _limited(error):
        return TryAgainLaterError(
            said, expected="an answer within the rate limit", remedy="run the job again in an hour"
        )
    if _NO_PULL_REQUESTS in said:
        return SettingError(
            said,
            expected="pull requests by GitHub Actions allowed, in repository and organisation",
            remedy="tick Settings, Actions, General, Allow GitHub Actions to create pull requests",
        )
    if error.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return ForeignObjectError(
            said,
            expected="a name that was never used, and objects that are ours",
            remedy="look at the release page; a burned number is skipped by the next run",
        )
    return _no_right(error, said)


def _no_right(error: GithubException, said: str) -> MissingRightError:
    accepted = _header(error, "x-accepted-github-permissions")
    return MissingRightError(
        said,
        expected=f"the permission {accepted}" if accepted else "a token that may do this",
        remedy="compare the job's permissions in the workflow with docs/pipeline.md",
    )


def _unanswered(problem: str) -> ServiceDownError:
    return ServiceDownError(problem, expected="an answer", remedy="run the failed job again")


def _limited(error: GithubException) -> bool:
    if error.status != HTTPStatus.FORBIDDEN:
        return False
    nothing_left = _header(error, "x-ratelimit-remaining") == "0"
    return nothing_left or bool(_header(error, "retry-after")) or "rate limit" in _words(error)


def _header(error: GithubException, name: str) -> str:
    headers = {key.lower(): value for key, value in (error.headers or {}).items()}
    return headers.get(name, "")


def _words(error: GithubException) -> str:
    data = error.data
    if not isinstance(data, dict):
        return str(data)[:200]
    details = data.get("errors") or ""
    return f"{data.get('message', '')} {details}".strip()[:300]
