"""A vector: a folder named for its defect, as that repository's bundle-verify/README.md says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sigstore

FOLDER = Path("test/assets/bundle-verify")
_IDENTITY = (
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
    ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
)
_ISSUER = "https://token.actions.githubusercontent.com"
# The root of the public instance, as the sigstore package ships it.
_PRODUCTION = "_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json"


@dataclass(frozen=True, slots=True)
class Vector:
    """One folder; what it does not hold is the suite's default."""

    folder: Path

    @property
    def name(self) -> str:
        """Its name, which ends in `_fail` when the bundle must be refused."""
        return self.folder.name

    @property
    def must_pass(self) -> bool:
        """Whether a verifier has to accept it."""
        return not self.name.endswith("_fail")

    @property
    def bundle(self) -> bytes:
        """The bundle."""
        return (self.folder / "bundle.sigstore.json").read_bytes()

    @property
    def artifact(self) -> bytes:
        """The signed file, or the subject of the signed statement."""
        own = self.folder / "artifact"
        return (own if own.exists() else self.folder.parents[1] / "a.txt").read_bytes()

    @property
    def trusted_root(self) -> Path:
        """The trust root to verify it under."""
        own = self.folder / "trusted_root.json"
        return own if own.exists() else Path(sigstore.__file__).parent / _PRODUCTION

    @property
    def with_key(self) -> bool:
        """Whether it is to be verified with a key instead of an identity."""
        return (self.folder / "key.pub").exists()

    @property
    def identity(self) -> str:
        """Who must have signed."""
        return self._text("identity", _IDENTITY)

    @property
    def issuer(self) -> str:
        """Who must have vouched for the signer."""
        return self._text("issuer", _ISSUER)

    def _text(self, name: str, default: str) -> str:
        own = self.folder / name
        return own.read_text().strip() if own.exists() else default


def vectors(checkout: Path) -> Iterator[Vector]:
    """Give every vector of the suite in `checkout`, by name."""
    folder = checkout / FOLDER
    yield from (Vector(path) for path in sorted(folder.iterdir()) if path.is_dir())
