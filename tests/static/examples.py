"""The examples of docs/pipeline.md that stand for one release, made from pin, receipt and locks.

What only a real release can know (digests of graph and weights, measured numbers) is written here.
`python -m tests.static.examples` writes them into the page; a test compares.
"""

import json
from decimal import Decimal
from functools import cache

from release.artifact import Artifact, Digest
from release.export.specimens import SPECIMENS
from release.export.torch_python import PACKAGES
from release.guard.plan import Plan, Staged
from release.lock import PROVE_LOCK, TORCH_LOCK, locks_in
from release.manifest import ListedAsset, Manifest, Source
from release.names import (
    LISTED_IN_MANIFEST,
    POLICY,
    Names,
    Role,
    Tag,
    pin_path,
    receipt_path,
)
from release.pin import Pin
from release.policy import Policy
from release.prove import sums
from release.prove.certificate import JUDGES, Certificate, Compared
from release.prove.comparison import code_digest
from release.prove.sbom import sbom
from release.prove.statement import statement
from release.verify.rebuild import statement as rebuilt
from tests.static.page import blocks, section
from tests.static.tree import ROOT, text

PAGE = "docs/pipeline.md"
TAG = Tag(model="u2netp", n=1)
COMMIT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""git's name for the empty tree: no commit of ours has it."""

GRAPH = Artifact(
    name=Names(TAG).asset(Role.MODEL),
    size=4557785,
    digest=Digest("62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a"),
)
FIXED = Artifact(
    name=Names(TAG).asset(Role.FIXED),
    size=4555899,
    digest=Digest("9f0a2c1b7be0e8f6a1a5c7f22a6f4f2b9d3f0f5f3f8b3c7b0a7c1b5f4e2d6a93"),
)
WEIGHTS = Digest("50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326")
FORM = Digest("ba7ce2f278dbdc6e9a50a76bce6ec8710edc09417f249c9d4f28da75eeb35ae1")
OPERATORS = {
    "Add": 11,
    "Concat": 62,
    "Conv": 119,
    "MaxPool": 33,
    "Relu": 112,
    "Resize": 38,
    "Shape": 5,
    "Sigmoid": 1,
}


def examples(page: str) -> dict[str, str]:
    """Return each example by its heading, as it stands on `page`: JSON, indented."""
    entries = json.loads(found(page, "Registry entry"))
    mirror = entries["models"][0]["mirror"]
    mirror["manifest_sha256"] = Digest.of(manifest().dump()).hex
    mirror["content_key"] = plan().content_key.hex
    made = {
        "Plan": json.loads(plan().dump()),
        "Manifest": json.loads(manifest().dump()),
        "Parity certificate": json.loads(certificate().dump()),
        "Provenance": json.loads(provenance()),
        "Registry entry": entries,
        "Rebuild statement": json.loads(rebuild()),
    }
    return {heading: json.dumps(value, indent=2) + "\n" for heading, value in made.items()}


def found(page: str, heading: str) -> str:
    """Return the example below `heading` of `page`."""
    (block,) = blocks(section(page, heading), "json")
    return block.body


@cache
def pin() -> Pin:
    """Return the pin of the tree."""
    return Pin.parse((ROOT / pin_path(TAG.model)).read_bytes())


@cache
def receipt() -> Artifact:
    """Return the licence receipt of the tree."""
    data = (ROOT / receipt_path(TAG.model)).read_bytes()
    return Artifact.of(Names(TAG).asset(Role.LICENCE), data)


def plan() -> Plan:
    """Return the plan of the first release."""
    return Plan(
        tag=TAG,
        content_key=pin().content_key(receipt().digest),
        source_commit=COMMIT,
        previous=None,
        published=False,
        seen=1795737600,
        staged=Staged(run=1007, artifact=5001),
    )


@cache
def certificate() -> Certificate:
    """Return a certificate with numbers as they were measured with synthetic weights."""
    locks = {lock.path: dict(t.split("==") for t in lock.tools) for lock in locks_in(ROOT)}
    return Certificate(
        registry_id=Names(TAG).registry_id,
        model=GRAPH.digest,
        fixed=FIXED.digest,
        checkpoint=pin().checkpoint.digest,
        code=code_digest(pin()),
        weights=WEIGHTS,
        form=FORM,
        ratio=Decimal("0.9"),
        compared=tuple(
            Compared(
                specimen=specimen,
                image=specimen.digest,
                difference=Decimal("0.00002"),
                share=Decimal("0.0003"),
                step=1,
                error=Decimal("0.00001"),
                torch_error=Decimal("0.00002"),
            )
            for specimen in SPECIMENS
        ),
        oracle=tuple((name, locks[TORCH_LOCK][name]) for name in PACKAGES),
        judge=tuple((name, locks[PROVE_LOCK][name]) for name in JUDGES),
    )


@cache
def manifest() -> Manifest:
    """Return the manifest."""
    names, key = Names(TAG), plan().content_key
    files = {
        Role.MODEL: GRAPH,
        Role.FIXED: FIXED,
        Role.CHECKPOINT: Artifact(
            name=names.asset(Role.CHECKPOINT),
            size=pin().checkpoint.size,
            digest=pin().checkpoint.digest,
        ),
        Role.LICENCE: receipt(),
        Role.PARITY: Artifact.of(names.asset(Role.PARITY), certificate().dump()),
    }
    bill = sbom(TAG, pin(), content_key=key, files=files)
    files[Role.SBOM] = Artifact.of(names.asset(Role.SBOM), bill)
    return Manifest(
        tag=TAG,
        content_key=key,
        previous=None,
        source=Source(repository=policy().repository.name, commit=COMMIT),
        upstream=pin().upstream,
        checkpoint=pin().checkpoint,
        contract=pin().contract,
        weights=WEIGHTS,
        operators=tuple(OPERATORS.items()),
        licence=pin().licence,
        assets=tuple(ListedAsset(role=r, artifact=files[r]) for r in LISTED_IN_MANIFEST),
        locks=locks_in(ROOT),
    )


def provenance() -> bytes:
    """Return the provenance statement about the files of the manifest."""
    names = Names(TAG)
    own = Artifact.of(names.asset(Role.MANIFEST), manifest().dump())
    listed = [*(asset.artifact for asset in manifest().assets), own]
    subjects = [*listed, Artifact.of(names.asset(Role.SUMS), sums.dump(listed))]
    publisher = policy().publisher(TAG)
    return statement(pin(), publisher, source_commit=COMMIT, subjects=subjects)


def rebuild() -> bytes:
    """Return the statement of somebody who made the models again."""
    tools = {"numpy": "2.4.6", "onnx": "1.23.2", "python": "3.11.7"}
    return rebuilt(manifest(), pin(), policy().repository, tools)


@cache
def policy() -> Policy:
    """Return the policy of the tree."""
    return Policy.parse((ROOT / POLICY).read_bytes())


def write() -> None:
    """Write every example into the page."""
    page = text(PAGE)
    for heading, example in examples(page).items():
        page = page.replace(found(page, heading), example, 1)
    (ROOT / PAGE).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write()
