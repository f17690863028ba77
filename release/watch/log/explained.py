"""Which signatures under our name are explained: by what is published, by a run, or by people."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release import canonical
from release.artifact import Digest
from release.canonical import invalid
from release.errors import SignatureError
from release.files import read_bytes
from release.policy import Policy, Publisher
from release.shape import Table
from release.sighting import Seen
from release.sign.claims import claims
from release.verify.newest import revocations_in
from release.watch.known import LIMIT, require_reason, rows_in
from release.watch.log.signature import LoggedSignature
from release.watch.log.tree import leaf_hash

KNOWN = ".github/known-signatures.toml"
_COMMIT, _EVENT, _RUN = 13, 20, 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A workflow run as GitHub lists it."""

    path: str
    commit: str
    branch: str
    event: str


RunOf = Callable[[int], Run | None]
"""Returns the run of a number, None when GitHub says that there is none."""


def known_entries(data: bytes) -> frozenset[Digest]:
    """Read the entries that people have looked at; raises InvalidRecordError."""
    rows = rows_in(data, "signatures", path=KNOWN)
    found = frozenset(map(_known, rows))
    if len(found) != len(rows):
        raise invalid(f"{KNOWN}.signatures", "names an entry twice")
    return found


def _known(row: Table) -> Digest:
    entry = row.digest("entry")
    require_reason(row)
    return entry


def known_in(checkout: Path) -> frozenset[Digest]:
    """Return the entries that the checkout explains: those that people know, and the list's.

    Raises as `known_entries`, and MissingInputError.
    """
    known = known_entries(read_bytes(checkout / KNOWN, limit=LIMIT))
    held = revocations_in(checkout)
    return known | {entry_of(held.bundle)} if held else known


def entry_of(bundle: bytes) -> Digest:
    """Return the hash of the log entry in a bundle; raises InvalidRecordError."""
    top = Table(canonical.load(bundle, what="bundle"), path="bundle")
    (entry,) = top.table("verificationMaterial").tables("tlogEntries")
    try:
        body = base64.b64decode(entry.text("canonicalizedBody"), validate=True)
    except ValueError as error:
        raise invalid("bundle", "has an entry that is not Base64") from error
    return Digest(leaf_hash(body).hex())


def unexplained(found: Iterable[LoggedSignature], policy: Policy, run_of: RunOf) -> Iterator[Seen]:
    """Give each signature, in no bundle of ours, that no run of ours explains, and why not."""
    versions = (row.publisher for row in policy.versions)
    signers = (*policy.publishers, *versions, *policy.revocations.publishers)
    for signature in found:
        if problem := _odd(signature, signers, policy, run_of):
            yield Seen(where=signature.where, error=_refused(signature, problem))


def _odd(
    signature: LoggedSignature, signers: tuple[Publisher, ...], policy: Policy, run_of: RunOf
) -> str | None:
    """Return what is odd about a signature; None if a run of one of `signers` made it."""
    made = signature.claims
    ours = [row for row in signers if row.san == signature.san and _claimed(made, row)]
    if not ours:
        return f"by {signature.san[:200]}, which is no signer of the policy"
    number = _number(made.get(_RUN, ""), policy)
    run = None if number is None else run_of(number)
    if run is None:
        return "by a run that GitHub does not know"
    wanted = Run(
        path=ours[0].workflow,
        commit=made.get(_COMMIT, ""),
        branch=ours[0].ref.removeprefix("refs/heads/"),
        event=made.get(_EVENT, ""),
    )
    return None if run == wanted else f"by run {number}, which GitHub describes otherwise"


def _claimed(made: Mapping[int, str], row: Publisher) -> bool:
    return all(made.get(number) == value for number, value in claims(row).items())


def _number(url: str, policy: Policy) -> int | None:
    base = re.escape(policy.repository.url)
    match = re.fullmatch(rf"{base}/actions/runs/([0-9]{{1,18}})(/attempts/[0-9]{{1,4}})?", url)
    return int(match[1]) if match else None


def _refused(signature: LoggedSignature, problem: str) -> SignatureError:
    return SignatureError(
        f"a signature nobody can explain, {problem}",
        expected="an entry of a bundle that we publish, or one of a run that GitHub knows",
        remedy=f"find out who signed; when it is understood, a row of {KNOWN} with the entry "
        f"{signature.leaf.hex} and the reason",
    )
