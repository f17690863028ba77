"""The keys and certificates of one rehearsal: new at every start, trusted by nobody else."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ORGANISATION = "u2netp-mirror rehearsal, not GitHub"
"""Stands in every certificate: a bundle made here looks like GitHub's to a careless reader."""

# sigstore-python takes its verified time from certificates that must already be valid then.
_BACKDATED = dt.timedelta(days=1)
_LIFETIME = dt.timedelta(days=30)

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One key per service, with the certificates of the two that have some."""

    fulcio: ec.EllipticCurvePrivateKey
    fulcio_root: x509.Certificate
    ct: ec.EllipticCurvePrivateKey
    rekor: ed25519.Ed25519PrivateKey
    rekor_v1: ec.EllipticCurvePrivateKey  # the older kind of log, which tests/instance/ plays
    tsa: ec.EllipticCurvePrivateKey
    tsa_chain: tuple[x509.Certificate, x509.Certificate]  # leaf, root

    @classmethod
    def generate(cls, at: dt.datetime | None = None) -> "Keys":
        """Return new keys; the certificates hold for a month from `at`, or from now."""
        start = (at or dt.datetime.now(dt.UTC)).replace(microsecond=0) - _BACKDATED
        fulcio, tsa, tsa_root = _p256(), _p256(), _p256()
        root = _authority("timestamp root", tsa_root, start)
        return cls(
            fulcio=fulcio,
            fulcio_root=_authority("certificate authority", fulcio, start),
            ct=_p256(),
            rekor=ed25519.Ed25519PrivateKey.generate(),
            rekor_v1=_p256(),
            tsa=tsa,
            # sigstore-python refuses a timestamp chain of fewer than two certificates.
            tsa_chain=(_timestamping_leaf(tsa, root, tsa_root), root),
        )

    @property
    def start(self) -> dt.datetime:
        """From when on they are believed: before anything they sign."""
        return self.fulcio_root.not_valid_before_utc

    def write(self, directory: Path) -> "KeyFiles":
        """Write what the services read from files and return where."""
        directory.mkdir(parents=True, mode=0o700)
        files = KeyFiles(directory)
        _private(files.fulcio_key, self.fulcio)
        _private(files.rekor_key, self.rekor)
        _private(files.tsa_key, self.tsa)
        files.fulcio_root.write_bytes(_pem(self.fulcio_root))
        files.tsa_chain.write_bytes(b"".join(map(_pem, self.tsa_chain)))
        files.ct_public.write_bytes(
            self.ct.public_key().public_bytes(
                ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo
            )
        )
        return files


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where each service finds its key."""

    directory: Path

    @property
    def fulcio_key(self) -> Path:
        """The private key that signs certificates."""
        return self.directory / "fulcio.key"

    @property
    def fulcio_root(self) -> Path:
        """The certificate of that key."""
        return self.directory / "fulcio-root.pem"

    @property
    def rekor_key(self) -> Path:
        """The private key that signs the log's checkpoints."""
        return self.directory / "rekor.key"

    @property
    def tsa_key(self) -> Path:
        """The private key that signs timestamps."""
        return self.directory / "tsa.key"

    @property
    def tsa_chain(self) -> Path:
        """Its certificates, leaf first."""
        return self.directory / "tsa-chain.pem"

    @property
    def ct_public(self) -> Path:
        """The public key with which Fulcio checks what the CT log says."""
        return self.directory / "ct.pub"


def public_der(key: PublicKey) -> bytes:
    """Return `key` as a DER SubjectPublicKeyInfo."""
    return key.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)


def key_digest(key: PublicKey) -> bytes:
    """Return the SHA-256 of a public key: the id of a CT log (RFC 6962, 3.2), and of Rekor v1."""
    return hashlib.sha256(public_der(key)).digest()


def _p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _authority(what: str, key: ec.EllipticCurvePrivateKey, start: dt.datetime) -> x509.Certificate:
    usage = key_usage(digital_signature=False, certificates=True)
    return (
        _builder(what, key, start)
        .issuer_name(_name(what))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        # Without keyUsage sigstore-python says "Invalid issuer pubkey basicConstraint (not a CA)".
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _timestamping_leaf(
    key: ec.EllipticCurvePrivateKey, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    # One critical timeStamping usage and no CA: timestamp-authority v2.1.3 pkg/x509/x509.go.
    usage = key_usage(digital_signature=True, certificates=False)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return (
        _builder("timestamp authority", key, root.not_valid_before_utc)
        .issuer_name(root.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(purpose, critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )


def _builder(
    what: str, key: ec.EllipticCurvePrivateKey, start: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(what))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _BACKDATED + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(what: str) -> x509.Name:
    # Both O and CN: sigstore-python's trusted root asks for them, gh wants exactly one O.
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION)
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, f"rehearsal {what}")])


def key_usage(*, digital_signature: bool, certificates: bool) -> x509.KeyUsage:
    """Return what a key may do: sign data, or certificates, or both."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(ser.Encoding.PEM)


def _private(path: Path, key: PrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption())
    )
