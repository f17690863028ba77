"""GitHub's releases: the verbs of `attach`, over PyGithub."""

import io

from github import GithubException
from github.GitRelease import GitRelease
from github.GitReleaseAsset import GitReleaseAsset
from github.Repository import Repository

from release.artifact import Digest
from release.attach.releases import Asset, Release
from release.errors import IrregularFileError, TryAgainLaterError
from release.github.session import missing, read, translated, twin, write
from release.names import Tag
from release.published import ASSET_LIMIT

_CHUNK = 1 << 20


class GitHubReleases:
    """The releases of one repository, drafts included; see the protocol `Releases`."""

    def __init__(self, repository: Repository) -> None:
        """Take the repository, as `session.repository` returns it."""
        self._repository = repository

    def observe(self, tag: Tag, known: int | None) -> tuple[Release, ...]:
        """Return all releases of `tag`; `known` by its id, for lists lag behind writes."""
        rows = read("listing releases", lambda: list(self._repository.get_releases()))
        found = {row.id: row for row in rows}
        if known is not None and (row := self._by_id(known)):
            found[known] = row
        ours = (row for _, row in sorted(found.items()) if row.tag_name == str(tag))
        return tuple(self._release(row) for row in ours)

    def create(self, tag: Tag, *, commit: str, title: str, body: str) -> int | None:
        """Create a draft that will never become the repository's latest release by itself."""
        row = write(
            f"creating the draft of {tag}",
            lambda: self._repository.create_git_release(
                str(tag), title, body, draft=True, target_commitish=commit, make_latest="false"
            ),
        )
        return row.id if row else None

    def discard(self, release_id: int) -> None:
        """Delete a draft; one that is gone already is fine."""
        write(f"deleting draft {release_id}", lambda: self._gone(release_id))

    def upload(self, release_id: int, name: str, data: bytes) -> None:
        """Upload an asset. PyGithub gives uploads no timeout: the job's own ends them."""
        row = read(f"reading draft {release_id}", lambda: self._repository.get_release(release_id))
        write(f"uploading {name}", lambda: _upload(row, name, data))

    def delete_asset(self, asset_id: int) -> None:
        """Delete an asset of a draft."""
        write(f"deleting asset {asset_id}", lambda: self._asset_gone(asset_id))

    def read_asset(self, asset_id: int) -> bytes:
        """Return an asset's bytes; the token does not follow to the storage host."""
        return read(
            f"reading asset {asset_id} back",
            lambda: _bytes(self._repository.get_release_asset(asset_id)),
        )

    def publish(self, release_id: int, tag: Tag, *, title: str, body: str) -> None:
        """Publish a draft with `make_latest` false: a mirror is never the project's release."""
        row = read(f"reading draft {release_id}", lambda: self._repository.get_release(release_id))
        write(
            f"publishing release {release_id}",
            lambda: row.update_release(
                title, body, draft=False, tag_name=str(tag), make_latest="false"
            ),
        )

    def tagged_commit(self, tag: Tag) -> str:
        """Return the commit of `tag`; raises TryAgainLaterError while GitHub shows none."""
        with translated(f"reading the tag {tag}"):
            try:
                return self._repository.get_git_ref(f"tags/{tag}").object.sha
            except GithubException as error:
                if not missing(error):
                    raise
        raise TryAgainLaterError(
            f"the tag {tag} is not there yet",
            expected="a tag, made by publishing the release",
            remedy="run the failed job again",
        )

    def _by_id(self, release_id: int) -> GitRelease | None:
        def question() -> GitRelease | None:
            try:
                return self._repository.get_release(release_id)
            except GithubException as error:
                if missing(error):
                    return None
                raise

        return read(f"reading release {release_id}", question)

    def _gone(self, release_id: int) -> None:
        try:
            self._repository.get_release(release_id).delete_release()
        except GithubException as error:
            if not missing(error):
                raise

    def _asset_gone(self, asset_id: int) -> None:
        try:
            self._repository.get_release_asset(asset_id).delete_asset()
        except GithubException as error:
            if not missing(error):
                raise

    def _release(self, row: GitRelease) -> Release:
        # A release lists its assets, but only the first page of them; ours has ten.
        assets = read(f"listing the assets of {row.tag_name}", lambda: list(row.get_assets()))
        return Release(
            id=row.id,
            draft=row.draft,
            author=row.author.login,
            target=row.target_commitish,
            body=row.body or "",
            immutable=bool(row.immutable),
            assets=tuple(sorted((_asset(asset) for asset in assets), key=lambda a: a.name)),
        )


def _upload(row: GitRelease, name: str, data: bytes) -> None:
    """Upload once; when an earlier try arrived after all, what it left is read again anyway."""
    try:
        row.upload_asset_from_memory(io.BytesIO(data), len(data), name)
    except GithubException as error:
        if not twin(error):
            raise


def _asset(row: GitReleaseAsset) -> Asset:
    return Asset(
        id=row.id,
        name=row.name,
        size=row.size,
        digest=Digest.parse(row.digest) if row.digest else None,
        uploaded=row.state == "uploaded",
    )


def _bytes(asset: GitReleaseAsset) -> bytes:
    data = bytearray()
    _, _, chunks = asset.download_asset(chunk_size=_CHUNK)
    for chunk in chunks:
        data += chunk
        if len(data) > ASSET_LIMIT:
            raise IrregularFileError(
                f"asset {asset.url} is longer than {ASSET_LIMIT} bytes",
                expected="a file of the release set",
                remedy="look at the draft on the release page",
            )
    return bytes(data)
