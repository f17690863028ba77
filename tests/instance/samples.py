"""A file, a statement about it, and who signs: the good values that a test changes one thing of."""

from dataclasses import dataclass
from enum import Enum

from release import canonical
from release.artifact import Digest
from release.bundle import PREDICATE, Shape
from tests.core.samples import TAG, policy
from tests.instance.claims import job_of, stated
from tests.instance.instance import Instance

PUBLISHER = policy().publisher(TAG)
CLAIMS = stated(job_of(PUBLISHER))
FILE = b"a file that is signed"
STATEMENT = canonical.dump(
    {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": PREDICATE,
        "predicate": {},
        "subject": [{"name": "file", "digest": {"sha256": Digest.of(FILE).hex}}],
    }
)


class Kind(Enum):
    """What a bundle signs: a file itself, or a statement about it."""

    FILE = "file"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A file, and the bundle by which the publisher may have signed it, or a statement about it."""

    data: bytes
    bundle: bytes
    kind: Kind


def asked(instance: Instance, shape: Shape, kind: Kind) -> Question:
    """Return a question whose answer is yes."""
    if kind is Kind.FILE:
        return Question(data=FILE, bundle=instance.sign_blob(FILE, CLAIMS, shape), kind=kind)
    return Question(data=FILE, bundle=instance.attest(STATEMENT, CLAIMS, shape), kind=kind)
