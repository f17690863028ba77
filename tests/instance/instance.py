"""The instance: keys, an authority, both logs, timestamps; and bundles made of their answers.

instance = Instance()
bundle = instance.sign_blob(data, stated(JOB), Shape.REKOR_V1)
files = instance.write(folder)  # the trust files that cosign, gh and sigstore-python take
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from release.bundle import MEDIA_TYPE, Shape
from release.canonical import Json, dump
from tests.instance.authority import Authority
from tests.instance.claims import Stated
from tests.instance.logs import both_logs
from tests.instance.signed import Signed, b64, pre_authentication
from tests.instance.timestamps import Timestamps
from tests.rehearsal.sigstore.keys import Keys
from tests.rehearsal.sigstore.trust import Endpoints, TrustFiles, trusted_root, write_trust_files

_NOWHERE = "http://sigstore.invalid"
_ENDPOINTS = Endpoints(fulcio=_NOWHERE, rekor=_NOWHERE, tsa=_NOWHERE, ct=_NOWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a signing happened: right if all lie within ten minutes after the certificate."""

    certified: dt.datetime
    logged: dt.datetime
    stamped: dt.datetime

    @classmethod
    def at(cls, moment: dt.datetime) -> "Times":
        """Return a signing that took two seconds from `moment`."""
        second = dt.timedelta(seconds=1)
        start = moment.replace(microsecond=0)
        return cls(certified=start, logged=start + 2 * second, stamped=start + second)


class Instance:
    """A whole Sigstore. Given the keys of another one, it signs what that one's clients accept."""

    def __init__(self, keys: Keys | None = None) -> None:
        """Use `keys`, or new ones that hold for a month from now."""
        self.keys = keys or Keys.generate()
        self.authority = Authority(self.keys)
        self.timestamps = Timestamps(self.keys)
        self.logs = both_logs(self.keys)

    def sign_blob(
        self, data: bytes, claims: Stated, shape: Shape, times: Times | None = None
    ) -> bytes:
        """Return the bundle over the file `data` by a job that states `claims`."""
        times = times or _just_now()
        return self._bundle(self._signed(data, claims, times), shape, times)

    def attest(
        self, statement: bytes, claims: Stated, shape: Shape, times: Times | None = None
    ) -> bytes:
        """Return the bundle over the in-toto `statement` by a job that states `claims`."""
        times = times or _just_now()
        message = pre_authentication(statement)
        return self._bundle(self._signed(message, claims, times, statement), shape, times)

    @property
    def trusted_root(self) -> bytes:
        """The trusted root, as the file of that name."""
        return dump(trusted_root(self.keys, _ENDPOINTS))

    def write(self, directory: Path) -> TrustFiles:
        """Write the trust files below `directory`, which must not exist, and return where."""
        return write_trust_files(directory, self.keys, _ENDPOINTS)

    def _signed(
        self, message: bytes, claims: Stated, times: Times, payload: bytes | None = None
    ) -> Signed:
        key = ec.generate_private_key(ec.SECP256R1())
        return Signed(
            message=message,
            signature=key.sign(message, ec.ECDSA(hashes.SHA256())),
            certificate=self.authority.issue(key.public_key(), claims, times.certified),
            payload=payload,
        )

    def _bundle(self, signed: Signed, shape: Shape, times: Times) -> bytes:
        stamp = b64(self.timestamps.stamp(signed.signature, times.stamped))
        material: Json = {
            "certificate": {"rawBytes": b64(signed.der)},
            "tlogEntries": [self.logs[shape].entry(signed, times.logged)],
            "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": stamp}]},
        }
        return dump({"mediaType": MEDIA_TYPE, "verificationMaterial": material, **signed.content})


def _just_now() -> Times:
    return Times.at(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5))
