"""GitHub's store of attestations: offered the signed provenance, and free to refuse it."""

import json
from dataclasses import dataclass
from enum import Enum

from github import GithubException
from github.Repository import Repository

from release.artifact import Digest
from release.errors import ReleaseError
from release.github.session import missing, read, translated
from release.report import safe


class Stored(Enum):
    """The store has it."""

    HELD = "had it already"
    POSTED = "took it"

    @property
    def words(self) -> str:
        """The same for a person."""
        return self.value


@dataclass(frozen=True, slots=True)
class Refused:
    """The store does not have it, for `reason`."""

    reason: str

    @property
    def words(self) -> str:
        """The same for a person."""
        return f"refused it: {safe(self.reason)}"


def offer(repository: Repository, bundle: bytes, subject: Digest) -> Stored | Refused:
    """Post `bundle`, a signed statement about `subject`, unless the store holds it.

    Nothing depends on the store: it can be emptied, and what it gives is verified like any other
    copy. So its refusal is an answer here, and so is its silence.
    Source: REST description, "Create an attestation" and "List attestations".
    """
    try:
        if read("asking the attestation store", lambda: _held(repository, bundle, subject)):
            return Stored.HELD
        with translated("posting the provenance"):
            repository.requester.requestJsonAndCheck(
                "POST", f"{repository.url}/attestations", input={"bundle": json.loads(bundle)}
            )
    except ReleaseError as error:
        return Refused(error.problem)
    return Stored.POSTED


def _held(repository: Repository, bundle: bytes, subject: Digest) -> bool:
    """Tell whether the store has `bundle`; where it gives addresses alone, any of ours counts."""
    url = f"{repository.url}/attestations/sha256:{subject.hex}"
    query = {"predicate_type": "provenance", "per_page": "100"}
    try:
        _, answer = repository.requester.requestJsonAndCheck("GET", url, query)
    except GithubException as error:
        if missing(error):
            return False
        raise
    rows = answer.get("attestations") if isinstance(answer, dict) else None
    inline = [row.get("bundle") for row in rows or () if isinstance(row, dict)]
    return json.loads(bundle) in inline or None in inline
