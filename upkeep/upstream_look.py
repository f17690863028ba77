"""Looking at upstream, from public addresses: GitHub's API, raw files, the author's link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from release.artifact import Artifact, Digest
from release.errors import MissingInputError, ServiceDownError
from release.files import MIB
from release.licence import is_notice
from release.pin import Pin
from release.published import Downloads
from upkeep.answers import Questions
from upkeep.upstream import README, Change, Seen, agreed, changes

RAW = "raw.githubusercontent.com"
_PAGE = 100
_GONE = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: whom to ask, and how to bring the checkpoint, whatever it is now."""

    questions: Questions
    downloads: Downloads
    checkpoint: Callable[[], bytes]

    def at(self, pin: Pin) -> Seen:
        """Return upstream as it is now.

        Raises ServiceDownError and TryAgainLaterError for a question without an answer: only a
        plain "not there" is believed to mean that, and the caller looks twice.
        """
        base = f"/repos/{pin.upstream.repository}"
        itself = self._asked(base)
        came = self._brought(self.checkpoint)
        checkpoint = None if came is None else Artifact.of(pin.checkpoint.name, came)
        if itself is None or itself.get("full_name") != pin.upstream.repository:
            return Seen(there=False, files={}, checkpoint=checkpoint)
        head = self._head(base, str(itself.get("default_branch")))
        readme = self._file(pin, head, README) or b""
        files = {row.path: self._file(pin, head, row.path) for row in pin.upstream.files}
        return Seen(
            there=True,
            archived=itself.get("archived") is True,
            releases=self._releases(base),
            notices=self._notices(base, head),
            files={path: data if data is None else Digest.of(data) for path, data in files.items()},
            linked=pin.checkpoint.drive_id.encode() in readme,
            checkpoint=checkpoint,
        )

    def _asked(self, target: str) -> Mapping[str, object] | None:
        """Return an object of the API, or None when it is not there."""
        status, document = self.questions.asked(target)
        if status in _GONE:
            return None
        if status != HTTPStatus.OK or not isinstance(document, Mapping):
            raise _nonsense(f"{target}: GitHub answered {status}")
        return document

    def _head(self, base: str, branch: str) -> str:
        found = self._asked(f"{base}/git/ref/heads/{quote(branch)}")
        thing = (found or {}).get("object")
        if not isinstance(thing, Mapping) or not isinstance(sha := thing.get("sha"), str):
            raise _nonsense(f"{base}: GitHub does not say the tip of {branch[:80]!r}")
        return sha

    def _releases(self, base: str) -> tuple[str, ...]:
        status, rows = self.questions.asked(f"{base}/releases?per_page={_PAGE}")
        if status != HTTPStatus.OK or not isinstance(rows, list):
            raise _nonsense(f"{base}/releases: GitHub answered {status}")
        return tuple(str(row.get("tag_name")) for row in rows if isinstance(row, Mapping))

    def _notices(self, base: str, head: str) -> tuple[str, ...]:
        tree = self._asked(f"{base}/git/trees/{head}?recursive=1") or {}
        rows = tree.get("tree")
        if not isinstance(rows, list) or tree.get("truncated") is not False:
            raise _nonsense(f"{base}: GitHub does not list the whole tree of {head[:40]}")
        paths = (str(row.get("path")) for row in rows if isinstance(row, Mapping))
        return tuple(sorted(path for path in paths if is_notice(path)))

    def _file(self, pin: Pin, commit: str, path: str) -> bytes | None:
        url = f"https://{RAW}/{pin.upstream.repository}/{commit}/{path}"
        hosts = frozenset({RAW})
        return self._brought(lambda: self.downloads.fetch(url, hosts=hosts, limit=MIB).body())

    def _brought(self, bring: Callable[[], bytes]) -> bytes | None:
        """Return what `bring` brings, or None when it says that there is nothing."""
        try:
            return bring()
        except MissingInputError:
            return None


def settled(look: Look, pin: Pin, pause: Callable[[], None]) -> tuple[Change, ...]:
    """Return what changed; anything that did is looked at again after `pause`.

    Raises TryAgainLaterError when the second look sees something else; see also `Look.at`.
    """
    found = changes(pin, look.at(pin))
    if not found:
        return ()
    pause()
    return agreed(found, changes(pin, look.at(pin)))


def _nonsense(problem: str) -> ServiceDownError:
    return ServiceDownError(problem, expected="an answer", remedy="run it again in an hour")
