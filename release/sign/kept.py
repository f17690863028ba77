"""Bundles that were made before: each is the publisher's signature over today's bytes, or is not.

Who brought the folder does not matter, nor what else lies in it: the bytes that a bundle has to
sign are those that this run proved, or built.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from release.bundle import BUNDLE_LIMIT, Bundle
from release.errors import (
    BundleError,
    DigestMismatchError,
    IrregularFileError,
    MissingInputError,
    SignatureError,
)
from release.files import read_bytes, write_bytes
from release.policy import Publisher
from release.sign.claims import require_claims
from release.sign.signatures import Accepts, require_statement
from release.sign.unsigned import Unsigned

_REFUSED = (BundleError, DigestMismatchError, IrregularFileError, SignatureError)


def kept(
    unsigned: Unsigned,
    directory: Path,
    accepts: Accepts,
    publisher: Publisher,
    tell: Callable[[str], None],
) -> Mapping[str, bytes]:
    """Return the bundles in `directory` that can be used again; the others are named.

    Raises TrustRootError and kin: a bundle that nobody could judge is neither good nor bad.
    """
    found: dict[str, bytes] = {}
    for name in unsigned.bundles:
        try:
            data = read_bytes(directory / name, limit=BUNDLE_LIMIT)
            _accept(name, data, unsigned, accepts, publisher)
        except MissingInputError:
            continue
        except _REFUSED as error:
            tell(f"{name} was made before and is not used: {error.problem}")
        else:
            found[name] = data
    return found


def _accept(
    name: str, data: bytes, unsigned: Unsigned, accepts: Accepts, publisher: Publisher
) -> None:
    """Raise SignatureError and kin unless `data` is what `sign` would make as `name`."""
    blob = unsigned.bundles[name]
    with tempfile.TemporaryDirectory(prefix="kept-") as place:
        file, bundle = Path(place) / blob, Path(place) / name
        write_bytes(file, unsigned.files[blob])
        write_bytes(bundle, data)
        if name == unsigned.layout.provenance:
            certificate = require_statement(data, unsigned.statement, what=name).certificate
            accepts.verify_attestation(file, bundle, publisher)
        else:
            certificate = Bundle.parse(data, what=name).certificate
            accepts.verify_blob(file, bundle, publisher)
    require_claims(certificate, publisher, what=name)
