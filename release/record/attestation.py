"""The signed provenance of a public release, as GitHub's store of attestations takes it."""

from release.artifact import Digest
from release.names import Names, Role
from release.published import PublishedRelease
from release.sign.statement import require_subject


def provenance(public: PublishedRelease, manifest: Digest) -> bytes:
    """Return the provenance as everybody can fetch it.

    `attach` accepted it before it became public, and the release cannot be changed; that it is
    this release's is checked by the manifest's digest, which came by another way. Raises
    DigestMismatchError, InvalidRecordError, BundleError, and what the download raises.
    """
    name, data = Names(public.tag).asset, public.asset(Role.PROVENANCE)
    require_subject(data, name(Role.MANIFEST), manifest, what=name(Role.PROVENANCE))
    return data
