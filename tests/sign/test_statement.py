"""Reading a provenance statement: exactly the set's files, each once."""

from collections.abc import Callable

import pytest

from release.errors import InvalidRecordError
from release.names import LISTED_IN_SUMS, Role
from release.sign.statement import require_subjects, subjects
from tests.sign import samples

GOOD = samples.statement(samples.proved_files()).decode()


def test_the_subjects_are_the_lines_of_the_sums_and_the_sums() -> None:
    found = subjects(GOOD.encode())
    assert len(found) == len(LISTED_IN_SUMS) + 1
    assert samples.NAMES.asset(Role.SUMS) in found
    require_subjects(GOOD.encode(), samples.release_set())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("in-toto.io/Statement/v1", "in-toto.io/Statement/v0.1"),
        lambda text: text.replace("slsa.dev/provenance/v1", "slsa.dev/provenance/v0.2"),
        lambda text: text.replace('"sha256"', '"sha512"', 1),
        lambda text: text.replace('"SHA256SUMS"', '"SHA256SUM"'),
        lambda text: text.replace('"SHA256SUMS"', '"u2netp_mirror_v1.onnx"'),
        lambda text: text.replace('"subject":[', '"subject":[{"name":"x","digest":{}},'),
        lambda text: text + text,
    ],
)
def test_a_statement_about_anything_else_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(InvalidRecordError):
        require_subjects(change(GOOD).encode(), samples.release_set())
