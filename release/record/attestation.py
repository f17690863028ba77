"""The signed provenance of a public release, as GitHub's store of attestations takes it."""

from release.artifact import Artifact, Digest
from release.bundle import Attestation
from release.canonical import invalid
from release.names import Names, Role
from release.published import PublishedRelease
from release.sign.statement import subjects


def provenance(public: PublishedRelease, manifest: Digest) -> bytes:
    """Return the provenance as everybody can fetch it.

    `attach` accepted it before it became public, and the release cannot be changed; that it is
    this release's is checked by the manifest's digest, which came by another way. Raises
    DigestMismatchError, InvalidRecordError, BundleError, and what the download raises.
    """
    names = Names(public.tag)
    name, about = names.asset(Role.PROVENANCE), names.asset(Role.MANIFEST)
    data = public.asset(Role.PROVENANCE)
    found = subjects(Attestation.parse(data, what=name).statement)
    if about not in found:
        raise invalid(name, f"does not speak of {about}")
    Artifact(name=about, size=0, digest=found[about]).require(manifest, source="the job's output")
    return data
