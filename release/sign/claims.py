"""The claims of a certificate that cosign has no flag for: ids, environment, runner.

A name can be registered again by somebody else, an id cannot; the environment is the one that
people approve. Numbers and encodings: Fulcio, docs/oid-info.md.
"""

from release.errors import SignatureError
from release.policy import Publisher

# 1.3.6.1.4.1.57264.1 in DER; the claim's number is the last byte.
_FULCIO = bytes.fromhex("2b0601040183bf3001")
_OBJECT_IDENTIFIER, _OCTET_STRING, _UTF8_STRING = 0x06, 0x04, 0x0C
_SHORT = 126


def claims(publisher: Publisher) -> dict[int, str]:
    """Return what a certificate of `publisher` claims, by the claims' numbers."""
    return {
        11: publisher.runner,
        14: publisher.ref,
        15: str(publisher.repository.id),
        17: str(publisher.repository.owner_id),
        23: publisher.environment,
    }


def encoded(number: int, value: str) -> bytes:
    """Return a claim as it stands in a certificate; raises SignatureError for a long value."""
    text = value.encode()
    if len(text) >= _SHORT:
        raise _refused(f"the claim {number}", f"a value shorter than {_SHORT} bytes")
    identifier = _FULCIO + bytes((number,))
    inner = bytes((_UTF8_STRING, len(text))) + text
    return (
        bytes((_OBJECT_IDENTIFIER, len(identifier)))
        + identifier
        + bytes((_OCTET_STRING, len(inner)))
        + inner
    )


def require_claims(certificate: bytes, publisher: Publisher, *, what: str) -> None:
    """Raise SignatureError unless the certificate makes every claim of `publisher`.

    Only for a certificate that was verified: then its authority wrote these bytes. No text in it
    can hold them by chance or by will, for 0x83 0xbf behind an ASCII byte is not UTF-8.
    """
    for number, value in claims(publisher).items():
        if encoded(number, value) not in certificate:
            raise _refused(what, f"the claim 1.3.6.1.4.1.57264.1.{number} to be {value!r}")


def _refused(what: str, expected: str) -> SignatureError:
    return SignatureError(
        f"{what} was signed under other claims than the policy's",
        expected=expected,
        remedy="do not use the file; compare the signing job with model/policy.toml",
    )
