"""The drawings: the same everywhere, and varied enough to show something."""

import numpy as np
import pytest

from release.artifact import Digest
from release.export.specimens import KINDS, SPECIMENS, Specimen


def test_every_image_has_one_digest_for_ever() -> None:
    """A change is another recipe: raise RECIPE, and certificates of the old one stay readable."""
    digests = "".join(specimen.digest.hex for specimen in SPECIMENS)
    assert Digest.of(digests.encode()).hex == (
        "76e4c8193c75ea0807ff196992de1139623d57b33c2137d8ee43c117c12b2e09"
    )


def test_every_kind_and_every_awkward_size_is_there() -> None:
    assert {specimen.kind for specimen in SPECIMENS} == set(KINDS)
    sizes = {(s.height, s.width) for s in SPECIMENS}
    assert {(320, 320), (1, 1), (97, 33)} <= sizes


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda s: s.name)
def test_an_image_is_what_the_network_takes(specimen: Specimen) -> None:
    image = specimen.draw()
    assert image.shape == (1, 3, specimen.height, specimen.width)
    assert image.dtype == np.float32
    assert np.abs(image).max() < 3
