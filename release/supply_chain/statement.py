"""The provenance statement of a version: what was built, from which commit, by which workflow.

In-toto Statement v1 with SLSA provenance v1; `sign` signs exactly these bytes. A bundle binds bytes
only: this statement binds the tag to them, so an old version cannot pass as a new one.
"""

from collections.abc import Iterable

from release import canonical
from release.artifact import Artifact
from release.canonical import invalid
from release.policy import Publisher
from release.prove.statement import (
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    at_commit,
    subject_rows,
    workflow,
)
from release.shape import Table
from release.version import VersionTag

_PAGE = "blob/main/docs/supply-chain.md#provenance"


def statement(
    tag: VersionTag, publisher: Publisher, *, commit: str, subjects: Iterable[Artifact]
) -> bytes:
    """Return the canonical statement about `subjects`."""
    return canonical.dump(
        {
            "_type": STATEMENT_TYPE,
            "predicate": {
                "buildDefinition": {
                    "buildType": _build_type(publisher),
                    "externalParameters": {"tag": str(tag), "workflow": workflow(publisher)},
                    "resolvedDependencies": [at_commit(publisher.repository.url, commit)],
                },
                "runDetails": {"builder": {"id": publisher.san}},
            },
            "predicateType": PREDICATE_TYPE,
            "subject": subject_rows(subjects),
        }
    )


def commit_of(data: bytes, tag: VersionTag, publisher: Publisher) -> str:
    """Return the commit that a statement names, once it is exactly ours about `tag`.

    Raises InvalidRecordError for another tag, workflow or kind of statement.
    """
    document = canonical.load(data, what="statement")
    top = Table(document, path="statement")
    definition = top.table("predicate").table("buildDefinition")
    definition.literal("buildType", _build_type(publisher))
    definition.table("externalParameters").literal("tag", str(tag))
    (source, *more) = definition.tables("resolvedDependencies")
    commit = source.table("digest").text("gitCommit")
    subjects = document.get("subject")
    if more or not isinstance(subjects, list):
        raise invalid("statement", "names more than the commit")
    files = tuple(_artifact(Table(row, path="statement.subject")) for row in subjects)
    if statement(tag, publisher, commit=commit, subjects=files) != data:
        raise invalid("statement", "is not what this workflow writes")
    return commit


def _artifact(row: Table) -> Artifact:
    return Artifact(name=row.text("name"), size=0, digest=row.table("digest").digest("sha256"))


def _build_type(publisher: Publisher) -> str:
    return f"{publisher.repository.url}/{_PAGE}"
