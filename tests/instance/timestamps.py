"""The timestamp authority: RFC 3161 tokens over a signature, as `timestampVerificationData` has."""

import datetime as dt
import hashlib
import secrets

from asn1crypto import (  # type: ignore[import-untyped] # asn1crypto ships no types
    algos,
    cms,
    core,
    tsp,
    x509,
)
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.rehearsal.sigstore.keys import Keys

_POLICY = "1.3.6.1.4.1.57264.2"  # Sigstore's timestamp policy


class Timestamps:
    """Says when it saw something, with the key in the chain of `keys`."""

    def __init__(self, keys: Keys) -> None:
        """Sign with the timestamp authority's key."""
        self._key = keys.tsa
        self._leaf = keys.tsa_chain[0].public_bytes(Encoding.DER)

    def stamp(self, data: bytes, at: dt.datetime) -> bytes:
        """Return the DER response that says `data` was there at `at`; it holds no certificate."""
        return self.respond(hashlib.sha256(data).digest(), at)

    def respond(self, digest: bytes, at: dt.datetime, nonce: int | None = None) -> bytes:
        """Return the DER response for the SHA-256 `digest`."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": _POLICY,
                "message_imprint": {"hash_algorithm": _sha256(), "hashed_message": digest},
                "serial_number": secrets.randbits(63),
                "gen_time": core.GeneralizedTime(at),
                **({} if nonce is None else {"nonce": nonce}),
            }
        ).dump()
        granted = {"status": {"status": "granted"}, "time_stamp_token": self._token(info, at)}
        return bytes(tsp.TimeStampResp(granted).dump())

    def _token(self, info: bytes, at: dt.datetime) -> cms.ContentInfo:
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [_sha256()],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info),
                },
                "signer_infos": [self._signer_info(info, at)],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def _signer_info(self, info: bytes, at: dt.datetime) -> cms.SignerInfo:
        leaf, attributes = x509.Certificate.load(self._leaf), self._attributes(info, at)
        who = {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": who}),
                "digest_algorithm": _sha256(),
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                # The signature covers a SET OF, whatever tag the field has (RFC 5652, 5.4).
                "signature": self._key.sign(attributes.untag().dump(), ec.ECDSA(hashes.SHA256())),
            }
        )

    def _attributes(self, info: bytes, at: dt.datetime) -> cms.CMSAttributes:
        identified = tsp.ESSCertIDv2(
            {"hash_algorithm": _sha256(), "cert_hash": hashlib.sha256(self._leaf).digest()}
        )
        values = {
            "content_type": "tst_info",
            "signing_time": cms.Time({"utc_time": core.UTCTime(at)}),
            "message_digest": hashlib.sha256(info).digest(),
            "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [identified]}),
        }
        return cms.CMSAttributes([{"type": name, "values": [v]} for name, v in values.items()])


def _sha256() -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": "sha256"})
