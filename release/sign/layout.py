"""How the files of a release vouch for each other, by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from release.names import LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role, Tag
from release.version import BUNDLES, LISTED, Part, Version, VersionNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`bundles` leads from a file to its bundle; `listed` are the lines of the file `sums`.

    The provenance is a bundle itself; it speaks of the lines of `sums`, and of `sums`.
    """

    bundles: Mapping[str, str]
    listed: tuple[str, ...]
    sums: str
    provenance: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the provenance speaks of."""
        return (*self.listed, self.sums)

    @property
    def judged(self) -> frozenset[str]:
        """What whoever judges the signatures has to read."""
        return frozenset({*self.bundles, *self.bundles.values(), self.provenance})


def mirror_layout(tag: Tag) -> Layout:
    """Return the layout of the release of a model."""
    name = Names(tag).asset
    return Layout(
        bundles={name(blob): name(bundle) for blob, bundle in SIGNED_BLOBS.items()},
        listed=tuple(map(name, LISTED_IN_SUMS)),
        sums=name(Role.SUMS),
        provenance=name(Role.PROVENANCE),
    )


def version_layout(version: Version) -> Layout:
    """Return the layout of a version of this repository."""
    name = VersionNames(version).asset
    return Layout(
        bundles={name(blob): name(bundle) for blob, bundle in BUNDLES.items()},
        listed=tuple(map(name, LISTED)),
        sums=name(Part.SUMS),
        provenance=name(Part.PROVENANCE),
    )
