"""One session with GitHub's API: bounded, without hidden repetition, with translated failures."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TypeVar

import requests
from github import Auth, Github, GithubException
from github.Repository import Repository
from github.Requester import HTTPSRequestsConnectionClass

from release.attach.patience import Patience
from release.errors import ReleaseError, ServiceDownError
from release.github.calls import Calls
from release.github.refusals import Reply, refusal, unanswered

T = TypeVar("T")
_TIMEOUT = 30
_UPLOAD_TIMEOUT = 120
"""Seconds without a byte either way. After the last one GitHub hashes up to 2 GiB."""
_READS = 3

_MALFORMED = (AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What PyGithub raises for an answer of another shape, or one that leads to another host."""


def repository(name: str, token: str, pause: Callable[[float], None] = time.sleep) -> Repository:
    """Return the repository `name` (`owner/name`) as seen with `token`; raises 43, 69 or 75.

    Not lazily: a release that PyGithub 2.10 has not read yet takes the number in its address for
    its tag, and publishing would send that.

    The library repeats nothing: it would repeat writes as well, and hide a half upload behind a
    422. A release takes about a dozen writes and GitHub's limit on content is 80 a minute, so they
    are not spaced out; a refusal for the rate ends the job with code 75.
    """
    session, what = connected(token), f"reading {name}"

    def question() -> Repository:
        found = session.get_repo(name)
        # PyGithub makes up the name when the answer has none.
        if not found.node_id or str(found.full_name).casefold() != name.casefold():
            raise unanswered(f"{what}: GitHub's answer is about another repository, or none")
        return found

    return read(what, question, pause)


def calls(name: str, token: str, patience: Patience) -> Calls:
    """Return the calls of the repository `name` with `token`; asks nothing yet."""
    return Calls(connected(token).requester, name, patience=patience, connect=to_upload)


def connected(token: str) -> Github:
    """Return PyGithub as this project uses it: bounded, and without repetition of its own."""
    return Github(
        auth=Auth.Token(token),
        retry=None,
        timeout=_TIMEOUT,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=False,
        user_agent="u2netp-mirror",
        per_page=100,
    )


def to_upload(host: str) -> HTTPSRequestsConnectionClass:
    """Return a connection of PyGithub's to the upload host, with a timeout: its own has none."""
    return HTTPSRequestsConnectionClass(host, timeout=_UPLOAD_TIMEOUT)


@contextlib.contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn PyGithub's and the network's failures into ours; `what` is the verb in the message.

    What is no answer is none: of GitHub's page for its own errors, say, nothing follows.
    """
    try:
        yield
    except GithubException as error:
        raise _failure(error, what) from error
    except (requests.RequestException, OSError) as error:
        raise unanswered(f"{what}: {type(error).__name__}") from error
    except _MALFORMED as error:
        raise unanswered(f"{what}: GitHub's answer cannot be read ({error})"[:300]) from error


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
    if error.status < HTTPStatus.BAD_REQUEST:
        return unanswered(f"{what}: GitHub's answer cannot be read ({error})"[:300])
    headers = {key.lower(): value for key, value in (error.headers or {}).items()}
    text = json.dumps(error.data, default=str)
    return refusal(Reply(what=what, status=error.status, headers=headers, text=text))


def _words(error: GithubException) -> str:
    return Reply(what="", status=error.status, text=json.dumps(error.data, default=str)).words
