"""The newest revocation list at hand: where it may lie, who signed it, and if it holds today."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Digest
from release.bundle import BUNDLE_LIMIT, malformed
from release.errors import RevokedError
from release.files import read_bytes
from release.limits import Late
from release.names import REVOCATIONS, Tag
from release.verify.check import Check
from release.verify.demands import Demands, taken_back
from release.verify.jail import Jail
from release.verify.revocations import LIST_LIMIT, Judgement, RevocationList, SignedList

LIST, LIST_BUNDLE = "revocations.json", "revocations.json.bundle"
"""The list in a model directory or a kit, and its bundle."""


def bundle_in(jail: Jail, name: str) -> bytes:
    """Return the bundle `name` in the directory; raises BundleError when there is none."""
    if not jail.has(name):
        raise malformed(name, "is missing")
    return jail.read(name, limit=BUNDLE_LIMIT)


def list_in(jail: Jail) -> tuple[SignedList, ...]:
    """Return the list in the model directory, or nothing; half of one is refused."""
    if not jail.has(LIST) and not jail.has(LIST_BUNDLE):
        return ()
    data = jail.read(LIST, limit=LIST_LIMIT)
    return (SignedList(data=data, bundle=bundle_in(jail, LIST_BUNDLE)),)


def revocations_in(checkout: Path) -> SignedList | None:
    """Return the list of the checkout, or None where there is no list yet.

    Raises MissingInputError for a list without its bundle.
    """
    path = checkout / REVOCATIONS
    if not path.exists():
        return None
    bundle = path.with_name(LIST_BUNDLE)
    return SignedList(
        data=read_bytes(path, limit=LIST_LIMIT), bundle=read_bytes(bundle, limit=BUNDLE_LIMIT)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The list that holds today, None where none was signed yet, and what is odd about it."""

    revocations: RevocationList | None
    warnings: tuple[str, ...]

    def check(self, name: str) -> Check:
        """Return the check called `name`, with the list in words, or the lack of one."""
        if (listed := self.revocations) is None:
            return Check(name="no list", detail="none has been signed yet, says the policy")
        detail = f"list {listed.number} of {listed.dated}, valid until {listed.valid_until}"
        return Check(name=name, detail=detail)

    def standing(self, tag: Tag, model: Digest) -> tuple[str, ...]:
        """Return a warning about a superseded release; raises RevokedError for a revoked one."""
        found = self.revocations.about(tag, model) if self.revocations else None
        if found and found.judgement is Judgement.REVOKED:
            raise taken_back(f"{tag} is revoked: {found.reason}")
        return (f"{tag} is superseded: {found.reason}",) if found else ()


def newest(demands: Demands, more: Iterable[SignedList] = ()) -> Newest:
    """Return the newest of the lists at hand and `more`, accepted and remembered; all are signed.

    Raises RevokedError for none where one must be, or one that is too old, or older than what was
    seen here; BundleError and SignatureError for a list that its own signer did not sign.
    """
    read = [(_signed(one, demands), Digest.of(one.data)) for one in (*demands.lists, *more)]
    least = demands.policy.revocations.least
    if not read:
        if least:
            raise _too_old("there is no revocation list", least)
        demands.memory.settle(lambda memory: memory.without_list())
        return Newest(revocations=None, warnings=())
    revocations, digest = max(read, key=lambda pair: pair[0].number)
    if revocations.number < least:
        raise _too_old(f"this is revocation list {revocations.number}", least)
    demands.memory.settle(lambda memory: memory.with_list(revocations.number, digest))
    return Newest(revocations=revocations, warnings=_late(revocations, demands))


def _signed(one: SignedList, demands: Demands) -> RevocationList:
    revocations = RevocationList.parse(one.data)
    revoker = demands.policy.revoker(revocations.number)
    demands.record_signed(Digest.of(one.data), one.bundle, revoker)
    return revocations


def _late(revocations: RevocationList, demands: Demands) -> tuple[str, ...]:
    """Return a warning about the list's date, or raise RevokedError, as the policy says."""
    today, number = demands.today(), revocations.number
    if today < revocations.dated:
        problem = f"revocation list {number} is of {revocations.dated}, after today, {today}"
    elif today > revocations.valid_until:
        problem = f"revocation list {number} was valid until {revocations.valid_until}"
    else:
        return ()
    if demands.policy.revocations.late is Late.WARN:
        return (problem,)
    raise RevokedError(
        problem,
        expected="a list that holds today: somebody may keep a newer one from this machine",
        remedy="fetch the newest list; if this is it, set the clock",
    )


def _too_old(problem: str, least: int) -> RevokedError:
    return RevokedError(
        problem,
        expected=f"number {least} or a newer one, from model/policy.toml",
        remedy=f"fetch {LIST} and {LIST_BUNDLE} from the repository's main branch",
    )
