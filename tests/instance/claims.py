"""What a certificate says of the job that signed, by the last number of Fulcio's identifiers.

Numbers and encodings: Fulcio, docs/oid-info.md. `SAN`, 0, stands for the subject alternative name.
A test that needs a near miss changes one value, or leaves it out.
"""

from collections.abc import Iterator, Mapping

from cryptography import x509

from release.policy import Publisher
from tests.rehearsal.hosts.oidc import ISSUER, Claims

SAN = 0
Stated = Mapping[int, str]
"""Claims by number, as they will stand in the certificate."""

_SITE = "https://github.com"
# Up to .6 the bytes of the text, from .8 a DER UTF8String.
_LAST_RAW = 6
_UTF8_STRING, _SHORT = 0x0C, 0x80


def job_of(publisher: Publisher) -> Claims:
    """Return the job in which `publisher` signs."""
    workflow = publisher.workflow.rpartition("/")[2]
    return Claims(
        repository=publisher.repository.name,
        repository_id=publisher.repository.id,
        owner_id=publisher.repository.owner_id,
        ref=publisher.ref,
        sha="a" * 40,
        workflow_name=workflow.removesuffix(".yml"),
        workflow_file=workflow,
        event="workflow_dispatch",
        run_id=7,
        environment=publisher.environment,
        runner=publisher.runner,
    )


def stated(claims: Claims, *, issuer: str = ISSUER) -> dict[int, str]:
    """Return what Fulcio writes into the certificate of a job that is what `claims` say."""
    url, told = f"{_SITE}/{claims.repository}", claims.members()
    workflow = f"{_SITE}/{claims.workflow_ref}"
    written = {
        SAN: workflow,
        1: issuer,
        2: claims.event,
        3: claims.sha,
        4: claims.workflow_name,
        5: claims.repository,
        6: claims.ref,
        8: issuer,
        9: workflow,
        10: claims.sha,
        11: claims.runner,
        12: url,
        13: claims.sha,
        14: claims.ref,
        15: str(claims.repository_id),
        16: f"{_SITE}/{told['repository_owner']}",
        17: str(claims.owner_id),
        18: workflow,
        19: claims.sha,
        20: claims.event,
        21: f"{url}/actions/runs/{claims.run_id}/attempts/{claims.run_attempt}",
        22: "public",
        24: claims.subject,
    }
    return written | ({23: claims.environment} if claims.environment else {})


def extensions(claims: Stated) -> Iterator[x509.UnrecognizedExtension]:
    """Give the extensions that state `claims`, in the order of their numbers."""
    for number in sorted(set(claims) - {SAN}):
        identifier = x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}")
        text = claims[number].encode()
        data = text if number <= _LAST_RAW else _utf8_string(text)
        yield x509.UnrecognizedExtension(identifier, data)


def _utf8_string(text: bytes) -> bytes:
    """Return `text`, shorter than 64 KiB, as DER."""
    if len(text) < _SHORT:
        return bytes((_UTF8_STRING, len(text))) + text
    length = len(text).to_bytes(2).lstrip(b"\0")
    return bytes((_UTF8_STRING, _SHORT | len(length))) + length + text
