"""GitHub's releases: the verbs of `attach`, over PyGithub's requester."""

import io
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from release.artifact import Artifact
from release.attach.releases import (
    Distance,
    Immutability,
    Listing,
    Outcome,
    Release,
    Written,
)
from release.errors import MissingRightError, ServiceDownError
from release.files import opened
from release.github import release_rows
from release.github.answers import Row, flag, parsed, published, table, text
from release.github.calls import Calls
from release.github.refusals import Reply, refusal
from release.guard.questions import Published
from release.names import Tag, burned_branch
from release.published import HOST_LIMIT
from release.transfer import Meter
from release.version import AnyTag

_REPORT = 5.0  # seconds between two lines about one upload
_THERE_ALREADY = ("already_exists", "already exists", "immutable release")
_BURNED = "was used by an immutable release"


class GitHubReleases:
    """The releases of one repository, drafts included; see the protocol `Releases`."""

    def __init__(self, calls: Calls, tell: Callable[[str], None]) -> None:
        """Ask and write through `calls`; `tell` hears how far an upload is."""
        self._calls = calls
        self._tell = tell

    def now(self) -> int:
        """Return GitHub's clock at its last answer."""
        return self._calls.now()

    def listed(self, tag: AnyTag) -> Listing:
        """Return what the list says, visible drafts included."""

        def parse(row: Row) -> tuple[Release | None, Published | None]:
            ours = text(row, "tag_name") == str(tag)
            model = tag.model if isinstance(tag, Tag) and not flag(row, "draft") else None
            public = published(row, model) if model else None
            return release_rows.release(row) if ours else None, public

        found = list(self._calls.pages("listing releases", "/releases", parse))
        ours = (release for release, _ in found if release is not None)
        return Listing(
            releases=tuple(sorted(ours, key=lambda release: release.id)),
            published=tuple(public for _, public in found if public is not None),
        )

    def by_id(self, release_id: int) -> Release | None:
        """Return a release or draft by its id."""
        what = f"reading release {release_id}"
        return self._calls.read(what, f"/releases/{release_id}", release_rows.release)

    def by_tag(self, tag: AnyTag) -> Release | None:
        """Return the published release of `tag`."""
        what = f"reading the release of {tag}"
        return self._calls.read(what, f"/releases/tags/{tag}", release_rows.release)

    def tagged(self, tag: AnyTag) -> str | None:
        """Return the commit of `tag`, or the tag object of one that somebody annotated."""
        path = f"/git/ref/tags/{tag}"
        return self._calls.read(f"reading the tag {tag}", path, release_rows.sha)

    def immutability(self) -> Immutability:
        """Return whether releases published now would be immutable; 403 is "may not ask".

        Source: REST, "Check if immutable releases are enabled for a repository": 404 when not.
        """
        what = "reading whether releases are immutable"
        try:
            found = self._calls.read(what, "/immutable-releases", _enabled)
        except MissingRightError:
            return Immutability.UNREADABLE
        return Immutability.ON if found else Immutability.OFF

    def distance(self, commit: str, tip: str) -> Distance:
        """Return how `tip` is away from `commit`; a commit nobody knows is not in its history."""
        what = f"comparing {commit} with main"
        path = f"/compare/{commit}...{tip}"
        found = self._calls.read(what, path, release_rows.distance)
        return found or Distance(descends=False, files=None)

    def create(self, tag: AnyTag, *, commit: str, title: str, body: str) -> Written:
        """Create a draft that will never become the repository's latest release by itself."""
        fields = {
            "tag_name": str(tag),
            "target_commitish": commit,
            "name": title,
            "body": body,
            "draft": True,
            "make_latest": "false",
        }
        return self._write(f"creating the draft of {tag}", "POST", "/releases", fields)

    def discard(self, release_id: int) -> Written:
        """Delete a draft."""
        what = f"deleting draft {release_id}"
        return self._write(what, "DELETE", f"/releases/{release_id}")

    def upload(self, release_id: int, artifact: Artifact, path: Path) -> Written:
        """Upload the file at `path`, read in pieces; it must still be `artifact`."""
        what = f"uploading {artifact.name}"
        target = f"/releases/{release_id}/assets?name={artifact.name}"
        with opened(path, limit=HOST_LIMIT) as file:
            source = _Source(file.fileno(), artifact.size, self._tell)
            return _told(lambda: self._calls.send(what, target, source, artifact.size))

    def delete_asset(self, asset_id: int) -> Written:
        """Delete an asset of a draft."""
        what = f"deleting asset {asset_id}"
        return self._write(what, "DELETE", f"/releases/assets/{asset_id}")

    def locate(self, asset_id: int) -> str | None:
        """Return where an asset's bytes lie for some minutes, for everybody."""
        what = f"asking for the bytes of asset {asset_id}"
        return self._calls.location(what, f"/releases/assets/{asset_id}")

    def publish(
        self, release_id: int, tag: AnyTag, *, title: str, body: str, latest: bool
    ) -> Written:
        """Publish a draft. `make_latest` is always sent: left out, GitHub makes it the latest."""
        fields = {
            "tag_name": str(tag),
            "name": title,
            "body": body,
            "draft": False,
            "prerelease": False,
            "make_latest": "true" if latest else "false",
        }
        return self._write(f"publishing {tag}", "PATCH", f"/releases/{release_id}", fields)

    def mark_burned(self, tag: AnyTag, commit: str) -> Written:
        """Create the branch that says that the number of `tag` is burned."""
        fields = {"ref": f"refs/heads/{burned_branch(tag)}", "sha": commit}
        return self._write(f"marking {tag} as burned", "POST", "/git/refs", fields)

    def _write(
        self, what: str, verb: str, path: str, fields: Mapping[str, object] | None = None
    ) -> Written:
        return _told(lambda: self._calls.write(what, verb, path, fields))


