"""Reading a provenance statement: the bytes it speaks of."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from release import canonical
from release.artifact import Artifact, Digest
from release.bundle import PREDICATE, Attestation
from release.canonical import invalid
from release.names import LISTED_IN_SUMS, Role, Tag
from release.shape import Table

_TYPE = "https://in-toto.io/Statement/v1"


def subjects(data: bytes) -> Mapping[str, Digest]:
    """Return the subjects of an in-toto statement with SLSA provenance, by name.

    Raises InvalidRecordError for another kind of statement, and for a name that stands twice.
    """
    top = Table(canonical.load(data, what="statement"), path="statement")
    top.literal("_type", _TYPE)
    top.literal("predicateType", PREDICATE)
    found: dict[str, Digest] = {}
    for table in top.tables("subject"):
        name, digests = table.text("name"), table.table("digest")
        if name in found:
            raise invalid("statement.subject", f"names {name[:80]!r} twice")
        found[name] = digests.digest("sha256")
        digests.end()
        table.end()
    return found


def require_subject(provenance: bytes, subject: str, digest: Digest, *, what: str) -> None:
    """Raise unless the signed statement in the file `what` speaks of `subject` with `digest`.

    Raises BundleError, InvalidRecordError or DigestMismatchError.
    """
    found = subjects(Attestation.parse(provenance, what=what).statement)
    if subject not in found:
        raise invalid(what, f"does not speak of {subject}")
    Artifact(name=subject, size=0, digest=found[subject]).require(digest, source="the job's output")


class Files(Protocol):
    """The files of a release, wherever they lie."""

    @property
    def tag(self) -> Tag:
        """The tag of the release."""
        ...

    def artifact(self, role: Role) -> Artifact:
        """Return the file with `role` as name, size and digest."""
        ...


def require_subjects(data: bytes, release_set: Files) -> None:
    """Raise InvalidRecordError unless the statement speaks of exactly this set.

    Its subjects are the lines of SHA256SUMS, and SHA256SUMS itself.
    """
    require_speaks_of(data, map(release_set.artifact, (*LISTED_IN_SUMS, Role.SUMS)))


def require_speaks_of(data: bytes, files: Iterable[Artifact]) -> None:
    """Raise InvalidRecordError unless the subjects of the statement are exactly `files`."""
    if subjects(data) != {file.name: file.digest for file in files}:
        raise invalid("statement.subject", "are not exactly the lines of SHA256SUMS, and it")
