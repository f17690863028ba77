"""The claims of a certificate that cosign has no flag for: ids, environment, runner, caller.

A name can be registered again by somebody else, an id cannot; the environment is the one that
people approve. The claims are read from where they stand, the certificate's extensions: a signer
chooses the bytes of his own key, so searching the whole certificate would find what he put there.
Numbers and encodings: Fulcio, docs/oid-info.md; the structure: RFC 5280, section 4.1.
"""

import re
from collections.abc import Iterator

from release.errors import SignatureError
from release.policy import Publisher

# 1.3.6.1.4.1.57264.1 in DER; the claim's number is the last byte.
_FULCIO = bytes.fromhex("2b0601040183bf3001")
_RUN = 21
_SEQUENCE, _EXTENSIONS, _OBJECT_IDENTIFIER, _OCTET_STRING, _UTF8_STRING = 0x30, 0xA3, 6, 4, 12
_LONG, _LENGTH_BYTES = 0x80, 4


def claims(publisher: Publisher) -> dict[int, str]:
    """Return what a certificate of `publisher` claims, by the claims' numbers."""
    return {
        8: publisher.issuer,
        11: publisher.runner,
        12: publisher.repository.url,
        14: publisher.ref,
        15: str(publisher.repository.id),
        17: str(publisher.repository.owner_id),
        18: publisher.san,  # who called: a workflow that another one calls signs by its own name
        23: publisher.environment,
    }


def require_claims(certificate: bytes, publisher: Publisher, *, what: str) -> None:
    """Raise SignatureError unless the certificate, in DER, makes every claim of `publisher`.

    Whether it is a certificate at all, and whose, is for cosign to say.
    """
    try:
        made = claims_made(certificate)
    except ValueError as error:
        raise _refused(what, f"a certificate; it {error}") from error
    for number, value in claims(publisher).items():
        if made.get(number) != value:
            raise _refused(what, f"the claim 1.3.6.1.4.1.57264.1.{number} to be {value!r}")


def run_of(certificate: bytes, publisher: Publisher) -> str | None:
    """Return the address of the run that asked for the certificate, if it names one of ours."""
    run = claims_made(certificate).get(_RUN, "")
    ours = rf"{re.escape(publisher.repository.url)}/actions/runs/[0-9]{{1,20}}(/attempts/[0-9]+)?"
    return run if re.fullmatch(ours, run) else None


def claims_made(certificate: bytes) -> dict[int, str]:
    """Return Fulcio's claims that are a UTF8String, by number; raises ValueError."""
    (whole,) = _inside(certificate, _SEQUENCE)
    body = next(_values(whole), (0, b""))
    (extensions,) = [value for tag, value in _values(body[1]) if tag == _EXTENSIONS]
    (listed,) = _inside(extensions, _SEQUENCE)
    made: dict[int, str] = {}
    for extension in _inside(listed, _SEQUENCE):
        name, *_, value = _values(extension)
        if name[0] != _OBJECT_IDENTIFIER or value[0] != _OCTET_STRING:
            raise ValueError("has an extension of another form")
        if name[1][:-1] == _FULCIO and value[1][:1] == bytes((_UTF8_STRING,)):
            if name[1][-1] in made:
                raise ValueError("makes a claim twice")
            (text,) = _inside(value[1], _UTF8_STRING)
            made[name[1][-1]] = text.decode()
    return made


def _inside(data: bytes, tag: int) -> list[bytes]:
    """Return the contents of the values in `data`, all of which must have `tag`."""
    found = list(_values(data))
    if not found or any(kind != tag for kind, _ in found):
        raise ValueError("has another structure")
    return [content for _, content in found]


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give tag and content of each DER value in `data`; raises ValueError for a length too far."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], int.from_bytes(data[at + 1 : at + 2]), at + 2
        if length & _LONG:
            count = length & ~_LONG
            if not 0 < count <= _LENGTH_BYTES:
                raise ValueError("has a length of another form")
            length, at = int.from_bytes(data[at : at + count]), at + count
        if at + length > len(data):
            raise ValueError("ends early")
        yield tag, data[at : at + length]
        at += length


def _refused(what: str, expected: str) -> SignatureError:
    return SignatureError(
        f"{what} was signed under other claims than the policy's",
        expected=expected,
        remedy="do not use the file; compare the signing job with model/policy.toml",
    )
