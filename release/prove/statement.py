"""The provenance statement: in-toto Statement v1 with the SLSA provenance v1 predicate.

Unsigned here; `sign` signs exactly these bytes. Nothing in it speaks of a clock, a host or a run:
these stand in the certificate. Sources: in-toto attestation spec v1, slsa.dev/spec/v1.0/provenance.
"""

from collections.abc import Iterable

from release import canonical
from release.artifact import Artifact
from release.canonical import Json
from release.pin import Pin
from release.policy import Publisher

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"


def statement(
    pin: Pin, publisher: Publisher, *, source_commit: str, subjects: Iterable[Artifact]
) -> bytes:
    """Return the canonical statement about `subjects`, sorted by name."""
    docs = f"{publisher.repository.url}/blob/main/docs"
    return canonical.dump(
        {
            "_type": STATEMENT_TYPE,
            "predicate": {
                "buildDefinition": {
                    "buildType": f"{docs}/pipeline.md#provenance",
                    "externalParameters": {"model": pin.model, "workflow": workflow(publisher)},
                    "resolvedDependencies": _dependencies(pin, publisher, source_commit),
                },
                "runDetails": {"builder": {"id": publisher.san}},
            },
            "predicateType": PREDICATE_TYPE,
            "subject": subject_rows(subjects),
        }
    )


def subject_rows(subjects: Iterable[Artifact]) -> list[Json]:
    """Return what a statement is about, sorted by name."""
    ordered = sorted(subjects, key=lambda artifact: artifact.name)
    return [{"digest": {"sha256": a.digest.hex}, "name": a.name} for a in ordered]


def workflow(publisher: Publisher) -> dict[str, Json]:
    """Return the workflow that builds, as SLSA names it."""
    return {
        "path": publisher.workflow,
        "ref": publisher.ref,
        "repository": publisher.repository.url,
    }


def _dependencies(pin: Pin, publisher: Publisher, source_commit: str) -> list[Json]:
    """Name the checkpoint, the upstream commit, and our commit that last changed an input."""
    return [
        {
            "digest": {"sha256": pin.checkpoint.digest.hex},
            "name": pin.checkpoint.name,
            "uri": pin.checkpoint.source,
        },
        at_commit(pin.upstream.url, pin.upstream.commit),
        at_commit(publisher.repository.url, source_commit),
    ]


def at_commit(repository: str, commit: str) -> dict[str, Json]:
    """Return a repository at a commit, as a resolved dependency."""
    return {"digest": {"gitCommit": commit}, "uri": f"git+{repository}@{commit}"}
