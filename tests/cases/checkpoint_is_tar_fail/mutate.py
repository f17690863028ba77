"""The file is a tar archive, as before PyTorch 0.1.10."""

import io
import tarfile


def mutate(good: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("storages")
        entry.size = len(good)
        archive.addfile(entry, io.BytesIO(good))
    return buffer.getvalue()
