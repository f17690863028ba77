"""Everything of a version that follows from its tree: files, list, bill of materials, statement."""

from pathlib import Path

from release.policy import Publisher
from release.prove.sums import dump
from release.supply_chain import registry_archive
from release.supply_chain.packages import packages
from release.supply_chain.sbom import require_shipped, sbom
from release.supply_chain.source import Source
from release.supply_chain.statement import statement
from release.supply_chain.version_set import VersionSet, compared
from release.version import LISTED, Part, VersionTag


def built(
    source: Source, tag: VersionTag, publisher: Publisher, python: Path, place: Path
) -> tuple[VersionSet, bytes]:
    """Return the unsigned files and the unsigned statement; `place` is an empty folder.

    `python` has the build backend. Raises what the parts raise.
    """
    version = tag.version
    files = dict(packages(source, version, python, place))
    files[Part.REGISTRY] = registry_archive.packed(source, version)
    contents = registry_archive.contents(source)
    files[Part.SBOM] = sbom(source, version, files, registry_archive.models(contents))
    require_shipped(files[Part.SBOM], files, version, frozenset(contents))
    listed = VersionSet(version=version, files={part: files[part] for part in LISTED})
    files[Part.SUMS] = dump(listed.artifacts())
    made = compared(files, version, expected=None)
    said = statement(tag, publisher, commit=source.commit, subjects=made.artifacts())
    return made, said
