"""A process of its own that attaches a set, and says what it took: `python -m tests.attach.child`.

The signed set has a checkpoint of the given size, which lies in the folder as a hole. Token,
commit, proxy and certificates come from the environment, as in a job.
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from release import report
from release.artifact import Artifact
from release.attach.publication import attach
from release.attach.staged import read_staged
from release.attach.wanted import Wanted
from release.download import proxy_of
from release.github.surroundings import surroundings
from release.names import LISTED_IN_SUMS, SIGNED_BLOBS, Role
from release.published import HOST_LIMIT
from release.registry import Registry
from tests.cases.cost import peak
from tests.core.samples import TAG, manifest, plan, policy
from tests.sign import samples


def signed_set(folder: Path, size: int) -> None:
    """Write a signed set whose checkpoint has `size` zeros."""
    files: dict[Role, Artifact] = {}
    publisher = samples.made_by(samples.PUBLISHER.san)

    def write(role: Role, data: bytes) -> None:
        path = folder / samples.NAMES.asset(role)
        path.write_bytes(data)
        if role is Role.CHECKPOINT:
            os.truncate(path, size)
        files[role] = Artifact.from_file(path, limit=HOST_LIMIT)

    rows = manifest().assets
    for row in rows:
        write(row.role, b"" if row.role is Role.CHECKPOINT else row.role.value.encode())
    listed = tuple(replace(row, artifact=files[row.role]) for row in rows)
    write(Role.MANIFEST, replace(manifest(), assets=listed).dump())
    write(Role.SUMS, samples.sums_of({role: files[role].digest for role in LISTED_IN_SUMS}))
    for role, bundle in SIGNED_BLOBS.items():
        data = (folder / files[role].name).read_bytes()
        write(bundle, samples.blob_bundle(data, publisher))
    digests = {role: file.digest for role, file in files.items()}
    statement = samples.statement_of(digests)
    write(Role.PROVENANCE, samples.attestation(statement, publisher))


def main(folder: Path, size: int) -> None:
    """Attach, and print seconds and the peak of memory in MiB."""
    signed_set(folder, size)
    digest = Artifact.from_file(folder / samples.NAMES.asset(Role.MANIFEST), limit=1 << 20).digest
    started = time.monotonic()
    signed = read_staged(folder, tag=TAG, expected=digest)
    commit = os.environ["GITHUB_SHA"]
    wanted = Wanted.of(
        signed, replace(plan(), seen=0), policy(), commit=commit, registry=Registry(())
    )
    around = surroundings(
        policy().repository,
        os.environ["GH_TOKEN"],
        samples.InMemoryCosign(),
        proxy=proxy_of(os.environ),
        tell=report.say,
    )
    receipt = attach(wanted, around)
    seconds = time.monotonic() - started
    report.say(json.dumps({"uploads": receipt.uploads, "peak": peak() / 2**20, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
