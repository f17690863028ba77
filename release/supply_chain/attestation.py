"""The signed provenance of a public version, as GitHub's store of attestations takes it."""

from release.artifact import Digest
from release.policy import Repository
from release.published import Downloads, public_file
from release.sign.statement import require_subject
from release.version import Part, VersionNames, VersionTag


def provenance(
    repository: Repository, tag: VersionTag, downloads: Downloads, sums: Digest
) -> bytes:
    """Return the provenance as everybody can fetch it.

    `attach` accepted it before it became public, and the release cannot be changed; that it is
    this version's is checked by the digest of SHA256SUMS, which came by another way. Raises
    DigestMismatchError, InvalidRecordError, BundleError, and what the download raises.
    """
    name = VersionNames(tag.version).asset
    data = public_file(repository, tag, name(Part.PROVENANCE), downloads)
    require_subject(data, name(Part.SUMS), sums, what=name(Part.PROVENANCE))
    return data
