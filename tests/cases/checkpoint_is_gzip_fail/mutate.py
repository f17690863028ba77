"""The file is the checkpoint, compressed by gzip."""

import gzip


def mutate(good: bytes) -> bytes:
    return gzip.compress(good, compresslevel=1, mtime=0)
