"""Reading a provenance statement: the bytes it speaks of."""

from collections.abc import Mapping

from release import canonical
from release.artifact import Digest
from release.bundle import PREDICATE
from release.canonical import invalid
from release.names import LISTED_IN_SUMS, Role
from release.shape import Table
from release.sign.release_set import ReleaseSet

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


def require_subjects(data: bytes, release_set: ReleaseSet) -> None:
    """Raise InvalidRecordError unless the statement speaks of exactly this set.

    Its subjects are the lines of SHA256SUMS, and SHA256SUMS itself.
    """
    files = (release_set.artifact(role) for role in (*LISTED_IN_SUMS, Role.SUMS))
    if subjects(data) != {file.name: file.digest for file in files}:
        raise invalid("statement.subject", "are not exactly the lines of SHA256SUMS, and it")
