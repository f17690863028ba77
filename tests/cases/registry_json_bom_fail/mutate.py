"""The file starts with a byte order mark."""

import codecs

from release.names import REGISTRY
from tests.registry.trees import put, read


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: codecs.BOM_UTF8 + read(good, REGISTRY)})
