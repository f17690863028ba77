"""How releases and their files look in JSON."""

from urllib.parse import quote

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.state import API, UPLOADS, Asset, Owner, Release
from tests.rehearsal.hosts.views import user


def page_name(release: Release) -> str:
    """Return the tag, or the placeholder that a draft has in its addresses."""
    return f"untagged-{release.slug}" if release.draft else release.tag


def asset_view(repo: Owner, release: Release, asset: Asset) -> Json:
    """Return a file of a release."""
    place = f"{repo.web}/releases/download/{quote(page_name(release))}"
    return {
        "url": f"{repo.api}/releases/assets/{asset.id}",
        "id": asset.id,
        "node_id": f"RA_{asset.id}",
        "name": asset.name,
        "label": asset.label,
        "uploader": user(asset.uploader),
        "content_type": asset.content_type,
        "state": asset.state,
        "size": asset.size,
        "digest": asset.digest,
        "download_count": 0,
        "created_at": asset.created_at,
        "updated_at": asset.created_at,
        "browser_download_url": f"{place}/{quote(asset.name)}",
    }


def release_view(repo: Owner, release: Release, assets: tuple[Asset, ...]) -> Json:
    """Return a release with its files."""
    part = f"repos/{repo.full_name}/releases/{release.id}"
    url = f"{API}/{part}"
    tag = None if release.draft else quote(release.tag)
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{UPLOADS}/{part}/assets{{?name,label}}",
        "html_url": f"{repo.web}/releases/tag/{quote(page_name(release))}",
        "id": release.id,
        "author": user(release.author),
        "node_id": f"RE_{release.id}",
        "tag_name": release.tag,
        "target_commitish": release.target,
        "name": release.name,
        "draft": release.draft,
        "immutable": release.immutable,
        "prerelease": release.prerelease,
        "created_at": release.created_at,
        "updated_at": release.published_at or release.created_at,
        "published_at": release.published_at,
        "assets": [asset_view(repo, release, asset) for asset in assets],
        "tarball_url": f"{repo.api}/tarball/{tag}" if tag else None,
        "zipball_url": f"{repo.api}/zipball/{tag}" if tag else None,
        "body": release.body,
    }
