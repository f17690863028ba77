"""A storage of 64 MB is stored as 64 kB by compression."""

import io
import zipfile


def mutate(good: bytes) -> bytes:
    buffer = io.BytesIO(good)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data/798", bytes(64 << 20))
    return buffer.getvalue()
