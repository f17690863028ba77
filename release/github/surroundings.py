"""What `attach` acts through when it is meant: GitHub itself, and the way out without a token."""

import time
from collections.abc import Callable

from release.attach.outside import Outside
from release.attach.patience import Patience
from release.attach.readback import Surroundings
from release.download import Downloads
from release.github.releases import GitHubReleases
from release.github.session import calls
from release.policy import Repository
from release.sign.signatures import Accepts
from release.transfer import LARGE


def surroundings(
    repository: Repository,
    token: str,
    accepts: Accepts,
    *,
    proxy: str | None,
    tell: Callable[[str], None],
) -> Surroundings:
    """Return GitHub as `token` sees it, and as a stranger does; asks nothing yet."""
    patience = Patience(pause=time.sleep, tell=tell)
    return Surroundings(
        releases=GitHubReleases(calls(repository.name, token, patience), tell),
        outside=Outside(repository=repository, web=Downloads(proxy=proxy, patience=LARGE)),
        accepts=accepts,
        patience=patience,
        tell=tell,
    )
