"""Whom signatures are measured against: a trust root at hand, or the one served now (an edge).

A file is kept for years, and keys change meanwhile. So its age is said at every verification, and
the policy says from when on it is a warning, and from when on a refusal. The age is that of the
file: who could change it could change the trust root itself.
"""

import gc
import re
import socket
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

from release.artifact import Digest
from release.errors import MissingInputError, MissingToolError, TrustRootError
from release.files import read_bytes, write_bytes
from release.limits import numbers
from release.policy import Policy
from release.verify.check import Check
from release.verify.demands import Judges, Trust

ROOT_LIMIT = 1 << 20
_DAY = 86400  # seconds
_RELEASED = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){2}")


def kept(path: Path, policy: Policy, today: date) -> Trust:
    """Return the trust root in the file `path`; nobody is asked for anything.

    Raises TrustRootError for one that is too old, from the future, or no trust root,
    MissingInputError for none, MissingToolError for a sigstore package below the policy's.
    """
    return held(read_bytes(path, limit=ROOT_LIMIT), path, policy, today)


def held(data: bytes, path: Path, policy: Policy, today: date) -> Trust:
    """Return the trust root `data`, which came in the file `path`, as `kept` does."""
    days, ages = _age(path, today), policy.trust_root
    if not -1 <= days <= ages.refuse_days:
        raise TrustRootError(
            f"the trust root in {path.name} is {days} days old",
            expected=f"at most {ages.refuse_days}, from model/policy.toml, and none below 0",
            remedy="fetch a new one: cosign trusted-root create --with-default-services; or set "
            "the clock",
        )
    old = f"the trust root is {days} days old, more than {ages.warn_days}"
    detail = f"the one in {path.name}, {days} days old, {Digest.of(data)}"
    return Trust(
        judge=_judge(data, policy),
        check=Check(name="trust root", detail=detail),
        warnings=(old,) if days > ages.warn_days else (),
    )


def brought(data: bytes, path: Path, policy: Policy, today: date) -> Trust:
    """Return the trust root `data` of the kit `path`, as `held` does, with a warning.

    A signature under a root of one's own is easily made: what such a root accepts is worth nothing
    until a person has compared it.
    """
    found = held(data, path, policy, today)
    own = (
        "the trust root came with the kit, and whoever made the kit chose it: compare "
        f"{Digest.of(data)} with another copy, or give --trusted-root"
    )
    return replace(found, warnings=(own, *found.warnings))


def fresh(data: bytes, policy: Policy) -> Trust:
    """Return the trust root `data`, which its repository served a moment ago."""
    detail = f"as it was served a moment ago, {Digest.of(data)}"
    return Trust(judge=_judge(data, policy), check=Check(name="trust root", detail=detail))


def served(policy: Policy) -> Trust:
    """Return Sigstore's production root, as its repository serves it now; raises TrustRootError."""
    judge = _identity(policy).Judge(None)
    detail = "Sigstore's production root, as it is served now"
    return Trust(judge=judge, check=Check(name="trust root", detail=detail))


def served_by(url: str, first: Path, policy: Policy) -> Trust:
    """Return the root that the repository at `url` serves now; trust begins with `first`."""
    identity = _identity(policy)
    judge = identity.Judge(identity.TrustSource(url=url, root=first))
    check = Check(name="trust root", detail=f"NOT production, but {url}, as it is served now")
    return Trust(judge=judge, check=check)


def today() -> date:
    """Return the day, the same everywhere on earth."""
    return datetime.now(UTC).date()


def require_sigstore(found: str, least: str) -> None:
    """Raise MissingToolError when `found`, the package sigstore, is below the policy's version.

    So is what is no release of it: nobody can say what 4.6.0rc1 is newer than.
    """
    if not _RELEASED.fullmatch(found) or numbers(found) < numbers(least):
        raise MissingToolError(
            f"the package sigstore is {found}",
            expected=f"a release, {least} or newer, from model/policy.toml",
            remedy="install the packages of requirements/verify.txt",
        )


def _judge(data: bytes, policy: Policy) -> Judges:
    identity = _identity(policy)
    with tempfile.TemporaryDirectory(prefix="trust-") as place:
        copy = Path(place) / "trusted_root.json"
        write_bytes(copy, data)
        judge: Judges = identity.Judge(identity.TrustFile(copy))
    return judge


def _identity(policy: Policy) -> ModuleType:
    """Return the module with the judge: half a second to import, and no socket on the way.

    urllib3, below sigstore-python, opens one when it is imported, to see whether this machine has
    IPv6. Who verifies offline has the right to see none at all.
    """
    before, socket.has_ipv6 = socket.has_ipv6, False
    collects = gc.isenabled()
    gc.disable()  # nothing of it is garbage: a tenth less to import (tests/bench/verify.py)
    try:
        from sigstore import __version__  # noqa: PLC0415 -- see above

        from release.verify import identity  # noqa: PLC0415 -- see above
    finally:
        socket.has_ipv6 = before
        if collects:
            gc.enable()
    require_sigstore(__version__, policy.tools.sigstore)
    return identity


def _age(path: Path, today: date) -> int:
    """Return how many days ago `path` was changed; a file system may hold years without a date."""
    try:
        changed = path.stat().st_mtime
    except OSError as error:
        raise MissingInputError(
            f"the trust root {path} cannot be read: {error.strerror}",
            expected="a trusted_root.json",
            remedy="make one: cosign trusted-root create --with-default-services --out FILE",
        ) from error
    return (today - date(1970, 1, 1)).days - int(changed // _DAY)
