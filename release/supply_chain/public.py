"""What GitHub says is published under a version's tag."""

from collections.abc import Mapping
from http import HTTPStatus

from release.canonical import invalid
from release.errors import MissingRightError
from release.published import Asks
from release.supply_chain.resolve import Public
from release.version import VersionTag


def published(api: Asks, repository: str, tag: VersionTag) -> Public | None:
    """Return the published release of `tag`, None when GitHub says that there is none.

    Drafts do not show. Raises MissingRightError for any other answer, and what `asked` raises.
    """
    status, document = api.asked(f"/repos/{repository}/releases/tags/{tag}")
    if status == HTTPStatus.NOT_FOUND:
        return None
    if status != HTTPStatus.OK:
        raise MissingRightError(
            f"reading the release of {tag}: GitHub answered {status}",
            expected="the permission contents: read",
            remedy="give the job `contents: read`",
        )
    return _public(document)


def _public(document: object) -> Public:
    row = document if isinstance(document, Mapping) else {}
    immutable, assets = row.get("immutable"), row.get("assets")
    if not isinstance(immutable, bool) or not isinstance(assets, list):
        raise invalid("GitHub's answer about a release", "has no assets, or not immutable")
    names = (asset.get("name") for asset in assets if isinstance(asset, Mapping))
    return Public(immutable=immutable, assets=frozenset(str(name) for name in names))
