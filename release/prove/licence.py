"""The licence receipt: does it say what the licence asks for, about exactly this upstream."""

from release.errors import LicenceError
from release.export.metadata import CHANGES
from release.pin import Pin

RECEIPT_LIMIT = 1 << 20


def require_receipt(receipt: bytes, licence: bytes, pin: Pin) -> None:
    """Refuse a licence receipt that does not fulfil Apache-2.0 section 4; raises LicenceError.

    It must hold upstream's licence text whole (4a), name repository and commit (4c), say whether
    there is a NOTICE file (4d), and state the changes in the words the graph itself carries (4b).
    """
    text = receipt.decode(errors="replace")
    if not licence or licence not in receipt:
        raise _refused("does not hold the full text of upstream's LICENSE file")
    lines = {line.strip() for line in text.splitlines()}
    for line in (*attribution(pin), "NOTICE"):
        if line not in lines:
            raise _refused(f"lacks the line {line!r}")
    if CHANGES not in " ".join(text.split()):
        raise _refused("lacks the statement of changes that the graph carries")


def attribution(pin: Pin) -> tuple[str, ...]:
    """Return the lines by which the receipt names the upstream work."""
    return (
        f"Upstream repository: {pin.upstream.url}",
        f"Upstream commit: {pin.upstream.commit}",
        f"Licence: {pin.licence.spdx}",
    )


def _refused(problem: str) -> LicenceError:
    return LicenceError(
        f"the licence receipt {problem}",
        expected="attribution, NOTICE status, statement of changes and the full licence text",
        remedy="correct the receipt in LICENSES/ by a reviewed pull request",
    )
