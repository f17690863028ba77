"""What is to be signed, whatever is released: files by name, and the statement about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact
from release.files import write_bytes
from release.names import STATEMENT
from release.sign.layout import Layout
from release.sign.statement import require_speaks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """The files that `layout` speaks of, without their bundles, and the provenance statement."""

    layout: Layout
    files: Mapping[str, bytes]
    statement: bytes

    @property
    def bundles(self) -> Mapping[str, str]:
        """What has to be made, by name, and the file that each is about.

        The provenance speaks of several; whoever verifies it is shown the list of files.
        """
        about = {bundle: blob for blob, bundle in self.layout.bundles.items()}
        return {**about, self.layout.provenance: self.layout.sums}

    def require_subjects(self) -> None:
        """Raise InvalidRecordError unless the statement speaks of exactly these files."""
        names = self.layout.subjects
        require_speaks_of(self.statement, (Artifact.of(name, self.files[name]) for name in names))

    def write(self, directory: Path) -> None:
        """Write every file into `directory` under its name, and the statement beside them."""
        for name, data in self.files.items():
            write_bytes(directory / name, data)
        write_bytes(directory / STATEMENT, self.statement)
