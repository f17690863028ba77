"""Who signed a bundle, read from its certificate: for reports and comparisons, never for trust."""

import base64
import json
from dataclasses import dataclass

from cryptography import x509

# https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md: Issuer (V2), a DER UTF8String.
_ISSUER = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The identity a certificate names, and who vouched for it."""

    san: str
    issuer: str


def signer_of(bundle: bytes) -> Signer:
    """Return the signer; raises ValueError or KeyError for what is no bundle."""
    material = json.loads(bundle)["verificationMaterial"]
    certificate = x509.load_der_x509_certificate(
        base64.b64decode(material["certificate"]["rawBytes"])
    )
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    (san,) = names.get_values_for_type(x509.UniformResourceIdentifier)
    issuer = certificate.extensions.get_extension_for_oid(_ISSUER).value
    if not isinstance(issuer, x509.UnrecognizedExtension):
        raise TypeError("the issuer extension is not raw bytes")
    # tag, length, text: the issuer is far shorter than 128 bytes
    return Signer(san=san, issuer=issuer.value[2:].decode())
