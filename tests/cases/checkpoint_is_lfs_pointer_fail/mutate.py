"""The file is a Git LFS pointer."""

import hashlib


def mutate(good: bytes) -> bytes:
    oid = hashlib.sha256(good).hexdigest()
    return (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(good)}\n".encode()
    )
