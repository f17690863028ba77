"""Signing one record: by its one publisher, and accepted before anybody else sees it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from release.bundle import BUNDLE_LIMIT, Bundle
from release.errors import ServiceDownError, TryAgainLaterError
from release.files import read_bytes, write_bytes
from release.policy import Publisher
from release.sign.claims import require_claims
from release.sign.signatures import SignsAndAccepts

_TRIES = 3


def signed_record(
    name: str,
    data: bytes,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    pause: Callable[[float], None],
) -> bytes:
    """Return the bundle over `data`, which is called `name`.

    Raises what the signer raises, after three tries, and SignatureError and kin when the bundle is
    not `publisher`'s in every claim. `pause` waits the given seconds between tries.
    """
    with tempfile.TemporaryDirectory(prefix="sign-") as place:
        file, bundle = Path(place, name), Path(place, f"{name}.bundle")
        write_bytes(file, data)
        _sign(file, bundle, signer, pause)
        signer.verify_blob(file, bundle, publisher)
        made = read_bytes(bundle, limit=BUNDLE_LIMIT)
    require_claims(Bundle.parse(made, what=bundle.name).certificate, publisher, what=bundle.name)
    return made


def _sign(
    file: Path, bundle: Path, signer: SignsAndAccepts, pause: Callable[[float], None]
) -> None:
    """Sign; a failure that may pass by itself is tried again, for it writes nothing."""
    for left in range(_TRIES - 1, -1, -1):
        try:
            signer.sign_blob(file, bundle)
        except (ServiceDownError, TryAgainLaterError):
            if not left:
                raise
            pause(float(_TRIES - left))
        else:
            return
