"""Where the tools of one finished set-up lie."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder that set-up assembled; what is in it exists and was checked."""

    directory: Path

    @property
    def bin(self) -> Path:
        """The folder to put on PATH."""
        return self.directory / "bin"

    @property
    def cosign(self) -> Path:
        """The signer and verifier."""
        return self.bin / "cosign"

    @property
    def fulcio(self) -> Path:
        """The certificate authority."""
        return self.bin / "fulcio"

    @property
    def rekor(self) -> Path:
        """The transparency log, version 2, on files."""
        return self.bin / "rekor-server"

    @property
    def tsa(self) -> Path:
        """The timestamp authority."""
        return self.bin / "timestamp-server"

    @property
    def act(self) -> Path:
        """The workflow engine."""
        return self.bin / "act"

    @property
    def gh(self) -> Path:
        """GitHub's command line."""
        return self.bin / "gh"

    @property
    def uv(self) -> Path:
        """The package installer."""
        return self.bin / "uv"

    @property
    def actionlint(self) -> Path:
        """The workflow linter."""
        return self.bin / "actionlint"

    @property
    def wheels(self) -> Path:
        """The folder from which jobs install without a network."""
        return self.directory / "wheels"

    @property
    def venv(self) -> Path:
        """The environment with every development package."""
        return self.directory / "venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.venv / "bin" / "python"

    @property
    def torch(self) -> Path:
        """The interpreter of the environment with torch, for the oracle alone."""
        return self.directory / "torch" / "bin" / "python"

    @property
    def release_please(self) -> Path:
        """The library of release-please; nothing is there on a machine without node and npm."""
        return self.directory / "release-please"

    @property
    def sigstore_js(self) -> Path:
        """@sigstore/verify, and the program that asks it; as release-please, not everywhere."""
        return self.directory / "sigstore-js"

    @property
    def base(self) -> Path:
        """A folder with one program, `python3`: the machine's, without any of our packages."""
        return self.directory / "base"

    @property
    def locks(self) -> Path:
        """The folder for locks that worlds of this machine share."""
        return self.directory / "locks"
