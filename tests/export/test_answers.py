"""The oracle's two files: read back as written, and refused when anything is off."""

import json
from pathlib import Path

import numpy as np
import pytest

from release.errors import InvalidRecordError
from release.export.answers import CLAIMS, MAPS, Answers
from tests.answered import answers


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    for name, data in answers().files().items():
        (tmp_path / name).write_bytes(data)
    found = Answers.read(tmp_path)
    assert (found.canonical, found.versions) == (answers().canonical, answers().versions)
    pairs = zip(found.maps, answers().maps, strict=True)
    assert all(np.array_equal(a.single, b.single) for a, b in pairs)
    assert found.files() == answers().files()


@pytest.mark.parametrize("field", ["canonical", "checkpoint", "code", "maps", "versions", "new"])
def test_claims_that_lack_or_add_a_field_are_refused(field: str) -> None:
    files = answers().files()
    claims = json.loads(files[CLAIMS])
    claims = (
        {**claims, field: 1} if field == "new" else {k: claims[k] for k in claims if k != field}
    )
    with pytest.raises(InvalidRecordError):
        Answers.parse({**files, CLAIMS: json.dumps(claims).encode()})


@pytest.mark.parametrize(("kept", "added"), [(-1, b""), (-1, b"!"), (None, b"!"), (0, b"")])
def test_maps_of_another_size_or_digest_are_refused(kept: int | None, added: bytes) -> None:
    files = answers().files()
    with pytest.raises(InvalidRecordError):
        Answers.parse({**files, MAPS: files[MAPS][:kept] + added})
