"""A version of a few bytes, really signed under somebody's keys, put where a stranger finds it."""

from collections.abc import Mapping

from release.bundle import Shape
from release.policy import Policy
from release.prove.sums import dump
from release.supply_chain.statement import statement
from release.supply_chain.version_set import VersionSet
from release.version import BUNDLES, LISTED, Part, VersionNames, VersionTag
from tests.instance.claims import job_of, stated
from tests.instance.instance import Instance


def signed_version(
    instance: Instance, policy: Policy, tag: VersionTag, commit: str
) -> Mapping[str, bytes]:
    """Return the files of the version `tag`, made from `commit`, by name."""
    publisher, names = policy.version_publisher(tag.version), VersionNames(tag.version)
    files = {part: f"{part.value} of {tag}\n".encode() for part in LISTED}
    files[Part.SUMS] = dump(VersionSet(version=tag.version, files=files).artifacts())
    whole = VersionSet(version=tag.version, files=files)
    said = statement(tag, publisher, commit=commit, subjects=whole.artifacts())
    claims = stated(job_of(publisher))
    for blob, bundle in BUNDLES.items():
        files[bundle] = instance.sign_blob(files[blob], claims, Shape.REKOR_V2)
    files[Part.PROVENANCE] = instance.attest(said, claims, Shape.REKOR_V2)
    return {names.asset(part): data for part, data in files.items()}
