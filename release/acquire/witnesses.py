"""Who states the checkpoint's digest: a table, and a refusal when they do not all say the same."""

from collections.abc import Iterator

from release.artifact import Digest
from release.errors import InvalidRecordError
from release.pin import Pin, Witness

_SHORT = 16


def table(pin: Pin) -> Iterator[str]:
    """Yield one line per statement: whose it is, the digest, and whether it is the pin's."""
    rows = [("the pin", pin.checkpoint.digest), *((w.who, w.digest) for w in pin.witnesses)]
    width = max(len(who) for who, _ in rows)
    for who, digest in rows:
        mark = "" if digest == pin.checkpoint.digest else "   DISAGREES"
        yield f"  {who:<{width}}  {digest}{mark}"


def require_agreement(pin: Pin) -> None:
    """Raise InvalidRecordError when a witness states another digest than the pin."""
    other = [w for w in pin.witnesses if w.digest != pin.checkpoint.digest]
    if not other:
        return
    named = "; ".join(_stated(witness) for witness in other[:3])
    raise InvalidRecordError(
        f"{len(other)} of {len(pin.witnesses)} witnesses disagree with the pin: {named}",
        expected=f"{_short(pin.checkpoint.digest)}, as the pin says, from every witness",
        remedy="find out which file is upstream's, then correct the pin in a reviewed pull request",
    )


def _stated(witness: Witness) -> str:
    return f"{witness.who} states {_short(witness.digest)}"


def _short(digest: Digest) -> str:
    return f"sha256:{digest.hex[:_SHORT]}…"
