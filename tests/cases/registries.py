"""The kind `registry`: a tree, packed, and what judges it once it is unpacked somewhere."""

import tempfile
from pathlib import Path

from release.validate.finding import Verdict
from release.validate.registry import SCHEMA, Sources, validate
from tests.registry.trees import written


def verdict(data: bytes) -> Verdict:
    """Return what the validator says of the tree in `data`."""
    with tempfile.TemporaryDirectory() as folder:
        registry = written(data, Path(folder))
        return validate(Sources.read(registry, registry.with_name(SCHEMA)))


def judge(data: bytes) -> Verdict:
    """Raise what stops somebody who uses the tree in `data`."""
    return verdict(data).require()