def _enabled(value: object) -> bool:
    return flag(table(value, "a setting"), "enabled")


class _Source(io.FileIO):
    """A file on its way up, which says how far it is. The descriptor stays its opener's."""

    def __init__(self, descriptor: int, size: int, tell: Callable[[str], None]) -> None:
        super().__init__(descriptor, "rb", closefd=False)
        self._size, self._sent = size, 0
        self._meter = Meter(tell, every=_REPORT)

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size) or b""
        self._sent += len(piece)
        self._meter.tell(self._sent, before=0, total=self._size)
        return piece


def _told(send: Callable[[], Reply]) -> Written:
    """Send a write, and return what became of it; raises what `_outcome` raises."""
    try:
        return _outcome(send())
    except ServiceDownError as error:
        return Written(outcome=Outcome.UNANSWERED, why=error.problem)


def _outcome(reply: Reply) -> Written:
    """Return what became of a write; raises 41, 43 or 75 for a refusal that no look can cure."""
    if reply.status in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}:
        return _confirmed(reply)
    words = reply.words
    why = f"{reply.what}: GitHub answered {reply.status}, {words}"
    invalid = reply.status == HTTPStatus.UNPROCESSABLE_ENTITY
    if invalid and _BURNED in words:
        return Written(outcome=Outcome.BURNED, why=why)
    if reply.status == HTTPStatus.NOT_FOUND or (
        invalid and any(word in words for word in _THERE_ALREADY)
    ):
        return Written(outcome=Outcome.MOVED, why=why)
    if reply.limited:
        return Written(outcome=Outcome.UNANSWERED, why=why, wait=reply.wait)
    raise refusal(reply)


def _confirmed(reply: Reply) -> Written:
    """Return the object that GitHub states in answer to a write: a release, an asset, a ref."""
    if reply.status == HTTPStatus.NO_CONTENT:
        return Written(outcome=Outcome.ANSWERED)
    row = table(parsed(reply.what, reply.text), reply.what)
    if "tag_name" in row:
        return Written(outcome=Outcome.ANSWERED, release=release_rows.release(row))
    if "state" in row:
        return Written(outcome=Outcome.ANSWERED, asset=release_rows.asset(row))
    release_rows.sha(row)
    return Written(outcome=Outcome.ANSWERED)
