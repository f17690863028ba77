"""What GitHub's refusals mean: which error of ours, and whom it asks to act."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from release.attach.patience import RateLimitedError
from release.errors import (
    ForeignObjectError,
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    SettingError,
    TryAgainLaterError,
)

_NO_PULL_REQUESTS = "not permitted to create or approve pull requests"
_SECONDARY = 60.0
"""Seconds to wait at least where GitHub does not say ("Rate limits for the REST API")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came, to the question `what`; header names are lower case.

    `heard` says that the same token was heard before in this run; `now` is GitHub's clock.
    """

    what: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    heard: bool = False
    now: int = 0

    @property
    def words(self) -> str:
        """GitHub's own words about a refusal, cut."""
        try:
            document: object = json.loads(self.text)
        except (ValueError, RecursionError):
            return self.text[:120]
        if not isinstance(document, dict):
            return str(document)[:120]
        return f"{document.get('message', '')} {document.get('errors') or ''}".strip()[:300]

    @property
    def limited(self) -> bool:
        """Whether this is a refusal for the rate: primary, secondary, or said so in words."""
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return True
        spent = self.headers.get("x-ratelimit-remaining") == "0"
        said = "retry-after" in self.headers or "rate limit" in self.words.lower()
        return self.status == HTTPStatus.FORBIDDEN and (spent or said)

    @property
    def wait(self) -> float:
        """For how many seconds GitHub asks to be left alone; source: "Rate limits", REST."""
        after = _whole(self.headers.get("retry-after"))
        reset = _whole(self.headers.get("x-ratelimit-reset"))
        if after is not None:
            return float(after)
        if self.headers.get("x-ratelimit-remaining") == "0" and reset is not None:
            return float(max(reset - self.now, 1))
        return _SECONDARY


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None


def refusal(reply: Reply) -> ReleaseError:
    """Return our error for an answer that is a refusal."""
    said = f"{reply.what}: GitHub answered {reply.status}, {reply.words}"
    if reply.limited:
        return RateLimitedError(said, wait=reply.wait)
    if _NO_PULL_REQUESTS in said:
        return SettingError(
            said,
            expected="pull requests by GitHub Actions allowed, in repository and organisation",
            remedy="tick Settings, Actions, General, Allow GitHub Actions to create pull requests",
        )
    match reply.status:
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return ForeignObjectError(
                said,
                expected="a name that was never used, and objects that are ours",
                remedy="look at the release page; a burned number is skipped by the next run",
            )
        case HTTPStatus.UNAUTHORIZED if reply.heard:
            return TryAgainLaterError(
                said,
                expected="a token that lives as long as the job",
                remedy="run the failed job again: it gets a new token, and goes on",
            )
        case status if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _no_right(reply, said)
        case _:
            return unanswered(said)


def _no_right(reply: Reply, said: str) -> MissingRightError:
    accepted = reply.headers.get("x-accepted-github-permissions", "")
    return MissingRightError(
        said,
        expected=f"the permission {accepted}" if accepted else "a token that may do this",
        remedy="compare the job's permissions in the workflow with docs/pipeline.md",
    )


def unanswered(problem: str) -> ServiceDownError:
    """Return the error for a question without an answer."""
    return ServiceDownError(problem, expected="an answer", remedy="run the failed job again")
