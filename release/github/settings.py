"""GitHub's settings: what a release needs to know before it writes."""

from enum import Enum

from github import GithubException
from github.Repository import Repository

from release.errors import MissingRightError
from release.github.session import missing, read
from release.policy import Writer


class Immutability(Enum):
    """Whether a release that is published now can never be changed."""

    ON = "on"
    OFF = "off"
    UNKNOWN_BY_RIGHT = "unknown"
    """Nobody told: reading the setting needs *administration: read*, which only an App has."""


def immutable_releases(repository: Repository, writer: Writer) -> Immutability:
    """Return the setting "immutable releases", as the token of `writer` can know it.

    GitHub answers 404 when the setting is off. A token without the right is refused with 403, and
    its 404 is no answer either, so the job's own token never learns it. An App that is refused was
    installed without the right: raises MissingRightError. Raises 69 or 75 without an answer.
    Source: REST description, "Check if immutable releases are enabled for a repository".
    """

    def question() -> Immutability:
        try:
            _, answer = repository.requester.requestJsonAndCheck(
                "GET", f"{repository.url}/immutable-releases"
            )
        except GithubException as error:
            if missing(error):
                return Immutability.OFF
            raise
        enabled = isinstance(answer, dict) and answer.get("enabled") is True
        return Immutability.ON if enabled else Immutability.OFF

    try:
        found = read("asking whether releases are immutable", question)
    except MissingRightError:
        if writer.degraded:
            return Immutability.UNKNOWN_BY_RIGHT
        raise
    return Immutability.UNKNOWN_BY_RIGHT if writer.degraded and _no(found) else found


def _no(found: Immutability) -> bool:
    return found is Immutability.OFF
