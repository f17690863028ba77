"""Verifying what is public, or lies in a folder, under a trust root that is asked for (an edge)."""

from collections.abc import Callable, Mapping
from pathlib import Path

from release import job
from release.download import Downloads, proxy_of
from release.names import Role, Tag
from release.policy import Policy
from release.published import PublishedRelease
from release.sign.release_set import read_directory
from release.sigstore import Cosign
from release.verify.identity import Judge, TrustSource
from release.verify.verdict import Verdict, verify


def verify_public(
    tag: Tag,
    policy: Policy,
    environment: Mapping[str, str],
    tell: Callable[[str], None],
    *,
    folder: Path | None,
) -> tuple[str, Verdict]:
    """Return the trust root in words and the verdict on `tag`, as published or in `folder`.

    `environment` says which way out to take, and may name another trust root in cosign's words.
    """
    publisher, cosign = policy.publisher(tag), Cosign.found(environment, least=policy.cosign)
    mirror, source = environment.get("TUF_MIRROR"), None
    if mirror:
        source = TrustSource(url=mirror, root=Path(job.variable(environment, "TUF_ROOT_JSON")))
    trust = f"NOT production, but {mirror}" if mirror else "Sigstore's production root"
    tell(f"trust root: {trust}")
    if folder:
        files = read_directory(folder, tag=tag, roles=tuple(Role))
    else:
        files = public_release(tag, policy, environment).assets(tuple(Role))
    return trust, verify(files, tag, publisher, (cosign, Judge(source)), tell)


def public_release(tag: Tag, policy: Policy, environment: Mapping[str, str]) -> PublishedRelease:
    """Return the release `tag` as a stranger sees it."""
    downloads = Downloads(proxy=proxy_of(environment))
    return PublishedRelease(repository=policy.repository, tag=tag, downloads=downloads)
