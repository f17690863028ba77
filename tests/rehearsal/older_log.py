"""The release as it would be had its signatures gone into Rekor v1, as public Sigstore does.

No Rekor v1 runs here: the instance of the everyday tests signs, under the keys of the world. Who
believes the world's trust root believes these bundles, with the same words.
"""

from collections.abc import Mapping
from pathlib import Path

from release.bundle import Attestation, Shape
from release.names import SIGNED_BLOBS, Role
from release.policy import Publisher
from release.sign.release_set import read_directory
from release.sigstore import Cosign
from release.verify.identity import Judge, TrustFile
from release.verify.verdict import confirmed, verify
from tests.instance.claims import job_of, stated
from tests.instance.instance import Instance
from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import NAMES
from tests.rehearsal.world import World

_FETCHES = ("gh release download", "curl")


def signed_again(world: World, released: Path, folder: Path) -> None:
    """Write into `folder` the release that lies in `released`, signed in the older log."""
    files = read_directory(released, tag=NAMES.tag, roles=tuple(Role))
    instance, claims = Instance(world.sigstore.keys), stated(job_of(publisher_of(world)))
    for blob, bundle in SIGNED_BLOBS.items():
        files = {**files, bundle: instance.sign_blob(files[blob], claims, Shape.REKOR_V1)}
    old = Attestation.parse(files[Role.PROVENANCE], what="provenance")
    require_same("shape of the release", old.shape, Shape.REKOR_V2)
    new = instance.attest(old.statement, claims, Shape.REKOR_V1)
    folder.mkdir()
    for role, data in {**files, Role.PROVENANCE: new}.items():
        (folder / NAMES.asset(role)).write_bytes(data)


def verifying(commands: tuple[str, ...]) -> tuple[str, ...]:
    """Return the commands of a page that do not fetch: the files are there already."""
    return tuple(command for command in commands if not command.startswith(_FETCHES))


def accepted_by_us(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Verify the folder as the script `verify` does; raises what it raises."""
    files = read_directory(folder, tag=NAMES.tag, roles=tuple(Role))
    cosign = Cosign.found(env, least=world.policy.cosign)
    judge = Judge(TrustFile(world.sigstore.trusted_root))
    verdict = verify(files, NAMES.tag, publisher_of(world), judge, lambda _: None)
    confirmed(verdict, publisher_of(world), cosign, lambda _: None)


def publisher_of(world: World) -> Publisher:
    """Return who must have signed."""
    return world.policy.publisher(NAMES.tag)
