"""The issues of the repository: read all that are open, then do what the alarm asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

from release.errors import MissingRightError, ReleaseError, ServiceDownError, SettingError
from upkeep.alarm import BOT, Action, Close, Edit, Issue, News, Open, decide

_PAGE = 100
_PAGES = 50
_TRIES = 3


class Talks(Protocol):
    """GitHub, asked and told with one token; raises 69 or 75 when there is no answer."""

    def asked(self, target: str) -> tuple[int, object]:
        """Return status and document of GET `target`."""
        ...

    def told(self, verb: str, target: str, body: Mapping[str, object]) -> tuple[int, object]:
        """Send `body` once and return status and document; a lost answer raises 69."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues:
    """The issues of the repository at `base`, `/repos/owner/name`."""

    talks: Talks
    base: str
    pause: Callable[[float], None]

    def settle(self, news: News) -> tuple[Action, ...]:
        """Make the issues what `news` asks for, and return what was done.

        After a lost answer the state is read again: the write may have happened. Raises
        MissingRightError, SettingError, ServiceDownError and TryAgainLaterError.
        """
        for left in range(_TRIES - 1, -1, -1):
            try:
                actions = decide(self.open_ones(), news)
                for action in actions:
                    self._perform(action)
            except ServiceDownError:
                if not left:
                    raise
                self.pause(2.0 ** (_TRIES - left))
            else:
                return actions
        raise AssertionError  # the last try returns or raises

    def open_ones(self) -> tuple[Issue, ...]:
        """Return every open issue of ours; GitHub lists pull requests among them, which are none.

        Those of others are not asked for: nobody can hide or silence the alarm among thousands.
        """
        found: list[Issue] = []
        for number in range(1, _PAGES + 1):
            query = f"state=open&creator={quote(BOT)}&per_page={_PAGE}&page={number}"
            status, rows = self.talks.asked(f"{self.base}/issues?{query}")
            if status != HTTPStatus.OK:
                raise _refused("listing the issues", status)
            if not isinstance(rows, list):
                raise _nonsense()
            found += [_issue(row) for row in map(_table, rows) if "pull_request" not in row]
            if len(rows) < _PAGE:
                return tuple(found)
        raise _nonsense()

    def _perform(self, action: Action) -> None:
        match action:
            case Open(title=title, body=body):
                self._tell("POST", "/issues", {"title": title, "body": body})
            case Edit(number=number, body=body, comment=comment):
                if comment is not None:
                    self._tell("POST", f"/issues/{number}/comments", {"body": comment})
                self._tell("PATCH", f"/issues/{number}", {"body": body})
            case Close(number=number, comment=comment):
                self._tell("POST", f"/issues/{number}/comments", {"body": comment})
                state = {"state": "closed", "state_reason": "completed"}
                self._tell("PATCH", f"/issues/{number}", state)

    def _tell(self, verb: str, path: str, body: Mapping[str, object]) -> None:
        status, _ = self.talks.told(verb, f"{self.base}{path}", body)
        if status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise _refused(f"{verb} {path}", status)


def _table(row: object) -> Mapping[str, object]:
    if not isinstance(row, Mapping):
        raise _nonsense()
    return row


def _issue(row: Mapping[str, object]) -> Issue:
    user = row.get("user")
    if type(number := row.get("number")) is not int:
        raise _nonsense()
    # A person who is gone leaves an issue of nobody's.
    author = user.get("login") if isinstance(user, Mapping) else ""
    return Issue(number=number, author=str(author), body=str(row.get("body") or ""))


def _refused(what: str, status: int) -> ReleaseError:
    if status == HTTPStatus.GONE:
        return SettingError(
            f"{what}: GitHub answered 410, issues are off",
            expected="a repository with issues",
            remedy="Settings · General · Features: tick Issues",
        )
    return MissingRightError(
        f"{what}: GitHub answered {status}",
        expected="the permission issues=write",
        remedy="compare the job's permissions with .github/governance.toml",
    )


def _nonsense() -> ServiceDownError:
    return ServiceDownError(
        "GitHub's list of issues has another form than it describes",
        expected="at most 5,000 open issues of ours, each with number and user",
        remedy="run the job again later",
    )
