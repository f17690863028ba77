"""Write the samples anew: `python -m tests.assets.make`. New keys, so every byte differs.

For a format that was released, never: its sample is what proves that old releases still verify.
"""

import datetime as dt
import sys
from pathlib import Path

from release.artifact import Digest
from release.bundle import Shape
from release.files import write_bytes
from release.names import COSIGN, POLICY
from release.verify import kit_page
from release.verify.cosign_sums import CosignSums
from release.verify.kit import Kit
from tests.core.samples import ROOT, TAG, policy
from tests.instance.instance import Instance, Times
from tests.rehearsal.sigstore.keys import Keys
from tests.sign import samples

HERE = Path(__file__).parent
SIGNED_AT = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


def kit_by(instance: Instance, shape: Shape, times: Times | None = None) -> Kit:
    """Return a kit of the sample release, signed by `instance` in `shape`."""
    signed = samples.signed_with(instance, shape, samples.made_by(samples.PUBLISHER.san), times)
    sums = CosignSums.parse((ROOT / COSIGN).read_bytes())
    root = instance.trusted_root
    page = kit_page.rendered(
        TAG, samples.PUBLISHER, sums, policy().tools.least_gh("attestation verify"), Digest.of(root)
    )
    return Kit(
        tag=TAG,
        assets=signed.files,
        trusted_root=root,
        policy=(ROOT / POLICY).read_bytes(),
        page=page.encode(),
        cosign_sums=sums.lines,
        revocations=None,
    )


def main() -> None:
    """Write one kit for each shape."""
    instance = Instance(Keys.generate(SIGNED_AT))
    for shape in Shape:
        path = HERE / f"format-1.{shape.value}.kit.tar"
        write_bytes(path, kit_by(instance, shape, Times.at(SIGNED_AT)).dump())
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
